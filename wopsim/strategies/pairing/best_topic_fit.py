"""Best topic fit: the mentor who is strong where the mentee is weak and the programme works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from wopsim.declare import Parameters
from wopsim.strategies.criteria import topic_fit
from wopsim.strategies.matching import assign_in_order, lottery_order
from wopsim.strategies.protocols import PAIRING, Floats, Ints, PairingView


@PAIRING.register("best_topic_fit")
@dataclass(frozen=True)
class BestTopicFit:
    """Applicants in random order; each gets the free mentor with the largest fit.

    Fit is the mean of the mentor's practice over domains, weighted by focus x (1 - the mentee's practice): see `topic_fit`.
    """

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True
    score: ClassVar[str] = "minus topic fit"

    def scores(self, view: PairingView, u: Floats, p: Parameters) -> Floats:
        """See `Scores`."""
        return -topic_fit(view)

    def pair(self, view: PairingView, slots: int | Ints, u: Floats, p: Parameters) -> Ints:
        """See `PairingStrategy.pair`."""
        return assign_in_order(lottery_order(u), (self.scores(view, u, p), u), view.known, view.free_places, slots)
