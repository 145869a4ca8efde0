"""By need: those who report the worst service get their money first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters
from wopsim.strategies.criteria import need_of
from wopsim.strategies.funding.commit import commit_in_order
from wopsim.strategies.protocols import FUNDING, Floats, FundingView, Offers


@FUNDING.register("by_need")
@dataclass(frozen=True)
class ByNeed:
    """Each pair's whole cost, in the order of the mentee's need (`need_of`), largest first, until nothing more fits."""

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True

    def fund(self, view: FundingView, money: float | Floats, u: Floats, p: Parameters) -> Offers:
        """See `FundingStrategy.fund`."""
        need = need_of(view.reported_nrw, view.coverage, view.occr, view.supply_hours)
        return Offers.plain(commit_in_order(np.lexsort((u, -need), axis=-1), view.planned_cost, money))
