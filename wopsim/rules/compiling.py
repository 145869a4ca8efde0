"""Compile a rule once, for arrays (as a numpy ufunc) and for single values inside compiled loops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import vectorize


def rule(function: Callable[..., float]) -> Any:
    """Return `function` as a ufunc that is compiled at its first call; a compiled loop that calls it gets the same bits.

    A rule takes floats, returns one float, calls no rule of another file, has no state and draws nothing. Call it with
    floats or float arrays only: another type would be compiled as another function. The compiled code is kept on disk
    beside the source.
    """
    return vectorize(cache=True)(function)
