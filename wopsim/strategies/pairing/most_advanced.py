"""Most advanced: the mentor who does best what the programme is about, wherever it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters
from wopsim.strategies.criteria import over_domains
from wopsim.strategies.matching import assign_in_order, lottery_order
from wopsim.strategies.protocols import PAIRING, Floats, Ints, PairingView


@PAIRING.register("most_advanced")
@dataclass(frozen=True)
class MostAdvanced:
    """Applicants in random order; each gets the free mentor with the highest practice, the mean over domains weighted by focus."""

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True
    score: ClassVar[str] = "minus practice in the topics"

    def scores(self, view: PairingView, u: Floats, p: Parameters) -> Floats:
        """See `Scores`."""
        behind = -over_domains(np.multiply, view.mentor_practice, view.focus)
        return np.broadcast_to(behind[..., None], u.shape)

    def pair(self, view: PairingView, slots: int | Ints, u: Floats, p: Parameters) -> Ints:
        """See `PairingStrategy.pair`."""
        return assign_in_order(lottery_order(u), (self.scores(view, u, p), u), view.known, view.free_places, slots)
