"""Equal: every pair gets the same design, paid at its planned cost, in the order of pairing while money lasts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters
from wopsim.strategies.funding.commit import commit_in_order
from wopsim.strategies.protocols import FUNDING, Floats, FundingView, Offers


@FUNDING.register("equal")
@dataclass(frozen=True)
class Equal:
    """The same offer for all."""

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True

    def fund(self, view: FundingView, money: float | Floats, u: Floats, p: Parameters) -> Offers:
        """See `FundingStrategy.fund`."""
        return Offers.plain(commit_in_order(np.arange(u.shape[-1]), view.planned_cost, money))
