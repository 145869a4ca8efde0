"""Sums over the utilities of each run, each worked out once: what is kept of runs, what is measured and what is checked reads them.

To go through all outputs of a block takes as long as its memory takes to hand them over, so it is done once and copies nothing.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from numba import float32, float64, int64, types, void

from wopsim.compile import at_once, device
from wopsim.streams import Floats

if TYPE_CHECKING:
    import xarray as xr

_ORDER = ("scenario", "draw", "replicate", "time", "domain", "utility")
_ALONE = 128
"""Numbers that are added up without being halved."""
_DEEP = 64
"""Halves that wait for their other half, at most."""
_Plan = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
_SUM = void(types.Array(float32, 1, "C", readonly=True), int64[::1], int64[::1], int64[::1], float64[::1], float64[::1])


class UtilitySums:
    """Sums over the utilities of some runs, in double precision.

    Parameters
    ----------
    runs : (scenario, draw, replicate, ...) outputs.
    """

    def __init__(self, runs: xr.Dataset) -> None:
        self._runs = runs
        self._found: dict[str, Floats] = {}

    def of(self, name: str) -> Floats:
        """Return the sums of an output over its utilities, (scenario, draw, replicate, time, domain) as far as it has these.

        A sum is not finite where a number is not.
        """
        if name not in self._found:
            self._found[name] = _over_last(utilities_last(self._runs.variables[name])[1])
        return self._found[name]


def utilities_last(values: xr.Variable) -> tuple[tuple[str, ...], npt.NDArray[Any]]:
    """Return dimensions and numbers in the usual order, with utilities along the last axis; nothing is copied."""
    dims = tuple(dim for dim in _ORDER if dim in values.dims)
    return dims, values.values.transpose([values.dims.index(dim) for dim in dims])


def _over_last(values: npt.NDArray[Any]) -> Floats:
    """Return the sums over the last axis, which have the bits of `numpy.add.reduce` of a row that lies by itself."""
    size, step = values.shape[-1], values.dtype.itemsize
    if values.dtype != np.float32 or values.strides[-1] != step or min(values.strides) < 0 or not values.size:
        return np.asarray(np.add.reduce(np.array(values, dtype=np.float64, order="C"), axis=-1))
    starts = reduce(np.add.outer, [np.arange(many) * (far // step) for many, far in zip(values.shape, values.strides[:-1], strict=False)])
    memory = np.lib.stride_tricks.as_strided(values, (int(starts.max()) + size,), (step,), writeable=False)
    found = np.empty(starts.shape)
    _add_up(memory, starts.reshape(-1), *_plan(size), np.empty(_DEEP), found.reshape(-1))
    return found


@lru_cache
def _plan(size: int) -> _Plan:
    """Return how numpy adds up a row: the sizes of the parts that it adds up alone, and how many halves are then joined after each."""

    def parts(size: int) -> list[tuple[int, int]]:
        if size <= _ALONE:
            return [(size, 0)]
        half = size // 2
        *left, (last, joined) = parts(size - (half - half % 8))
        return [*parts(half - half % 8), *left, (last, joined + 1)]

    sizes, joins = np.array(parts(size), dtype=np.int64).T
    return np.ascontiguousarray(sizes), np.ascontiguousarray(joins)


@device
def _alone(memory: Any, begin: int, size: int) -> float:
    """Return the sum of a few numbers: of each eighth by itself, which a processor does together."""
    one, two, three, four, five, six, seven, eight = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    whole = size - size % 8
    for place in range(begin, begin + whole, 8):
        one += memory[place]
        two += memory[place + 1]
        three += memory[place + 2]
        four += memory[place + 3]
        five += memory[place + 4]
        six += memory[place + 5]
        seven += memory[place + 6]
        eight += memory[place + 7]
    total = ((one + two) + (three + four)) + ((five + six) + (seven + eight))
    for place in range(begin + whole, begin + size):
        total += memory[place]
    return total


@at_once(_SUM, error_model="numpy", nogil=True, _nrt=False)
def _add_up(memory: Any, starts: Any, sizes: Any, joins: Any, halves: Any, found: Any) -> None:
    """Add up the rows that begin at some places of a memory, as a plan says; `halves` is memory for sums on the way."""
    for row in range(starts.size):
        begin, deep = starts[row], 0
        for part in range(sizes.size):
            halves[deep] = _alone(memory, begin, sizes[part])
            begin += sizes[part]
            deep += 1
            for _ in range(joins[part]):
                deep -= 1
                halves[deep - 1] += halves[deep]
        found[row] = 0.0 + halves[0]
