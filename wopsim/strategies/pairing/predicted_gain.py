"""Predicted gain: the assignment that is expected to teach most in all, then the pairs that teach most for their money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters
from wopsim.strategies.families import PAIRING, Floats, Ints, PairingView


@PAIRING.register("predicted_gain")
@dataclass(frozen=True)
class PredictedGain:
    """Pairs of the optimal assignment (largest sum of predicted gain over mentors' places), by gain per planned cost.

    A pair that would gain nothing is not made. Of equally good assignments, the numbers `u` decide.
    """

    name: ClassVar[str]
    score: ClassVar[str] = "minus predicted gain"

    def scores(self, view: PairingView, u: Floats, p: Parameters) -> Floats:
        """See `Scores`."""
        return -view.predicted_gain

    def pair(self, view: PairingView, slots: int, u: Floats, p: Parameters) -> Ints:
        """See `PairingStrategy.pair`. The assignment is made for all applicants, whatever the slots."""
        from scipy.optimize import linear_sum_assignment

        # the solver's choice among equally good assignments follows its rows and columns: put them in the order of chance
        mentors, mentees = np.argsort(u.min(axis=1)), np.argsort(u.min(axis=0))
        places = np.repeat(mentors, np.minimum(view.free_places, mentees.size)[mentors])
        gain = np.where(view.known, view.predicted_gain, 0.0)
        rows, columns = linear_sum_assignment(gain[np.ix_(places, mentees)], maximize=True)
        mentor, mentee = places[rows], mentees[columns]
        worth = gain[mentor, mentee] / view.planned_cost[mentor, mentee]
        order = np.lexsort((u[mentor, mentee], -worth))
        order = order[worth[order] > 0.0][:slots]
        return np.column_stack([mentor[order], mentee[order]]).astype(np.int64)
