"""How many runs stand in memory at once: enough to share what they have in common, and so few that fresh memory costs little time."""

from __future__ import annotations

import math
from typing import NamedTuple

from wopsim.runs.study_world import world_of
from wopsim.study.scenario import Study

TOGETHER = 100
"""Runs of the default world over twelve years: some 300 MB if all outputs are kept. More are no quicker, half as many slower."""
_RUN_SIZE = 400 * 13
"""Utilities times year ends of such a run."""
_MOST_TOGETHER = 2000
"""Of smaller runs there are more at once, up to so many: labels and checks cost as much for one as for all that stand together."""


def runs_together(study: Study) -> int:
    """Return how many runs of a study are in memory at once, about: 1 or more."""
    size = len(world_of(study.world, study.readings).utilities) * (study.horizon_years + 1)
    return max(1, min(_MOST_TOGETHER, TOGETHER * _RUN_SIZE // size))


class Piece(NamedTuple):
    """Runs that stand in memory at once: all scenarios of some draws and replicates."""

    draws: range
    replicates: range

    @property
    def points(self) -> int:
        """Draws times replicates."""
        return len(self.draws) * len(self.replicates)


def pieces_of(study: Study, draws: range, replicates: range, workers: int) -> list[Piece]:
    """Cut runs into pieces, in order: whole draws, a share for each worker; where that is too much at once, some replicates of one draw."""
    points = max(1, runs_together(study) // len(study.scenarios))
    if points < len(replicates):
        points = math.ceil(len(replicates) / math.ceil(len(replicates) / points))  # parts of about the same size
        return [
            Piece(draws[d : d + 1], replicates[first : first + points])
            for d in range(len(draws))
            for first in range(0, len(replicates), points)
        ]
    several = max(1, min(points // len(replicates), len(draws) // workers))
    return [Piece(draws[first : first + several], replicates) for first in range(0, len(draws), several)]
