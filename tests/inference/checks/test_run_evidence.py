"""Single runs as evidence: those whose own value before fits what is stated."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.helpers.small_cases import planned
from wopsim.inference.cases.case_runs import Asked, Versions
from wopsim.inference.checks.run_evidence import pick
from wopsim.inference.posterior.evidence_terms import Datum

LINKED = planned()
EARLIER = planned(baseline_year=2018.0, span_years=5.0)


def versions(after: Any, before: Any, middle: float = 0.0, spread: float = 0.1) -> Versions:
    before = np.asarray(before, dtype=np.float64)
    return Versions(before, np.asarray(after, dtype=np.float64), np.full(before.shape[1], middle), spread)


def datum(one: Any = LINKED, **other: Any) -> Datum:
    return Datum("partnerships", Asked(one), 0.0, 0.0, 0.0, **other)


def test_versions_that_fit_the_baseline_are_picked() -> None:
    """After is before plus one: what is picked tells where it began."""
    before = np.linspace(-2.0, 2.0, 96)[None, :]
    found = pick(versions(before + 1.0, before, middle=0.5, spread=0.2), datum(), 4000, 1, 0, 0)
    assert found.mean() == pytest.approx(1.5, abs=0.02)
    assert found.std() == pytest.approx(0.2, abs=0.02)


def test_a_baseline_before_the_start_has_been_used_already() -> None:
    before = np.linspace(-2.0, 2.0, 96)[None, :]
    found = pick(versions(before + 1.0, before, middle=0.5, spread=0.2), datum(EARLIER), 4000, 1, 0, 0)
    assert found.mean() == pytest.approx(1.0, abs=0.05)
    assert found.std() > 1.0


def test_a_gain_is_a_change_and_a_mean_of_many_wanders_less() -> None:
    chance = np.random.default_rng(1)
    before = 0.05 * chance.standard_normal((1, 96))
    after = before + 0.4 + chance.standard_normal((1, 96))
    one = pick(versions(after, before), datum(), 3000, 1, 0, 0)
    many = pick(versions(after, before), datum(of_many=True), 3000, 1, 0, 0)
    assert many.std() == pytest.approx(one.std() / np.sqrt(10.0), rel=0.1)
    gained = pick(versions(np.full((1, 96), 0.7), np.zeros((1, 96))), datum(gain=True), 10, 1, 0, 0)
    assert gained == pytest.approx(0.7)


def test_of_a_pilot_that_never_opened_nobody_reports() -> None:
    after = np.where(np.arange(96) % 3 == 0, 0.3, np.nan)[None, :]
    assert pick(versions(after, np.zeros((1, 96))), datum(), 50, 1, 0, 0) == pytest.approx(0.3)
    assert pick(versions(np.full((1, 4), np.nan), np.full((1, 4), 0.2), middle=0.2), datum(), 5, 1, 0, 0) == pytest.approx(0.2)


def test_every_truth_and_row_has_a_choice_of_its_own_that_does_not_hang_on_the_piece() -> None:
    before = np.zeros((3, 96))
    after = np.tile(np.arange(96.0), (3, 1))
    whole = pick(versions(after, before), datum(), 6, 1, 0, 2)
    assert (whole[0] != whole[1]).any()
    np.testing.assert_array_equal(pick(versions(after[1:], before[1:]), datum(), 6, 1, 1, 2), whole[1:])
    assert (pick(versions(after, before), datum(), 6, 1, 0, 3) != whole).any()
