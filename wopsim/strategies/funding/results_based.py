"""Results based: a part of every instalment is paid only when the report shows a result."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters, param
from wopsim.strategies.funding.commit import commit_in_order
from wopsim.strategies.protocols import FUNDING, Floats, FundingView, Offers

param("held_back_share", 0.3, unit="1", role="policy", valid=(0.0, 1.0), source="assumed",
      doc="Funding `results_based`: share of each yearly instalment that is paid only when the report shows a result.")  # fmt: skip


@FUNDING.register("results_based")
@dataclass(frozen=True)
class ResultsBased:
    """Each pair's whole cost, in the order of pairing, until nothing more fits; `held_back_share` of each instalment waits for a result."""

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True

    def fund(self, view: FundingView, money: float | Floats, u: Floats, p: Parameters) -> Offers:
        """See `FundingStrategy.fund`."""
        grant = commit_in_order(np.arange(u.shape[-1]), view.planned_cost, money)
        return replace(Offers.plain(grant), held_back=np.full(u.shape, p.held_back_share))
