"""Platform brokered: somebody with limited time looks through the register and makes one proposal to each mentee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters, param
from wopsim.strategies.families import PAIRING, Floats, Ints, PairingView
from wopsim.strategies.pairing.assign import assign_in_order, lottery_order, rank_of
from wopsim.strategies.pairing.fit import topic_fit

param("search_effort", 3, unit="mentor", role="policy", valid=(1, 1000), source="assumed",
      doc="Pairing `platform_brokered`: known mentors that the platform looks at for each mentee.")  # fmt: skip


@PAIRING.register("platform_brokered")
@dataclass(frozen=True)
class PlatformBrokered:
    """Applicants in random order; the platform looks at `search_effort` mentors known to it and proposes the best topic fit of these.

    Friction is of two kinds: a better mentor may not have been looked at, and where the proposed mentor has no place left
    by then, no introduction is made in this call.
    """

    name: ClassVar[str]
    score: ClassVar[str] = "minus topic fit; infinite: not looked at"

    def scores(self, view: PairingView, u: Floats, p: Parameters) -> Floats:
        """See `Scores`."""
        looked_at = view.known & (rank_of(~view.known, u) < p.search_effort)
        return np.where(looked_at, -topic_fit(view), np.inf)

    def pair(self, view: PairingView, slots: int, u: Floats, p: Parameters) -> Ints:
        """See `PairingStrategy.pair`."""
        fit = self.scores(view, u, p)
        proposed = np.isfinite(fit) & (rank_of(fit, u) == 0)
        return assign_in_order(lottery_order(u), u, proposed, view.free_places, slots)
