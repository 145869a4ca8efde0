"""Kernels of a choice against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from wopsim.analysis.choice.acceptability import PAIRS, AcceptabilityCurves, acceptability_curves, beside_nothing, frontier_pieces, met
from wopsim.analysis.choice.frontier import DOMINATED, EXTENDED, ON, dominance
from wopsim.analysis.choice.luck_beside import shifts_beside
from wopsim.analysis.choice.ratio_of_means import fieller, ratio_of_means
from wopsim.analysis.choice.regret import regrets, share_best, worst
from wopsim.analysis.choice.spline_ridge import fit
from wopsim.analysis.choice.value_of_information import Known, value_of_knowing, value_of_knowing_all
from wopsim.analysis.choice.worlds import worlds

DRAWS = 1000


def two_normal(mean: float, sd: float) -> float:
    """Value of knowing which of two designs is better, whose difference is normal."""
    z = abs(mean) / sd
    return float(sd * (stats.norm.pdf(z) - z * stats.norm.sf(z)))


def within(known: Known, truth: float, errors: float = 2.0) -> bool:
    return abs(known.value - truth) <= errors * known.error


@pytest.mark.parametrize("replicates", [1, 3])
def test_two_normal_designs_have_the_value_of_information_of_the_closed_form(replicates: int) -> None:
    """Over many studies: within two standard errors in nine of ten, and right on average."""
    misses = []
    for seed in range(14):
        rng = np.random.default_rng(seed)
        first, second = rng.normal(size=(2, DRAWS))
        value = np.stack([np.zeros(DRAWS), 0.3 + 0.8 * first + 0.6 * second])[:, :, None] + rng.normal(0, 1.0, (2, DRAWS, replicates))
        found = worlds(value, {"first": first, "second": second})
        known = [value_of_knowing_all(found), *(value_of_knowing(found, {"one": one}) for one in (first, second))]
        misses.append([(one.value - two_normal(0.3, sd)) / one.error for one, sd in zip(known, (1.0, 0.8, 0.6), strict=True)])
    assert np.mean(np.abs(misses) <= 2.0) >= 0.9
    assert (np.abs(np.mean(misses, axis=0)) < 0.7).all()


def noisy(replicates: int, seed: int):
    """Twenty-four designs in worlds of four numbers, and luck as large as what worlds do."""
    of_designs, rng = np.random.default_rng(99), np.random.default_rng(seed)
    base, slope, wave = of_designs.normal(0, 0.25, 24), of_designs.normal(0, 0.3, (24, 4)), of_designs.normal(0, 0.2, (24, 4))

    def truth(numbers: np.ndarray) -> np.ndarray:
        return base[:, None] + slope @ numbers.T + wave @ np.sin(2 * numbers.T)

    many = truth(rng.normal(size=(100_000, 4)))
    numbers = rng.normal(size=(DRAWS, 4))
    value = truth(numbers)[:, :, None] + rng.normal(0, 1.0, (24, DRAWS, replicates))
    return value, {f"number {place}": numbers[:, place] for place in range(4)}, many.max(axis=0).mean() - many.mean(axis=1).max()


@pytest.mark.parametrize("replicates", [1, 2, 4])
def test_luck_is_not_counted_as_value_of_information(replicates: int) -> None:
    value, numbers, truth = noisy(replicates, seed=3)
    found = value_of_knowing_all(worlds(value, numbers))
    plain = value.mean(axis=2)
    assert within(found, truth)
    assert plain.max(axis=0).mean() - plain.mean(axis=1).max() > truth + 2 * found.error
    assert found.error < 0.15 * truth


def test_replicates_tell_luck_even_where_no_number_does() -> None:
    value, _, truth = noisy(4, seed=4)
    assert within(value_of_knowing_all(worlds(value, {})), truth, 3.0)


def test_designs_that_differ_by_luck_only_give_no_reason_to_learn() -> None:
    rng = np.random.default_rng(5)
    numbers = {name: rng.normal(size=200) for name in "abc"}
    for replicates in (1, 3):
        found = worlds(rng.normal(size=(5, 200, replicates)), numbers)
        assert value_of_knowing_all(found).value <= 2 * value_of_knowing_all(found).error + 1e-12
        assert value_of_knowing(found, numbers).value <= 0.02


def test_equal_designs_share_the_worlds() -> None:
    rng = np.random.default_rng(6)
    value = np.repeat(rng.normal(size=(1, 50, 3)), 4, axis=0)
    found = worlds(value, {"a": rng.normal(size=50)})
    assert np.allclose([share_best(values) for values in found.again()], 0.25)
    assert value_of_knowing_all(found).value == pytest.approx(0.0, abs=1e-9)


def test_chance_of_designs_that_differ_by_luck_only_is_even_over_many_studies() -> None:
    chances = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        found = worlds(rng.normal(size=(4, 40, 2)), {"a": rng.normal(size=40)})
        chances.append(np.mean([share_best(values) for values in found.again()], axis=0))
    error = np.std(chances, axis=0, ddof=1) / np.sqrt(len(chances))
    assert (abs(np.mean(chances, axis=0) - 0.25) < 3 * error).all()


def test_a_number_that_says_nothing_gets_the_mean_and_one_that_says_all_is_followed() -> None:
    rng = np.random.default_rng(7)
    number = rng.normal(size=(300, 1))
    targets = np.stack([np.sin(2 * number[:, 0]), rng.normal(size=300)], axis=1)
    found = fit(number, targets)
    assert np.corrcoef(found.values[:, 0], targets[:, 0])[0, 1] > 0.98
    assert found.values[:, 1].std() < 0.15


def test_regret_by_hand() -> None:
    values = np.array([[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 2.0, 0.0]])
    assert regrets(values).tolist() == [[2.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]]
    assert share_best(values).tolist() == [0.5, 0.5]
    assert worst(np.arange(40.0)) == pytest.approx(38.5)


def test_frontier_by_hand() -> None:
    """From nothing: 10 for 1, 12 for 2 (a mix of the first and the last does better), 25 for 3; dearer and worse; less than nothing."""
    cost, gain = np.array([1.0, 2.0, 3.0, 3.5, 2.5]), np.array([10.0, 12.0, 25.0, 20.0, -1.0])
    assert dominance(cost, gain) == [ON, EXTENDED, ON, DOMINATED, DOMINATED]


def test_twins_on_the_frontier_are_both_on_it() -> None:
    assert dominance(np.array([1.0, 1.0]), np.array([2.0, 2.0]))[0] == ON


def test_fieller_by_hand() -> None:
    """Without covariance and error of the cost: bounds are the cost by the bounds of the gain."""
    found = fieller(100.0, 10.0, 0.0, 4.0, 0.0, spread=2.0)
    assert (found.low, found.high) == pytest.approx((100 / 14, 100 / 6))
    assert np.isnan(fieller(100.0, 10.0, 0.0, 25.0, 0.0, spread=2.0).high)
    assert "may be zero" in fieller(100.0, 10.0, 0.0, 25.0, 0.0, spread=2.0).reason


def test_fieller_covers_the_truth_in_ninety_of_hundred() -> None:
    hits = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        gain = 10.0 + rng.normal(0, 8.0, (60, 1)) + rng.normal(0, 1.0, (60, 4))
        cost = 100.0 + 2.0 * gain + rng.normal(0, 10.0, (60, 4))
        found = ratio_of_means(cost, gain)
        hits += found.low <= 12.0 <= found.high
    assert 0.85 <= hits / 300 <= 0.95


def test_curves_turn_at_the_worth_at_which_net_benefits_are_equal() -> None:
    """10 for 100 against 20 for 300: equal at a worth of 20."""
    gain, cost = np.array([[10.0], [20.0]]) * np.ones(50), np.array([[100.0], [300.0]]) * np.ones(50)
    none = np.zeros((5, 2))
    found = acceptability_curves(gain, cost, (none, none), np.array([0.0, 19.0, 21.0, 40.0]))
    assert found.chosen.tolist() == [0, 0, 1, 1]
    assert found.best[:, 1].tolist() == [1.0, 0.0]
    assert found.loss[0].tolist() == [0.0, 0.0, 10.0, 200.0]
    assert found.frontier.tolist() == [1.0] * 4


def test_the_frontier_is_drawn_in_pieces_that_join_no_two_designs() -> None:
    """What is best on average changes from the first design to the second, and back for one worth alone at the end."""
    best = np.array([[0.9, 0.8, 0.5, 0.3], [0.1, 0.2, 0.4, 0.7]])
    chosen = np.array([0, 0, 1, 0])
    curves = AcceptabilityCurves(np.array([0.0, 10.0, 20.0, 30.0]), best, chosen, best[chosen, np.arange(4)], best)
    pieces = [(design, worth.tolist(), share.tolist()) for design, worth, share in frontier_pieces(curves)]
    assert pieces == [
        (0, [0.0, 0.0, 10.0, 15.0], pytest.approx([0.9, 0.9, 0.8, 0.65])),
        (1, [15.0, 20.0, 25.0], pytest.approx([0.3, 0.4, 0.55])),
        (0, [25.0, 30.0, 30.0], pytest.approx([0.4, 0.3, 0.3])),
    ]


def test_every_world_meets_as_much_luck_and_all_luck_is_met_as_often() -> None:
    for number in (3, 70, 500, 3000):
        places, times = met(number, 200)
        assert np.ptp(np.bincount(places, minlength=number)) == 0
        assert np.ptp(np.bincount(times, minlength=200)) <= 1
        assert len(places) >= min(PAIRS, 200 * number)


@pytest.mark.parametrize("luck", [1.0, 8.0])
def test_a_curve_allows_for_luck_as_best_in_does(luck: float) -> None:
    """Two designs that differ in luck alone are best equally often on average, and never surely, whatever a unit is worth."""
    rng, curves, shares, plain = np.random.default_rng(7), [], [], []
    for _ in range(20):
        number = rng.normal(size=150)
        gain, cost = (np.stack([number, number])[:, :, None] + luck * rng.normal(size=(2, 150, 4)) for _ in range(2))
        gained, paid = (worlds(grid, {"number": number}) for grid in (gain, cost))
        (of_costs,) = shifts_beside((gained, gain), [(paid, cost)])
        none = np.zeros((200, 2))
        for shifts, found in (((gained.shifts(), of_costs), curves), ((none, none), plain)):
            found.append(acceptability_curves(gained.values, paid.values, shifts, np.array([0.5, 2.0])).best[0])
        nets = [worlds(worth * gain - cost, {"number": number}) for worth in (0.5, 2.0)]
        shares.append([np.mean([share_best(one)[0] for one in net.again()]) for net in nets])
    assert np.mean(curves) == pytest.approx(0.5, abs=0.15)
    assert np.max(curves) < 0.999
    # sums are cleaned of luck there, and parts of them here, so that single shares differ
    off, off_without = (np.abs(np.array(found) - shares) for found in (curves, plain))
    assert np.median(off) < 0.05
    assert off.mean() < 0.5 * off_without.mean()


def test_at_no_worth_only_what_saves_money_is_better_than_no_programme() -> None:
    gain = np.array([[5.0, 9.0, 0.0, 7.0], [5.0, 9.0, 4.0, 7.0]])
    cost = np.array([[10.0, 30.0, 0.0, 20.0], [10.0, 30.0, 5.0, -20.0]])  # the first buys nothing in one world, the second saves in one
    luck = np.zeros((40, 2)), np.random.default_rng(5).normal(0.0, 15.0, (40, 2))
    found = beside_nothing(gain, cost, luck, np.array([0.0, 100.0]))
    assert found.best[0, 0] == 0.0
    assert 0.0 < found.best[1, 0] < 1.0
    assert found.best[2, 0] == pytest.approx(1.0 - found.best[1, 0])
    assert found.best[2, 1] == 0.0
    assert share_best(np.zeros((3, 4)), ties_to=2).tolist() == [0.0, 0.0, 1.0]


def test_what_is_worth_no_more_than_its_error_or_in_no_other_set_of_runs_is_not_seen() -> None:
    assert [Known(value, error).seen for value, error in ((10.0, 9.0), (10.0, 11.0), (10.0, 0.0), (0.0, 0.0))] == [
        True,
        False,
        False,
        False,
    ]
