"""M2: staff leave and are replaced; the start is a steady state."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import routines, turnover

shares = st.floats(0, 1)
LN2 = math.log(2)


def test_leaving_by_hand():
    assert turnover.leaving(0.1, 0.8, 0.6, 0.5, 0.5) == 0.1
    # 1 + 0.6 * 0.2 - 0.8 * 0.4 = 0.8
    assert turnover.leaving(0.1, 0.8, 0.6, 0.9, 0.7) == pytest.approx(0.08)
    assert turnover.leaving(0.1, 2.0, 0.0, 1.0, 0.5) == 0.0


@given(rate=shares, by_motivation=st.floats(0, 2), by_skill=st.floats(0, 2), motivation=shares, skill=shares)
def test_leaving_is_not_negative_falls_with_motivation_and_rises_with_skill(rate, by_motivation, by_skill, motivation, skill):
    leaving = turnover.leaving(rate, by_motivation, by_skill, motivation, skill)
    assert leaving >= 0
    assert leaving >= turnover.leaving(rate, by_motivation, by_skill, 1.0, skill)
    assert leaving <= turnover.leaving(rate, by_motivation, by_skill, motivation, 1.0)
    assert turnover.leaving(0.0, by_motivation, by_skill, motivation, skill) == 0.0


def test_skill_after_turnover_by_hand():
    assert turnover.skill_after_turnover(0.6, 0.2, LN2, 1.0) == pytest.approx(0.4)  # half replaced


@given(skill=shares, recruits=shares, leaving=st.floats(0, 3), step=st.floats(0, 2))
def test_skill_moves_from_the_old_staffs_to_the_recruits(skill, recruits, leaving, step):
    after = turnover.skill_after_turnover(skill, recruits, leaving, step)
    assert min(skill, recruits) - 1e-12 <= after <= max(skill, recruits) + 1e-12
    assert turnover.skill_after_turnover(skill, recruits, 0.0, step) == pytest.approx(skill, abs=1e-15)
    assert turnover.skill_after_turnover(skill, recruits, 1e3, 1.0) == pytest.approx(recruits)


@given(market=shares, teaching=st.floats(0, 0.99), capacity=shares)
def test_recruits_have_a_share_and_routines_teach_them(market, teaching, capacity):
    assert market <= turnover.recruit_skill(market, teaching, capacity) <= 1
    assert turnover.recruit_skill(market, teaching, 0.0) == market
    assert turnover.recruit_skill(market, 0.0, capacity) == market


def test_recruit_skill_by_hand():
    assert turnover.recruit_skill(0.3, 0.8, 0.5) == pytest.approx(0.7)
    assert turnover.recruit_skill(0.9, 0.8, 0.5) == 1.0


@given(
    skill=st.floats(0.01, 1), teaching=st.floats(0, 0.99), leaving=st.floats(0, 1),
    embedding=st.floats(0, 10), depreciation=shares, step=st.floats(0.05, 1),
)  # fmt: skip
def test_the_start_holds_by_itself(skill, teaching, leaving, embedding, depreciation, step):
    capacity = routines.steady_capacity(skill, embedding, depreciation, step)
    market = turnover.market_skill(skill, capacity, teaching)
    assert 0 <= market <= skill
    now_skill, now_capacity = skill, capacity
    for _ in range(20):
        recruits = turnover.recruit_skill(market, teaching, now_capacity)
        now_skill = turnover.skill_after_turnover(now_skill, recruits, leaving, step)
        now_capacity = routines.capacity_after(now_capacity, now_skill, embedding, depreciation, step)
    assert now_skill == pytest.approx(skill, abs=1e-12)
    assert now_capacity == pytest.approx(capacity, abs=1e-12)


def test_motivation_returns_by_hand():
    assert turnover.motivation_after(0.9, 0.5, LN2, 1.0) == pytest.approx(0.7)


@given(motivation=shares, own=shares, speed=st.floats(0, 5), step=st.floats(0, 2))
def test_motivation_stays_between_now_and_its_own_level(motivation, own, speed, step):
    after = turnover.motivation_after(motivation, own, speed, step)
    assert min(motivation, own) - 1e-12 <= after <= max(motivation, own) + 1e-12
    assert turnover.motivation_after(own, own, speed, step) == own
    assert turnover.motivation_after(motivation, own, 0.0, step) == pytest.approx(motivation, abs=1e-15)
