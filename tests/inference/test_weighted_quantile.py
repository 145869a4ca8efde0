"""Quantiles of what has weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wopsim.inference.prediction import LEVELS, weighted_quantile


class TestWeightedQuantile:
    @settings(max_examples=50)
    @given(st.lists(st.tuples(st.floats(-100, 100), st.integers(1, 5)), min_size=1, max_size=12))
    def test_it_lies_in_the_data_and_rises(self, rows: list[tuple[float, int]]) -> None:
        values, weights = np.array(rows, dtype=float).T
        found = [weighted_quantile(values, weights, level) for level in LEVELS]
        assert values.min() <= found[0]
        assert found[-1] <= values.max()
        assert (np.diff(found) >= 0.0).all()

    def test_weights_are_how_often_a_value_stands(self) -> None:
        values, weights = np.linspace(0.0, 1.0, 400), np.repeat([1.0, 3.0], 200)
        often = np.repeat(values, weights.astype(int))
        for level in LEVELS:
            assert weighted_quantile(values, weights, level) == pytest.approx(np.quantile(often, level), abs=0.005)

    def test_heavy_values_pull(self) -> None:
        values = np.arange(100.0)
        assert weighted_quantile(values, np.where(values > 89, 100.0, 1.0), 0.5) > 89
