import numpy as np
import pytest

from wopsim.analysis.told_apart import TOLD_APART, error_of, errors_to_tell, runs_to_tell, useful_difference


def grid(mean: float, draws: int = 40, replicates: int = 6, seed: int = 3) -> np.ndarray:
    """Luck of each draw by itself, standard deviation 1, moved so that the mean is exact."""
    made = np.random.default_rng(seed).normal(0.0, 1.0, (draws, replicates))
    return made - made.mean() + mean


def test_what_is_named_is_useful_and_otherwise_a_part_of_the_largest_effect_in_either_direction() -> None:
    assert useful_difference([3.0, -50.0, np.nan], 0.0) == pytest.approx(5.0)
    assert useful_difference([3.0, -50.0], 7.0) == 7.0
    assert useful_difference([], 0.0) == 0.0


def test_a_difference_told_from_none_needs_no_more_runs_however_small_what_is_useful() -> None:
    assert runs_to_tell(grid(1.0), 1e-6) == (40, 6)
    assert runs_to_tell(grid(-1.0), 1e-6) == (40, 6)


def test_designs_known_to_be_alike_need_no_more_runs() -> None:
    assert runs_to_tell(grid(0.0), 1.0) == (40, 6)


def test_else_the_grid_that_is_asked_for_tells() -> None:
    small, useful = grid(0.02), 0.05
    draws, replicates = runs_to_tell(small, useful)
    assert draws * replicates > small.size
    larger = grid(0.02, draws, replicates, seed=4)
    assert error_of(larger) <= 1.1 * useful / TOLD_APART


def test_luck_that_all_draws_share_asks_for_replicates() -> None:
    luck = np.random.default_rng(1).normal(0.0, 1.0, (1, 5)) + 0.01 * np.random.default_rng(2).normal(0.0, 1.0, (200, 5))
    draws, replicates = runs_to_tell(luck - luck.mean(), 0.2)
    assert replicates > 5
    assert draws <= 2 * 200


def test_designs_that_are_one_need_nothing_and_one_replicate_asks_for_two() -> None:
    assert runs_to_tell(np.zeros((5, 1)), 0.0) == (5, 1)
    assert runs_to_tell(grid(0.1, 5, 1), 0.01) == (5, 2)


def test_of_many_differences_that_are_none_one_is_told_as_seldom_as_of_one() -> None:
    rng = np.random.default_rng(5)
    assert errors_to_tell(1) == pytest.approx(TOLD_APART)
    for compared in (1, 3, 10):
        none = np.abs(rng.normal(size=(40_000, compared))).max(axis=1)
        assert np.mean(none > errors_to_tell(compared)) == pytest.approx(0.0455, abs=0.005)
