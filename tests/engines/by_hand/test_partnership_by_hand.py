"""The life of a partnership, by hand: one stage at a time."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.engines import account, opening
from wopsim.engines.agenda import AFTER_OTHERS, schedule, take_next
from wopsim.engines.events import EventKind
from wopsim.engines.life import commitment, ending, mission_cycle, phases, start_up
from wopsim.engines.life.stages import Stage
from wopsim.engines.records import MAIN, REPORTS
from wopsim.engines.resources import ask_for_experts, days_until_travel
from wopsim.rules.time import DAYS_PER_MONTH, DAYS_PER_YEAR

assert opening


def travelling(bench: Bench, **offer: float) -> object:
    """A partnership whose experts are away."""
    pair = bench.signed(**offer)
    ask_for_experts(bench.ctx, 0)
    bench.due()
    return pair


def test_a_late_mission_costs_trust(bench: Bench) -> None:
    trust = []
    for late in (0.0, 1.0):
        pair = bench.signed() if not trust else bench.block.partnerships[0, 0]
        pair.trust, bench.world.now = 0.5, 800.0
        pair.due = 800.0 - late * DAYS_PER_YEAR
        mission_cycle.travel(bench.ctx, 0)
        trust.append(float(pair.trust))
    gain, loss = bench.p.trust_gain, bench.p.trust_delay_loss
    kept = 0.5 * np.exp(-loss)
    assert trust == pytest.approx([0.5 + gain * 0.5, kept + gain * (1 - kept)])
    assert trust[1] < trust[0]


def test_experts_come_home_after_a_mission(bench: Bench) -> None:
    pair = travelling(bench)
    role = bench.ctx.roles[pair.mentor]
    assert role.claimed == bench.p.experts_per_mission
    mission_cycle.come_home(bench.ctx, 0)
    assert role.claimed == 0.0


def test_a_party_that_waited_looks_again_whether_it_can_travel(bench: Bench) -> None:
    pair = travelling(bench)
    bench.yearly().pandemic[:] = 1.0
    mission_cycle.travel(bench.ctx, 0)
    assert bench.kinds()[-1] == "travel_stopped"
    assert (pair.stage, bench.ctx.roles[pair.mentor].claimed) == (Stage.TRAVEL, 0.0)
    assert bench.due() == [(DAYS_PER_YEAR, 0, MAIN)]


def test_a_counterpart_may_change_and_then_it_may_end_early(bench: Bench) -> None:
    pair = travelling(bench)
    bench.p.counterpart_rate = bench.p.early_end_rate = 1e9
    mission_cycle.come_home(bench.ctx, 0)
    assert [kind for kind in bench.kinds() if kind in ("counterpart_changed", "ended_early")] == ["counterpart_changed", "ended_early"]
    assert pair.trust == pytest.approx(0.5 * (1 - bench.p.counterpart_loss))
    assert pair.over


@pytest.mark.parametrize(("trust", "ends"), [(1.0, False), (0.0, True)])
def test_the_less_trust_the_sooner_it_ends(bench: Bench, trust: float, ends: bool) -> None:
    pair = travelling(bench)
    # within an interval of a quarter of a year: certain without trust, hardly at all with it
    bench.p.counterpart_rate, bench.p.early_end_rate, bench.p.early_end_trust, pair.trust = 0.0, 1.0, 20.0, trust
    mission_cycle.come_home(bench.ctx, 0)
    assert bool(pair.over) is ends


def test_nothing_ends_early_after_the_last_day(bench: Bench) -> None:
    pair = travelling(bench)
    bench.world.now = pair.months * DAYS_PER_MONTH + 1.0
    bench.p.counterpart_rate = bench.p.early_end_rate = 1e9
    mission_cycle.come_home(bench.ctx, 0)
    assert not {"counterpart_changed", "ended_early"} & set(bench.kinds())


def test_missions_keep_half_their_distance_after_a_stop(bench: Bench) -> None:
    pair = travelling(bench)
    bench.p.early_end_rate, bench.world.now = 0.0, 700.0
    mission_cycle.come_home(bench.ctx, 0)
    interval = DAYS_PER_YEAR / bench.p.missions_per_year
    assert pair.due == 700.0 + interval / 2.0
    pair.due = 690.0
    mission_cycle.come_home(bench.ctx, 0)
    assert pair.due == 690.0 + interval


def test_whoever_comes_after_others_does_so_whoever_asked_first(bench: Bench) -> None:
    bench.open()
    bench.due()
    for process, priority in ((1, AFTER_OTHERS), (2, 0), (3, AFTER_OTHERS), (4, 0)):
        schedule(bench.world, bench.ctx.due, 5.0, priority, process)
    schedule(bench.world, bench.ctx.due, 4.0, AFTER_OTHERS, 5)
    assert [take_next(bench.world, bench.ctx.due) for _ in range(5)] == [5, 2, 4, 1, 3]
    assert bench.world.now == 5.0


@pytest.mark.parametrize(("trust", "ended"), [(0.29, True), (0.3, False)])
def test_a_review_ends_what_has_too_little_trust(bench: Bench, trust: float, ended: bool) -> None:
    pair = bench.signed()
    pair.trust, bench.p.review_trust = trust, 0.3
    assert bool(phases._review(bench.ctx, 0)) is ended
    assert bench.kinds()[1:] == (["reviewed", "ended_at_review"] if ended else ["reviewed"])
    assert bool(pair.over) is ended


@pytest.mark.parametrize(("months", "reviewed"), [(23, True), (24, False)])
def test_only_long_ones_are_reviewed(months: int, reviewed: bool) -> None:
    assert bool(Bench(partnership_months=months).open(months=months).reviewed) is reviewed


def test_a_second_phase_commits_the_rest_and_goes_on_with_reports(bench: Bench) -> None:
    pair = bench.signed(grant=4e5, first=0.4, months=14)
    committed = float(bench.world.committed)
    assert phases.second_phase(bench.ctx, 0)
    assert bench.world.committed - committed == pytest.approx(1.5e6 - 4e5)  # the whole price is 1.5 million
    assert (pair.months, bench.kinds()[-1]) == (36, "second_phase")
    assert [activity for _, _, activity in bench.due()] == [REPORTS]


def test_without_free_money_there_is_no_second_phase(bench: Bench) -> None:
    pair = bench.signed(grant=4e5, first=0.4, months=14)
    bench.p.budget = bench.world.committed + 1.1e6 - 1.0
    assert not phases.second_phase(bench.ctx, 0)
    assert (pair.months, bench.kinds()[-1]) == (14, "no_second_phase")


@pytest.mark.parametrize("has_quota", [False, True])
def test_second_phases_use_what_is_set_aside_only_for_groups_with_a_quota(bench: Bench, has_quota: bool) -> None:
    pair = bench.signed(grant=4e5, first=0.4, months=14)
    bench.p.budget = bench.world.committed + 1.1e6 + 1.0
    bench.world.aside, bench.world.quota_groups, bench.ctx.roles[pair.mentee].groups = 1.2e6, 2, 2 if has_quota else 1
    assert bool(phases.second_phase(bench.ctx, 0)) is has_quota
    assert bench.world.aside == pytest.approx(1.2e6 - 1.1e6 if has_quota else 1.2e6)


def test_an_extension_comes_once(bench: Bench) -> None:
    pair = bench.signed()
    bench.p.extension_months = 6
    assert [bool(phases._extend(bench.ctx, 0)) for _ in range(2)] == [True, False]
    assert pair.months == 42


def test_patience_ends(bench: Bench) -> None:
    pair = bench.signed()
    pair.available, pair.first_instalment, pair.instalments, pair.give_up = 0.0, 0, 2, 100.0
    bench.world.now = 99.0
    mission_cycle.await_money(bench.ctx, 0)
    assert bench.due() == [(99.0 + DAYS_PER_MONTH, 0, MAIN)]
    bench.world.now = 100.0
    mission_cycle.await_money(bench.ctx, 0)
    assert bench.kinds()[-1] == "ran_out_of_money"


def test_a_new_leader_costs_the_trust_of_an_agreement(bench: Bench) -> None:
    pair = bench.signed()
    commitment.leader_changed(bench.ctx, 0)
    assert pair.trust == pytest.approx(0.5 * (1 - bench.p.trust_reset))
    assert bench.kinds()[-1] == "leader_changed"
    pair.signed, told = False, len(bench.events())
    commitment.leader_changed(bench.ctx, 0)
    assert len(bench.events()) == told


def test_the_agreement_opens_trust_and_plans_the_diagnosis_within_the_start_up(bench: Bench) -> None:
    pair = bench.open()
    bench.due()
    bench.p.agreement_chance, bench.p.trust_start, bench.p.introduction = 1.1, 0.4, 0.05
    bench.p.startup_median = 10.0 / DAYS_PER_YEAR
    bench.p.diagnosis_days = 30.0
    bench.ctx.roles[pair.mentee].exit_time = 1.0  # of an earlier one
    start_up.agree(bench.ctx, 0)
    assert pair.trust == pytest.approx(0.45)
    assert [(pytest.approx(time), number) for time, number, _ in bench.due()] == [(10.0, 0)]
    assert np.isnan(bench.ctx.roles[pair.mentee].exit_time)
    assert bench.ctx.roles[pair.mentee].agreement_time == 0.0


def test_the_plan_leans_towards_the_larger_gaps(bench: Bench) -> None:
    pair = bench.signed()
    bench.p.focus[:] = (0.5, 0.25, 0.25)
    bench.state.practice[:, pair.mentor] = (0.9, 0.5, 0.5)
    bench.state.skill[:, pair.mentee] = (0.3, 0.5, 0.6)
    start_up.diagnose(bench.ctx, 0)
    weights = np.array([0.5 * 1.1, 0.25 * 0.5, 0.25 * 0.5])
    np.testing.assert_allclose(pair.plan, weights / weights.sum())
    assert bench.events()[-1].amount == pytest.approx(0.6 / 3)


def test_a_mission_counts_days_away_and_those_of_a_helper() -> None:
    bench = Bench(triangular=True, experts_per_mission=2, days_per_mission=7.0)
    mentor, helper = bench.mentors[:2]
    bench.ctx.roles[mentor].own_mentor = helper
    pair = bench.signed()
    mission_cycle._visit(bench.ctx, 0)
    assert bench.state.days_this_quarter[mentor] == 14.0
    assert bench.ctx.roles[mentor].mentor_days == 14.0
    assert bench.ctx.roles[helper].mentor_days == pytest.approx(14.0 * bench.p.helper_share)
    assert bench.ctx.roles[pair.mentee].expert_days == 14.0


def test_works_money_is_paid_with_the_first_mission_or_given_back(bench: Bench) -> None:
    pair = bench.signed(works=2e5)
    before = float(bench.world.committed)
    mission_cycle._visit(bench.ctx, 0)
    assert bench.world.invested == bench.state.project_grants[pair.mentee] == 2e5
    assert bench.kinds().count("investment") == 1
    assert before - bench.world.committed > 2e5
    other = Bench()
    other.signed(works=2e5)
    ending.close(other.ctx, 0, 0.0)
    assert other.world.committed == 0.0


def test_a_pandemic_and_a_conflict_stop_travel_to_the_end_of_the_year(bench: Bench) -> None:
    row = bench.mentees[0]
    bench.world.now = 100.0
    assert days_until_travel(bench.ctx, row) == 0.0
    for name in ("pandemic", "conflict"):
        bench.yearly()[name][:] = 1.0
        assert days_until_travel(bench.ctx, row) == DAYS_PER_YEAR - 100.0
        bench.yearly()[name][:] = 0.0


def test_the_end_frees_everybodys_places() -> None:
    bench = Bench(consortium_mentors=3, experts_per_mission=3)
    pair = bench.signed()
    assert pair.partners == 2
    assert bench.ctx.roles.mentoring[bench.mentors].tolist() == [1, 1, 1]
    ending.finish(bench.ctx, 0, EventKind.ENDED_EARLY)
    assert bench.ctx.roles.mentoring[bench.mentors].tolist() == [0, 0, 0]
    assert bench.ctx.roles[pair.mentee].current == -1


@pytest.mark.parametrize(("practice", "graduates"), [(0.59, False), (0.6, True)])
def test_the_exit_makes_all_mentors_visible_and_perhaps_a_new_one(practice: float, graduates: bool) -> None:
    bench = Bench(consortium_mentors=2, experts_per_mission=2, graduate_practice=0.6)
    pair = bench.signed()
    bench.state.practice[:, pair.mentee] = practice
    ending.leave_planned(bench.ctx, 0)
    team = [int(pair.mentor), int(pair.partner[0])]
    np.testing.assert_allclose(bench.state.visibility[team], bench.p.visibility_gain)
    role = bench.ctx.roles[pair.mentee]
    assert (bool(role.is_mentor), int(role.own_mentor)) == (graduates, int(pair.mentor) if graduates else -1)
    assert ("graduated" in bench.kinds()) is graduates


def test_promised_places_are_not_given_to_partners() -> None:
    # each mentor has one place; the first pair looks for a partner while the second pair's mentor is promised
    bench = Bench(consortium_mentors=2, experts_per_mission=2, most_partnerships=1)
    one, other, third = bench.mentors
    bench.state.practice[:, other] = 0.99  # the best partner there is
    first, second = bench.open_pairs([(one, bench.mentees[0]), (other, bench.mentees[1])])
    assert [int(first.partner[0]), int(second.partners)] == [third, 0]
    assert bench.ctx.roles.mentoring[bench.mentors].tolist() == [1, 1, 1]


def test_a_partner_is_strong_where_the_team_is_weakest_for_the_topics() -> None:
    bench = Bench(consortium_mentors=2, experts_per_mission=2)
    lead, technical, managerial = bench.mentors
    bench.p.focus[:] = (0.9, 0.05, 0.05)
    bench.state.practice[:, lead] = (0.6, 0.5, 0.1)  # weakest at managing, but nobody comes for that
    bench.state.practice[:, technical] = (0.95, 0.1, 0.1)
    bench.state.practice[:, managerial] = (0.1, 0.1, 0.95)
    pair = bench.open()
    assert int(pair.partner[0]) == technical


def test_an_account_is_closed_at_the_end(bench: Bench) -> None:
    bench.signed()
    ending.finish(bench.ctx, 0, EventKind.ENDED_EARLY)
    assert bench.world.committed == 0.0
    assert account.instalments_left(bench.block.partnerships[0, 0]) == 0
