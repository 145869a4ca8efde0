"""How a call ended: what money was left, and the one thing that kept it from more partnerships."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wopsim.engines import account
from wopsim.engines.records import Block
from wopsim.strategies.protocols import Bools, Ints


class Tally(NamedTuple):
    """What came of a call, (world,) each.

    Parameters
    ----------
    applicants, paired, funded : how many applied, got a mentor, got money [mentee]; whom a cap kept out had got a mentor.
    held_back, capped : whether the money left would have paid for a pair that got none because of a rule, or because of a cap.
    """

    applicants: Ints
    paired: Ints
    funded: Ints
    held_back: Bools
    capped: Bools

    @classmethod
    def of_nobody(cls, applicants: Ints) -> Tally:
        """Return that of calls in which nobody got a mentor."""
        none, no = np.zeros_like(applicants), np.zeros(applicants.size, dtype=np.bool_)
        return cls(applicants, none, none.copy(), no, no.copy())


def count(block: Block, asking: Ints, tally: Tally) -> None:
    """Note in each world what money was left, and count the call under the first thing that kept it from one more partnership.

    Parameters
    ----------
    block, asking : the worlds whose call closed.
    tally : what came of it in these worlds.
    """
    worlds = block.worlds[asking]
    free = account.free_money(worlds.view(np.recarray), block.settings[worlds["settings"]].view(np.recarray))
    block.worlds["unpromised"][asking] = np.maximum(0.0, free)
    kept_by = {
        "held_back": tally.held_back,
        "capped": tally.capped,
        "short_of_money": (tally.paired > tally.funded) | (free <= account.CENT),
        "short_of_mentors": tally.paired < tally.applicants,
        "short_of_applicants": np.ones(asking.size, dtype=bool),
    }
    open_yet = np.ones(asking.size, dtype=bool)
    for cause, is_so in kept_by.items():
        block.worlds[cause][asking] += open_yet & is_so
        open_yet &= ~is_so
