"""M11 by hand: who takes part in a platform's events, what they cost, what peers and comparison do."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.engines import account, sharing, views
from wopsim.rules.time import QUARTER


def platform(**changes: Any) -> Bench:
    """A platform on which a programme has begun."""
    bench = Bench(channel="global_platform", **changes)
    bench.world.spent = 1.0
    return bench


def everybody(bench: Bench) -> int:
    return len(bench.names)


def test_events_cost_for_each_who_comes_and_overhead() -> None:
    bench = platform(event_cost=1000.0)
    sharing.share_knowledge(bench.block, 0)
    cost = 1000.0 * everybody(bench) * QUARTER
    assert bench.world.spent == pytest.approx(1.0 + cost)
    assert bench.world.overhead == pytest.approx(cost * bench.p.overhead)
    assert bench.state.events_year.sum() == pytest.approx(cost * (1.0 + bench.p.overhead))


def test_without_money_there_are_no_events() -> None:
    bench = platform(event_cost=1000.0, sharing_days=20.0)
    bench.p.budget = 2.0
    before = bench.state.skill.copy()
    sharing.share_knowledge(bench.block, 0)
    np.testing.assert_array_equal(bench.state.skill, before)
    assert bench.world.spent == 1.0


def test_money_for_events_is_not_given_to_partnerships() -> None:
    bench = platform(event_cost=1000.0, programme_years=5)
    free = account.free_money(bench.world, bench.p)
    ahead = 1000.0 * everybody(bench) * 5 * (1 + bench.p.overhead)
    assert account.money_for_partnerships(bench.ctx) == pytest.approx(free - ahead)
    bench.world.quarter = 16
    assert account.money_for_partnerships(bench.ctx) == pytest.approx(free - ahead / 5)
    bench.p.budget = 10.0
    assert account.money_for_partnerships(bench.ctx) == 0.0


def test_the_motivated_come_and_only_they_learn_and_are_paid_for() -> None:
    bench = platform(event_cost=1000.0, event_turnout=1e-9, sharing_days=20.0)
    bench.state.motivation[:], bench.state.skill[:] = 0.2, 0.1
    bench.state.practice[:] = 0.5
    keen = bench.mentees[1]
    bench.state.motivation[keen] = 1.0
    before = bench.state.skill.copy()
    bench.state.practice[:, keen] = 0.9
    sharing.share_knowledge(bench.block, 0)
    learned = (bench.state.skill > before).any(axis=0)[: everybody(bench)]
    assert np.flatnonzero(learned).tolist() == [keen]
    assert bench.world.spent == pytest.approx(1.0 + 1000.0 * QUARTER)
    assert np.flatnonzero(bench.state.events_year).tolist() == [keen]
    assert np.flatnonzero(bench.state.event_days).tolist() == [keen]
    assert bench.state.event_days[keen] == pytest.approx(bench.p.event_staff_days * QUARTER)


def test_peers_who_are_alike_learn_from_each_other() -> None:
    bench = platform(sharing_days=0.0, peer_days=10.0)
    one, able, stranger = bench.mentees[:3]
    roles = bench.ctx.roles
    roles.circle[:], roles.size_step[:], roles.income_step[:] = 0, 1.0, 0.0
    roles.size_step[[one, able]], roles.income_step[able], roles.income_step[stranger] = 0.0, 0.5, 1.0
    bench.state.skill[:], bench.state.capacity[:], bench.state.practice[:] = 0.3, 0.3, 0.3
    bench.state.practice[:, able] = bench.state.practice[:, stranger] = 0.9
    before = bench.state.skill.copy()
    sharing.share_knowledge(bench.block, 0)
    learned = (bench.state.skill > before).any(axis=0)[: everybody(bench)]
    assert np.flatnonzero(learned).tolist() == [one]
    roles.circle[able] = 1
    before = bench.state.skill.copy()
    sharing.share_knowledge(bench.block, 0)
    np.testing.assert_array_equal(bench.state.skill, before)


def test_peers_are_oneself_and_those_who_come_of_the_same_group_and_language_who_differ_little() -> None:
    bench = Bench(channel="regional_platform", peer_unlike=0.25)
    rows = range(everybody(bench))
    roles, coming = bench.ctx.roles, [row for row in rows if row % 3 > 0]
    bench.block.scratch[sharing.COMER, : len(coming)] = coming
    circles = sharing._line_up_circles(bench.ctx, len(coming))
    line, ends = bench.block.scratch[sharing.LINE], bench.block.scratch[sharing.CIRCLE_END]
    found: dict[int, list[int]] = {}
    first = 0
    for circle in range(circles):
        for place in range(first, int(ends[circle])):
            peers = sharing._find_peers(bench.ctx, place, first, int(ends[circle]))
            found[int(line[place])] = [int(line[int(other)]) for other in bench.block.scratch[sharing.PEER, :peers]]
        first = int(ends[circle])
    assert found == {
        row: [
            other
            for other in rows
            if other in coming and roles.group[other] == roles.group[row]
            and roles.language[other] == roles.language[row]
            and (abs(roles.size_step[row] - roles.size_step[other]) + abs(roles.income_step[row] - roles.income_step[other])) / 2 <= 0.25
        ]
        for row in coming
    }  # fmt: skip


def test_those_who_report_worse_than_others_try_harder() -> None:
    bench = platform(benchmark_effort=2.0, sharing_days=0.0)
    bench.state.motivation[:], bench.state.reported_nrw[:] = 0.5, 0.3
    worse = bench.mentees[0]
    bench.state.reported_nrw[worse] = 0.9
    sharing.share_knowledge(bench.block, 0)
    behind = 0.6 * (1 - 1 / everybody(bench))
    assert bench.state.motivation[worse] == pytest.approx(1 - 0.5 * np.exp(-2.0 * behind * QUARTER))
    others = [row for row in range(everybody(bench)) if row != worse]
    assert (bench.state.motivation[others] == 0.5).all()


def test_a_call_has_the_money_that_events_leave() -> None:
    bench = platform(event_cost=1000.0, programme_years=5)
    paired = SimpleNamespace(money=np.zeros(1))
    nobody = np.full((1, 1, 2), -1)
    views.fill_paired(bench.block, np.array([0]), None, nobody, paired)
    assert 0.0 < paired.money[0] < account.free_money(bench.world, bench.p)
