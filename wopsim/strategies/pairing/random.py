"""Random: every applicant and every free mentor has the same chance (the control a donor should ask for)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.strategies.families import PAIRING, Floats, Ints, PairingView
from wopsim.strategies.pairing.assign import assign_in_order


@PAIRING.register("random")
@dataclass(frozen=True)
class Random:
    """Applicants in random order; each gets a random free mentor."""

    name: ClassVar[str]

    def pair(self, view: PairingView, slots: int, u: Floats) -> Ints:
        """See `PairingStrategy.pair`. The order is by each mentee's smallest number, so it is fair to all."""
        order = np.argsort(u.min(axis=0), kind="stable")
        return assign_in_order(order, u, view.free_places, slots)
