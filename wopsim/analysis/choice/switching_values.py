"""How a difference moves with one drawn number, and at which of its values the choice turns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wopsim.analysis.choice.spline_ridge import fit
from wopsim.analysis.choice.worlds import LEFT_OVER, resampled
from wopsim.analysis.paired import INTERVAL
from wopsim.analysis.told_apart import TOLD_APART
from wopsim.streams import Floats

_TIMES = 60
"""Sets of draws by which errors are judged."""


@dataclass(frozen=True)
class Moved:
    """How the mean of a difference moves with one number, all others as they are drawn.

    Parameters
    ----------
    low, high : 5th and 95th percentile of the number.
    at_low, at_high : fitted mean difference there; at_low_error, at_high_error : their standard errors.
    turns_at : smallest value between the two at which the fitted difference changes its sign; NaN where both ends are on one side.
    turns_low, turns_high : middle 90 % of that value, over sets of draws in which it turns.
    turn_told : whether runs tell on which side of zero the difference lies at the end at which the lead is smallest, or the other is
        ahead: only then is it known whether it turns.
    """

    low: float
    high: float
    at_low: float
    at_high: float
    at_low_error: float
    at_high_error: float
    turns_at: float
    turns_low: float
    turns_high: float
    turn_told: bool

    @property
    def width(self) -> float:
        """How far the difference moves."""
        return abs(self.at_high - self.at_low)


def moved_by(number: Floats, difference: Floats) -> Moved:
    """Return how a difference moves with a number, by regression on a spline of it.

    Where regression is not sure that it moves at all, both ends are the mean.

    Parameters
    ----------
    number : (draw,), not constant; difference : (draw,), replicates averaged.
    """
    found = fit(number[:, None], difference[:, None])
    told = found.values[:, 0]
    missed = difference - told
    again = found.smooth(told[:, None] + missed[resampled(len(number), LEFT_OVER)[:_TIMES].T]).reshape(len(number), -1)
    low, high = (float(end) for end in np.quantile(number, INTERVAL))
    values, first = np.unique(number, return_index=True)
    grid = np.concatenate([[low], values[(values > low) & (values < high)], [high]])
    curve = np.interp(grid, values, told[first])
    curves = np.stack([np.interp(grid, values, one[first]) for one in again.T])
    turns = np.array([_turn(grid, one) for one in curves])
    turned = turns[np.isfinite(turns)]
    at = _turn(grid, curve)
    # where it is not seen to turn, the odd set of draws in which it does tells of luck only
    span = np.quantile(turned, INTERVAL) if np.isfinite(at) and turned.size else (np.nan, np.nan)
    errors = curves[:, [0, -1]].std(axis=0, ddof=1)
    ends = float(curve[0]), float(curve[-1]), float(errors[0]), float(errors[1])
    least = min((0, -1), key=lambda end: np.sign(difference.mean()) * curve[end])  # where the lead is smallest, or another is ahead
    told = abs(curve[least]) > TOLD_APART * errors[least]
    return Moved(low, high, *ends, at, float(span[0]), float(span[1]), bool(told))


def _turn(grid: Floats, curve: Floats) -> float:
    """Smallest value at which a line through points passes zero; NaN where both its ends are on one side.

    A bend that only dips through zero between such ends is mostly one of the fit, and no reader could place it beside them.
    """
    if np.sign(curve[0]) * np.sign(curve[-1]) > 0:
        return np.nan
    crossings = np.flatnonzero(np.sign(curve[:-1]) * np.sign(curve[1:]) < 0)
    if not crossings.size:
        return np.nan
    at = crossings[0]
    return float(grid[at] - curve[at] * (grid[at + 1] - grid[at]) / (curve[at + 1] - curve[at]))
