"""M10: experts, places, fatigue, experience and motivation of a mentor."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import mentors

shares = st.floats(0, 1)
LN2 = math.log(2)


@pytest.mark.parametrize(("staff", "experts"), [(0.0, 2.0), (249.0, 2.0), (250.0, 3.0), (349.0, 3.0), (1000.0, 10.0)])
def test_experts_are_one_in_a_hundred_rounded_and_at_least_two(staff, experts):
    assert mentors.experts_of(staff, 0.01) == experts


def test_days_within_the_cap_by_hand():
    # 1 % of a million is 10 000 EUR: 50 days of 200
    assert mentors.days_within_cap(1e6, 0.01, 200.0) == pytest.approx(50.0)
    assert mentors.days_within_cap(1e6, 0.0, 200.0) == 0.0


def test_places_by_hand():
    # 180 days; at 56 days a year: 3.2, so 3 partnerships
    assert mentors.places_of(180.0, 56.0, 5.0) == 3.0
    assert mentors.places_of(180.0, 56.0, 2.0) == 2.0  # capped
    assert mentors.places_of(90.0, 500.0, 5.0) == 1.0  # a mentor takes one partnership, however demanding
    assert mentors.places_of(90.0, 0.0, 5.0) == 5.0  # a design without missions


@given(days=st.floats(0, 1e4), a_year=st.floats(0, 5000), most=st.integers(1, 100).map(float))
def test_places_are_a_whole_number_up_to_the_most(days, a_year, most):
    places = mentors.places_of(days, a_year, most)
    assert 1 <= places <= most
    assert places == math.floor(places)
    assert places >= mentors.places_of(days, a_year + 10, most)
    assert places <= mentors.places_of(days + 45, a_year, most)


def test_fatigue_by_hand():
    # half the possible days: towards 0.5, half of the way in a memory's ln 2
    assert mentors.fatigue_after(0.1, 10.0, 20.0, 1.0, LN2) == pytest.approx(0.3)


@given(fatigue=st.floats(0, 1.5), days=st.floats(0, 1e4), possible=st.floats(0.1, 1e3), memory=st.floats(0.01, 20), step=st.floats(0, 2))
def test_fatigue_keeps_its_range_and_grows_with_days(fatigue, days, possible, memory, step):
    after = mentors.fatigue_after(fatigue, days, possible, memory, step)
    assert -1e-12 <= after <= 1.5
    assert after <= mentors.fatigue_after(fatigue, days + 1, possible, memory, step) + 1e-12
    assert mentors.fatigue_after(fatigue, 0.0, possible, memory, step) <= fatigue


def test_rest_ends_fatigue_and_who_never_leaves_does_not_tire():
    assert mentors.fatigue_after(1.0, 0.0, 20.0, 1.0, 50.0) == pytest.approx(0.0, abs=1e-12)
    assert mentors.fatigue_after(0.0, 0.0, 20.0, 1.0, 0.25) == 0.0
    assert mentors.fatigue_after(0.0, 0.0, 0.0, 1.0, 0.25) == 0.0  # nobody who could travel


def test_experience_by_hand():
    assert mentors.experience_of(100.0 * LN2, 100.0) == pytest.approx(0.5)
    assert mentors.experience_of(0.0, 100.0) == 0.0


def test_teaching_quality_by_hand():
    # fatigue 0.4 costs 0.25 * 0.4 = 0.1; at half of the experience inexperience costs 0.2 * 0.5 = 0.1
    assert mentors.teaching_quality(0.4, 0.25, 0.5, 0.2) == pytest.approx(0.9 * 0.9)
    assert mentors.teaching_quality(0.0, 0.25, 0.0, 0.2) == pytest.approx(0.8)  # never mentored


@given(fatigue=st.floats(0, 1.5), effect=shares, given_=st.floats(0, 1e5), scale=st.floats(1, 1e4), lack=shares)
def test_teaching_quality_is_a_share_falls_with_fatigue_and_rises_with_experience(fatigue, effect, given_, scale, lack):
    experience, more = mentors.experience_of(given_, scale), mentors.experience_of(given_ + 10, scale)
    assert 0 <= experience <= more <= 1
    quality = mentors.teaching_quality(fatigue, effect, experience, lack)
    assert 0 <= quality <= 1
    assert quality >= mentors.teaching_quality(fatigue + 0.1, effect, experience, lack)
    assert quality <= mentors.teaching_quality(fatigue, effect, more, lack)
    assert mentors.teaching_quality(fatigue, 0.0, experience, 0.0) == 1.0


def test_visibility_by_hand():
    assert mentors.visibility_after(0.4, 0.15) == pytest.approx(0.49)
    assert mentors.visibility_after(1.0, 0.15) == 1.0


def test_help_lifts_what_is_shown_by_hand():
    assert mentors.helped(0.5, 0.9, 0.5) == pytest.approx(0.7)
    assert mentors.helped(0.5, 0.3, 0.5) == 0.5  # a weaker helper does no harm


@given(practice=shares, helper=shares, share=shares)
def test_help_ends_between_the_two(practice, helper, share):
    assert practice <= mentors.helped(practice, helper, share) <= max(practice, helper) + 1e-12


def test_motivation_after_success_by_hand():
    assert mentors.motivation_after_success(0.6, 0.5, 0.2) == pytest.approx(0.64)  # 0.6 + 0.5 * 0.2 * 0.4


@given(motivation=shares, gain=st.floats(0, 10), learned=shares)
def test_motivation_after_success_rises_and_stays_a_share(motivation, gain, learned):
    assert motivation <= mentors.motivation_after_success(motivation, gain, learned) <= 1
    assert mentors.motivation_after_success(motivation, gain, 0.0) == motivation
