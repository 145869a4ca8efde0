"""By readiness: those who look able to use help get their money first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters
from wopsim.strategies.criteria import over_domains
from wopsim.strategies.funding.commit import commit_in_order
from wopsim.strategies.protocols import FUNDING, Floats, FundingView, Offers


@FUNDING.register("by_readiness")
@dataclass(frozen=True)
class ByReadiness:
    """Each pair's whole cost, in the order of the mentee's readiness, largest first, until nothing more fits.

    Readiness is the mean of motivation, practice (mean over domains), autonomy and operating cost coverage (at most 1), with
    equal weights [assumed].
    """

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True

    def fund(self, view: FundingView, money: float | Floats, u: Floats, p: Parameters) -> Offers:
        """See `FundingStrategy.fund`."""
        covered_cost = np.clip(view.occr, 0.0, 1.0)
        practice = over_domains(np.positive, view.practice) / view.practice.shape[-1]
        readiness = (view.motivation + practice + view.autonomy + covered_cost) / 4.0
        return Offers.plain(commit_in_order(np.lexsort((u, -readiness), axis=-1), view.planned_cost, money))
