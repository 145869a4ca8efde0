"""Most advanced: the mentor who does best what the programme is about, wherever it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters
from wopsim.strategies.families import PAIRING, Floats, Ints, PairingView
from wopsim.strategies.pairing.assign import assign_in_order, lottery_order, rank_of


@PAIRING.register("most_advanced")
@dataclass(frozen=True)
class MostAdvanced:
    """Applicants in random order; each gets the free mentor with the highest practice, the mean over domains weighted by focus."""

    name: ClassVar[str]
    score: ClassVar[str] = "minus practice in the topics"

    def scores(self, view: PairingView, u: Floats, p: Parameters) -> Floats:
        """See `Scores`."""
        behind = -(view.mentor_practice * view.focus).sum(axis=1)
        return np.broadcast_to(behind[:, None], u.shape)

    def pair(self, view: PairingView, slots: int, u: Floats, p: Parameters) -> Ints:
        """See `PairingStrategy.pair`."""
        rank = rank_of(self.scores(view, u, p), u)
        return assign_in_order(lottery_order(u), rank, view.known, view.free_places, slots)
