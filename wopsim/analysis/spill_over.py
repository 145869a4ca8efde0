"""Where an effect is: in the utilities that were mentored, in those that mentored them, and in others.

Those are reached by a platform's events, or turn themselves around after the example of a mentored neighbour (M19).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.outcome_specs import PLACES
from wopsim.analysis.ragged import divide
from wopsim.analysis.run_arrays import over_utilities

if TYPE_CHECKING:
    from wopsim.analysis.ragged import Bools, Floats
    from wopsim.analysis.run_arrays import Block


def places(block: Block) -> dict[str, Bools]:
    """Return which utilities of each run are in each of `PLACES`, (scenario, draw, replicate, utility), without the baseline.

    A former mentee that mentors counts as mentored.
    """
    mentored = block.last("mentored")[1:] > 0
    mentors = (block.once("mentor_days")[1:] > 0) & ~mentored
    return dict(zip(PLACES, (mentored, mentors, ~mentored & ~mentors), strict=True))


def spill_over(block: Block) -> dict[str, Floats]:
    """Return the paired effect in the last year by place: sums of people and water, means of NRW and practice.

    Returns
    -------
    by outcome, (scenario, draw, replicate), without the baseline. Means are NaN in a run that has nobody there.
    """
    people, saved, nrw = block.change("people_served"), -block.change("real_loss"), block.change("nrw_share")
    practice = block.change("practice").mean(axis=-1)
    out = {}
    for place, here in places(block).items():
        count = over_utilities(here.astype(np.float64))
        out[f"people_{place}"] = over_utilities(np.where(here, people, 0.0))
        out[f"water_{place}"] = over_utilities(np.where(here, saved, 0.0))
        if place == "mentored":
            continue  # `nrw_mentored` and `practice_mentored`
        out[f"nrw_{place}"] = divide(over_utilities(np.where(here, nrw, 0.0)), count)
        out[f"practice_{place}"] = divide(over_utilities(np.where(here, practice, 0.0)), count)
    return out
