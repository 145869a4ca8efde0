"""What others put in beside the programme, counted so that both sums can be set against each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.choice.yardstick import WHOSE, Whose

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.analysis.choice.design_decision import DecisionData


@dataclass(frozen=True)
class CostSharing:
    """Means of the best design.

    Parameters
    ----------
    funder, others : what the programme paid, and what everybody else did beyond what they would have without it [EUR2024].
    as_paid : what the programme paid, every year counting alike [EUR2024].
    years_alike : whether every year counts alike in both; else later years count less in both.
    """

    funder: float
    others: float
    as_paid: float
    years_alike: bool

    @property
    def per_euro(self) -> float:
        """What others put in for each euro of the programme; 0 where it paid none."""
        return self.others / self.funder if self.funder > 0.0 else 0.0


def cost_sharing(measures: xr.Dataset, decision: DecisionData) -> CostSharing:
    """Return what others put in beside the best design; later years count less, unless the choice was asked to count all alike.

    `cost_funder` and `cost_all` of a choice that was asked nothing cannot be divided: the first is as paid, the second discounted.
    """
    alike = decision.yardstick.discount is False
    place = decision.designs.index(decision.best)

    def mean(whose: Whose, discount: bool) -> float:
        return float(np.nanmean(replace(decision.yardstick, cost=whose, discount=discount).money(measures)[place]))

    funder, everybody = (mean(whose, not alike) for whose in WHOSE)
    return CostSharing(funder, everybody - funder, mean("funder", False), alike)
