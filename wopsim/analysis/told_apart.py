"""Whether runs tell two designs apart, and how many it takes until they do, or until the designs are known to be as good as alike."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from wopsim.analysis.paired import Grid, monte_carlo

TOLD_APART = 2.0
"""Standard errors of a paired difference from which two designs are told apart."""
USEFUL_PART = 0.1
"""Part of the largest effect of a design that is taken for the smallest useful difference where nobody names one [assumed]."""


def useful_difference(means: npt.ArrayLike, named: float = 0.0) -> float:
    """Return the smallest difference that matters: as it is named, else a part of the largest mean, for want of anything better.

    Parameters
    ----------
    means : of what is judged, one for each design.
    named : by whoever chooses; 0 where nobody did.
    """
    known = np.abs(np.asarray(means, dtype=float))
    known = known[np.isfinite(known)]
    return named if named > 0.0 else USEFUL_PART * float(known.max(initial=0.0))


def errors_to_tell(compared: int) -> float:
    """Return from how many standard errors on one of several differences is told, as sure for all together as `TOLD_APART` is for one.

    Of ten differences that are none, two standard errors would tell one in every third study. By Sidak, who takes them for independent;
    differences to one control are not quite, so that this is on the safe side.

    Parameters
    ----------
    compared : how many there are, at least 1.
    """
    one = NormalDist()
    sure = (2.0 * one.cdf(TOLD_APART) - 1.0) ** (1.0 / compared)
    return one.inv_cdf((1.0 + sure) / 2.0)


def error_of(difference: Grid) -> float:
    """Return the Monte Carlo error of the mean of a paired difference (draw, replicate); of draws alone where there is one replicate.

    NaN where fewer than two draws have a difference.
    """
    error = monte_carlo(difference).error
    if np.isfinite(error):
        return error
    rows = difference[np.isfinite(difference).any(axis=1)]
    return float(np.std(np.nanmean(rows, axis=1), ddof=1) / np.sqrt(len(rows))) if len(rows) > 1 else np.nan


def told_above_nought(difference: Grid) -> bool:
    """Return whether runs tell that a paired difference (draw, replicate) is above nought on average; not where they tell no error."""
    return bool(np.nanmean(difference) > TOLD_APART * error_of(difference))


def runs_to_tell(difference: Grid, useful: float) -> tuple[int, int]:
    """Return the (draws, replicates), none below the present, with which the answer is known.

    It is known when the difference is told apart from none, or when its error is so small that a useful one would be: a part
    1 / `TOLD_APART` of the difference, or of what is useful. A grid that cannot tell its error asks for two of each.

    Parameters
    ----------
    difference : of two designs at the same draw and replicate, (draw, replicate).
    useful : smallest difference that matters, at least 0.
    """
    spread = monte_carlo(difference)
    here = difference[np.isfinite(difference)]
    if not here.size or np.ptp(here) == 0.0:  # nothing to resolve
        return difference.shape[0], difference.shape[1]
    target = max(abs(float(here.mean())), useful) / TOLD_APART
    return spread.needed(target or spread.error)
