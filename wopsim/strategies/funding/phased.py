"""Phased: a short first phase for more pairs, then a long one for those whose review is good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters, param
from wopsim.strategies.funding.commit import commit_in_order, without_padding
from wopsim.strategies.protocols import FUNDING, Floats, FundingView, Offers

param("first_phase_share", 1.0 / 3.0, unit="1", role="policy", valid=(0.05, 1.0), source="assumed",
      doc="Funding `phased`: share of the planned length that is agreed at first; a review decides on the rest.")  # fmt: skip
param("phase_reserve", 0.5, unit="1", role="policy", valid=(0.0, 1.0), source="assumed",
      doc="Funding `phased`: share of the cost of later phases that a call leaves uncommitted for them.")  # fmt: skip


@FUNDING.register("phased")
@dataclass(frozen=True)
class Phased:
    """What is due upfront and `first_phase_share` of the rest of each pair's cost, in the order of pairing, until nothing more fits.

    For each pair, `phase_reserve` of the cost of its later phase is left uncommitted, so that reviews have something to give.
    What an earlier call left is part of the money of the next.
    """

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True

    def fund(self, view: FundingView, money: float | Floats, u: Floats, p: Parameters) -> Offers:
        """See `FundingStrategy.fund`."""
        first = p.first_phase_share
        whole = without_padding(view.planned_cost)
        now = view.upfront_cost + (whole - view.upfront_cost) * first
        set_aside = now + (whole - now) * p.phase_reserve
        chosen = commit_in_order(np.arange(u.shape[-1]), set_aside, money) > 0.0
        grant = np.where(chosen, now, 0.0)
        return replace(Offers.plain(grant), first_phase=np.full(u.shape, first))
