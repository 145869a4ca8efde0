"""Verdicts on forecasts say what the scores say, in both directions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from wopsim.inference.checks.forecasts import FORECASTERS, Forecast
from wopsim.report.forecast_scores import aims, reporting_table, score_table, verdict_table, verdicts


def forecast(model: float, background: float = 1.0, naive: float = 0.5, place: float = 0.5, **other: Any) -> Forecast:
    """A forecast whose scores are known; the last of the naive ones is the best of these."""
    scores = np.array([model, background, *np.linspace(1.0, naive, len(FORECASTERS) - 2)])
    places = np.full(len(FORECASTERS), place)
    usual = {"indicator": "nrw_pct", "unit": "%", "scale": "utility", "source_class": "independent"} | other
    return Forecast(
        "P1", "A", usual["indicator"], usual["unit"], usual["scale"], usual["source_class"], (40.0, 40.0),
        np.zeros((len(FORECASTERS), 5)), 10.0 * scores, scores, places, 0.1, False, np.zeros(5),
    )  # fmt: skip


@pytest.mark.parametrize(("model", "words"), [(0.44, "better"), (0.47, "as good"), (0.5, "as good"), (0.51, "worse")])
def test_the_verdict_is_against_the_best_naive_one(model: float, words: str) -> None:
    whole, losses = verdicts([forecast(model)] * 4)
    assert (whole.words, losses.words) == (words, words)
    assert losses.best == FORECASTERS[-1]
    assert losses.name == "losses, whole utilities and towns"


def test_two_reports_get_no_verdict() -> None:
    assert verdicts([forecast(0.9)] * 2)[1].words == "too few reports"


@pytest.mark.parametrize(("indicator", "place", "said"), [
    ("nrw_pct", 0.1, "reports are better than forecast"), ("nrw_pct", 0.9, "reports are worse than forecast"),
    ("supply_hours", 0.9, "reports are better than forecast"), ("supply_hours", 0.1, "reports are worse than forecast"),
])  # fmt: skip
def test_to_which_side_forecasts_are_off(indicator: str, place: float, said: str) -> None:
    assert said in verdicts([forecast(0.4, indicator=indicator, unit="x", place=place)] * 3)[1].why


@pytest.mark.parametrize(("model", "said"), [(0.5, "helps (50%"), (1.5, "misleads (50%"), (1.01, "changes nothing")])
def test_what_knowing_of_the_partnership_does(model: float, said: str) -> None:
    assert said in verdicts([forecast(model)] * 3)[0].why


def test_aims_say_whether_they_are_met() -> None:
    good = [forecast(0.4, place=place) for place in (0.01, 0.2, 0.5, 0.7, 0.8, 0.3, 0.4, 0.6, 0.5, 0.5)]
    assert [" met" in one and "not met" not in one for one in aims(verdicts(good))] == [True, True, True]
    bad = [forecast(0.9, place=0.999)] * 5
    first, second, third = aims(verdicts(bad))
    assert "**not met** for losses, whole utilities and towns" in first
    assert "**not met** (-80%)" in second
    assert "**not met** (0%)" in third


def test_tables_have_a_line_for_each_forecaster_and_group() -> None:
    some = [forecast(0.4), forecast(0.6, scale="pilot", source_class="mentee")]
    assert score_table(some).count("| model |") == 5  # all, both scales, both kinds of source
    assert verdict_table(some).count("too few reports") == 3
    learned = reporting_table(some, [forecast(0.8), forecast(0.8, source_class="mentee")])
    assert "| all | 2 | 0.500 | 0.800 | -38% |" in learned
