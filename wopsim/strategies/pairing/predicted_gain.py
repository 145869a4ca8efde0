"""Predicted gain: the assignment that is expected to teach most in all, then the pairs that teach most for their money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters
from wopsim.strategies import assignment_loops
from wopsim.strategies.matching import as_worlds, best_first, lottery_order
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
        gain, known, luck = as_worlds(view.predicted_gain), as_worlds(view.known), as_worlds(u)
        # which of several equally good assignments is found follows the order of the search: it is that of chance
        mentors, mentees = lottery_order(np.swapaxes(luck, 1, 2)), lottery_order(luck)
        applicants = np.isfinite(luck.min(axis=1)).sum(axis=1)  # padded mentees come last; padded mentors have no places
        places = np.minimum(np.atleast_2d(view.free_places), applicants[:, None])
        seats = places.sum(axis=1)
        most = int(max(seats.max(initial=0), applicants.max(initial=0)))
        numbers = np.empty((assignment_loops.NUMBERS, most + 1))
        whole = np.empty((assignment_loops.WHOLE_NUMBERS, most + 1), dtype=np.int64)
        pairs = np.full((*mentees.shape, 2), -1, dtype=np.int64)
        are_numbers = assignment_loops.assign_best(
            gain, known, places, mentors, mentees, applicants, np.empty((seats * applicants).max(initial=0)), numbers,
            numbers.view(np.int64), whole, pairs,
        )  # fmt: skip
        if not are_numbers:
            raise ValueError("a predicted gain is not a finite number")
        return best_first(pairs if u.ndim > 2 else pairs[0], view.predicted_gain / view.planned_cost, u, slots)
