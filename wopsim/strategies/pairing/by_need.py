"""By need: those who report the worst service come first; the mentor is random, so only *who* differs from the control."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters
from wopsim.strategies.criteria import need_of
from wopsim.strategies.matching import assign_in_order
from wopsim.strategies.protocols import PAIRING, Floats, Ints, PairingView


@PAIRING.register("by_need")
@dataclass(frozen=True)
class ByNeed:
    """Applicants in the order of need (`need_of`), largest first; each gets a random free mentor."""

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True
    score: ClassVar[str] = "a random number"

    def scores(self, view: PairingView, u: Floats, p: Parameters) -> Floats:
        """See `Scores`."""
        return u

    def pair(self, view: PairingView, slots: int | Ints, u: Floats, p: Parameters) -> Ints:
        """See `PairingStrategy.pair`."""
        need = need_of(view.reported_nrw, view.coverage, view.occr, view.supply_hours)
        order = np.lexsort((u.min(axis=-2), -need), axis=-1)
        return assign_in_order(order, self.scores(view, u, p), view.known, view.free_places, slots)
