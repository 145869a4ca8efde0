"""Former mentees first: those who were mentored in this programme teach what they have just learned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters
from wopsim.strategies.matching import assign_in_order, lottery_order, rank_of
from wopsim.strategies.protocols import PAIRING, Floats, Ints, PairingView


@PAIRING.register("former_mentees_first")
@dataclass(frozen=True)
class FormerMenteesFirst:
    """Applicants in random order; each gets the nearest free mentor that was itself mentored, or else the nearest of the others."""

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True
    score: ClassVar[str] = "place: former mentees first, then distance"

    def scores(self, view: PairingView, u: Floats, p: Parameters) -> Floats:
        """See `Scores`."""
        not_mentored = np.broadcast_to(~view.former_mentee[..., None], u.shape)
        return rank_of(not_mentored, view.distance, u).astype(float)

    def pair(self, view: PairingView, slots: int | Ints, u: Floats, p: Parameters) -> Ints:
        """See `PairingStrategy.pair`."""
        rank = (~view.former_mentee[..., None], view.distance, u)
        return assign_in_order(lottery_order(u), rank, view.known, view.free_places, slots)
