"""M16: set-up days, an S-curve of days, small gains, thinning presence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wopsim.declared
from wopsim.declare import Parameters
from wopsim.engines.design_terms import learning_days
from wopsim.rules import presence

assert wopsim.declared

shares = st.floats(0, 1)
days = st.floats(0.01, 500)


def test_by_hand():
    assert presence.days_of_setup(20.0, 30.0) == 20.0
    assert presence.days_of_setup(20.0, 5.0) == 5.0
    assert presence.share_that_takes(20.0, 20.0) == 0.5
    assert presence.presence_when_spread(0.8, 1.0, 0.1, 0.2) == pytest.approx(0.4)


def test_days_of_a_cohort_by_hand():
    design = Parameters(missions_per_year=4.0, experts_per_mission=2, days_per_mission=6.0, cohort_size=3, indirect_learning=0.5,
                        resident_share=0.0, remote_days_per_month=0.5, remote_effect=1.0, study_visits_per_year=0.0,
                        classroom_days_per_year=10.0, classroom_effect=0.2)  # fmt: skip
    # 48 expert-days, a third of them at home and half of what the other two thirds are worth; 6 days of coaching, 2 of courses
    assert learning_days(design) == pytest.approx(16.0 + 16.0 + 6.0 + 2.0)


@given(capacity=shares, before=st.floats(0.001, 1), after=st.floats(0.001, 1))
def test_neutral_does_nothing(capacity, before, after):
    assert presence.days_of_setup(capacity, 0.0) == 0.0
    assert presence.share_that_takes(capacity, 0.0) == 1.0
    assert presence.presence_when_spread(capacity, 0.0, before, after) == capacity


@given(one=days, more=days, half=st.floats(0, 100))
def test_a_day_among_many_takes_at_least_as_well(one, more, half):
    assert 0.0 < presence.share_that_takes(one, half) <= presence.share_that_takes(one + more, half) <= 1.0


@given(capacity=shares, start=shares, holding=st.floats(0.001, 1), higher=st.floats(0, 1), fading=st.floats(0, 20))
def test_small_gains_fade_to_the_start_and_not_below(capacity, start, holding, higher, fading):
    left = presence.after_small_gain(capacity, start, holding, fading, 0.25)
    assert min(capacity, start) - 1e-12 <= left <= capacity
    assert presence.after_small_gain(capacity, start, holding + higher, fading, 0.25) <= left + 1e-12
