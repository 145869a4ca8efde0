import numpy as np
import pytest
import xarray as xr

from wopsim.analysis.paired import (
    MonteCarlo,
    against_baseline,
    chance_better,
    cost_per_unit,
    interval,
    monte_carlo,
    require_complete,
)
from wopsim.errors import ResultError


def crossed(rng, draws, replicates, draw_sd, luck_sd, rest_sd, mean=0.0):
    """Draws crossed with replicates: every draw meets the same luck."""
    return mean + rng.normal(0, draw_sd, (draws, 1)) + rng.normal(0, luck_sd, (1, replicates)) + rng.normal(0, rest_sd, (draws, replicates))


@pytest.mark.parametrize(("draw_sd", "luck_sd", "rest_sd"), [(1.0, 0.5, 2.0), (0.3, 2.0, 1.0), (2.0, 0.0, 0.5)])
def test_monte_carlo_error_is_the_spread_of_the_mean_over_repeated_experiments(draw_sd, luck_sd, rest_sd):
    rng = np.random.default_rng(1)
    grids = [crossed(rng, 12, 6, draw_sd, luck_sd, rest_sd) for _ in range(3000)]
    observed = np.std([grid.mean() for grid in grids])
    estimated = np.sqrt(np.mean([monte_carlo(grid).error ** 2 for grid in grids]))
    assert estimated == pytest.approx(observed, rel=0.06)


def test_clusters_of_draws_alone_would_miss_the_luck_that_draws_share():
    rng = np.random.default_rng(2)
    grids = [crossed(rng, 20, 4, 0.2, 2.0, 0.2) for _ in range(500)]
    observed = np.std([grid.mean() for grid in grids])
    nested = np.sqrt(np.mean([grid.mean(axis=1).var(ddof=1) / 20 for grid in grids]))
    assert nested < 0.2 * observed
    assert np.sqrt(np.mean([monte_carlo(grid).error ** 2 for grid in grids])) > 0.9 * observed


def test_variance_components_are_recovered():
    parts = monte_carlo(crossed(np.random.default_rng(3), 400, 300, 2.0, 1.0, 3.0))
    assert (parts.between_draws, parts.between_replicates, parts.rest) == pytest.approx((4.0, 1.0, 9.0), rel=0.2)


def test_missing_cells_change_the_error_little():
    grid = crossed(np.random.default_rng(4), 30, 20, 1.0, 1.0, 1.0)
    holed = grid.copy()
    holed[3, 4] = holed[17, 2] = np.nan
    assert monte_carlo(holed).error == pytest.approx(monte_carlo(grid).error, rel=0.05)


@pytest.mark.parametrize("shape", [(1, 8), (8, 1), (1, 1)])
def test_a_grid_that_cannot_tell_its_error_says_so_and_asks_for_two_of_each(shape):
    parts = monte_carlo(np.random.default_rng(5).normal(size=shape))
    assert np.isnan(parts.error)
    assert parts.needed(0.1) == (max(shape[0], 2), max(shape[1], 2))


@pytest.mark.parametrize("seed", range(4))
def test_needed_grid_reaches_the_target_and_no_smaller_one_does(seed):
    rng = np.random.default_rng(seed)
    parts = monte_carlo(crossed(rng, 6, 4, *rng.uniform(0.2, 2, 3)))
    target = parts.error / 2.5
    draws, replicates = parts.needed(target)
    assert parts.error_at(draws, replicates) <= target * (1 + 1e-9)
    d, r = np.meshgrid(np.arange(6, 400), np.arange(4, 400), indexing="ij")
    good = parts.error_at(d, r) <= target
    assert draws * replicates == (d * r)[good].min()


def test_enough_runs_ask_for_no_more():
    parts = monte_carlo(crossed(np.random.default_rng(6), 6, 4, 1, 1, 1))
    assert parts.needed(parts.error) == (6, 4)


def test_zero_effect_never_helps_and_has_an_interval_of_zero():
    grid = np.zeros((5, 3))
    assert interval(grid) == (0.0, 0.0)
    assert chance_better(grid, "higher") == chance_better(grid, "lower") == 0.0
    assert monte_carlo(grid).error == 0.0


