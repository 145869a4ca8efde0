"""What a difference hangs on, against truths that are known."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest

import wopsim.declared  # noqa: F401  (numbers have groups)
from tests.helpers.fake import TYPICAL, Truth, fake_result
from wopsim.analysis.choice.sensitivity import sensitivity
from wopsim.analysis.choice.shares_of_spread import shares_of_spread
from wopsim.analysis.choice.switching_values import moved_by
from wopsim.analysis.choice.under_theories import under_theories
from wopsim.analysis.choice.worlds import worlds
from wopsim.declare import PARAMETERS
from wopsim.errors import ResultError
from wopsim.report.figures.tornado import tornado
from wopsim.report.tables.sensitivity_table import moves, of_spread, turning
from wopsim.streams import Floats

DRAWS = 1000


def test_a_straight_line_turns_where_it_passes_zero() -> None:
    """Difference 0.4 - 0.8 a + luck: zero at a = 0.5; at the 5th percentile of a normal number 0.4 + 0.8 x 1.645."""
    rng = np.random.default_rng(1)
    number = rng.normal(size=DRAWS)
    found = moved_by(number, 0.4 - 0.8 * number + rng.normal(0, 0.5, DRAWS))
    assert found.turns_at == pytest.approx(0.5, abs=0.1)
    assert found.turns_low < 0.5 < found.turns_high
    assert found.at_low == pytest.approx(0.4 + 0.8 * 1.645, abs=4 * found.at_low_error)
    assert found.at_high == pytest.approx(0.4 - 0.8 * 1.645, abs=4 * found.at_high_error)


def test_what_stays_above_zero_does_not_turn_and_what_does_nothing_does_not_move() -> None:
    rng = np.random.default_rng(2)
    number, other = rng.normal(size=(2, DRAWS))
    difference = 5.0 + 0.8 * number + rng.normal(0, 0.5, DRAWS)
    assert np.isnan(moved_by(number, difference).turns_at)
    assert moved_by(other, difference).width < 0.2
    bent = moved_by(number, number**2 - 0.5 + rng.normal(0, 0.1, DRAWS))  # below zero in the middle, and above it at both ends
    assert min(bent.at_low, bent.at_high) > 1.0
    assert np.isnan(bent.turns_at)
    assert turning(pd.Series({"turns_at": np.nan, "turn_told": True, "name": "x"})) == "does not turn"


def test_it_is_told_that_a_choice_turns_or_does_not_where_the_smaller_lead_is_told_from_none() -> None:
    """Difference 1 - slope x a: at the 95th percentile, 1.645, it is nearly nought for a slope of 0.6, and told on either side of that."""
    rng = np.random.default_rng(11)
    number, luck = rng.normal(size=DRAWS), rng.normal(0, 2.0, DRAWS)
    turned, untold, kept = (moved_by(number, 1.0 - slope * number + luck) for slope in (1.4, 0.6, 0.2))
    assert [one.turn_told for one in (turned, untold, kept)] == [True, False, True]
    assert np.isfinite(turned.turns_at)
    assert np.isnan(kept.turns_at)
    words = [turning(pd.Series({"turns_at": one.turns_at, "turn_told": one.turn_told, "name": "x"})) for one in (turned, untold, kept)]
    assert words[1:] == ["turn not told", "does not turn"]
    behind = moved_by(number, -(1.0 - 1.4 * number + luck))  # seen from the other design
    assert (behind.turn_told, behind.turns_at) == (True, pytest.approx(turned.turns_at))


def test_errors_of_the_ends_are_those_of_many_studies() -> None:
    ends, errors = [], []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        number = rng.normal(size=300)
        found = moved_by(number, 0.4 - 0.8 * number + rng.normal(0, 1.0, 300))
        ends.append(found.at_high)
        errors.append(found.at_high_error)
    assert 0.6 < np.std(ends) / np.mean(errors) < 1.5


def test_shares_of_a_sum_are_its_variances_although_there_is_luck() -> None:
    """2 a + b + luck as large: 4/5 and 1/5 of what differs between worlds, and nothing together."""
    rng = np.random.default_rng(3)
    numbers = {name: rng.normal(size=DRAWS) for name in "abc"}
    truth = 2 * numbers["a"] + numbers["b"]
    found = shares_of_spread(numbers, truth + rng.normal(0, np.sqrt(5.0), DRAWS), 5.0)
    assert (np.abs(found.first - (0.8, 0.2, 0.0)) < 3 * found.first_error).all()
    assert (np.abs(found.total - (0.8, 0.2, 0.0)) < 3 * found.total_error).all()
    assert (found.first_error < 0.12).all()


@pytest.mark.parametrize("idle", [0, 60])
def test_ishigami_has_its_known_shares(idle: int) -> None:
    """sin x + 7 sin^2 y + 0.1 z^4 sin x: first 0.314, 0.442, 0; total 0.558, 0.442, 0.244; beside numbers that do nothing too."""
    first, total, rest = [], [], []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        x = rng.uniform(-np.pi, np.pi, (DRAWS, 3 + idle))
        y = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
        found = shares_of_spread({str(place): column for place, column in enumerate(x.T)}, y, float(np.var(y, ddof=1)))
        first.append((found.first[:3] - (0.3139, 0.4424, 0.0)) / found.first_error[:3])
        total.append((found.total[:3] - (0.5576, 0.4424, 0.2437)) / found.total_error[:3])
        rest.append(found.total[3:])
    assert np.mean(np.abs(first) < 2.0) >= 0.85
    assert np.mean(np.abs(total) < 2.0) >= 0.75  # powers up to four leave a little out
    assert not idle or np.mean(rest) < 0.003


def test_what_two_numbers_do_only_together_is_in_the_total_alone() -> None:
    rng = np.random.default_rng(4)
    numbers = {name: rng.normal(size=DRAWS) for name in "abc"}
    found = shares_of_spread(numbers, numbers["a"] * numbers["b"], 1.0)
    assert (found.first < 0.05).all()
    assert found.total[0] > 0.8
    assert found.total[1] > 0.8
    assert found.total[2] < 0.05


def test_no_number_makes_more_than_the_whole_spread() -> None:
    """The spread is found of the same draws, and may be found too small."""
    rng = np.random.default_rng(9)
    number = rng.normal(size=200)
    found = shares_of_spread({"a": number}, number + rng.normal(0, 0.1, 200), 0.8)
    assert (found.first[0], found.total[0]) == (1.0, 1.0)
    assert found.first_error[0] > 0.0


def test_no_spread_has_no_shares() -> None:
    rng = np.random.default_rng(5)
    found = shares_of_spread({"a": rng.normal(size=50)}, np.full(50, 3.0), 0.0)
    assert found.first.tolist() == found.total.tolist() == [0.0]


def test_two_designs_turn_at_the_known_value_and_an_effect_is_the_design_alone() -> None:
    """Values 1 + a and 1.5: they are equal where a is 0.5; luck that both meet is no part of it."""
    rng = np.random.default_rng(6)
    numbers = {"application_chance": rng.normal(size=DRAWS), "trust_gain": rng.normal(size=DRAWS)}
    luck = rng.normal(0, 3.0, (DRAWS, 2))
    value = np.stack([1.0 + numbers["application_chance"][:, None] + luck, 1.5 + luck])
    found = worlds(value, numbers)
    apart = sensitivity(found, {"application_chance": numbers["application_chance"]}, (0, 1), ("one", "two"))
    assert apart.mean == pytest.approx(-0.5 + numbers["application_chance"].mean())
    assert apart.spread == pytest.approx(1.0, abs=0.1)
    assert apart.table.loc[0, "turns_at"] == pytest.approx(0.5, abs=0.05)
    assert apart.table.loc[0, "first"] == pytest.approx(1.0, abs=0.05)
    alone = sensitivity(found, {"application_chance": numbers["application_chance"]}, (0, None), ("one", "no_programme"))
    assert alone.mean == pytest.approx(value[0].mean())


def test_a_number_is_seen_to_move_a_difference_although_luck_hides_the_spread_and_a_hundred_others_are_not() -> None:
    """One replicate: how much worlds differ is not known, so neither is any share of it."""
    rng = np.random.default_rng(7)
    numbers = {"setup_days": rng.normal(size=200)}
    difference = 1.0 + numbers["setup_days"] + rng.normal(0, 2.0, 200)
    table = sensitivity(worlds(np.stack([difference, np.zeros(200)])[:, :, None], numbers), numbers, (0, 1), ("one", "two")).table
    assert moves(table.assign(first=16.0, first_error=1128.0, total=16.0, total_error=1128.0)).tolist() == [True]
    assert of_spread(table.assign(first=16.0, first_error=1128.0).iloc[0], "first") == "–"
    assert of_spread(table.assign(first=0.4, first_error=0.1).iloc[0], "first") == "40 %"
    shares = [of_spread(pd.Series({"first": 0.5, "first_error": error}), "first") for error in (0.24, 0.26)]
    assert shares == ["50 %", "–"]  # with the larger error it may be none, or all
    idle = [moved_by(rng.normal(size=200), difference) for _ in range(100)]
    apart = pd.DataFrame({"moves_by": [one.width for one in idle], "at_low_error": [one.at_low_error for one in idle],
                          "at_high_error": [one.at_high_error for one in idle]})  # fmt: skip
    assert moves(apart.assign(first=0.0, first_error=1.0, total=0.0, total_error=1.0)).sum() <= 1


def test_a_decision_holds_the_best_against_its_rival_and_takes_any_others() -> None:
    found = fake_result(TYPICAL).decide()
    names = list(found.table["scenario"])
    assert (found.sensitivity().design, found.sensitivity().against) == (names[0], found.rival)
    assert found.sensitivity(against="no_programme").mean == pytest.approx(found.table["value"].iloc[0])
    turned = found.sensitivity(found.rival, names[0])
    assert turned.mean == pytest.approx(-found.sensitivity().mean)
    assert "What turns the choice" in str(found)
    assert tornado(found, names[2], "no_programme").axes
    with pytest.raises(ResultError, match="against itself"):
        found.sensitivity(names[0], names[0])
    with pytest.raises(ResultError, match="Did you mean"):
        found.sensitivity("wop_ned")


def test_the_rival_is_no_twin_of_the_best_unless_all_are_and_whoever_was_asked_for_otherwise() -> None:
    """Two designs that nothing parts, and a third that is far behind: whether to choose the twins is told by the third."""
    people = {"one": 3e3, "twin": 2990.0, "third": 500.0}
    result = fake_result({name: Truth(name, nrw=-0.02, draw_sd=0.002, people=each) for name, each in people.items()})
    found = result.decide(useful=100.0)
    assert list(found.table["group"]) == ["A", "A", "B"]
    assert found.rival == found.sensitivity().against == "third"
    twin = next(name for name in ("one", "twin") if name != found.best)
    asked = result.decide(useful=100.0, against=twin)
    assert asked.rival == asked.sensitivity().against == twin
    assert asked.best == found.best
    alike = result.decide(useful=1e9)
    assert set(alike.table["group"]) == {"A"}
    assert alike.rival == alike.table["scenario"].iloc[1]


def three_designs_under_a_theory() -> tuple[Any, float, np.random.Generator, Floats]:
    """A choice of three, where a theory holds strongly, a generator, and how strongly it holds in each of 200 worlds."""
    people = {"one": 3e3, "two": 2e3, "three": 1e3}
    found = fake_result({name: Truth(name, nrw=-0.02, people=each) for name, each in people.items()}).decide()
    strong = float(PARAMETERS["setup_days"].strong or 0.0)
    rng = np.random.default_rng(1)
    number = rng.normal(0.5 * strong, 0.4 * strong, 200)
    return found, strong, rng, number


def test_theories_say_what_comes_first_of_the_whole_order() -> None:
    """The third of three wins where a theory holds strongly, though the second never does."""
    found, strong, rng, number = three_designs_under_a_theory()

    def told(third: float) -> pd.DataFrame:
        values = np.stack([30.0 + 0.0 * number, 20.0 + 0.0 * number, 10.0 + third * number / strong])[:, :, None]
        values = values + rng.normal(0, 0.1, (3, 200, 4))
        numbers = {"setup_days": number}
        return dataclasses.replace(found, numbers=numbers, cleaned=worlds(values, numbers)).theories()

    assert told(40.0)[["absent_first", "strong_first"]].to_numpy().tolist() == [["one", "three"]]
    assert told(-40.0)[["absent_first", "strong_first"]].to_numpy().tolist() == [["one", "one"]]
    assert told(20.0)["strong_first"].tolist() == [""]  # as good as the first there


def test_what_is_told_to_be_ahead_under_a_theory_is_not_hidden_by_what_may_be_farther_ahead() -> None:
    found, strong, rng, number = three_designs_under_a_theory()
    # where it holds strongly the second is at 40 and the third at about 50, give or take 30; the first is at 30 everywhere
    third = -60.0 + 110.0 * number / strong
    noise = rng.normal(0.0, 200.0, 200)
    straight = np.polynomial.Polynomial.fit(number, noise, 1)
    values = np.stack([np.full(200, 30.0), 20.0 + 20.0 * number / strong, third + noise - straight(number)])[:, :, None]
    values = values + rng.normal(0.0, 0.1, (3, 200, 4))
    numbers = {"setup_days": number}
    moved = dataclasses.replace(found, numbers=numbers, cleaned=worlds(values, numbers))
    means = moved.cleaned.means
    against_third = under_theories(numbers, means[:, 0] - means[:, 2]).iloc[0]
    assert (against_third["strong"] < -15.0, bool(against_third["strong_told"])) == (True, False)
    assert moved.theories()["strong_first"].tolist() == ["two"]


def test_a_rival_theory_moves_a_difference_by_what_its_numbers_do() -> None:
    """Difference 3 - 2 (setup_days / strong value) + luck: 3 without the theory and 1 with it; the intervals hold that in nine of ten."""
    strong = float(PARAMETERS["setup_days"].strong or 0.0)
    held = []
    for seed in range(100):
        rng = np.random.default_rng(seed)
        numbers = {name: rng.normal(0.5 * strong, 0.4 * strong, 80) for name in ("setup_days", "application_chance")}
        found = under_theories(numbers, 3.0 - 2.0 * numbers["setup_days"] / strong + rng.normal(0, 1.0, 80))
        assert found["name"].tolist() == ["thin_effort_fails"]  # the other number is of no theory
        row = found.iloc[0]
        assert row["absent_told"] == (row["absent_low"] > 0.0 or row["absent_high"] < 0.0)
        held += [row["absent_low"] < 3.0 < row["absent_high"], row["strong_low"] < 1.0 < row["strong_high"]]
    assert 0.83 < np.mean(held) < 0.96


def test_one_world_far_from_all_others_tells_nothing_of_a_theory() -> None:
    """Nothing moves the difference but one world's luck; that world alone has a strong theory, so that it holds the plane."""
    strong = float(PARAMETERS["setup_days"].strong or 0.0)
    rng = np.random.default_rng(3)
    number = np.append(rng.uniform(0.0, 0.2 * strong, 24), 0.9 * strong)
    luck = np.append(rng.normal(0.0, 0.2, 24), 5.0)
    assert not under_theories({"setup_days": number}, luck).iloc[0]["strong_told"]
    assert len(under_theories({"setup_days": np.append(np.zeros(24), strong)}, luck)) == 0  # no other draw has anything of it
    several = np.append(rng.uniform(0.0, 0.2 * strong, 24), np.linspace(0.6, 1.0, 6) * strong)
    steady = np.append(rng.normal(0.0, 0.2, 24), 5.0 + rng.normal(0.0, 0.2, 6))
    assert under_theories({"setup_days": several}, steady).iloc[0]["strong_told"]


def test_too_few_draws_tell_nothing_of_theories() -> None:
    numbers = {name: np.arange(3.0) for name in ("setup_days", "thin_days")}
    assert len(under_theories(numbers, np.arange(3.0))) == 0
    assert len(under_theories({"setup_days": np.array([0.0, 1.0, 4.0])}, np.arange(3.0))) == 1
