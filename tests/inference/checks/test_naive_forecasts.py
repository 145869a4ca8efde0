"""Forecasters that know no model, on reports whose changes are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.helpers.small_cases import planned
from wopsim.inference.cases.case_runs import Asked
from wopsim.inference.checks.naive_forecasts import (
    NAIVE_FORECASTERS,
    SHRINKS,
    changes,
    context_level,
    mean_change,
    naive_draws,
    no_change,
    other_cases,
    shrunk_mean,
    to_the_usual,
)
from wopsim.inference.evidence.indicators import INDICATORS, kept_after
from wopsim.inference.posterior.evidence_terms import Datum
from wopsim.inference.posterior.observation_model import reports_of


def datum(case: str, change: float, base: float = 0.0, **other: Any) -> Datum:
    """A report that is better than before by `change` on the scale of its indicator."""
    helped = other.pop("helped", True)
    one = planned(case_id=case, **other)
    return Datum("partnerships", Asked(one, helped=helped), base + one.measure.sign * change, 0.0, base)


HOURS = {"indicator": "supply_hours", "unit": "h/day", "baseline_low": 12.0, "baseline_high": 12.0}
DATA = [
    datum("A", 0.5),
    datum("B", 0.1),
    datum("C", 0.9, **HOURS),
    datum("D", 0.3, **HOURS),
    datum("D", 2.0, scale="pilot"),
    datum("E", 1.0, scale="pilot"),
    datum("N", -3.0, helped=False),
]
R = reports_of(DATA)


def place(case: str, pilot: bool = False) -> int:
    planned_ = [DATA[k].asked.planned for k in R.order]
    (found,) = (k for k, one in enumerate(planned_) if (one.case_id, one.pilot) == (case, pilot))
    return int(found)


def test_other_cases_are_helped_and_of_the_same_scale() -> None:
    assert sorted(changes(R, other_cases(R, place("A")))) == pytest.approx([0.1, 0.3, 0.9])
    assert changes(R, other_cases(R, place("D", pilot=True))) == pytest.approx([1.0])


def test_what_each_expects() -> None:
    row = place("A")
    others = other_cases(R, row)
    assert no_change(R, DATA, row, others) == 0.0
    assert mean_change(R, DATA, row, others) == pytest.approx(1.3 / 3.0)
    # one other case of losses, drawn towards the mean of all
    assert shrunk_mean(R, DATA, row, others) == pytest.approx((0.1 + SHRINKS * 1.3 / 3.0) / (1.0 + SHRINKS))


def test_back_to_the_usual_is_the_part_that_does_not_last() -> None:
    for base in (-1.0, 0.4):
        data = [datum("A", 0.0, base=base), *DATA[1:]]
        r = reports_of(data)
        usual = context_level(data[0].asked.planned)
        expected = (1.0 - kept_after(3.0)) * (base - usual)  # of losses, less is better
        assert to_the_usual(r, data, place("A"), other_cases(r, place("A"))) == pytest.approx(expected)
    assert np.isfinite(usual)


def test_the_usual_is_that_of_the_country() -> None:
    kenya, brazil = (context_level(planned(mentee_country=name)) for name in ("Kenya", "Brazil"))
    assert INDICATORS["nrw_pct"].from_scale(kenya) > INDICATORS["nrw_pct"].from_scale(brazil)
    assert np.isnan(context_level(planned(mentee_country=None)))
    assert np.isnan(context_level(planned(indicator="connections", unit="connection", baseline_low=900.0, baseline_high=900.0)))


def test_draws_lie_about_what_is_expected_as_wide_as_it_was_off_elsewhere() -> None:
    row = place("A")
    still, mean, *_ = naive_draws(R, DATA, row, 4000, 1)
    assert still.mean() == pytest.approx(R.base[row], abs=0.02)
    assert still.std() == pytest.approx(np.sqrt(np.mean(np.square([0.1, 0.9, 0.3]))), rel=0.05)
    assert mean.mean() == pytest.approx(R.base[row] - 1.3 / 3.0, abs=0.02)  # of losses, less is better
    assert len(naive_draws(R, DATA, row, 10, 1)) == len(NAIVE_FORECASTERS)


def test_a_report_itself_is_not_known_to_any() -> None:
    """Change what was reported, and nothing about its own forecast changes."""
    other = [datum("A", 5.0), *DATA[1:]]
    before, after = naive_draws(R, DATA, place("A"), 50, 1), naive_draws(reports_of(other), other, place("A"), 50, 1)
    for one, same in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, same)
