"""Which year ends of an output somebody reads: what stands at others must not matter."""

from __future__ import annotations

from typing import Literal

Need = Literal["years", "last", "first", "first_last", "once"]
"""Which year ends of a yearly output are read; `once` for an output without years."""

SOME_YEAR_ENDS: dict[str, tuple[int, ...]] = {"last": (-1,), "first": (0,), "first_last": (0, -1)}
"""Their places along the axis of time, by need; of all others every year end is read."""
