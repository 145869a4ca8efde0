"""Random: every applicant and every free mentor has the same chance (the control a donor should ask for)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from wopsim.declare import Parameters
from wopsim.strategies.matching import assign_in_order, lottery_order
from wopsim.strategies.protocols import PAIRING, Floats, Ints, PairingView


@PAIRING.register("random")
@dataclass(frozen=True)
class Random:
    """Applicants in random order; each gets a random free mentor."""

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True
    score: ClassVar[str] = "a random number"

    def scores(self, view: PairingView, u: Floats, p: Parameters) -> Floats:
        """See `Scores`."""
        return u

    def pair(self, view: PairingView, slots: int | Ints, u: Floats, p: Parameters) -> Ints:
        """See `PairingStrategy.pair`."""
        return assign_in_order(lottery_order(u), self.scores(view, u, p), view.known, view.free_places, slots)
