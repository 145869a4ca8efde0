"""Blended: with the mentor comes money for works, so that what is learned can spread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters, param
from wopsim.strategies.funding.commit import commit_in_order
from wopsim.strategies.protocols import FUNDING, Floats, FundingView, Offers

param("investment_part", 0.5, unit="1", role="policy", valid=(0.0, 0.95), source="assumed",
      doc="Funding `blended`: share of each offer that pays works of the mentee instead of mentoring.")  # fmt: skip


@FUNDING.register("blended")
@dataclass(frozen=True)
class Blended:
    """Each pair's whole cost and works money, in the order of pairing, until nothing more fits.

    `investment_part` of an offer is for works.
    """

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True

    def fund(self, view: FundingView, money: float | Floats, u: Floats, p: Parameters) -> Offers:
        """See `FundingStrategy.fund`."""
        offer = commit_in_order(np.arange(u.shape[-1]), view.planned_cost / (1.0 - p.investment_part), money)
        grant = np.where(offer > 0.0, view.planned_cost, 0.0)
        return replace(Offers.plain(grant), investment=offer - grant)
