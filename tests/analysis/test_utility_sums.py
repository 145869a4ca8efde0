"""Sums over utilities have the bits of a plain sum of each row, whatever lies beside it in memory."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from wopsim.analysis.utility_sums import UtilitySums

DIMS = ("scenario", "draw", "replicate", "time", "utility")


def of_sizes(utilities: int) -> np.ndarray:
    """Numbers of very different size, so that the order in which they are added shows."""
    rng = np.random.default_rng(utilities)
    return (rng.standard_normal((2, 3, 2, 4, utilities)) * 10 ** rng.uniform(-6, 9, (2, 3, 2, 4, utilities))).astype(np.float32)


def plain(values: np.ndarray) -> np.ndarray:
    """The sum of each row by itself, in double precision."""
    return np.array([np.add.reduce(row.astype(np.float64)) for row in values.reshape(-1, values.shape[-1])]).reshape(values.shape[:-1])


@pytest.mark.parametrize("utilities", [1, 7, 8, 9, 127, 128, 129, 136, 400, 1001, 9000])
def test_sums_are_those_of_a_row_by_itself(utilities: int) -> None:
    values = of_sizes(utilities)
    within = np.full((3, 3, 2, 7, utilities + 9), np.nan, dtype=np.float32)  # as outputs lie between others, scenarios not first
    part = np.moveaxis(within[:, :2, :, 1:5, 5 : utilities + 5], 1, 0)
    part[:] = values
    for made in (values, part, values.astype(np.float64), np.asfortranarray(values), values[::-1, :, :, :, ::-1]):
        straight = np.ascontiguousarray(made)
        assert UtilitySums(xr.Dataset({"cash": (DIMS, made)})).of("cash").tobytes() == plain(straight).tobytes()


def test_a_number_that_is_missing_shows_in_its_own_sum_only() -> None:
    values = of_sizes(40)
    values[1, 2, 0, 3, 17] = np.nan
    values[0, 0, 1, 2, 39] = np.inf
    found = UtilitySums(xr.Dataset({"cash": (DIMS, values)})).of("cash")
    assert sorted(map(tuple, np.argwhere(~np.isfinite(found)))) == [(0, 0, 1, 2), (1, 2, 0, 3)]


def test_domains_are_summed_apart_and_dimensions_come_in_their_usual_order() -> None:
    values = np.stack([of_sizes(50), of_sizes(50) + 1], axis=-1)
    runs = xr.Dataset({"skill": ((*DIMS, "domain"), values)})
    for turned in (runs, runs.transpose("domain", "utility", ...)):
        found = UtilitySums(turned).of("skill")
        assert found.shape == (2, 3, 2, 4, 2)
        for domain in (0, 1):
            np.testing.assert_array_equal(found[..., domain], plain(np.ascontiguousarray(values[..., domain])))
