"""What it is worth to know more before choosing: about everything, about one number, about a group of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wopsim.analysis.choice.spline_ridge import SURE, fit
from wopsim.analysis.choice.worlds import LEFT_OVER, Worlds, resampled
from wopsim.streams import Floats

_TIMES = 60
"""Sets of runs that tell the error of what a regression found: enough to know it to a tenth."""

_ROUNDING = 1e-12
"""Part of the largest value up to which a difference of means is what adding them up leaves, and no value."""


@dataclass(frozen=True)
class Known:
    """What knowing something would be worth, in the unit of what is judged.

    Parameters
    ----------
    value : expected gain over choosing now, at least 0; error : its standard error.
    """

    value: float
    error: float

    @property
    def seen(self) -> bool:
        """Whether it is more than its error: else, or where no other set of runs shows any, these runs do not tell it from nothing."""
        return self.value > self.error > 0.0


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


def smallest_seen(worlds: Worlds) -> float:
    """Return about the smallest value of knowing something that a regression on these draws tells from none.

    What explains a share s of the variance of what is worth lowers the error of leaving one draw out by that share, with a standard error
    of 2 sqrt(s / draws): it is kept from s = (2 `SURE`)^2 / draws on. Luck that is left in the means of draws makes it larger. And who
    knows a share s of what differs between worlds, knows deviations sqrt(s) times as large.
    """
    means, values = worlds.means.T, worlds.values
    apart = [value - value.mean(axis=0) for value in (means, values)]  # of designs, for what they have in common decides nothing
    of_means, of_worlds = (float(one.var(axis=1).sum()) for one in apart)
    if not of_worlds > 0.0:
        return 0.0
    share = min(1.0, (2.0 * SURE) ** 2 / worlds.sizes[1] * of_means / of_worlds)
    mean = values.mean(axis=1, keepdims=True)
    return _gain(mean + np.sqrt(share) * (values - mean))


def _gain(values: Floats) -> float:
    """Mean over worlds of the best, less the best of the means."""
    gain = float(values.max(axis=0).mean() - values.mean(axis=1).max())
    return gain if gain > _ROUNDING * float(np.abs(values).max(initial=0.0)) else 0.0
