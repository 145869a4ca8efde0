"""Uniform numbers that partnerships meet: the streams of `wopsim.engines.luck`, looked up by who and how-many-th when it happens."""

from __future__ import annotations

from typing import Any

import numpy as np

from wopsim.engines import luck
from wopsim.engines.luck import NUMBERS_EACH
from wopsim.rules.compiling import inside as compiled
from wopsim.streams import uniform_at

AGREEMENT, EARLY_END, COUNTERPART = luck.AGREEMENT.key, luck.EARLY_END.key, luck.COUNTERPART.key
KNOWN, PAIRING, FUNDING = luck.KNOWN.key, luck.PAIRING.key, luck.FUNDING.key


@compiled
def of_partnership(here: Any, number: int, key: Any, n: int) -> float:
    """Return the n-th number of a stream for a partnership."""
    deal, seats = here.deals[number], here.seats
    return of_pair(here, key, seats[deal.mentee].entity, seats[deal.mentor].entity, deal.number * NUMBERS_EACH + n)


@compiled
def of_pair(here: Any, key: Any, one: Any, other: Any, step: int) -> float:
    """Return the number of a stream for an ordered pair of entities and a step."""
    return float(uniform_at(key, here.world.seed, np.uint64(step), np.uint64(here.world.replicate), one, other))
