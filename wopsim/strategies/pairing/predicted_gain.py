"""Predicted gain: the assignment that is expected to teach most in all, then the pairs that teach most for their money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters
from wopsim.strategies.matching import as_worlds, best_first
from wopsim.strategies.protocols import PAIRING, Floats, Ints, PairingView


@PAIRING.register("predicted_gain")
@dataclass(frozen=True)
class PredictedGain:
    """Pairs of the optimal assignment (largest sum of predicted gain over mentors' places), by gain per planned cost.

    A pair that would gain nothing is not made. Of equally good assignments, the numbers `u` decide.
    """

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True
    score: ClassVar[str] = "minus predicted gain"

    def scores(self, view: PairingView, u: Floats, p: Parameters) -> Floats:
        """See `Scores`."""
        return -view.predicted_gain

    def pair(self, view: PairingView, slots: int | Ints, u: Floats, p: Parameters) -> Ints:
        """See `PairingStrategy.pair`. The assignment is made for all applicants, whatever the slots."""
        from scipy.optimize import linear_sum_assignment

        # the solver's choice among equally good assignments follows its rows and columns: put them in the order of chance
        luck = as_worlds(u)
        mentors, mentees = np.argsort(luck.min(axis=2), kind="stable"), np.argsort(luck.min(axis=1), kind="stable")
        there = np.isfinite(luck).any(axis=1).sum(axis=1)  # padded mentees come last; padded mentors have no places
        places = np.minimum(np.atleast_2d(view.free_places), there[:, None])
        gain = as_worlds(np.where(view.known, view.predicted_gain, 0.0))
        pairs = np.full((*mentees.shape, 2), -1, dtype=np.int64)
        ordered = np.take_along_axis(gain, mentees[:, None], axis=2)
        for world in range(len(pairs)):
            row = np.repeat(mentors[world], places[world, mentors[world]])
            rows, columns = linear_sum_assignment(ordered[world, :, : there[world]].take(row, axis=0), maximize=True)
            pairs[world, : rows.size, 0], pairs[world, : rows.size, 1] = row[rows], mentees[world, columns]
        worth = gain / as_worlds(view.planned_cost)
        pairs[worth[np.arange(len(pairs))[:, None], pairs[..., 0], pairs[..., 1]] <= 0.0] = -1
        return best_first(pairs if u.ndim > 2 else pairs[0], worth, u, slots)
