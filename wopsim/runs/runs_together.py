"""How many runs stand in memory at once: enough to share what they have in common, and so few that fresh memory costs little time."""

from __future__ import annotations

from wopsim.runs.study_world import world_of
from wopsim.study.scenario import Study

TOGETHER = 150
"""Runs of the default world over twelve years: some 300 MB. More take no less time each, and the system longer to give the memory."""
_RUN_SIZE = 400 * 13
"""Utilities times year ends of such a run."""
_MOST_TOGETHER = 2000
"""Of smaller runs there are more at once, up to so many: labels and checks cost as much for one as for all that stand together."""


def runs_together(study: Study) -> int:
    """Return how many runs of a study are in memory at once, about: 1 or more."""
    size = len(world_of(study.world, study.readings).utilities) * (study.horizon_years + 1)
    return max(1, min(_MOST_TOGETHER, TOGETHER * _RUN_SIZE // size))
