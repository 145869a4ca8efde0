"""Designs against one of them, with effects that the test chooses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.helpers.fake import TYPICAL, Truth, fake_result
from wopsim.errors import ResultError
from wopsim.results import Result


def clear(people: tuple[float, ...] = (900, 3000, 400), mentored: tuple[int, ...] = (10, 10, 10)) -> Result:
    truths = {
        f"design_{place}": Truth(f"Design {place}", count, nrw=-0.02, draw_sd=0.002, people=each)
        for place, (each, count) in enumerate(zip(people, mentored, strict=True))
    }
    return fake_result(truths, draws=12, replicates=3)


def row(result: Result, scenario: str, outcome: str, against: str) -> pd.Series:
    table = result.compare(against=against).table
    return table[(table["scenario"] == scenario) & (table["outcome"] == outcome)].iloc[0]


def test_a_difference_is_that_of_the_effects_run_by_run() -> None:
    result = fake_result(TYPICAL)
    found = row(result, "wop_need", "people_served", against="short_need")
    each = result.measures["people_served"]
    apart = (each.sel(scenario="wop_need") - each.sel(scenario="short_need")).values
    assert found["mean"] == pytest.approx(apart.mean())
    assert (found["low"], found["high"]) == pytest.approx(tuple(np.quantile(apart, (0.05, 0.95))))
    assert found["wins_runs"] == pytest.approx(np.mean(apart > 0) + 0.5 * np.mean(apart == 0))
    assert found["runs"] == apart.size


def test_turned_round_the_signs_turn_and_the_shares_add_up_to_one() -> None:
    result = fake_result(TYPICAL)
    for outcome in ("people_served", "nrw_all_mentees", "cost_all"):
        one, other = row(result, "long_need", outcome, "wop_need"), row(result, "wop_need", outcome, "long_need")
        assert one["mean"] == pytest.approx(-other["mean"])
        assert one["error"] == pytest.approx(other["error"])
        assert one["wins_runs"] + other["wins_runs"] == pytest.approx(1.0)
        assert one["wins_worlds"] + other["wins_worlds"] == pytest.approx(1.0)


def test_a_known_better_design_wins_everywhere_and_a_twin_in_half() -> None:
    result = clear((900, 3000, 900))
    better, twin = row(result, "design_1", "people_served", "design_0"), row(result, "design_0", "people_served", "design_2")
    assert (better["wins_worlds"], better["wins_runs"]) == (1.0, 1.0)
    less = row(result, "design_0", "people_served", "design_1")
    assert (less["wins_worlds"], less["wins_runs"]) == (0.0, 0.0)
    assert twin["low"] < 0.0 < twin["high"]


def test_less_is_better_where_the_outcome_is_to_fall() -> None:
    truths = {"strong": Truth("Strong", 10, nrw=-0.08), "weak": Truth("Weak", 10, nrw=-0.01)}
    found = row(fake_result(truths), "strong", "nrw_all_mentees", against="weak")
    assert found["mean"] < 0.0
    assert (found["wins_worlds"], found["wins_runs"]) == (1.0, 1.0)


def test_what_is_neither_good_nor_bad_is_won_by_nobody() -> None:
    found = row(clear(), "design_1", "programme_spent", against="design_0")
    assert np.isnan(found["wins_runs"])
    assert np.isnan(found["wins_worlds"])


def test_an_outcome_that_a_design_does_not_have_says_so() -> None:
    found = row(clear(mentored=(10, 10, 0)), "design_2", "nrw_mentored", against="design_0")
    assert found["runs"] == 0
    assert np.isnan(found["mean"])
    whole = row(clear(mentored=(10, 10, 0)), "design_1", "nrw_mentored", against="design_0")
    assert whole["runs"] == 36
    assert np.isfinite(whole["wins_worlds"])


def test_shares_of_worlds_are_those_of_the_choice() -> None:
    result = fake_result(TYPICAL)
    decided = result.decide(against="wop_need").table.set_index("scenario")
    for name in ("short_need", "long_need"):
        assert row(result, name, "people_served", "wop_need")["wins_worlds"] == pytest.approx(decided.loc[name, "wins_worlds"])


def test_the_table_names_the_design_and_every_other_one() -> None:
    text = str(clear().compare(against="design_1"))
    assert "beside “Design 1”" in text
    assert "Design 0" in text
    assert "Design 2" in text
    assert "\n\x1b" not in text


def test_an_unknown_design_and_one_that_is_alone_are_refused() -> None:
    with pytest.raises(ResultError, match="no design 'design_9' to stand against"):
        clear().compare(against="design_9")
    with pytest.raises(ResultError, match="the only design"):
        fake_result({"one": Truth("One")}).compare(against="one")


def test_it_is_written_beside_the_comparison_and_does_not_outlive_the_next_one(tmp_path) -> None:
    result = clear()
    result.write(tmp_path / "out", against="design_0", figures=())
    table = pd.read_csv(tmp_path / "out" / "differences.csv")
    assert set(table["against"]) == {"design_0"}
    result.write(tmp_path / "out", figures=())
    assert not (tmp_path / "out" / "differences.csv").exists()
    assert not (tmp_path / "out" / "differences.txt").exists()
