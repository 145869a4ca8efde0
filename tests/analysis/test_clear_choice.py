"""When a choice is clear: with known truths, and with none, on arrays."""

import numpy as np
import pytest

from wopsim.analysis.choice.clear_choice import CLEAR, FEWEST_REPLICATES, MOST_POINTS, Verdict, verdict
from wopsim.study.keys import FIRST_DRAWS

SEEDS = 120


def luck(seed: int, of_draws: float, of_luck: float, rest: float, designs: int = 2) -> np.ndarray:
    """Values of designs that are equal in truth, on a grid as large as it may become."""
    made = np.random.default_rng(seed)
    draws, replicates = MOST_POINTS // FEWEST_REPLICATES, MOST_POINTS // FIRST_DRAWS // 4
    return (
        made.normal(0.0, of_draws, (designs, draws, 1)) + made.normal(0.0, of_luck, (designs, 1, replicates))
        + made.normal(0.0, rest, (designs, draws, replicates))
    )  # fmt: skip


def looked_at(value: np.ndarray, useful: float = 0.0, most: int = MOST_POINTS) -> Verdict:
    """Look as `draws: auto` does, and return how it ends."""
    draws, replicates = FIRST_DRAWS, FEWEST_REPLICATES
    while True:
        found = verdict(value[:, :draws, :replicates], [f"d{place}" for place in range(len(value))], useful)
        more = (draws, replicates + FEWEST_REPLICATES) if found.on_luck else (draws + FIRST_DRAWS, replicates)
        if found.clear or more[0] * more[1] > most or more[0] > value.shape[1] or more[1] > value.shape[2]:
            return found
        draws, replicates = more


@pytest.mark.parametrize("spread", [(1.0, 0.3, 1.0), (1.0, 2.0, 1.0)])
def test_of_equal_designs_fewer_than_five_of_a_hundred_choices_come_out_clear(spread):
    wrong = sum(looked_at(luck(seed, *spread), most=MOST_POINTS // 2).clear for seed in range(SEEDS))
    assert wrong < 0.05 * SEEDS


def test_a_bar_for_one_look_would_find_what_is_not_there(monkeypatch):
    monkeypatch.setattr("wopsim.analysis.choice.clear_choice.CLEAR", 2.0)
    assert sum(looked_at(luck(seed, 1.0, 0.3, 1.0), most=MOST_POINTS // 2).clear for seed in range(SEEDS)) > 0.05 * SEEDS


def test_a_better_design_becomes_clear_and_is_the_better_one():
    for seed in range(20):
        found = looked_at(luck(seed, 1.0, 0.1, 1.0) + np.array([0.0, 0.8])[:, None, None])
        assert (found.clear, found.best, found.worse) == (True, "d1", ("d0",))


def test_equal_designs_become_alike_where_a_difference_that_matters_is_named():
    found = looked_at(luck(1, 0.3, 0.01, 0.3), useful=1.0)
    assert found.clear
    assert len(found.alike) == 1
    assert not found.worse


def test_one_design_left_open_keeps_the_choice_open():
    value = luck(2, 1.0, 0.1, 1.0, designs=3) + np.array([5.0, 0.0, 4.99])[:, None, None]
    found = verdict(value[:, :FIRST_DRAWS, :FEWEST_REPLICATES], ["a", "b", "c"], 0.0)
    assert found.worse == ("b",)
    assert len(found.unclear) == 1
    assert not found.clear


def test_shared_luck_asks_for_replicates_and_worlds_for_draws():
    small = (slice(None), slice(0, FIRST_DRAWS), slice(0, FEWEST_REPLICATES))
    assert verdict(luck(4, 0.01, 3.0, 0.01)[small], ["a", "b"], 0.0).on_luck
    assert not verdict(luck(4, 3.0, 0.01, 0.01)[small], ["a", "b"], 0.0).on_luck


def test_designs_that_are_one_are_alike_where_anything_matters_and_never_worse():
    value = np.ones((2, 30, 8))
    assert verdict(value, ["a", "b"], 1.0).alike == ("b",)
    assert verdict(value, ["a", "b"], 0.0).unclear == ("b",)
    assert CLEAR > 2.0
