"""Who chooses a case: hypothesis in a test, or a seed and a number where a case must be found again by its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

import numpy as np

T = TypeVar("T")


class Choose(Protocol):
    """Where choices come from."""

    def one_of(self, options: Sequence[T]) -> T:
        """One of the options."""

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""

    def between(self, low: float, high: float) -> float:
        """A number, both ends included."""


class ByHypothesis:
    """Choices that hypothesis makes; `draw` is what a composite strategy gets."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw

    def one_of(self, options: Sequence[T]) -> T:
        return options[self.whole(0, len(options) - 1)]

    def whole(self, low: int, high: int) -> int:
        from hypothesis import strategies as st

        return int(self.draw(st.integers(low, high)))

    def between(self, low: float, high: float) -> float:
        from hypothesis import strategies as st

        return float(self.draw(st.floats(low, high)))


class ByNumber:
    """Choices that follow from a seed and a number."""

    def __init__(self, seed: int, number: int) -> None:
        self.generator = np.random.default_rng([seed, number])

    def one_of(self, options: Sequence[T]) -> T:
        return options[self.whole(0, len(options) - 1)]

    def whole(self, low: int, high: int) -> int:
        return int(self.generator.integers(low, high, endpoint=True))

    def between(self, low: float, high: float) -> float:
        return float(self.generator.uniform(low, high))


def often(choose: Choose, percent: int) -> bool:
    """True in so many of a hundred cases."""
    return choose.whole(1, 100) <= percent
