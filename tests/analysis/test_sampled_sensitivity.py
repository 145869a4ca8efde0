"""Sensitivity of a function whose shares are known in closed form, beside what SALib says of the same numbers."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol

from wopsim.analysis.sampled_sensitivity import morris_steps, saltelli_shares
from wopsim.study.sensitivity_design import rows_of_sample, unit_sample
from wopsim.study.study_parts import Sampled

PROBLEM = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-np.pi, np.pi]] * 3}
A, B = 7.0, 0.1
VARIANCE = 0.5 + A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18
FIRST = np.array([0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8, 0.0]) / VARIANCE
THIRD = 8 * B**2 * np.pi**8 / 225 / VARIANCE
TOTAL = FIRST + np.array([THIRD, 0.0, THIRD])


def design(kind: str, points: int, parameters: int, seed: int) -> Sampled:
    return Sampled(kind, points, seed, tuple(f"x{number}" for number in range(parameters)))


THREE = design("saltelli", 1, 3, 1)


def ishigami(u: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_shares_of_ishigami_are_those_of_the_closed_form() -> None:
    found = saltelli_shares(ishigami(unit_sample(design("saltelli", 4096, 3, 1))), THREE)
    np.testing.assert_allclose(found.first, FIRST, atol=0.02)
    np.testing.assert_allclose(found.total, TOTAL, atol=0.02)
    assert found.used == 4096


def test_shares_are_those_of_salib() -> None:
    outcome = ishigami(unit_sample(design("saltelli", 256, 3, 5)))
    found = saltelli_shares(outcome, THREE)
    theirs = salib_sobol.analyze(PROBLEM, outcome, calc_second_order=False, num_resamples=200, seed=1)
    np.testing.assert_allclose(found.first, theirs["S1"], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.total, theirs["ST"], rtol=1e-9)
    # theirs is half of a 95 % interval by bootstrap
    np.testing.assert_allclose(1.96 * found.first_error, theirs["S1_conf"], rtol=0.35)
    np.testing.assert_allclose(1.96 * found.total_error, theirs["ST_conf"], rtol=0.35)


def test_errors_cover_what_other_seeds_say() -> None:
    runs = [saltelli_shares(ishigami(unit_sample(design("saltelli", 64, 3, seed))), THREE) for seed in range(60)]
    spread = np.std([run.first for run in runs], axis=0)
    assert (np.mean([run.first_error for run in runs], axis=0) > 0.8 * spread).all()
    within = np.mean([np.abs(run.total - TOTAL) < 2 * run.total_error for run in runs], axis=0)
    assert (within > 0.85).all()


def test_moving_the_outcome_moves_no_share() -> None:
    outcome = ishigami(unit_sample(design("saltelli", 64, 3, 5)))
    one, other = saltelli_shares(outcome, THREE), saltelli_shares(1e6 + 1e3 * outcome, THREE)
    np.testing.assert_allclose(one.first, other.first, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(one.total, other.total, rtol=1e-6)


def test_base_points_that_lack_a_row_are_left_out() -> None:
    outcome = ishigami(unit_sample(design("saltelli", 64, 3, 5)))
    gaps = outcome.copy()
    gaps[[3, 5 * 7 + 4]] = np.nan  # of the first and of the eighth base point
    kept = np.delete(outcome.reshape(64, 5), [0, 7], axis=0).ravel()
    found, alone = saltelli_shares(gaps, THREE), saltelli_shares(kept, THREE)
    assert found.used == 62
    np.testing.assert_array_equal(found.total, alone.total)
    assert saltelli_shares(np.full(10, np.nan), THREE).used == 0


def test_an_outcome_that_does_not_vary_has_no_shares() -> None:
    found = saltelli_shares(np.full(5 * 8, 3.0), THREE)
    assert np.isnan([found.first, found.total]).all()


def test_a_morris_design_moves_each_coordinate_once_over_its_grid() -> None:
    points = unit_sample(design("morris", 40, 5, 3))
    assert points.shape == (rows_of_sample(design("morris", 40, 5, 1)), 5)
    np.testing.assert_allclose(np.unique(points.round(9)), [0, 1 / 3, 2 / 3, 1], atol=1e-9)
    moves = np.diff(points.reshape(40, 6, 5), axis=1)
    np.testing.assert_array_equal((np.abs(moves) > 0.1).sum(1), 1)
    np.testing.assert_array_equal((np.abs(moves) > 0.1).sum(2), 1)
    np.testing.assert_allclose(np.abs(moves).sum(1), 2 / 3)
    orders = {tuple(np.abs(one).argmax(1)) for one in moves}
    assert len(orders) > 25  # an order of chance
    assert 0.3 < (moves.sum(1) > 0).mean() < 0.7


def test_steps_are_those_of_salib() -> None:
    sampled = design("morris", 20, 3, 3)
    points = unit_sample(design("morris", 20, 3, 3))
    outcome = ishigami(points)
    found = morris_steps(outcome, sampled)
    theirs = salib_morris.analyze(PROBLEM, np.pi * (2 * points - 1), outcome, num_levels=4, seed=1)
    for name, of_salib in (("mean", "mu"), ("mean_size", "mu_star"), ("spread", "sigma")):
        np.testing.assert_allclose(getattr(found, name), np.asarray(theirs[of_salib], dtype=float), rtol=1e-9, atol=1e-12)


def test_steps_of_a_plane_are_its_slopes() -> None:
    sampled = design("morris", 8, 3, 3)
    points = unit_sample(design("morris", 8, 3, 3))
    outcome = 5.0 + 3.0 * points[:, 0] - 2.0 * points[:, 1]
    outcome[2] = np.nan
    found = morris_steps(outcome, sampled)
    assert found.used == 7
    np.testing.assert_allclose(found.mean, [3.0, -2.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(found.mean_size, [3.0, 2.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(found.spread, 0.0, atol=1e-12)


@pytest.mark.parametrize("kind", ["saltelli", "morris"])
def test_a_seed_places_the_points(kind: str) -> None:
    one, same, other = (unit_sample(design(kind, 16, 3, seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)
