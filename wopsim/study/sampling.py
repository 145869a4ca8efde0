"""Points that fill a box of probabilities evenly, and the parameter values at them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt

from wopsim.declare import Param, Value
from wopsim.study.sensitivity_design import unit_sample
from wopsim.study.study_parts import Sampled

Range = tuple[float, float] | Literal["prior"]
"""Lowest and highest value, or the prior of a parameter that is drawn."""

Method = Literal["latin_hypercube", "sobol", "saltelli", "morris"]

_EDGE = 2.0**-53  # a prior has no finite quantile at 0 and 1
_INNER = (0.05, 0.95)
"""Probabilities between which a Morris design moves along a prior, whose ends may lie anywhere."""


def spread(method: Method, points: int, ranges: Mapping[Param, Range], seed: int) -> list[dict[str, Value]]:
    """Return values of some parameters at points that fill their ranges evenly.

    Parameters
    ----------
    method : `latin_hypercube` or `sobol`; `saltelli` or `morris` as `wopsim.study.sensitivity_design` orders them.
    points : how many; of a Saltelli design base points, of a Morris design trajectories. A power of two for `sobol` and `saltelli`.
    ranges : of each parameter, all numbers.
    seed : the same seed gives the same points.
    """
    from scipy.stats import qmc

    if method == "saltelli" or method == "morris":
        u = unit_sample(Sampled(method, points, seed, tuple(declared.name for declared in ranges)))
    else:
        u = {"latin_hypercube": qmc.LatinHypercube, "sobol": qmc.Sobol}[method](len(ranges), rng=seed).random(points)
    columns = {}
    for number, (declared, where) in enumerate(ranges.items()):
        at = u[:, number]
        if method != "morris":
            at = np.clip(at, _EDGE, 1.0 - _EDGE)
        elif where == "prior":
            at = _INNER[0] + (_INNER[1] - _INNER[0]) * at
        columns[declared.name] = _values(declared, where, at)
    return [{name: column[point] for name, column in columns.items()} for point in range(len(u))]


def _values(declared: Param, where: Range, u: npt.NDArray[np.float64]) -> list[Value]:
    if where == "prior":
        return [declared.kind(value) for value in declared.quantile(u)]
    low, high = where
    if declared.kind is int:
        values = np.minimum(np.floor(low + u * (high - low + 1)), high)  # every whole number has the same share
    else:
        values = low + u * (high - low)
    return [declared.kind(value) for value in values]
