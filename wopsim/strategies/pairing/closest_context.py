"""Closest context: a mentor of about the same size and income, if possible one who speaks the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from wopsim.declare import Parameters
from wopsim.strategies.matching import assign_in_order, lottery_order, rank_of
from wopsim.strategies.protocols import PAIRING, Floats, Ints, PairingView


@PAIRING.register("closest_context")
@dataclass(frozen=True)
class ClosestContext:
    """Applicants in random order; each gets the free mentor least unlike itself; of equals, one with the same language."""

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True
    score: ClassVar[str] = "place by unlikeness, then language"

    def scores(self, view: PairingView, u: Floats, p: Parameters) -> Floats:
        """See `Scores`."""
        return rank_of(view.unlike, ~view.same_language, u).astype(float)

    def pair(self, view: PairingView, slots: int | Ints, u: Floats, p: Parameters) -> Ints:
        """See `PairingStrategy.pair`."""
        return assign_in_order(lottery_order(u), (view.unlike, ~view.same_language, u), view.known, view.free_places, slots)
