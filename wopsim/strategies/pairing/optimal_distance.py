"""Optimal distance: a mentor who is ahead by the right step, because the best is often too far ahead to learn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters, param
from wopsim.strategies.criteria import over_domains
from wopsim.strategies.matching import assign_in_order, lottery_order
from wopsim.strategies.protocols import PAIRING, Floats, Ints, PairingView

param("optimal_lead", 0.3, unit="1", role="policy", valid=(0.0, 1.0), source="assumed; nooteboom2007 finds that one exists, not where",
      doc="Pairing `optimal_distance`: lead of the mentor's practice over the mentee's that is held to teach most.")  # fmt: skip


@PAIRING.register("optimal_distance")
@dataclass(frozen=True)
class OptimalDistance:
    """Applicants in random order; each gets the free mentor whose lead in practice, weighted by focus, is nearest to `optimal_lead`."""

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True
    score: ClassVar[str] = "difference of the lead from the best lead"

    def scores(self, view: PairingView, u: Floats, p: Parameters) -> Floats:
        """See `Scores`."""
        ahead, behind = view.mentor_practice[..., :, None, :], view.practice[..., None, :, :]
        lead = over_domains(lambda mentor, mentee, weight: (mentor - mentee) * weight, ahead, behind, view.focus)
        return np.asarray(np.abs(lead - p.optimal_lead))

    def pair(self, view: PairingView, slots: int | Ints, u: Floats, p: Parameters) -> Ints:
        """See `PairingStrategy.pair`."""
        return assign_in_order(lottery_order(u), (self.scores(view, u, p), u), view.known, view.free_places, slots)
