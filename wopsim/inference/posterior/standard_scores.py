"""Parameters as standard normal scores: where the sampler moves, every prior is the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from wopsim.declare import PARAMETERS, Prior, Value, quantiles
from wopsim.rules import assessment, reporting
from wopsim.streams import Floats

_LEAST, _FARTHEST = 1e-12, 7.034483825301131
"""Smallest probability at which a prior is asked for its quantile, and the score that belongs to it (and to 1 less it)."""

_OF_NO_CASE = (reporting.__name__, assessment.__name__)
"""Files of rules on which no run of a case depends: what gets reported, and what pairs are chosen by, which a case has already."""


def calibrated() -> list[str]:
    """Return the names of all calibrated parameters, in the order of their names."""
    import wopsim.declared  # noqa: F401  (declares every parameter)

    return sorted(name for name, declared in PARAMETERS.items() if declared.role == "calibrated")


def reporting_parameters() -> list[str]:
    """Return the calibrated parameters of what gets reported, which no run depends on."""
    return [name for name in calibrated() if PARAMETERS[name].module == reporting.__name__]


def run_parameters() -> list[str]:
    """Return the parameters that differ between runs: all that are drawn, evidence or not, but those that no run of a case depends on."""
    import wopsim.declared  # noqa: F401  (declares every parameter)

    return sorted(name for name, declared in PARAMETERS.items() if declared.drawn and declared.module not in _OF_NO_CASE)


def put(scores: Floats, names: Sequence[str], moving: Sequence[str], chosen: Floats) -> Floats:
    """Return scores (set, parameter) of `names` in which those that move are `chosen` (set, moving parameter); others stay.

    A parameter that moves and is not among the names is left out.
    """
    found = scores.copy()
    for k, name in enumerate(moving):
        if name in names:
            found[:, names.index(name)] = chosen[:, k]
    return found


def values_of(names: Sequence[str], scores: Floats, quick: bool = False) -> Floats:
    """Return values from scores, both (..., parameter): the quantile of the prior at the probability of the score.

    Values outside the valid range of a parameter are moved to its end, as in draws from the prior.

    Parameters
    ----------
    names : parameters; scores : (..., parameter).
    quick : read values of beta priors off a curve, to about 12 digits: to look for each would take an eighth of the time of a density.
    """
    from scipy import special

    u = np.clip(special.ndtr(scores), _LEAST, 1.0 - _LEAST)
    found = np.empty_like(u)
    of_families, low, high, whole = _priors(tuple(names))
    for family, columns, a, b in of_families:
        if quick and family == "beta":
            for column, mean, sd in zip(columns, a, b, strict=True):
                found[..., column] = special.expit(_beta_curve(mean, sd)(np.clip(scores[..., column], -_FARTHEST, _FARTHEST)))
        else:
            found[..., columns] = quantiles(family, a, b, u[..., columns])
    found = np.clip(found, low, high)
    return np.where(whole, np.rint(found), found)


@lru_cache(maxsize=64)
def _beta_curve(mean: float, sd: float) -> Callable[[Floats], Floats]:
    """Log odds of the value of a beta prior as a smooth curve of the score."""
    from scipy import special
    from scipy.interpolate import CubicSpline

    grid = np.linspace(-_FARTHEST, _FARTHEST, 10_001)
    curve: Callable[[Floats], Floats] = CubicSpline(grid, special.logit(quantiles("beta", mean, sd, special.ndtr(grid))))
    return curve


_OfFamily = tuple[str, npt.NDArray[np.int64], Floats, Floats]


@lru_cache(maxsize=16)
def _priors(names: tuple[str, ...]) -> tuple[list[_OfFamily], Floats, Floats, npt.NDArray[np.bool_]]:
    """Return the priors of each family (its name, places and two numbers of its parameters), the valid ranges, and what is whole."""
    places: dict[str, list[int]] = {}
    priors, ranges = [_prior(name) for name in names], np.array([PARAMETERS[name].valid for name in names]).reshape(-1, 2)
    for k, prior in enumerate(priors):
        places.setdefault(prior.family, []).append(k)
    found = [
        (family, np.array(columns), np.array([priors[k].a for k in columns]), np.array([priors[k].b for k in columns]))
        for family, columns in places.items()
    ]
    return found, ranges[:, 0], ranges[:, 1], np.array([PARAMETERS[name].kind is int for name in names], dtype=bool)


@lru_cache(maxsize=256)
def _value_at(name: str) -> tuple[Floats, Floats]:
    """Scores from -5 to 5, and the value of a parameter at each."""
    grid = np.linspace(-5.0, 5.0, 10_001)
    return grid, values_of([name], grid[:, None])[:, 0]


def scores_of(name: str, values: Floats) -> Floats:
    """Return the scores of values of one parameter, any shape; where many scores have one value, the mean of these.

    A normal prior that is cut at a value that does nothing heaps up there; the score of that heap is the mean of what was cut.
    """
    from scipy import special

    grid, at = _value_at(name)
    first, last = np.searchsorted(at, values, side="left"), np.searchsorted(at, values, side="right")
    heap = last - first > 2
    found = np.interp(values, at, grid)
    if heap.any():
        low, high = special.ndtr(grid[np.minimum(first[heap], grid.size - 1)]), special.ndtr(grid[last[heap] - 1])
        low, high = np.where(first[heap] == 0, 0.0, low), np.where(last[heap] == grid.size, 1.0, high)

        def density(u: Floats) -> Floats:
            z = special.ndtri(u)
            return np.where(np.isfinite(z), np.exp(-0.5 * np.where(np.isfinite(z), z, 0.0) ** 2), 0.0) / np.sqrt(2.0 * np.pi)

        found[heap] = (density(low) - density(high)) / np.maximum(1e-12, high - low)
    return np.asarray(found)


def sets_of(names: Sequence[str], values: Floats) -> list[dict[str, Value]]:
    """Return one set of values by name for each row of `values`, (set, parameter)."""
    kinds = [PARAMETERS[name].kind for name in names]
    return [{name: kind(value) for name, kind, value in zip(names, kinds, row, strict=True)} for row in values.tolist()]


def _prior(name: str) -> Prior:
    prior = PARAMETERS[name].prior
    if prior is None:
        raise ValueError(f"{name} has no prior")
    return prior
