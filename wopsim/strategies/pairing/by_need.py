"""By need: those who report the worst service come first; the mentor is random, so only *who* differs from the control."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.strategies.families import PAIRING, Floats, Ints, PairingView
from wopsim.strategies.pairing.assign import assign_in_order


@PAIRING.register("by_need")
@dataclass(frozen=True)
class ByNeed:
    """Applicants in the order of need: the mean of four gaps, each 0 (none) to 1.

    The gaps are reported non-revenue water, people without a connection, operating cost not covered, and hours
    without supply. Equal weights [assumed].
    """

    name: ClassVar[str]

    def pair(self, view: PairingView, slots: int, u: Floats) -> Ints:
        """See `PairingStrategy.pair`."""
        uncovered_cost = np.clip(1.0 - view.occr, 0.0, 1.0)
        need = (view.reported_nrw + (1.0 - view.coverage) + uncovered_cost + (1.0 - view.supply_hours / 24.0)) / 4.0
        order = np.lexsort((u.min(axis=0), -need))
        return assign_in_order(order, u, view.free_places, slots)
