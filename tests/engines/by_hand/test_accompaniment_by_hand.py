"""M22: what becomes of works that are accompanied or were prepared, by hand."""

from __future__ import annotations

import math

import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.engines.records import LANES, TECHNICAL
from wopsim.engines.steps.accompany_works import accompany_works
from wopsim.engines.steps.settle_money import settle_money
from wopsim.rules.time import QUARTER
from wopsim.strategies.design import FINANCE

FUND = 1000.0  # so little that all of it is used, and nothing else changes


def test_works_are_accompanied_by_a_partnership_that_has_begun_or_prepared_by_the_topic() -> None:
    bench = Bench(accompanied_worth=2.0, missions_per_year=4.0, experts_per_mission=2, days_per_mission=5.0, accompanying_days=100.0)
    pair = bench.open()
    other, last = bench.mentees[1], bench.mentees[2]
    bench.state.topic[FINANCE, other], bench.state.fund[pair.mentee] = 0.3, FUND
    accompany_works(bench.block, 0)
    pair.signed = True
    accompany_works(bench.block, 0)
    assert bench.state.accompanied[pair.mentee] == 0.0  # agreed, but nobody has come yet
    assert "accompanies" not in bench.kinds()
    pair.begin = bench.world.now
    for _ in range(2):  # told once
        accompany_works(bench.block, 0)
    assert [bench.state.accompanied[row] for row in (pair.mentee, other, last)] == [0.4, 0.3, 0.0]
    assert [event.amount for event in bench.events() if event.kind == "accompanies"] == [FUND]
    bench.ctx.roles[pair.mentee].current = -1
    accompany_works(bench.block, 0)
    assert bench.state.accompanied[pair.mentee] == 0.0


@pytest.mark.parametrize("part", [0.0, 0.5, 1.0])
def test_accompanied_money_is_spent_faster_or_slower(part: float) -> None:
    bench = Bench(accompanied_speed=0.5, project_speed=0.8, investment_rate=0.0)
    row = bench.mentees[0]
    bench.state.fund[row], bench.state.accompanied[row] = FUND, part
    settle_money(bench.block, 0)
    assert bench.state.fund[row] == pytest.approx(FUND * math.exp(-0.8 * (1.0 - 0.5 * part) * QUARTER))


@pytest.mark.parametrize(("works", "connections"), [(1.0, 0.0), (0.0, 1.0), (0.0, 0.0)])
def test_accompanied_money_builds_more_for_the_same(works: float, connections: float) -> None:
    """Treated zones, connections or supply: whatever it is for."""
    built = []
    for part in (None, 0.0, 1.0):
        bench = Bench(
            accompanied_worth=1.5, project_works_share=works, project_connection_share=connections, project_speed=4.0, works_share=0.0,
            investment_rate=0.0,
        )  # fmt: skip
        row = bench.mentees[0]
        s, x = bench.state, bench.block.quarterly[0, 1, row // LANES]
        s.treated[row], s.presence[row], s.guide[TECHNICAL, row] = 0.1, 1.0, 0.95
        x.population[row] *= 3.0  # somebody is left to connect
        if part is not None:
            s.fund[row], s.accompanied[row] = FUND, part
        settle_money(bench.block, 0)
        built.append((s.treated[row], s.connections[row], s.supply_capacity[row]))
    nothing, alone, accompanied = built
    place = 0 if works else 1 if connections else 2
    assert alone[place] > nothing[place]
    assert accompanied[place] - nothing[place] == pytest.approx(1.5 * (alone[place] - nothing[place]), rel=1e-6)
    assert [accompanied[other] == alone[other] for other in range(3) if other != place] == [True, True]
