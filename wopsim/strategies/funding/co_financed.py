"""Co-financed: the mentee pays a share of every cost itself, so the money reaches further, but not those without cash."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

import wopsim.strategies.design
from wopsim.declare import Parameters, param
from wopsim.strategies.funding.commit import commit_in_order, without_padding
from wopsim.strategies.protocols import FUNDING, Floats, FundingView, Offers

MONTHS_PER_YEAR = 12.0

assert wopsim.strategies.design  # declares the length of a partnership

param("own_share", 0.2, unit="1", role="policy", valid=(0.0, 0.9), source="assumed",
      doc="Funding `co_financed`: share of every cost of the partnership that the mentee pays itself.")  # fmt: skip


@FUNDING.register("co_financed")
@dataclass(frozen=True)
class CoFinanced:
    """The donor's part of each pair's cost, in the order of pairing, until nothing more fits.

    The mentee's part is `own_share`. A mentee whose cash does not cover its part of the first year is passed over.
    """

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True

    def fund(self, view: FundingView, money: float | Floats, u: Floats, p: Parameters) -> Offers:
        """See `FundingStrategy.fund`."""
        first_year = min(1.0, MONTHS_PER_YEAR / p.partnership_months)
        able = view.cash >= p.own_share * without_padding(view.planned_cost) * first_year
        price = np.where(able, (1.0 - p.own_share) * view.planned_cost, np.inf)
        grant = commit_in_order(np.arange(u.shape[-1]), price, money)
        return replace(Offers.plain(grant), own_share=np.full(u.shape, p.own_share))
