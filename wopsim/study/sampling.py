"""Points that fill a box of probabilities evenly, and the parameter values at them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt

from wopsim.declare import Param, Value

Range = tuple[float, float] | Literal["prior"]
"""Lowest and highest value, or the prior of a parameter that is drawn."""

_EDGE = 2.0**-53  # a prior has no finite quantile at 0 and 1


def spread(method: str, points: int, ranges: Mapping[Param, Range], seed: int) -> list[dict[str, Value]]:
    """Return values of some parameters at points that fill their ranges evenly.

    Parameters
    ----------
    method : `latin_hypercube` or `sobol`.
    points : how many; a power of two for `sobol`.
    ranges : of each parameter, all numbers.
    seed : the same seed gives the same points.
    """
    from scipy.stats import qmc

    kind = {"latin_hypercube": qmc.LatinHypercube, "sobol": qmc.Sobol}[method]
    u = np.clip(kind(len(ranges), rng=seed).random(points), _EDGE, 1.0 - _EDGE)
    columns = {declared.name: _values(declared, where, u[:, number]) for number, (declared, where) in enumerate(ranges.items())}
    return [{name: column[point] for name, column in columns.items()} for point in range(points)]


def _values(declared: Param, where: Range, u: npt.NDArray[np.float64]) -> list[Value]:
    if where == "prior":
        return [declared.kind(value) for value in declared.quantile(u)]
    low, high = where
    if declared.kind is int:
        values = np.minimum(np.floor(low + u * (high - low + 1)), high)  # every whole number has the same share
    else:
        values = low + u * (high - low)
    return [declared.kind(value) for value in values]
