"""What others put in beside the programme, counted so that both sums can be set against each other."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.choice.yardstick import WHOSE, Whose

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.analysis.paired import Grid

_FEWEST = 3
"""Worlds of a quarter from which their mean has an error that is told [assumed]."""


@dataclass(frozen=True)
class CostSharing:
    """Means of a design.

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


def cost_sharing(measures: xr.Dataset, decision: DecisionData, design: str) -> CostSharing:
    """Return what others put in beside a design; later years count less, unless the choice was asked to count all alike.

    `cost_funder` and `cost_all` of a choice that was asked nothing cannot be divided: the first is as paid, the second discounted.
    """
    alike = decision.yardstick.discount is False
    funder, everybody = (float(np.nanmean(_money(measures, decision, design, whose, not alike))) for whose in WHOSE)
    return CostSharing(funder, everybody - funder, float(np.nanmean(_money(measures, decision, design, "funder", False))), alike)


@dataclass(frozen=True)
class Quarter:
    """Means of a design over a quarter of plausible worlds.

    Parameters
    ----------
    others : what others put in, as in `CostSharing` [EUR2024].
    gain : what the design gains, in the unit of the gain; error : of that, as these worlds differ, one standard error.
    """

    others: float
    gain: float
    error: float


def least_and_most(measures: xr.Dataset, decision: DecisionData, design: str) -> tuple[Quarter, Quarter] | None:
    """Return the quarter of worlds in which others put in least beside a design, and that with most; None where worlds are few.

    What differs between the two is no effect of their money alone: whatever else differs between those worlds belongs to it.
    """
    alike = decision.yardstick.discount is False
    funder, everybody = (np.nanmean(_money(measures, decision, design, whose, not alike), axis=1) for whose in WHOSE)
    others, gains, size = everybody - funder, decision.gains[decision.designs.index(design)], decision.draws // 4
    if size < _FEWEST:
        return None
    order = np.argsort(others, kind="stable")
    least, most = (
        Quarter(float(others[some].mean()), float(gains[some].mean()), float(gains[some].std(ddof=1)) / math.sqrt(size))
        for some in (order[:size], order[-size:])
    )
    return least, most


def _money(measures: xr.Dataset, decision: DecisionData, design: str, whose: Whose, discount: bool) -> Grid:
    """What a design cost in each run, (draw, replicate)."""
    return replace(decision.yardstick, cost=whose, discount=discount).money(measures)[decision.designs.index(design)]
