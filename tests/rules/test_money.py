"""M9: revenue, cost, investment, and what fills or empties the till."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import money
from wopsim.streams import Stream, entity, normal

CHANCE = Stream("tests.money", entity("tests.money"))
amounts = st.floats(0, 1e9)
LN2 = math.log(2)


def test_operating_cost_by_hand():
    # staff 10 * 5000 = 50 000; energy 100 m3/day * 365.25 * 0.5 kWh * 0.2 = 3652.5; other 20 * 1000 = 20 000; times 1.1
    assert money.operating_cost(10.0, 5000.0, 100.0, 0.5, 0.2, 20.0, 1000.0, 1.1) == pytest.approx(1.1 * 73_652.5)


def test_each_part_of_the_cost_adds_up():
    parts = [
        money.operating_cost(10.0, 5e3, 0.0, 0.5, 0.2, 0.0, 1e3, 1.2),
        money.operating_cost(0.0, 5e3, 100.0, 0.5, 0.2, 0.0, 1e3, 1.2),
        money.operating_cost(0.0, 5e3, 0.0, 0.5, 0.2, 20.0, 1e3, 1.2),
    ]
    assert sum(parts) == pytest.approx(money.operating_cost(10.0, 5e3, 100.0, 0.5, 0.2, 20.0, 1e3, 1.2))
    assert money.operating_cost(10.0, 5e3, 100.0, 0.5, 0.2, 20.0, 1e3, 0.0) == 0.0


def test_billed_revenue_by_hand():
    assert money.billed_revenue(1000.0, 0.8) == pytest.approx(292_200.0)  # 365 250 m3 a year


@given(cash=amounts, change=st.floats(-1e9, 1e9))
def test_the_subsidy_fills_the_till_to_zero_and_no_further(cash, change):
    support = money.subsidy(cash, change)
    assert support >= 0
    assert cash + change + support == pytest.approx(max(0.0, cash + change), abs=1e-6)


def test_subsidy_by_hand():
    assert money.subsidy(100.0, -130.0) == 30.0
    assert money.subsidy(100.0, -70.0) == 0.0


@given(cash=amounts, reserve=amounts)
def test_the_owner_takes_what_is_above_the_reserve(cash, reserve):
    taken = money.owner_transfer(cash, reserve)
    assert 0 <= taken <= cash
    assert cash - taken == pytest.approx(min(cash, reserve), abs=1e-6)


@given(cost=amounts, at_hand=st.floats(-1e9, 1e9))
def test_nobody_spends_more_than_is_wanted_or_at_hand(cost, at_hand):
    spent = money.affordable(cost, at_hand)
    assert spent == min(cost, max(at_hand, 0.0))


def test_investment_chance_by_hand():
    # 1 - exp(-ln2) at full cost coverage; at half coverage and an effect of 1 the rate is halved: 1 - sqrt(1/2)
    assert money.investment_chance(LN2, 1.0, 1.0) == pytest.approx(0.5)
    assert money.investment_chance(LN2, 1.0, 0.5) == pytest.approx(1 - math.sqrt(0.5))
    assert money.investment_chance(LN2, 0.0, 0.5) == pytest.approx(0.5)


@given(rate=st.floats(0, 1), effect=st.floats(-3, 3), occr=st.floats(0, 5))
def test_investment_chance_is_a_chance_and_follows_the_sign_of_its_effect(rate, effect, occr):
    chance = money.investment_chance(rate, effect, occr)
    assert 0 <= chance <= 1
    assert money.investment_chance(0.0, effect, occr) == 0.0
    better = money.investment_chance(rate, effect, occr + 0.5)
    assert better >= chance - 1e-12 if effect >= 0 else better <= chance + 1e-12


def test_investment_size_is_lognormal_around_its_median():
    assert money.investment_size(1000.0, 60.0, 0.8, 0.0) == 60_000.0
    assert money.investment_size(1000.0, 60.0, 0.8, 1.0) == pytest.approx(60_000.0 * math.exp(0.8))
    sizes = money.investment_size(1.0, 1.0, 0.8, normal(CHANCE, 1, 0, np.arange(100_000)))
    assert np.median(sizes) == pytest.approx(1.0, rel=0.02)
    assert np.log(sizes).std() == pytest.approx(0.8, rel=0.02)


@given(fund=amounts, speed=st.floats(0, 4), step=st.floats(0, 2))
def test_a_fund_is_never_overspent_and_lasts_by_its_speed(fund, speed, step):
    spent = money.project_spending(fund, speed, step)
    assert 0 <= spent <= fund
    assert fund - spent == pytest.approx(fund * math.exp(-speed * step), rel=1e-9, abs=1e-6)
    assert money.project_spending(fund, 0.0, step) == 0.0
