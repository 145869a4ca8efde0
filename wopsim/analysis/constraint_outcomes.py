"""What a programme's constraints came to in each run: quotas that were not kept, and how full the world is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.designs import setting
from wopsim.analysis.outcome_specs import GROUPS
from wopsim.analysis.ragged import divide
from wopsim.analysis.run_arrays import over_utilities
from wopsim.strategies.design import NEARLY_FULL

if TYPE_CHECKING:
    from wopsim.analysis.ragged import Floats
    from wopsim.analysis.run_arrays import Block

ROUNDING = 1e-9


def constraints(block: Block) -> dict[str, Floats]:
    """Return what came of each run's constraints, (scenario, draw, replicate), without the baseline.

    Returns
    -------
    `possible_mentees`, `world_full`, `nearly_full` : utilities to which the programme is open, the share of them that it mentored, and 1
        where that is so large that it found hardly anybody new.
    `quota_missed_<group>` : 1 where the group got less than its quota (of money spent, or of utilities mentored), 0 where not, NaN
        where there is no quota. A run in which nothing was given misses none.
    """
    mentored = block.last("mentored")[1:] > 0
    open_to = block.once("may_apply")[1:] > 0
    possible = over_utilities(open_to.astype(np.float64))
    full = divide(over_utilities((mentored & open_to).astype(np.float64)), possible)
    out = {
        "possible_mentees": possible,
        "world_full": full,
        "nearly_full": (full > NEARLY_FULL).astype(np.float64),
    }
    parts = {"money": block.once("support_received")[1:], "places": mentored.astype(np.float64)}
    scenarios = {scenario.name: scenario for scenario in block.study.scenarios}
    for group, (coordinate, value, _) in GROUPS.items():
        inside = block.inside(coordinate, value)
        missed = np.full(possible.shape, np.nan)
        for number, name in enumerate(str(name) for name in block.dataset["scenario"].values[1:]):
            quota = float(setting(scenarios[name], f"quota_{group}"))
            if quota > 0.0:
                each = parts[str(setting(scenarios[name], "quota_of"))][number]
                theirs, whole = over_utilities(np.where(inside, each, 0.0)), over_utilities(each)
                missed[number] = theirs < (quota - ROUNDING) * whole
        out[f"quota_missed_{group}"] = missed
    return out
