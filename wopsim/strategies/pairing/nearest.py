"""Nearest: each mentee gets the mentor who travels least."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from wopsim.declare import Parameters
from wopsim.strategies.matching import assign_in_order, lottery_order
from wopsim.strategies.protocols import PAIRING, Floats, Ints, PairingView


@PAIRING.register("nearest")
@dataclass(frozen=True)
class Nearest:
    """Applicants in random order; each gets the nearest free mentor by great-circle distance."""

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True
    score: ClassVar[str] = "distance [km]"

    def scores(self, view: PairingView, u: Floats, p: Parameters) -> Floats:
        """See `Scores`."""
        return view.distance

    def pair(self, view: PairingView, slots: int | Ints, u: Floats, p: Parameters) -> Ints:
        """See `PairingStrategy.pair`."""
        return assign_in_order(lottery_order(u), (self.scores(view, u, p), u), view.known, view.free_places, slots)
