"""Lottery: chance decides who gets money, so that the others are a fair comparison (the control of an evaluation)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters
from wopsim.strategies.funding.commit import commit_in_order
from wopsim.strategies.protocols import FUNDING, Floats, FundingView, Offers


@FUNDING.register("lottery")
@dataclass(frozen=True)
class Lottery:
    """Each pair's whole cost, in random order, until nothing more fits."""

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True

    def fund(self, view: FundingView, money: float | Floats, u: Floats, p: Parameters) -> Offers:
        """See `FundingStrategy.fund`."""
        return Offers.plain(commit_in_order(np.argsort(u, kind="stable"), view.planned_cost, money))
