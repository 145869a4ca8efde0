"""Interval of a cost per unit, as a ratio of two means that were both estimated (Fieller)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wopsim.analysis.paired import Grid
from wopsim.analysis.told_apart import error_of

SPREAD = 1.6448536269514722
"""Standard errors to each side of a 90 % interval."""


@dataclass(frozen=True)
class Ratio:
    """A mean cost by a mean gain.

    Parameters
    ----------
    value, low, high : 90 % interval of what the finite number of runs leaves open; NaN where not defined.
    reason : why it is not; empty otherwise.
    """

    value: float
    low: float
    high: float
    reason: str = ""


def ratio_of_means(cost: Grid, gain: Grid) -> Ratio:
    """Return mean cost by mean gain with Fieller's interval.

    Parameters
    ----------
    cost, gain : (draw, replicate) of the same runs; replicate k meets the same luck in every draw.
    """
    nothing = Ratio(np.nan, np.nan, np.nan)
    top, below = float(np.nanmean(cost)), float(np.nanmean(gain))
    if below <= 0.0:
        return Ratio(nothing.value, nothing.low, nothing.high, "the mean effect is not a gain")
    var_top, var_below, var_sum = (error_of(grid) ** 2 for grid in (cost, gain, cost / _scale(top) + gain / below))
    covariance = (var_sum - var_top / _scale(top) ** 2 - var_below / below**2) / 2.0 * _scale(top) * below
    return fieller(top, below, var_top, var_below, covariance)


def fieller(top: float, below: float, var_top: float, var_below: float, covariance: float, spread: float = SPREAD) -> Ratio:
    """Return the ratio of two means above zero with Fieller's interval, from their values, squared standard errors and covariance."""
    value = top / below
    if not np.isfinite(var_top + var_below + covariance):
        return Ratio(value, np.nan, np.nan, "too few runs to say how well the ratio is known")
    square = spread**2
    a, b, c = below**2 - square * var_below, top * below - square * covariance, top**2 - square * var_top
    if a <= 0.0:
        return Ratio(value, np.nan, np.nan, "the mean gain may be zero, so no sum of money surely buys a unit")
    half = np.sqrt(max(0.0, b**2 - a * c))
    return Ratio(value, float((b - half) / a), float((b + half) / a))


def _scale(top: float) -> float:
    return top if top != 0.0 else 1.0
