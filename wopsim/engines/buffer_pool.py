"""Memory for the large arrays of a block, which one block after the other uses.

The system clears fresh memory, page by page, and that takes longer than most of what is then written into it.
"""

from __future__ import annotations

import math
from bisect import insort
from collections import defaultdict
from typing import Any

import numpy as np
import numpy.typing as npt

MOST_FREE = 4
"""Pieces of one use that wait for another block, at most: as many blocks as run at once."""
_free: defaultdict[str, list[npt.NDArray[np.uint8]]] = defaultdict(list)
"""By use, the largest last; taking and putting back are single steps, so that threads do not get the same."""
_asked: dict[str, int] = {}
"""By use, the size that was asked for last [byte]: a smaller piece is of no use any more, and goes back to the system."""


class _Lent:
    """A piece of memory: every array that lies in it keeps it, and when the last of them is gone, it is free again."""

    def __init__(self, use: str, memory: npt.NDArray[np.uint8]) -> None:
        self.use, self.memory = use, memory
        self.__array_interface__ = memory.__array_interface__

    def __del__(self) -> None:
        if _free is None or self.memory.size < _asked[self.use]:  # when the interpreter ends, names are gone before the last array is
            return
        if len(_free[self.use]) < MOST_FREE:
            insort(_free[self.use], self.memory, key=len)


def array(use: str, shape: tuple[int, ...], dtype: npt.DTypeLike = np.float64) -> npt.NDArray[Any]:
    """Return an array of numbers that mean nothing yet; those of one use get the same memory, one after the other."""
    kind = np.dtype(dtype)
    size = math.prod(shape) * kind.itemsize
    return _lent(use, size)[:size].view(kind).reshape(shape)


def rows(use: str, count: int, least: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return so many rows of at least `least` records that mean nothing yet; longer ones where the memory of an earlier block has room."""
    kind = np.dtype(dtype)
    lent = _lent(use, count * least * kind.itemsize)
    length = lent.size // (count * kind.itemsize)
    return lent[: count * length * kind.itemsize].view(kind).reshape(count, length)


def _lent(use: str, size: int) -> npt.NDArray[np.uint8]:
    """Return a whole piece of memory that has at least this size [byte]."""
    _asked[use] = size
    try:
        memory = _free[use].pop()
    except IndexError:
        memory = np.empty(0, dtype=np.uint8)
    if memory.size < size:
        memory = np.empty(size, dtype=np.uint8)
    lent: Any = _Lent(use, memory)
    return np.asarray(lent)
