"""Experiments outside water, replayed with the rules alone."""

from __future__ import annotations

import numpy as np
import pytest

from wopsim.declare import Parameters
from wopsim.inference.evidence.experiments import (
    EXPERIMENTS,
    INTENSIVE,
    MENTOR,
    START,
    TWINNING,
    Support,
    group_ratio,
    practice_after_support,
    practice_gain,
    practice_kept,
    twinning_gain,
)
from wopsim.inference.posterior.calibration_file import read_calibration
from wopsim.study.draws import prior_draw

P = Parameters()
DRAWS = [Parameters(**prior_draw(3, draw)) for draw in range(20)]


@pytest.mark.parametrize("p", DRAWS)
def test_nothing_changes_without_support(p: Parameters) -> None:
    alone = practice_after_support(p, 10, Support(0.0, 0))
    assert alone == pytest.approx(alone[0], abs=1e-9)
    np.testing.assert_array_equal(practice_after_support(p, 10, Support(0.0, 8)), alone)


@pytest.mark.parametrize("p", DRAWS[:8])
def test_more_days_teach_more(p: Parameters) -> None:
    after = [practice_after_support(p, 2, Support(days, 2))[1] for days in (0.0, 1.0, 5.0, 17.0, 60.0)]
    assert (np.diff(after) > 0.0).all()


@pytest.mark.parametrize("p", DRAWS[:8])
def test_more_quarters_teach_more(p: Parameters) -> None:
    after = [practice_after_support(p, 3, Support(5.0, quarters))[2] for quarters in (1, 2, 4, 8)]
    assert (np.diff(after) > 0.0).all()


def test_nobody_learns_more_than_the_mentor_knows() -> None:
    for p in DRAWS:
        practice = practice_after_support(p, 10, Support(1000.0, 40))
        assert practice.max() <= MENTOR + 1e-9
        assert practice.min() >= 0.0


def test_one_number_a_year_from_the_start() -> None:
    assert practice_after_support(P, 9).shape == (10,)
    longer = practice_after_support(P, 12)
    np.testing.assert_array_equal(longer[:10], practice_after_support(P, 9))
    assert practice_after_support(P, 1)[0] == pytest.approx(START, abs=0.02)  # its routines lag a little behind its people


def test_no_teaching_no_gain() -> None:
    p = P.replace(teaching_rate=0.0)
    assert practice_gain(p) == pytest.approx(0.0, abs=1e-9)
    assert twinning_gain(p) == pytest.approx(0.0, abs=1e-9)


def test_gains_rise_with_the_teaching_rate() -> None:
    for gain in (practice_gain, twinning_gain):
        assert (np.diff([gain(P.replace(teaching_rate=rate)) for rate in (0.1, 0.4, 0.8, 2.0)]) > 0.0).all()


def test_intensive_support_gains_more_than_twinning() -> None:
    assert INTENSIVE.days * INTENSIVE.quarters > TWINNING.days * TWINNING.quarters
    for p in DRAWS:
        assert practice_gain(p) > START * twinning_gain(p)


def test_what_is_kept_falls_with_depreciation() -> None:
    assert (np.diff([practice_kept(P.replace(depreciation=rate)) for rate in (0.02, 0.05, 0.1, 0.2, 0.4)]) < 0.0).all()


def test_what_is_kept_falls_with_turnover_where_there_are_no_routines() -> None:
    p = P.replace(institutionalisation=0.0, routine_teaching=0.0)
    assert (np.diff([practice_kept(p.replace(turnover=rate)) for rate in (0.02, 0.08, 0.2, 0.5)]) < 0.0).all()


@pytest.mark.parametrize("p", DRAWS)
def test_what_is_kept_is_what_is_left_of_the_gain(p: Parameters) -> None:
    """More than one where routines still take up what people learned, but never more than was once there."""
    practice = practice_after_support(p, 9)
    assert practice_kept(p) * practice_gain(p) == pytest.approx(practice[9] - practice[0])
    assert 0.0 <= practice_kept(p) <= (practice.max() - practice[0]) / practice_gain(p) + 1e-9


@pytest.mark.parametrize(("indirect", "ratio"), [(0.0, 1 / 3), (0.5, 2 / 3), (1.0, 1.0)])
def test_a_group_of_three(indirect: float, ratio: float) -> None:
    assert group_ratio(P.replace(indirect_learning=indirect)) == pytest.approx(ratio)


def test_the_study_that_ships_names_experiments_that_exist() -> None:
    assert set(read_calibration().study.experiments) <= set(EXPERIMENTS)
