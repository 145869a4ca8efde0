"""Platform brokered: somebody with limited time looks through the register and makes one proposal to each mentee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters, param
from wopsim.strategies.criteria import topic_fit
from wopsim.strategies.matching import assign_in_order, lottery_order
from wopsim.strategies.protocols import PAIRING, Floats, Ints, PairingView

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
    many_worlds: ClassVar[bool] = True
    score: ClassVar[str] = "minus topic fit; infinite: not looked at"

    def scores(self, view: PairingView, u: Floats, p: Parameters) -> Floats:
        """See `Scores`."""
        found = np.where(view.known, u, np.inf)
        last = min(p.search_effort, u.shape[-2]) - 1
        looked_at = view.known & (found <= np.partition(found, last, axis=-2)[..., last : last + 1, :])
        return np.where(looked_at, -topic_fit(view), np.inf)

    def pair(self, view: PairingView, slots: int | Ints, u: Floats, p: Parameters) -> Ints:
        """See `PairingStrategy.pair`."""
        score = self.scores(view, u, p)
        best = np.isfinite(score) & (score == score.min(axis=-2, keepdims=True))
        among_equals = np.where(best, u, np.inf)
        proposed = best & (among_equals == among_equals.min(axis=-2, keepdims=True))
        return assign_in_order(lottery_order(u), u, proposed, view.free_places, slots)
