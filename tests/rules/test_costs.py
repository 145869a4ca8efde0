"""M14: costs of a mission."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import costs

amounts = st.floats(0, 1e4)


def test_mission_cost_by_hand():
    # two experts, 7 days at 350, a journey of 300 and 0.12 for each of 2500 km: 2 * (2450 + 300 + 300) = 6100
    assert costs.mission_cost(2.0, 7.0, 350.0, 300.0, 0.12, 2500.0, 1.0) == pytest.approx(6100.0)


def test_overhead_by_hand():
    assert costs.with_overhead(1000.0, 0.18) == pytest.approx(1180.0)
    assert costs.with_overhead(1000.0, 0.0) == 1000.0


@given(experts=st.floats(1, 20), days=amounts, day_cost=amounts, base=amounts, km=st.floats(0, 10), distance=amounts)
def test_cost_is_proportional_to_experts_and_grows_with_days_and_distance(experts, days, day_cost, base, km, distance):
    cost = costs.mission_cost(experts, days, day_cost, base, km, distance, 1.0)
    assert cost == pytest.approx(experts * costs.mission_cost(1.0, days, day_cost, base, km, distance, 1.0))
    assert 0 <= cost <= costs.mission_cost(experts, days + 1.0, day_cost, base, km, distance, 1.0)
    assert cost <= costs.mission_cost(experts, days, day_cost, base, km, distance + 100.0, 1.0)


def test_what_is_free_costs_nothing():
    assert costs.mission_cost(3.0, 7.0, 0.0, 0.0, 0.0, 5000.0, 1.0) == 0.0
