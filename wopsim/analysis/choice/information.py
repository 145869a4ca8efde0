"""What it is worth to know more before choosing: about everything, about one number, about a group of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wopsim.analysis.choice.spline_ridge import fit
from wopsim.analysis.choice.worlds import LEFT_OVER, Worlds, resampled
from wopsim.streams import Floats

_TIMES = 60
"""Sets of runs that tell the error of what a regression found: enough to know it to a tenth."""


@dataclass(frozen=True)
class Known:
    """What knowing something would be worth, in the unit of what is judged.

    Parameters
    ----------
    value : expected gain over choosing now, at least 0; error : its standard error.
    """

    value: float
    error: float


def value_of_knowing_all(worlds: Worlds) -> Known:
    """Return what it would be worth to know which world it is (EVPI): the expected regret of the design that is best on average."""
    return Known(_gain(worlds.values), float(np.std([_gain(values) for values in worlds.again()], ddof=1)))


def value_of_knowing(worlds: Worlds, numbers: Mapping[str, Floats]) -> Known:
    """Return what it would be worth to know these drawn numbers (EVPPI), by regression of the designs' values on them.

    Parameters
    ----------
    worlds : what designs are worth.
    numbers : by name, (draw,); none constant.
    """
    draws = worlds.sizes[1]
    common = worlds.means.mean(axis=1, keepdims=True)
    targets = worlds.means - common
    found = fit(np.stack(list(numbers.values()), axis=1), targets)
    if not found.kept.any():
        return Known(0.0, 0.0)  # no design's value moves with them
    missed = targets - found.values
    others, chosen, shifts = resampled(draws, LEFT_OVER)[:_TIMES], resampled(draws)[:_TIMES], worlds.shifts()[:_TIMES]
    # All at once: (draw, time x design).
    again = found.smooth((found.values[:, None, :] + missed[others.T]).reshape(draws, -1)).reshape(draws, len(others), -1)
    told = again[chosen.T, np.arange(len(others))[None, :]] + shifts
    gains = told.max(axis=2).mean(axis=0) - told.mean(axis=0).max(axis=1)
    return Known(_gain(found.values.T), float(np.std(gains, ddof=1)))


def _gain(values: Floats) -> float:
    """Mean over worlds of the best, less the best of the means."""
    return float(max(0.0, values.max(axis=0).mean() - values.mean(axis=1).max()))
