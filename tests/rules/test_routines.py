"""M3: skill becomes routine slowly, routines wear off slowly, practice needs both."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import routines

shares = st.floats(0, 1)
rates = st.floats(0, 10)
LN2 = math.log(2)


def test_embedding_by_hand():
    assert routines.embedding(0.8, 0.5, 0.25) == pytest.approx(0.1)
    assert routines.embedding(0.8, 0.0, 1.0) == 0.0
    assert routines.embedding(0.8, 1.0, 0.0) == 0.0


def test_capacity_by_hand():
    # half of 0.4 is kept, and half of the 0.2 of skill above it becomes routine
    assert routines.capacity_after(0.4, 0.6, LN2, LN2, 1.0) == pytest.approx(0.2 + 0.1)


@given(capacity=shares, skill=shares, embedding=rates, depreciation=shares, step=st.floats(0, 2))
def test_capacity_keeps_its_range_and_rises_with_skill(capacity, skill, embedding, depreciation, step):
    after = routines.capacity_after(capacity, skill, embedding, depreciation, step)
    assert 0 <= after <= max(capacity, skill) + 1e-12
    assert after <= routines.capacity_after(capacity, 1.0, embedding, depreciation, step) + 1e-12
    assert after >= routines.capacity_after(capacity, 0.0, embedding, depreciation, step) - 1e-12
    assert routines.capacity_after(capacity, skill, 0.0, 0.0, step) == capacity


@given(capacity=shares, depreciation=shares)
def test_routines_without_skilled_people_only_wear_off(capacity, depreciation):
    after = routines.capacity_after(capacity, 0.0, 5.0, depreciation, 1.0)
    assert after == pytest.approx(capacity * math.exp(-depreciation))


def test_three_in_a_hundred_are_lost_in_a_year():
    capacity = 0.5
    for _ in range(4):
        capacity = routines.capacity_after(capacity, 0.0, 1.0, -math.log(0.97), 0.25)
    assert capacity == pytest.approx(0.97 * 0.5)


def test_steady_capacity_by_hand():
    # half of the gap is learned and half is lost in a step: c = c/2 + (0.6 - c)/2, so c = 0.3
    assert routines.steady_capacity(0.6, LN2, LN2, 1.0) == pytest.approx(0.3)


@given(skill=shares, embedding=rates, depreciation=shares, step=st.floats(0.01, 2))
def test_steady_capacity_holds_by_itself_and_draws_others_to_it(skill, embedding, depreciation, step):
    steady = routines.steady_capacity(skill, embedding, depreciation, step)
    assert 0 <= steady <= skill + 1e-12
    assert routines.capacity_after(steady, skill, embedding, depreciation, step) == pytest.approx(steady, abs=1e-12)
    below = routines.capacity_after(0.5 * steady, skill, embedding, depreciation, step)
    assert abs(below - steady) <= 0.5 * steady + 1e-12


def test_steady_capacity_without_change_or_without_loss_is_the_skill():
    assert routines.steady_capacity(0.6, 0.0, 0.0, 0.25) == 0.6
    assert routines.steady_capacity(0.6, 1.0, 0.0, 0.25) == 0.6
    assert routines.steady_capacity(0.6, 0.0, 0.1, 0.25) == 0.0


def test_practice_by_hand():
    # mean of 1/0.25 and 1/1 is 2.5; 1/sqrt(2.5) = 0.63246, less than the mean 0.75
    assert routines.practice_score(0.5, 1.0) == pytest.approx(0.6324555)


@given(skill=st.floats(1e-6, 1), capacity=st.floats(1e-6, 1))
def test_practice_lies_between_both_near_the_weaker_and_rises_with_each(skill, capacity):
    practice = routines.practice_score(skill, capacity)
    weak, strong = min(skill, capacity), max(skill, capacity)
    assert weak * (1 - 1e-12) <= practice <= min(strong, math.sqrt(2) * weak) * (1 + 1e-12)
    assert practice == pytest.approx(routines.practice_score(capacity, skill))
    assert practice <= routines.practice_score(1.0, capacity) * (1 + 1e-12)


@given(other=shares)
def test_no_practice_without_skill_or_without_routine(other):
    assert routines.practice_score(0.0, other) == 0.0
    assert routines.practice_score(other, 0.0) == 0.0
