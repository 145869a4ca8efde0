"""What was left over when a call closed, and what it was short of: applicants, mentors, or money."""

from __future__ import annotations

import numpy as np

from wopsim.engines import account
from wopsim.engines.records import Block
from wopsim.strategies.protocols import Ints


def count(block: Block, asking: Ints, applicants: Ints, paired: Ints, funded: Ints) -> None:
    """Note in each world what money was left, and count the call under what kept it from more partnerships.

    Parameters
    ----------
    block, asking : the worlds whose call closed.
    applicants, paired, funded : (world,) how many applied, got a mentor, got money [mentee].
    """
    worlds = block.worlds[asking]
    free = account.free_money(worlds.view(np.recarray), block.settings[worlds["settings"]].view(np.recarray))
    without_money = paired > funded
    left = ~without_money & (free > account.CENT)
    block.worlds["unpromised"][asking] = np.maximum(0.0, free)
    block.worlds["short_of_money"][asking] += without_money
    block.worlds["short_of_applicants"][asking] += left & (paired == applicants)
    block.worlds["short_of_mentors"][asking] += left & (paired < applicants)
