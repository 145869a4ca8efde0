"""M19 by hand: who turns itself around, when, what it learns and pays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.engines import exogenous
from wopsim.engines.records import LANES, TECHNICAL
from wopsim.engines.steps.take_initiative import find_what_is_shown, shown_at_home, take_initiative
from wopsim.rules import initiative
from wopsim.rules.time import QUARTER
from wopsim.streams import uniform


def quiet(**changes: Any) -> Bench:
    """A world in which leaders stay, autonomy is full and cost is covered; skill is 0.3 and practice 0.4 everywhere."""
    bench = Bench(leadership_rate=0.0, **changes)
    bench.block.fixed["autonomy"][:] = 1.0
    bench.state.occr[:], bench.state.skill[:], bench.state.practice[:] = 1.5, 0.3, 0.4
    return bench


def begun(bench: Bench, quarters: int) -> float:
    """Share of quarters of utilities in which a turnaround begins."""
    found = 0
    for quarter in range(quarters):
        bench.world.quarter = quarter % 12
        luck = uniform(exogenous.INITIATIVE, 1, quarter // 12, np.arange(LANES), 0, np.arange(12)[:, None])
        bench.block.initiative[0, :, 0] = luck
        bench.state.turnaround[:] = 0.0
        take_initiative(bench.block, 0)
        found += int((bench.state.turnaround[: len(bench.names)] > 0.0).sum())
        bench.state.skill[:] = 0.3
    return found / (quarters * len(bench.names))


def test_nobody_turns_itself_around_by_default() -> None:
    bench = quiet()
    before = bench.block.state.tobytes()
    take_initiative(bench.block, 0)
    assert bench.block.state.tobytes() == before
    assert not bench.kinds()


def test_turnarounds_begin_at_their_rate() -> None:
    share = 1 - np.exp(-0.5 * QUARTER)
    n = 48 * 7
    assert begun(quiet(initiative_rate=0.5), 48) == pytest.approx(share, abs=3 * (share * (1 - share) / n) ** 0.5)


def test_who_may_decide_nothing_or_has_no_money_begins_less() -> None:
    bench = quiet(initiative_rate=0.5)
    free = begun(bench, 36)
    bench.block.fixed["autonomy"][:] = 0.2
    assert begun(bench, 36) < 0.5 * free
    bench.block.fixed["autonomy"][:] = 1.0
    bench.state.occr[:] = 0.2
    assert begun(bench, 36) < 0.5 * free


def test_a_new_leader_makes_it_likelier() -> None:
    assert initiative.initiative_hazard(0.1, 0.5, 2.0, 1.0, 2.0, 0.0) == pytest.approx(0.15)
    assert initiative.initiative_hazard(0.1, 0.5, 0.8, 0.0, 2.0, 0.25) == pytest.approx(0.03)
    bench = quiet(initiative_rate=1e-9)
    bench.p.leadership_rate = 4.0
    bench.block.leadership[:] = 0.0
    take_initiative(bench.block, 0)
    assert bench.state.fresh_leader[0] == 1.0
    bench.block.leadership[:] = 0.999
    take_initiative(bench.block, 0)
    assert bench.state.fresh_leader[0] == pytest.approx(np.exp(-QUARTER))


def test_a_programme_displaces_only_where_its_partnerships_are() -> None:
    bench = quiet(initiative_displaced=1.0)
    bench.p.initiative_rate = 1e9
    pair = bench.signed()
    take_initiative(bench.block, 0)
    begins = bench.state.turnaround[: len(bench.names)] > 0.0
    assert not begins[pair.mentee]
    assert begins.sum() == len(bench.names) - 1


def test_what_a_turnaround_brings_and_costs() -> None:
    bench = quiet(initiative_years=2.0, initiative_skill=0.8, initiative_cost=0.1)
    bench.p.initiative_rate = 1e9
    row, s = bench.mentees[0], bench.state
    s.treated[row], s.presence[row], s.cost[row], s.cash[row] = 0.0, 0.0, 1000.0, 0.0
    take_initiative(bench.block, 0)
    assert s.skill[TECHNICAL, row] == pytest.approx(0.3 + 0.5 * (1 - np.exp(-QUARTER / 2.0)))
    assert s.treated[row] == pytest.approx(bench.p.pilot_zone)
    assert s.presence[row] == pytest.approx(1 - np.exp(-QUARTER))
    assert s.guide[TECHNICAL, row] == 0.8
    assert s.own_payments[row] == pytest.approx(0.1 * 1000.0 * QUARTER)
    assert s.consultants[row] == s.own_payments[row]  # no share of a partnership
    (event,) = [event for event in bench.events() if event.mentee == bench.names[row]]
    assert (event.kind, event.amount) == ("own_turnaround", pytest.approx(0.5))
    bench.p.initiative_rate = 1e-9  # no other begins
    for _ in range(7):
        take_initiative(bench.block, 0)
    assert s.turnaround[row] == 0.0
    paid = s.own_payments[row]
    take_initiative(bench.block, 0)
    assert s.own_payments[row] == paid


def test_a_turnaround_takes_up_the_network_as_far_as_there_is_money() -> None:
    bench = quiet(initiative_years=2.0)
    bench.p.initiative_rate, bench.p.works_share = 1e9, 0.4
    s, poor, rich = bench.state, bench.mentees[0], bench.mentees[1]
    s.treated[:], s.leak_cut[:], s.works_year[:] = 0.2, 0.5, 0.0
    s.cash[poor], s.cash[rich] = 1000.0, 1e12
    take_initiative(bench.block, 0)
    price = s.connections * bench.p.treatment_cost
    assert s.treated[poor] == pytest.approx(0.2 + 100.0 / price[poor])
    assert s.treated[rich] == pytest.approx(0.2 + 0.8 * (1 - np.exp(-QUARTER / 2.0)))
    assert (s.cash[poor], s.works_year[poor]) == (pytest.approx(900.0), pytest.approx(100.0))
    assert s.leak_cut[rich] * s.treated[rich] == pytest.approx(0.5 * 0.2)  # new parts are not yet cut


def test_a_neighbour_who_is_better_is_followed_and_nobody_abroad() -> None:
    bench = quiet(initiative_rate=0.1, initiative_skill=0.5)
    mine, other = bench.mentees[:2]
    bench.state.practice[TECHNICAL, other] = 0.9
    bench.ctx.roles.country[:] = 2
    bench.ctx.roles[mine].country, bench.ctx.roles[other].country = 0, 1
    find_what_is_shown(bench.ctx)
    assert shown_at_home(bench.ctx, mine, TECHNICAL) == 0.5
    bench.ctx.roles[other].country = 0
    find_what_is_shown(bench.ctx)
    assert shown_at_home(bench.ctx, mine, TECHNICAL) == 0.9
