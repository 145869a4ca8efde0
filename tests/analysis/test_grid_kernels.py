"""Kernels for many grids say of each what its own numbers say."""

from __future__ import annotations

import numpy as np
import pytest

from wopsim.analysis.grid_kernels import errors, means, quantiles, variance_components
from wopsim.analysis.paired import monte_carlo


@pytest.fixture
def grids() -> np.ndarray:
    rng = np.random.default_rng(1)
    made = rng.normal(size=(3, 4, 6, 5)) + rng.normal(size=(3, 4, 6, 1)) + rng.normal(size=(3, 4, 1, 5))
    made[0, 1, 2] = np.nan  # a draw
    made[0, 2, :, 3] = np.nan  # a replicate
    made[1, 0, 0, 0] = made[1, 0, 3, 2] = np.nan
    made[2, 0] = np.nan
    made[2, 1, 1:] = np.nan
    return made


def test_each_grid_has_its_own_numbers(grids: np.ndarray) -> None:
    for place in np.ndindex(3, 4):
        alone = monte_carlo(grids[place])
        assert np.array_equal(errors(grids)[place], alone.error, equal_nan=True)
        here = grids[place][np.isfinite(grids[place])]
        if here.size:
            assert means(grids)[place] == pytest.approx(here.mean(), rel=1e-12)
            found = quantiles(grids[place].ravel(), (0.05, 0.5, 0.95))
            np.testing.assert_allclose(found, np.quantile(here, (0.05, 0.5, 0.95)), rtol=1e-12)
    assert np.isnan(means(grids)[2, 0])
    assert np.isnan(quantiles(grids[2, 0].ravel(), (0.5,)))[0]


def test_components_of_a_full_grid_are_those_of_analysis_of_variance(grids: np.ndarray) -> None:
    grid = grids[1, 1]
    rows, columns = grid.mean(1), grid.mean(0)
    rest = ((grid - rows[:, None] - columns + grid.mean()) ** 2).sum() / (5 * 4)
    between = [max(0.0, rows.var(ddof=1) - rest / 5), max(0.0, columns.var(ddof=1) - rest / 6), rest]
    np.testing.assert_allclose(variance_components(grid), between, rtol=1e-12)


def test_a_draw_that_is_missing_is_as_if_it_were_not_there(grids: np.ndarray) -> None:
    np.testing.assert_allclose(variance_components(grids[0, 1]), variance_components(np.delete(grids[0, 1], 2, axis=0)), rtol=1e-12)
    np.testing.assert_allclose(variance_components(grids[0, 2]), variance_components(np.delete(grids[0, 2], 3, axis=1)), rtol=1e-12)


def test_one_draw_tells_no_error(grids: np.ndarray) -> None:
    assert np.isnan(variance_components(grids[2, 1])).all()
