"""M4: what a mission teaches, and when it teaches nothing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import missions

shares = st.floats(0, 1)
LN2 = math.log(2)


def test_absorption_by_hand():
    # (0.25 + 0.75 * 0.4) * 0.8 * (1 - 0.5) = 0.55 * 0.4
    assert missions.absorption_of(1.0, 0.25, 0.4, 0.8, 6.0 * LN2, 6.0) == pytest.approx(0.22)


@given(floor=shares, capacity=shares, motivation=shares, staff=st.floats(0, 1e4), counterparts=st.floats(0.1, 1e3))
def test_absorption_is_a_share_and_rises_with_all_it_needs(floor, capacity, motivation, staff, counterparts):
    absorbed = missions.absorption_of(1.0, floor, capacity, motivation, staff, counterparts)
    assert 0 <= absorbed <= 1
    assert absorbed <= missions.absorption_of(1.0, floor, 1.0, motivation, staff, counterparts) + 1e-12
    assert absorbed <= missions.absorption_of(1.0, floor, capacity, 1.0, staff, counterparts) + 1e-12
    assert absorbed <= missions.absorption_of(1.0, floor, capacity, motivation, staff + 1, counterparts) + 1e-12


@pytest.mark.parametrize(("scale", "floor", "capacity", "motivation", "staff"), [
    (0.0, 0.3, 0.5, 0.5, 5.0), (1.0, 0.0, 0.0, 0.5, 5.0), (1.0, 0.3, 0.5, 0.0, 5.0), (1.0, 0.3, 0.5, 0.5, 0.0),
])  # fmt: skip
def test_nothing_is_absorbed_without_scale_base_motivation_or_staff(scale, floor, capacity, motivation, staff):
    assert missions.absorption_of(scale, floor, capacity, motivation, staff, 6.0) == 0.0


def test_relationship_by_hand():
    # 0.8 trust; other language takes 0.3; half as unlike as can be takes 0.4 / 2; one half-length takes 0.5 / 2
    assert missions.relationship(0.8, 0.0, 0.3, 0.5, 0.4, 1200.0, 1200.0, 0.5) == pytest.approx(0.8 * 0.7 * 0.8 * 0.75)
    assert missions.relationship(0.8, 1.0, 0.3, 0.0, 0.4, 0.0, 1200.0, 0.5) == pytest.approx(0.8)


@given(
    trust=shares,
    same=st.sampled_from([0.0, 1.0]),
    a=shares,
    unlike=shares,
    b=shares,
    km=st.floats(0, 2e4),
    half=st.floats(100, 2e4),
    c=shares,
)
def test_relationship_is_at_most_trust_and_falls_with_every_distance(trust, same, a, unlike, b, km, half, c):
    between = missions.relationship(trust, same, a, unlike, b, km, half, c)
    assert 0 <= between <= trust
    assert between <= missions.relationship(trust, 1.0, a, unlike, b, km, half, c)
    assert between >= missions.relationship(trust, same, a, 1.0, b, km, half, c) - 1e-12
    assert between >= missions.relationship(trust, same, a, unlike, b, km + 100, half, c) - 1e-12
    assert missions.relationship(trust, same, 0.0, unlike, 0.0, km, half, 0.0) == pytest.approx(trust)
    assert missions.relationship(0.0, same, a, unlike, b, km, half, c) == 0.0


def test_cohort_days_by_hand():
    # 28 days in a cohort of four: 7 own, and 0.4 of the 21 others'
    assert missions.cohort_days(28.0, 4.0, 0.4) == pytest.approx(7 + 8.4)
    assert missions.cohort_days(28.0, 1.0, 0.4) == 28.0


@given(days=st.floats(0, 1e3), size=st.integers(1, 20).map(float), indirect=shares)
def test_cohort_days_lie_between_the_own_part_and_all(days, size, indirect):
    learned_from = missions.cohort_days(days, size, indirect)
    assert days / size <= learned_from <= days * (1 + 1e-12)
    assert missions.cohort_days(days, size, 0.0) == days / size
    assert missions.cohort_days(days, size, 1.0) == pytest.approx(days)


def test_taught_share_by_hand():
    # 0.5 * 0.5 * 0.5 * 8 ln 2 / 4^0.5 = ln 2 / 2 -> 1 - sqrt(1/2)
    assert missions.taught_share(0.5, 0.5, 0.5, 8 * LN2, 4.0, 0.5) == pytest.approx(1 - math.sqrt(0.5))


@given(rate=st.floats(0, 10), absorbed=shares, between=shares, days=st.floats(0, 1e3), staff=st.floats(0.5, 1e4), scale=shares)
def test_taught_share_is_a_share_and_more_days_teach_more(rate, absorbed, between, days, staff, scale):
    share = missions.taught_share(rate, absorbed, between, days, staff, scale)
    assert 0 <= share <= 1
    assert share <= missions.taught_share(rate, absorbed, between, days + 1, staff, scale)
    if staff >= 1:
        assert share >= missions.taught_share(rate, absorbed, between, days, 2 * staff, scale) - 1e-12
    for off in ((0.0, absorbed, between, days), (rate, 0.0, between, days), (rate, absorbed, 0.0, days), (rate, absorbed, between, 0.0)):
        assert missions.taught_share(*off, staff, scale) == 0.0


def test_two_missions_teach_as_much_as_one_of_both_lengths():
    first = missions.taught_share(0.8, 0.5, 0.4, 5.0, 6.0, 0.5)
    second = missions.taught_share(0.8, 0.5, 0.4, 9.0, 6.0, 0.5)
    assert 1 - (1 - first) * (1 - second) == pytest.approx(missions.taught_share(0.8, 0.5, 0.4, 14.0, 6.0, 0.5))


def test_learned_by_hand():
    assert missions.learned(0.9, 0.4, 1.0, 0.5) == pytest.approx(0.25)  # half of a gap of 0.5
    assert missions.learned(0.9, 0.4, 0.8, 0.5) == pytest.approx(0.2)  # tired experts teach four fifths of it


@given(mentor=shares, mentee=shares, quality=shares, share=shares)
def test_a_mentee_never_overtakes_its_mentor_by_learning_and_never_forgets(mentor, mentee, quality, share):
    gained = missions.learned(mentor, mentee, quality, share)
    assert 0 <= gained <= max(0.0, mentor - mentee)
    assert missions.learned(mentee, mentee, quality, share) == 0.0  # no gap
    assert missions.learned(mentor, mentee, quality, 0.0) == 0.0
    assert missions.learned(0.0, mentee, quality, share) == 0.0  # weak on the very topic
