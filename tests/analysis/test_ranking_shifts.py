"""Chances that one design beats another, and how far a number moves them, on grids where the answer is known."""

import numpy as np
import pytest

from wopsim.analysis.ranking_shifts import CRITERIA, LEVELS, Criterion, chances, largest_move, money_of, pairs_of

TOTAL = (Criterion("total", "in all"),)
PER_MONEY = (Criterion("per_money", "per money", ("spent", "overhead")),)
STEPS = [(0, 1), (1, 2), (0, 2)]


def asked(outcome, criteria=TOTAL, better="higher", **money):
    """`chances` of the same money at every level."""
    return chances(outcome, [money] * len(outcome), better, criteria)


def grid(*designs):
    """(design, draw, replicate) of one replicate's numbers, twice."""
    return np.repeat(np.array(designs, dtype=float)[..., None], 2, axis=-1)


def test_the_chance_is_the_share_of_draws_in_which_the_first_does_better():
    flat = grid([1, 2, 3, 4], [2, 2, 2, 2])  # worse, equal, better, better
    chance, error = asked([flat, flat, flat])
    assert chance.shape == (1, 1, len(LEVELS))
    assert chance[0, 0].tolist() == [0.625] * 3
    # nothing differs between levels, and four draws do not prove that no draw would turn: one of six each way, p = 1/6
    assert error[0, 0] == pytest.approx([np.sqrt((1 / 6 + 1 / 6) / 6)] * 3)
    assert asked([flat] * 3, better="lower")[0][0, 0].tolist() == [0.375] * 3


def test_replicates_are_averaged_before_designs_are_compared():
    one = np.array([[[0.0, 9.0]], [[4.0, 4.0]]])  # loses one replicate, wins the mean
    assert asked([one] * 3)[0][0, 0, 0] == 1.0


def test_every_pair_has_a_chance_in_the_order_of_pairs():
    assert pairs_of(3) == [(0, 1), (0, 2), (1, 2)]
    three = grid([3, 3], [1, 5], [2, 2])
    assert asked([three] * 3)[0][0, :, 0].tolist() == [0.5, 1.0, 0.5]


def test_per_money_is_a_ratio_of_means_and_money_is_added_up():
    outcome = np.array([[[10.0, 30.0], [10.0, 10.0]], [[12.0, 12.0], [9.0, 9.0]]])
    spent = np.array([[[1.0, 2.0], [1.0, 1.0]], [[1.0, 1.0], [0.5, 0.5]]])
    overhead = np.array([[[0.0, 1.0], [1.0, 1.0]], [[0.0, 0.0], [0.5, 0.5]]])
    # first draw: 40 / 4 = 10 against 12; second: 5 against 9
    assert asked([outcome] * 3, PER_MONEY, spent=spent, overhead=overhead)[0][0, 0, 0] == 0.0
    assert asked([outcome] * 3, PER_MONEY, better="lower", spent=spent, overhead=overhead)[0][0, 0, 0] == 1.0
    # the same outcome in all: 20 against 12, 10 against 9
    assert asked([outcome] * 3, TOTAL)[0][0, 0, 0] == 1.0


def test_a_draw_that_cannot_tell_is_left_out():
    outcome = grid([1, 5, np.nan], [2, 2, 2])
    paid, nothing = grid([1, 1, 1], [1, 1, 1]), grid([1, 0, 1], [1, 1, 1])
    assert asked([outcome] * 3)[0][0, 0, 0] == 0.5
    assert asked([outcome] * 3, PER_MONEY, spent=nothing, overhead=0 * paid)[0][0, 0, 0] == 0.0
    unknown = asked([grid([np.nan], [1])] * 3)
    assert np.isnan(unknown[0]).all()
    assert np.isnan(unknown[1]).all()


@pytest.mark.parametrize("shape", [(1, 4), (4, 1)])
def test_one_draw_or_one_replicate_tells_no_error(shape):
    outcome = np.random.default_rng(1).normal(size=(2, *shape))
    assert np.isnan(asked([outcome] * 3)[1]).all()


def test_the_error_is_the_spread_over_repeated_experiments():
    """Luck that all draws share moves the chance of all draws together, so replicates count, not only draws."""
    rng = np.random.default_rng(2)
    moves, errors = [], []
    for _ in range(150):
        draw, luck = rng.normal(0, 1, (2, 24, 1)), rng.normal(0, 1.5, (2, 1, 6))
        levels = [
            draw + luck * rng.normal(1, 0.5) + rng.normal(0, 1, (2, 24, 6)) + np.array([shift, 0])[:, None, None] for shift in (0, 0.3, 1)
        ]
        chance, error = asked(levels)
        moves.append([chance[0, 0, after] - chance[0, 0, before] for before, after in STEPS])
        errors.append(error[0, 0])
    observed = np.std(moves, axis=0)
    estimated = np.sqrt(np.mean(np.square(errors), axis=0))
    assert (estimated > 0.85 * observed).all()
    assert (estimated < 1.6 * observed).all()


def test_a_move_that_no_draw_was_seen_to_make_is_known_the_better_the_more_draws_there_are():
    errors = [asked([grid(np.ones(draws), np.zeros(draws))] * 3)[1][0, 0, 0] for draws in (4, 25, 400)]
    assert errors == pytest.approx([np.sqrt(2) / (draws + 2) for draws in (4, 25, 400)])


def test_the_interval_of_the_error_covers_the_true_move():
    """One draw in twelve turns: the plain error of 25 draws is zero in one sample of nine, and the true move lies outside."""
    rng = np.random.default_rng(5)
    covered, plain = [], []
    for _ in range(400):
        turned = rng.random(25) < 1 / 12
        chance, error = asked([grid(np.ones(25), np.zeros(25)), *[grid(np.where(turned, -1.0, 1.0), np.zeros(25))] * 2])
        move = chance[0, 0, 0] - chance[0, 0, 1]
        covered.append(abs(move - 1 / 12) <= 1.645 * error[0, 0, 0])
        plain.append(abs(move - 1 / 12) <= 1.645 * turned.std(ddof=1) / 5)
    assert np.mean(covered) > 0.88
    assert np.mean(plain) < 0.88


def test_the_largest_move_is_that_beyond_its_error():
    chance = np.array([[[0.5, 0.5, 0.5], [0.2, 0.4, 0.9]], [[0.0, 0.1, 0.5], [0.5, 0.5, 0.5]]])
    error = np.zeros((2, 2, 3))
    assert largest_move(chance, error)[:2] == (0, 1)
    assert largest_move(chance, error).size == pytest.approx(0.7)
    error[0, 1] = [0.5, 0.5, 0.5]
    move = largest_move(chance, error)
    assert (move.criterion, move.pair) == (1, 0)
    assert (move.size, move.error, move.beyond_error) == pytest.approx((0.5, 0.0, 0.5))
    error[1, 0, 2] = np.nan  # not known, so not believed
    assert largest_move(chance, error).size == pytest.approx(0.4)


def test_criteria_name_what_is_measured_and_each_amount_once():
    assert [criterion.name for criterion in CRITERIA] == ["total", "per_euro", "per_euro_of_all"]
    assert money_of() == ("programme_spent", "programme_overhead", "programme_invested", "cost_all")
    assert money_of((*PER_MONEY, Criterion("all", "all", ("spent", "days")))) == ("spent", "overhead", "days")
