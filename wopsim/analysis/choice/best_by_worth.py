"""Which design is the best at a worth of a unit, and from which worth a larger one is better: by means over all worlds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from wopsim.analysis.choice.yardstick import Whose


def best_at(programmes: pd.DataFrame, worth: float, whose: Whose) -> pd.Series:
    """Return the row of the design whose gain, at a worth of a unit [EUR2024 per unit], less its cost is largest on average.

    Parameters
    ----------
    programmes : rows of `DecisionData.programmes`.
    worth : of a unit of the gain; whose : by whose money.
    """
    return programmes.loc[(worth * programmes["gain"] - programmes[f"cost_{whose}"]).idxmax()]


def overtakes_at(larger: pd.Series, smaller: pd.Series, whose: Whose) -> float:
    """Return from which worth of a unit a design is worth more than one that gains less [EUR2024 per unit]; NaN where it gains no more.

    Parameters
    ----------
    larger, smaller : rows of `DecisionData.programmes`; whose : by whose money.
    """
    more = float(larger["gain"] - smaller["gain"])
    return max(0.0, float(larger[f"cost_{whose}"] - smaller[f"cost_{whose}"]) / more) if more > 0.0 else math.nan
