"""The members of a cohort: who joins, who hosts, who pays, whose zone is treated, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.engines import account, cohorts, prices
from wopsim.engines.agenda import taken_over
from wopsim.engines.joining import join_cohorts
from wopsim.engines.life import ending, mission_cycle
from wopsim.engines.life.stages import Stage
from wopsim.engines.records import MAIN

NO_PAIR = [-1, -1]


def three(**changes: Any) -> tuple[Bench, list[Any]]:
    """A cohort of three that is agreed, with money for all its missions, of a mentor who has something to show."""
    bench = Bench(cohort_size=3, **changes)
    pairs = bench.open_pairs([(bench.mentors[0], mentee) for mentee in bench.mentees[:3]], together=True)
    taken_over(bench.world, bench.ctx.due)
    bench.state.practice[:, bench.mentors[0]] = 0.9
    for pair in pairs:
        pair.signed, pair.trust, pair.begin, pair.due, pair.available = True, 0.5, 0.0, 0.0, pair.committed
        bench.state.skill[:, pair.mentee], bench.state.capacity[:, pair.mentee] = 0.3, 0.3
    return bench, pairs


def test_neighbours_who_are_known_join_and_nobody_twice() -> None:
    where = np.array([0.0, 5.0, 1.0, 3.0, 2.0])
    between = np.abs(where[:, None] - where[None, :])[None]
    known = np.ones((1, 2, 5), dtype=bool)
    known[0, 0, 2] = False
    pairs = np.array([[[0, 0], [1, 4], [1, 1], NO_PAIR]])
    joined = join_cohorts(pairs, known, np.array([5]), lambda: between, 3)
    # mentor 0 does not know 2; 4 and 3 lie nearest to 0; 4 has joined before its own turn; 1 takes who is left
    assert joined.pairs.tolist() == [[[0, 0], [0, 4], [0, 3], [1, 1], [1, 2]]]
    assert joined.cohort.tolist() == [[0, 0, 0, 1, 1]]
    assert joined.members.tolist() == [[3, 3, 3, 2, 2]]
    assert joined.apart.tolist() == [[2.5, 1.5, 2.0, 4.0, 4.0]]


def test_alone_everything_stays_as_the_strategy_said() -> None:
    pairs = np.array([[[0, 1], [1, 0]], [[1, 1], NO_PAIR]])
    joined = join_cohorts(pairs, np.ones((2, 2, 2), dtype=bool), np.array([2, 2]), lambda: np.zeros((2, 2, 2)), 1)
    assert joined.pairs is pairs
    assert joined.cohort.tolist() == [[0, 1], [0, 1]]
    assert (joined.members == 1).all()
    assert (joined.apart == 0.0).all()


def test_those_who_are_left_take_turns() -> None:
    bench, pairs = three()
    hosts = []
    for mission in range(4):
        for pair in pairs:
            pair.n = mission
        hosts.append([cohorts.host_of(bench.ctx, number) for number in range(3)])
    assert hosts == [[0] * 3, [1] * 3, [2] * 3, [0] * 3]
    pairs[1].over, pairs[0].n = True, 1
    assert cohorts.members_left(bench.ctx, 0) == 2
    assert cohorts.host_of(bench.ctx, 0) == 2


def test_a_mission_costs_what_it_costs_however_many_are_there() -> None:
    bench, pairs = three()
    whole = prices.mission_cost(bench.p, pairs[0].distance, 1.0)
    paid = []
    for missing in (None, 2, 1):
        if missing is not None:
            pairs[missing].over = True
        cohorts.see_who_is_there(bench.ctx, 0)
        paid.append(account.next_price(bench.ctx, 0))
    assert pairs[0].hosts
    assert paid == pytest.approx([whole / 3, whole / 2, whole])


def test_who_goes_to_another_member_pays_its_way() -> None:
    bench, pairs = three()
    p = bench.p
    trip = p.cohort_travellers * (p.days_per_mission * p.visitor_day_cost + p.travel_base + p.travel_km * 100.0)
    pairs[1].hosts = False
    part = prices.mission_cost(p, pairs[1].distance, 3.0)
    assert account.next_price(bench.ctx, 1) == pytest.approx(part + trip)


def test_free_money_pays_for_the_missing() -> None:
    bench, pairs = three()
    before, promised = float(pairs[0].available), float(bench.world.committed)
    account.pay_for_the_missing(bench.ctx, 0)
    assert pairs[0].available == before  # nobody is missing
    pairs[1].over = pairs[2].over = True
    cohorts.see_who_is_there(bench.ctx, 0)
    account.pay_for_the_missing(bench.ctx, 0)
    more = prices.mission_cost(bench.p, pairs[0].distance, 1.0) * (2 / 3) * (1 + bench.p.overhead)
    assert pairs[0].available - before == pytest.approx(more)
    assert bench.world.committed - promised == pytest.approx(more)
    bench.p.budget = float(bench.world.committed) + 1.0
    account.pay_for_the_missing(bench.ctx, 0)
    assert pairs[0].available - before == pytest.approx(more)


def test_only_the_host_is_treated_and_only_its_days_are_given() -> None:
    bench, pairs = three(indirect_learning=0.5)
    pairs[0].hosts, pairs[1].hosts = True, False
    for number in (0, 1):
        mission_cycle._visit(bench.ctx, number)
    assert bench.kinds().count("pilot_opened") == 1
    gains = [event.gain for event in bench.events() if event.kind in ("mission", "cohort_mission")]
    assert 0 < gains[1] < gains[0]
    assert bench.state.presence[pairs[0].mentee] > 0
    assert bench.state.presence[pairs[1].mentee] == bench.state.treated[pairs[1].mentee] == 0.0
    days = bench.p.experts_per_mission * bench.p.days_per_mission
    assert bench.ctx.roles[pairs[0].mentor].mentor_days == days
    assert bench.state.days_this_quarter[pairs[0].mentor] == days
    assert bench.state.own_days[pairs[0].mentor] == days
    travelled = bench.p.cohort_travellers * bench.p.days_per_mission
    attended = [bench.state.partnership_days[pairs[number].mentee] for number in (0, 1)]
    assert attended == pytest.approx([days * bench.p.counterpart_days, travelled])


def test_a_guest_sees_and_learns_as_much_as_indirect_learning_says() -> None:
    gains = []
    for indirect in (0.0, 0.4):
        bench, pairs = three(indirect_learning=indirect)
        pairs[1].hosts = False
        mission_cycle._visit(bench.ctx, 1)
        gains.append(bench.events()[-1].gain)
    assert gains[0] == 0.0
    assert gains[1] > 0.0


def test_a_guest_takes_no_experts() -> None:
    bench, pairs = three()
    for number, (pair, hosts) in enumerate(zip(pairs, (True, False, False), strict=True)):
        pair.hosts = hosts
        mission_cycle.await_travel(bench.ctx, number)
    assert bench.ctx.roles[pairs[0].mentor].claimed == bench.p.experts_per_mission
    assert [pair.stage for pair in pairs] == [Stage.EXPERTS] * 3
    assert bench.due() == [(0.0, number, MAIN) for number in range(3)]
    mission_cycle.come_home(bench.ctx, 1)
    assert bench.ctx.roles[pairs[0].mentor].claimed == bench.p.experts_per_mission
    mission_cycle.come_home(bench.ctx, 0)
    assert bench.ctx.roles[pairs[0].mentor].claimed == 0.0


def test_nobody_goes_to_a_host_in_conflict() -> None:
    bench, pairs = three()
    bench.yearly().conflict[pairs[0].mentee] = 1.0
    pairs[1].hosts = False
    mission_cycle.await_travel(bench.ctx, 1)
    assert bench.kinds()[-1] == "travel_stopped"


def test_a_cohort_is_one_place_of_its_mentor_until_its_last_member_leaves() -> None:
    bench, pairs = three()
    role = bench.ctx.roles[pairs[0].mentor]
    left = [int(role.mentoring)]
    for number in (0, 2, 1):
        ending.close(bench.ctx, number, 0.0)
        left.append(int(role.mentoring))
    assert left == [1, 1, 1, 0]
