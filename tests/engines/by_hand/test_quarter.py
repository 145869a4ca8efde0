"""The steps of a quarter, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.engines import quarter, sharing
from wopsim.engines.records import COMMERCIAL, MANAGERIAL, TECHNICAL
from wopsim.engines.steps.balance_water import balance_water
from wopsim.engines.steps.bring_investment import bring_investment
from wopsim.engines.steps.move_background import move_background
from wopsim.engines.steps.move_people import move_people
from wopsim.engines.steps.move_routines import move_routines
from wopsim.engines.steps.move_topics import move_topics
from wopsim.engines.steps.move_zones import move_zones, zone_gain, zone_practice
from wopsim.engines.steps.settle_money import settle_money
from wopsim.engines.steps.tire_mentors import tire_mentors
from wopsim.engines.steps.value_time import value_time
from wopsim.rules.time import QUARTER
from wopsim.strategies.design import OBJECTIVES

PLACE = {name: place for place, name in enumerate(OBJECTIVES)}
R = 0  # the row that is looked at


def whole_quarter(bench: Bench, until: str | None = None) -> None:
    """All steps that both engines share, in their order; up to one of them."""
    for step in quarter.ORDER:
        if step.name == until:
            return
        if step.function is not None:
            step.function(bench.block, 0)
    bench.world.quarter += 1


def test_what_people_can_do_now_becomes_routine(bench: Bench) -> None:
    # practice at the end of a quarter is that of its own skill: staff have left before routines move
    bench.state.skill[:, R] = 0.9
    whole_quarter(bench)
    skill, capacity = bench.state.skill[:, R], bench.state.capacity[:, R]
    np.testing.assert_allclose(bench.state.practice[:, R], skill * capacity / np.sqrt(0.5 * (skill**2 + capacity**2)))


def test_a_call_meets_the_leaders_of_today() -> None:
    bench = Bench(leadership_rate=4.0)
    before = bench.state.motivation.copy()
    whole_quarter(bench, "call")
    u, z = bench.block.leadership[0, 0, 0], bench.block.leader[0, 0, 0]
    new = u < 1 - np.exp(-4.0 * QUARTER)
    assert 1 < new[: len(bench.names)].sum() < len(bench.names)
    moved = np.clip(before + bench.p.leadership_motivation * z, 0.05, 0.95)
    np.testing.assert_allclose(bench.state.motivation, np.where(new, moved, before))


@pytest.mark.parametrize("by_skill", [0.0, 1.0])
def test_who_can_more_leaves_sooner(bench: Bench, by_skill: float) -> None:
    p, f = bench.p, bench.block.fixed[0, 0]
    p.turnover, p.turnover_motivation, p.turnover_skill = 0.2, 0.0, by_skill
    bench.state.skill[TECHNICAL, R] = 0.9
    recruits = min(1.0, f.market[TECHNICAL, R] + p.routine_teaching * bench.state.capacity[TECHNICAL, R])
    move_people(bench.block, 0)
    leaving = 0.2 * (1 + by_skill * 0.4)
    assert bench.state.skill[TECHNICAL, R] == pytest.approx(recruits + (0.9 - recruits) * np.exp(-leaving * QUARTER))


def test_rebuilding_lifts_the_motivation_that_lasts(bench: Bench) -> None:
    levels = []
    for topic in (0.0, 0.5):
        bench.state.motivation[R], bench.state.topic[PLACE["rebuilding"], R] = 0.5, topic
        move_people(bench.block, 0)
        levels.append(float(bench.state.motivation[R]))
    assert levels[1] > levels[0]


def test_routines_fade_without_skill(bench: Bench) -> None:
    bench.state.skill[:, R], bench.state.capacity[:, R] = 0.0, 0.5
    move_routines(bench.block, 0)
    np.testing.assert_allclose(bench.state.capacity[:, R], 0.5 * np.exp(-bench.p.depreciation * QUARTER))


def test_a_function_serves_as_far_as_management_carries_it() -> None:
    bench = Bench(objective_new_function=1.0, new_function="pro_poor")
    topic, practice = PLACE["new_function"], bench.state.practice
    bench.state.topic[topic, R], practice[MANAGERIAL, R] = 0.8, 0.1
    move_topics(bench.block, 0)
    faded = 0.8 * np.exp(-bench.p.topic_fading * QUARTER)
    assert bench.state.topic[topic, R] == pytest.approx(faded)
    assert bench.state.pro_poor[R] < 0.5 * faded
    little = float(bench.state.pro_poor[R])
    practice[MANAGERIAL, R] = 0.9
    move_topics(bench.block, 0)
    assert bench.state.pro_poor[R] > little


def test_the_crew_of_the_zone_can_do_what_it_was_shown(bench: Bench) -> None:
    s, f = bench.state, bench.block.fixed[0, 0]
    s.practice[TECHNICAL, R], s.guide[TECHNICAL, R], s.presence[R] = 0.3, 0.9, 0.5
    f.practice_start[TECHNICAL, R] = 0.3
    assert zone_practice(s, TECHNICAL, R) == pytest.approx(0.6)
    assert zone_gain(s, f, TECHNICAL, R) == pytest.approx(0.3 / 0.7)


def test_a_zone_slips_back_where_nobody_sustains_it(bench: Bench) -> None:
    s = bench.state
    s.treated[R], s.practice[TECHNICAL, R], s.presence[R], bench.p.sustaining_practice = 0.5, 0.2, 0.0, 0.4
    move_zones(bench.block, 0)
    assert s.treated[R] == pytest.approx(0.5 * np.exp(-bench.p.shrink_rate * 0.5 * QUARTER))


def test_billing_needs_management_and_autonomy(bench: Bench) -> None:
    s, f = bench.state, bench.block.fixed[0, 0]
    s.practice[MANAGERIAL, R], f.autonomy[R] = 0.64, 0.25
    move_routines(bench.block, 0)
    assert s.enforcement[R] == pytest.approx(np.sqrt(s.practice[MANAGERIAL, R] * 0.25))


def test_supply_and_staff_grow_with_connections_up_to_everybody(bench: Bench) -> None:
    s, f, x = bench.state, bench.block.fixed[0, 0], bench.block.quarterly[0, 1, 0]
    x.growth[R], x.population[R] = 1.05, 1e9
    connections, supply = float(s.connections[R]), float(s.supply_capacity[R])
    move_background(bench.block, 0)
    assert s.connections[R] == pytest.approx(1.05 * connections)
    assert s.supply_capacity[R] == pytest.approx(1.05 * supply)
    x.population[R] = 1.01 * s.connections[R] * f.persons[R]
    move_background(bench.block, 0)
    assert s.connections[R] * f.persons[R] == pytest.approx(x.population[R])


def test_a_drought_takes_water_and_so_does_a_conflict(bench: Bench) -> None:
    p, s, y = bench.p, bench.state, bench.yearly()
    p.drought_loss, p.conflict_loss = 0.9, 0.0
    s.share_of_day[:] = bench.block.fixed[0, 0].share_of_day_start
    balance_water(bench.block, 0)
    calm = float(s.system_input[R])
    y.drought[:] = 1.0
    balance_water(bench.block, 0)
    dry = float(s.system_input[R])
    assert dry < 0.5 * calm
    assert dry <= 0.1 * s.supply_capacity[R] * (1 + 1e-12)


def test_supply_that_is_enough_flows_around_the_clock(bench: Bench) -> None:
    bench.state.supply_capacity[:] = 1e15
    balance_water(bench.block, 0)
    assert (bench.state.share_of_day[: len(bench.names)] == 1.0).all()


def test_no_zone_leaks_less_than_the_floor_and_pressure_leaks_more(bench: Bench) -> None:
    p, s, f = bench.p, bench.state, bench.block.fixed[0, 0]
    x = bench.block.quarterly[0, 1, 0]
    p.loss_floor, s.leak_cut[R], s.supply_capacity[R] = 0.01, 1.0, 1e15
    f.real_own[R], x.loss_factor[R] = 0.5, 1.0
    s.theft_cut[R], s.commercial_cut[R] = 0.0, 0.0
    s.share_of_day[R] = f.share_of_day_start[R]
    balance_water(bench.block, 0)
    unbilled = f.billed_own[R] * p.unbilled_share / (1 - p.unbilled_share)
    assert s.zone_lost[R] == pytest.approx(unbilled + f.apparent_own[R] + 0.01)
    s.treated[R], f.share_of_day_start[R], s.share_of_day[R], p.pressure_exponent = 0.0, 0.5, 1.0, 1.0
    balance_water(bench.block, 0)
    assert s.real_loss[R] == pytest.approx(2 * 0.5 * s.connections[R])


def test_the_environment_topic_saves_energy(bench: Bench) -> None:
    used = []
    for topic in (0.0, 1.0):
        bench.state.gain[TECHNICAL, R], bench.state.topic[PLACE["environment"], R] = 0.2, topic
        balance_water(bench.block, 0)
        used.append(float(bench.state.energy_intensity[R]))
    assert used[1] < used[0]


def accounts(bench: Bench) -> tuple[object, object, object]:
    """Accounts in which little happens: no works, no connections, no investment; revenue 1000 and cost 800 a year."""
    s = bench.state
    bench.p.investment_rate = 0.0
    s.revenue[:], s.cost[:], s.collection_share[:], s.cash[:] = 1000.0, 800.0, 1.0, 100.0
    s.fund[:], s.debt[:], s.treated[:] = 0.0, 0.0, 0.0
    s.gain[:] = 0.0
    bench.p.reserve = 10.0  # the owner takes nothing
    return s, bench.p, bench.block.fixed[0, 0]


def test_a_quarter_earns_and_pays(bench: Bench) -> None:
    s, p, _ = accounts(bench)
    s.own_payments[R], s.debt[R] = 30.0, 400.0
    p.debt_service, p.interest = 0.1, 0.04
    settle_money(bench.block, 0)
    assert s.cash[R] == pytest.approx(100.0 + 250.0 - 200.0 - 10.0 - 30.0)
    assert s.debt[R] == pytest.approx(400.0 * (1 - 0.06 * 0.25))
    assert s.own_payments[R] == 0.0


def test_the_owner_takes_what_lies_above_the_reserve(bench: Bench) -> None:
    s, p, _ = accounts(bench)
    p.reserve = 0.12
    settle_money(bench.block, 0)
    assert s.cash[R] == pytest.approx(120.0)


def test_project_money_pays_works_first(bench: Bench) -> None:
    s, p, f = accounts(bench)
    p.project_speed, p.project_works_share, p.project_connection_share, p.works_share = 1e9, 1.0, 0.0, 1.0
    s.fund[R], s.treated[R], s.practice[:, R], f.autonomy[R], f.practice_start[TECHNICAL, R] = 1e12, 0.2, 0.9, 1.0, 0.1
    settle_money(bench.block, 0)
    assert s.treated[R] > 0.2
    assert s.cash[R] == pytest.approx(100.0 + 250.0 - 200.0)


def spreading(bench: Bench, fund: float, cash: float) -> tuple[object, object]:
    """Accounts in which a zone spreads, with money of projects and of its own; half of the project money is for works."""
    s, p, f = accounts(bench)
    p.project_speed, p.project_works_share, p.project_connection_share, p.works_share = 1e9, 0.5, 0.0, 4.0
    s.fund[R], s.cash[R] = fund, cash
    s.treated[R], s.practice[:, R], f.autonomy[R], f.practice_start[TECHNICAL, R] = 0.2, 0.9, 1.0, 0.1
    return s, p


def test_who_pays_for_works_and_what_projects_build_is_written_down(bench: Bench) -> None:
    s, _ = spreading(bench, fund=1000.0, cash=500.0)
    s.fund_loan[R], s.fund_programme[R] = 300.0, 100.0
    settle_money(bench.block, 0)
    # all that is there for works is spent: half of the projects' money, 30 % of it lent and 10 % of the programme; and all own cash
    assert (s.works_loan_year[R], s.works_programme_year[R]) == pytest.approx((150.0, 50.0))
    assert s.works_own_year[R] == pytest.approx(500.0 + 250.0 - 200.0)
    assert s.works_year[R] == pytest.approx(500.0 + s.works_own_year[R])
    assert (s.supply_year[R], s.supply_programme_year[R]) == pytest.approx((500.0, 50.0))
    assert (s.fund_loan[R], s.fund_programme[R]) == pytest.approx((0.0, 0.0), abs=1e-9)
    assert (s.collected_year[R], s.running_year[R]) == pytest.approx((250.0, 200.0))


def test_connections_and_new_givers_are_written_down_and_the_owner_and_the_lender_too(bench: Bench) -> None:
    s, p = spreading(bench, fund=0.0, cash=0.0)
    p.project_works_share, p.project_connection_share, p.works_share, p.reserve = 0.0, 1.0, 0.0, 0.0
    bench.block.quarterly[0, 1, 0].population[R] = 1e9
    s.project_grants[R], s.debt[R], p.debt_service, s.own_payments[R] = 800.0, 400.0, 0.1, 25.0
    settle_money(bench.block, 0)
    assert (s.connections_year[R], s.connections_programme_year[R]) == pytest.approx((800.0, 800.0))
    assert (s.own_share_year[R], s.lender_year[R]) == pytest.approx((25.0, 10.0))
    assert s.owner_transfer_year[R] == pytest.approx(250.0 - 200.0 - 10.0 - 25.0)
    s.own_payments[R], s.consultants[R], s.own_share_year[R] = 25.0, 20.0, 0.0
    for _ in range(2):  # counted once
        settle_money(bench.block, 0)
        assert (s.own_share_year[R], s.consultants_year[R]) == pytest.approx((5.0, 20.0))
    s.cost[R] = 8000.0
    settle_money(bench.block, 0)
    assert s.owner_support_year[R] > 1700.0


def test_works_dearer_than_supply_are_refused_with_a_refusal_and_their_project_money_builds(bench: Bench) -> None:
    spent, built = [], []
    for refusal in (0.0, 1.0, 8.0):
        s, p = spreading(bench, fund=1e9, cash=0.0)
        s.works_year[R], s.supply_year[R] = 0.0, 0.0
        s.share_of_day[R] = 1.0
        p.works_refusal, p.supply_cost = refusal, 10.0
        settle_money(bench.block, 0)
        spent.append(float(s.works_year[R]))
        built.append(float(s.supply_year[R]))
    assert spent[0] > 2.0 * spent[1] > 4.0 * spent[2] > 0.0
    assert built[0] < built[1] < built[2]


def test_working_days_are_priced_at_wages_and_counted_once(bench: Bench) -> None:
    s, p, f = accounts(bench)
    s.partnership_days[R], s.own_days[R], s.event_days[R] = 11.0, 6.0, 2.0
    f.wage[R], bench.block.quarterly[0, 1, 0].wage_level[R], p.working_days = 4400.0, 1.5, 220.0
    p.staff_day_value, p.home_days = 200.0, 0.5
    for _ in range(2):
        value_time(bench.block, 0)
    assert (s.mentee_time_year[R], s.event_time_year[R]) == pytest.approx((11 * 30.0, 2 * 30.0))
    assert (s.mentor_days_year[R], s.mentor_home_year[R]) == pytest.approx((1200.0, 600.0))


def test_new_parts_of_the_network_are_not_yet_cut(bench: Bench) -> None:
    s, p, f = accounts(bench)
    p.project_speed, p.project_works_share, p.project_connection_share = 1e9, 1.0, 0.0
    s.fund[R], s.treated[R], s.practice[:, R], f.autonomy[R], f.practice_start[TECHNICAL, R] = 1e12, 0.2, 0.9, 1.0, 0.1
    s.leak_cut[R] = 0.5
    settle_money(bench.block, 0)
    assert s.leak_cut[R] * s.treated[R] == pytest.approx(0.5 * 0.2)
    assert s.treated[R] > 0.2


def test_the_access_topic_connects_more(bench: Bench) -> None:
    connected = []
    for topic in (0.0, 1.0):
        s, p, _ = accounts(bench)
        p.works_share, s.cash[R] = 1.0, 1e9
        x = bench.block.quarterly[0, 1, 0]
        x.population[R] = 1e7
        s.gain[COMMERCIAL, R] = s.gain[MANAGERIAL, R] = 0.1
        s.topic[PLACE["access"], R] = topic
        before = float(s.connections[R])
        settle_money(bench.block, 0)
        connected.append(float(s.connections[R]) - before)
        s.connections[R] = before
    assert connected[1] > connected[0] > 0.0


def test_the_finance_topic_brings_investment(bench: Bench) -> None:
    came = []
    for topic in (0.0, 1.0):
        accounts(bench)
        bench.p.investment_rate, bench.p.finance_effect, bench.p.investment_finances = 0.1, 3.0, 0.0
        bench.state.topic[PLACE["finance"], R] = topic
        bench.yearly().investment[R] = 0.5  # 1 - exp(-0.1) is below, 1 - exp(-2) above
        bring_investment(bench.block, 0)
        came.append(float(bench.state.investment[R]) > 0.0)
    assert came == [False, True]


def test_days_away_tire_and_tiredness_fades(bench: Bench) -> None:
    s, f = bench.state, bench.block.fixed[0, 0]
    s.fatigue[R], s.days_this_quarter[R], f.capacity_days[R] = 0.8, 30.0, 60.0
    tire_mentors(bench.block, 0)
    kept = np.exp(-QUARTER / bench.p.fatigue_memory)
    assert s.fatigue[R] == pytest.approx(0.5 + 0.3 * kept)
    assert s.days_this_quarter[R] == 0.0


def test_a_platform_shares_nothing_before_it_has_spent_something() -> None:
    bench = Bench(channel="global_platform", sharing_days=20.0)
    before = bench.state.skill.copy()
    sharing.share_knowledge(bench.block, 0)
    np.testing.assert_array_equal(bench.state.skill, before)
    bench.world.spent = 1.0
    sharing.share_knowledge(bench.block, 0)
    assert (bench.state.skill > before).any()
    assert (bench.state.skill >= before).all()


@pytest.mark.parametrize(("at", "opens"), [(0, True), (1, False), (8, True), (12, False)])
def test_calls_are_once_a_year_until_the_last(at: int, opens: bool) -> None:
    bench = Bench(programme_years=3, partnership_months=12)
    bench.world.quarter = at
    assert bench.p.last_call == 2
    assert bool(quarter.opens_call(bench.block, 0)) is opens
