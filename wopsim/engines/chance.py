"""Uniform numbers that partnerships and utilities meet: the streams of `exogenous`, looked up by who and how-many-th when it happens."""

from __future__ import annotations

from typing import Any

import numpy as np

from wopsim.compile import device
from wopsim.engines import exogenous
from wopsim.engines.exogenous import NUMBERS_EACH
from wopsim.streams import uniform_at

AGREEMENT, EARLY_END, COUNTERPART = exogenous.AGREEMENT.key, exogenous.EARLY_END.key, exogenous.COUNTERPART.key
REFUSAL = exogenous.REFUSAL.key
KNOWN, PAIRING, FUNDING = exogenous.KNOWN.key, exogenous.PAIRING.key, exogenous.FUNDING.key
THROWN_OUT = exogenous.THROWN_OUT.key
NOBODY = np.uint64(0)


@device
def of_partnership(ctx: Any, number: int, key: Any, n: int) -> float:
    """Return the n-th number of a stream for a partnership."""
    partnership, roles = ctx.partnerships[number], ctx.roles
    return of_pair(ctx, key, roles[partnership.mentee].entity, roles[partnership.mentor].entity, partnership.number * NUMBERS_EACH + n)


@device
def of_utility(ctx: Any, key: Any, row: int, step: int) -> float:
    """Return the number of a stream for a utility and a step, whoever mentors it and whether anybody does."""
    return of_pair(ctx, key, ctx.roles[row].entity, NOBODY, step)


@device
def of_pair(ctx: Any, key: Any, one: Any, other: Any, step: int) -> float:
    """Return the number of a stream for an ordered pair of entities and a step."""
    return float(uniform_at(key, ctx.world.seed, np.uint64(step), np.uint64(ctx.world.replicate), one, other))