def test_chance_follows_the_better_direction():
    grid = np.array([[1.0, -1.0], [2.0, 3.0]])
    assert chance_better(grid, "higher") == 0.75
    assert chance_better(grid, "lower") == 0.25
    assert np.isnan(chance_better(grid, "neither"))


def test_pairing_reduces_variance():
    rng = np.random.default_rng(7)
    luck = rng.normal(0, 5, (10, 10))
    values = xr.DataArray(
        np.stack([luck, luck + 1 + rng.normal(0, 0.1, (10, 10))]),
        dims=("scenario", "draw", "replicate"), coords={"scenario": ["no_programme", "a"]}, attrs={"units": "person"},
    )  # fmt: skip
    effect = against_baseline(values)
    unpaired = values.isel(scenario=1).values - rng.permutation(luck.ravel()).reshape(10, 10)
    assert effect.attrs == {"units": "person"}
    assert effect.std() < 0.05 * unpaired.std()
    assert float(effect.mean()) == pytest.approx(1.0, abs=0.05)


def test_first_scenario_must_be_the_baseline():
    with pytest.raises(ResultError, match="no_programme"):
        against_baseline(xr.DataArray([1.0, 2.0], dims="scenario", coords={"scenario": ["a", "b"]}))


def test_a_missing_run_is_named():
    values = np.ones((2, 3, 2, 4))
    values[1, 2, 0, 3] = np.nan
    dataset = xr.Dataset(
        {"people_served": (("scenario", "draw", "replicate", "time"), values)},
        {"scenario": ["no_programme", "short"], "draw": [0, 1, 2], "replicate": [0, 1]},
    )
    with pytest.raises(ResultError, match=r"people_served.*short, draw 2, replicate 0"):
        require_complete(dataset, ("people_served",))


def test_cost_per_unit_is_the_ratio_of_means_with_an_interval_over_draws():
    gain = np.array([[90.0, 110.0], [190.0, 210.0], [290.0, 310.0]])
    per = cost_per_unit(np.full((3, 2), 1000.0), gain)
    assert per.value == pytest.approx(5.0)
    low, high = np.quantile([0.1, 0.2, 0.3], (0.95, 0.05))
    assert (per.low, per.high) == pytest.approx((1 / low, 1 / high))
    assert per.reason == ""


def test_cost_has_no_upper_end_where_some_draws_gain_nothing():
    gain = np.repeat(np.array([-1.0, -1.0, *np.linspace(50, 60, 18)])[:, None], 3, axis=1)
    per = cost_per_unit(np.full(gain.shape, 1000.0), gain)
    assert np.isfinite(per.value)
    assert per.high == np.inf


@pytest.mark.parametrize(
    ("cost", "gain", "reason"),
    [
        (1000.0, np.random.default_rng(8).normal(0.0, 1, (10, 10)) - 0.5, "not a gain"),
        (1000.0, np.random.default_rng(9).normal(0.02, 3, (10, 10)).clip(-9, 9) + 0.2, "within two Monte Carlo errors"),
        (1000.0, np.zeros((4, 4)), "not a gain"),
        (0.0, np.ones((4, 4)), "no money"),
    ],
)
def test_cost_per_unit_is_not_defined_without_a_gain(cost, gain, reason):
    per = cost_per_unit(np.full(gain.shape, cost), gain)
    assert np.isnan(per.value)
    assert reason in per.reason


def test_a_target_that_no_grid_reaches_gets_a_number_all_the_same():
    draws, replicates = MonteCarlo(4, 4, 1.0, 1.0, 1.0).needed(1e-9)
    assert draws >= 4
    assert replicates > 1_000


def test_cost_per_unit_takes_each_draw_over_the_runs_that_it_has():
    gain = np.array([[10.0, 30.0], [40.0, np.nan], [np.nan, np.nan], [80.0, 80.0]])
    per = cost_per_unit(np.where(np.isfinite(gain), 1000.0, np.nan), gain)
    assert per.value == pytest.approx(1000.0 / 48.0)  # of the five runs
    worst, best = np.quantile([0.02, 0.04, 0.08], [0.05, 0.95])  # gain per money of the three draws
    assert (per.low, per.high) == pytest.approx((1.0 / best, 1.0 / worst))
