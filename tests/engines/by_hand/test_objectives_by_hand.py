"""What the objectives finance and rebuilding and the size of a pilot zone change, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.engines.records import COMMERCIAL, MANAGERIAL, TECHNICAL
from wopsim.engines.steps.move_people import move_people
from wopsim.engines.steps.settle_money import settle_money
from wopsim.strategies.design import FINANCE, REBUILDING

R = 0


def spreading(treated: float, **changes: Any) -> Bench:
    """A utility that would spread what works in its zone, with money enough for part of it."""
    bench = Bench(investment_rate=0.0, **changes)
    s = bench.state
    s.treated[R], s.presence[R], s.guide[TECHNICAL, R] = treated, 1.0, 0.95
    s.gain[COMMERCIAL, R] = s.gain[MANAGERIAL, R] = 0.0
    return bench


@pytest.mark.parametrize(("topic", "factor"), [(0.0, 1.0), (1.0, 3.0)])
def test_a_finance_plan_puts_more_of_own_cash_into_works(topic: float, factor: float) -> None:
    spent = []
    for effect in (0.0, 2.0):
        bench = spreading(0.1, finance_own_works=effect, spread_rate=10.0, treatment_cost=5000.0)
        bench.state.topic[FINANCE, R] = topic
        settle_money(bench.block, 0)
        spent.append(float(bench.state.works_year[R]))
    assert spent[0] > 0.0
    assert spent[1] == pytest.approx(factor * spent[0])


def test_rebuilding_finds_better_recruits() -> None:
    skills = []
    for effect, topic in ((0.0, 1.0), (0.5, 0.0), (0.5, 1.0)):
        bench = Bench(rebuilding_recruits=effect)
        bench.block.fixed[0, 0].market[:, R] = 0.2
        bench.state.topic[REBUILDING, R] = topic
        bench.state.capacity[:, R] = 0.0
        bench.p.turnover, bench.p.turnover_skill, bench.p.turnover_motivation = 1e3, 0.0, 0.0  # everybody is new
        move_people(bench.block, 0)
        skills.append(float(bench.state.skill[TECHNICAL, R]))
    assert skills == pytest.approx([0.2, 0.2, 0.2 + 0.5 * 0.8])


@pytest.mark.parametrize(("treated", "slower"), [(0.02, 0.2), (0.1, 1.0), (0.3, 1.0)])
def test_a_small_zone_convinces_less(treated: float, slower: float) -> None:
    grown = []
    for effect in (0.0, 1.0):
        bench = spreading(treated, zone_size_effect=effect, convincing_zone=0.1, spread_rate=0.01, treatment_cost=1.0)
        settle_money(bench.block, 0)
        grown.append(float(bench.state.treated[R]) - treated)
    assert grown[0] > 0.0
    assert grown[1] == pytest.approx(slower * grown[0], rel=1e-3)
