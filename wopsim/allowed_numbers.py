"""What a number from outside must be, and what is said of one that is not: the same for files, options and calls from Python.

Whole numbers have `limits.Whole`, cells of CSV files `csv_cells.read_number`, parameters `declare.Param.check`: all ask here.
"""

from __future__ import annotations

import math
from typing import TypeGuard

FINITE = "it must be a finite number"
"""Goes on after what a number is: "'tariff' is inf; ..."."""
ABOVE_ZERO = "must be a number above 0"
"""Goes on after what is to be one, see `is_above_zero`."""


def is_number(value: object) -> TypeGuard[int | float]:
    """Return whether a value is a number; true and false are none, though Python counts them as such."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_above_zero(value: object) -> bool:
    """Return whether a value is a finite number above 0."""
    return is_number(value) and 0 < value < math.inf


def why_below_zero(what: str, value: float) -> str | None:
    """Return what is wrong with a number that must be finite and not below zero, or None; `what` is what it is called."""
    if math.isfinite(value) and value >= 0.0:
        return None
    return f"{what} is {value!r}; it must be a number that is not below zero."


def between(low: float, high: float) -> str:
    """Return what is said of an inclusive range, after what the number is: "'rate' is 2; it must lie between 0 and 1"."""
    return f"it must lie between {_limit(low)} and {_limit(high)}"


def _limit(limit: float) -> str:
    """A limit as people write it."""
    return f"{limit:,.0f}" if 1e4 <= abs(limit) < 1e15 and limit == int(limit) else f"{limit:g}"
