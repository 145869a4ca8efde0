"""A pro-poor unit by hand: it connects poor households, pays for it, and takes from nobody."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.engines.steps.connect_poor import connect_poor
from wopsim.rules import objectives
from wopsim.rules.time import QUARTER

R = 0


def unit(coverage: float = 0.7, ratio: float = 0.5, cash: float = 1e12, **changes: Any) -> Bench:
    """A utility with a full pro-poor unit."""
    bench = Bench(**{"objective_new_function": 1.0, "poor_share": 0.3, **changes})
    s, f = bench.state, bench.block.fixed[0, 0]
    s.pro_poor[R], s.poor_ratio[R], s.cash[R] = 1.0, ratio, cash
    bench.block.quarterly["population"][0, 1, 0, R] = s.connections[R] * f.persons[R] / coverage
    return bench


def people(bench: Bench) -> tuple[float, float]:
    """Poor people and others with a connection."""
    s, f, population = bench.state, bench.block.fixed[0, 0], bench.block.quarterly[0, 1, 0].population[R]
    served = float(s.connections[R] * f.persons[R])
    poor = 0.3 * population * objectives.coverage_of_poor(served / population, s.poor_ratio[R], 0.3)
    return float(poor), served - float(poor)


def test_poor_people_connected_are_people_connected_and_others_keep_theirs() -> None:
    bench = unit()
    population = float(bench.block.quarterly[0, 1, 0].population[R])
    before, price = float(bench.state.cash[R]), bench.p.connection_cost
    poor, others = people(bench)
    connections = float(bench.state.connections[R])
    connect_poor(bench.block, 0)
    aim = objectives.served_after(0.5, 1.0, bench.p.pro_poor_effect, QUARTER)
    assert people(bench)[0] - poor == pytest.approx(0.3 * population * 0.7 * (aim - 0.5))
    assert people(bench)[1] == pytest.approx(others)
    assert before - bench.state.cash[R] == pytest.approx((bench.state.connections[R] - connections) * price, rel=1e-4)
    assert bench.state.cash[R] < before


def test_without_money_nobody_is_connected() -> None:
    bench = unit(cash=0.0)
    before = people(bench)
    connect_poor(bench.block, 0)
    assert people(bench) == before


def test_a_little_money_connects_a_few() -> None:
    bench = unit()
    price = bench.p.connection_cost
    bench.state.cash[R] = 8.0 * price
    bench.p.works_share = 0.5
    before = float(bench.state.connections[R])
    connect_poor(bench.block, 0)
    assert bench.state.connections[R] - before == pytest.approx(8.0 * 0.5 * QUARTER)


def test_when_all_others_are_connected_the_poor_are_all_that_is_missing() -> None:
    bench = unit(coverage=0.9, ratio=0.5)
    poor, others = people(bench)
    for _ in range(400):
        connect_poor(bench.block, 0)
        bench.state.cash[R] = 1e12
    population = float(bench.block.quarterly[0, 1, 0].population[R])
    assert sum(people(bench)) <= population * (1 + 1e-12)
    assert people(bench)[1] == pytest.approx(others)
    assert people(bench)[0] > poor


def test_a_sanitation_service_connects_no_poor() -> None:
    bench = unit(new_function="sanitation")
    before = people(bench)
    connect_poor(bench.block, 0)
    assert people(bench) == before
