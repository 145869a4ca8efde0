"""The willing first: a strategy of another package, with a parameter of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters, param
from wopsim.strategies.matching import assign_in_order, rank_of
from wopsim.strategies.protocols import Floats, Ints, PairingView

param("acme_farthest", 5000.0, unit="km", role="policy", valid=(0.0, 20_100.0), source="assumed",
      doc="Pairing `acme_willing`: nobody is paired over a longer distance.")  # fmt: skip


@dataclass(frozen=True)
class Willing:
    """Applicants by motivation, largest first; each gets the most motivated free mentor within `acme_farthest`."""

    name: ClassVar[str]

    def pair(self, view: PairingView, slots: int, u: Floats, p: Parameters) -> Ints:
        """See `wopsim.strategies.protocols.PairingStrategy.pair`."""
        order = np.lexsort((u.min(axis=0), -view.motivation))
        willing = np.broadcast_to(-view.mentor_motivation[:, None], u.shape)
        near = view.known & (view.distance <= p.acme_farthest)
        return assign_in_order(order, rank_of(willing, u), near, view.free_places, slots)
