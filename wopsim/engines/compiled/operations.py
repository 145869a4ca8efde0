"""M13, the life of a partnership in continuous time: what `wopsim.engines.agents.operations` tells as a story, stage by stage.

A stage says where the life goes on when it is due again. Each function below is what happens between two waits.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wopsim.engines.compiled import account, activities, chance
from wopsim.engines.compiled.diary import (
    AGREED,
    COUNTERPART_CHANGED,
    DIAGNOSED,
    ENDED_AT_REVIEW,
    ENDED_EARLY,
    EXITED,
    EXTENDED,
    GRADUATED,
    INTRODUCED,
    INVESTMENT,
    LEADER_CHANGED,
    MISSION,
    NO_SECOND_PHASE,
    NOT_AGREED,
    RAN_OUT_OF_MONEY,
    REVIEWED,
    SECOND_PHASE,
    TRAVEL_STOPPED,
    note,
    note_lesson,
    note_utility,
)  # fmt: skip
from wopsim.engines.compiled.experts import ask_for_experts, experts_from, give_back_experts, mentor_at, party_of
from wopsim.engines.compiled.layout import LANES, MAIN, PROCESSES
from wopsim.engines.compiled.nature import COMMERCIAL, DOMAINS, MANAGERIAL, TECHNICAL
from wopsim.engines.compiled.queue import AFTER_OTHERS, schedule
from wopsim.engines.compiled.teaching import shown, teach
from wopsim.engines.compiled.travel import days_until_travel
from wopsim.engines.luck import MOMENT
from wopsim.rules import channels, domains, mentors, missions, partnership, trust
from wopsim.rules.compiling import Everywhere
from wopsim.rules.compiling import inside as compiled
from wopsim.rules.time import DAYS_PER_MONTH, DAYS_PER_YEAR

(
    START, INTRODUCTION, AGREEMENT, DIAGNOSIS, FIRST_MISSION, END_OF_MONTHS, MID_TERM, MISSION_DUE, LAST_WAIT, MONEY, TRAVEL, EXPERTS, EXIT,
    MISSION_DONE,
) = range(14)  # fmt: skip


@compiled
def wait(here: Any, number: int, until: float, stage: int, priority: int) -> None:
    """Let the partnership go on at `until` [day]."""
    here.deals[number].stage = stage
    schedule(here.world, here.due, until, priority, number * PROCESSES + MAIN)


@Everywhere
def go_on(here: Any, number: int) -> None:
    """Live until the next wait."""
    stage = here.deals[number].stage
    if stage == START:
        _start(here, number)
    elif stage == INTRODUCTION:
        _introduced(here, number)
    elif stage == AGREEMENT:
        _agree(here, number)
    elif stage == DIAGNOSIS:
        _diagnose(here, number)
    elif stage == FIRST_MISSION:
        _begin(here, number)
    elif stage == END_OF_MONTHS:
        _months_are_over(here, number)
    elif stage == MID_TERM:
        if not _review(here, number):
            _await_mission(here, number)
    elif stage == MISSION_DUE:
        deal = here.deals[number]
        deal.give_up = here.world.now + here.p.patience * DAYS_PER_YEAR
        _await_money(here, number)
    elif stage == MONEY:
        _await_money(here, number)
    elif stage == TRAVEL:
        _await_travel(here, number)
    elif stage == EXPERTS:
        _travel(here, number)
    elif stage == MISSION_DONE:
        _come_home(here, number)
    else:
        _leave_planned(here, number)


@compiled
def _waiting(p: Any, median: float, z: float) -> float:
    return partnership.waiting_time(median, p.delay_spread, z) * DAYS_PER_YEAR


@compiled
def _start(here: Any, number: int) -> None:
    world, deal = here.world, here.deals[number]
    p = here.p
    wait(here, number, world.now + _waiting(p, p.introduction_median * p.delay, deal.z_introduction), INTRODUCTION, 0)


@compiled
def _introduced(here: Any, number: int) -> None:
    world, deal = here.world, here.deals[number]
    p = here.p
    note(here, number, INTRODUCED, np.nan)
    wait(here, number, world.now + _waiting(p, p.agreement_median * p.delay, deal.z_agreement), AGREEMENT, 0)


@compiled
def _agree(here: Any, number: int) -> None:
    """Agree or not; sign."""
    world, deal = here.world, here.deals[number]
    p = here.p
    if chance.of_partnership(here, number, chance.AGREEMENT, 0) >= p.agreement_chance:
        note(here, number, NOT_AGREED, np.nan)
        close(here, number, 0.0)
        return
    deal.signed = True
    deal.trust = channels.first_trust(p.trust_start, p.introduction)
    seat = here.seats[deal.mentee]
    world.agreed += 1.0
    seat.exit_time = np.nan  # an exit is the last one only until the next agreement
    if np.isnan(seat.agreement_time):
        seat.agreement_time = world.now / DAYS_PER_YEAR
    note(here, number, AGREED, deal.committed)
    account.open_account(here, number)
    account.pay(here, number, p.facilitation_cost)
    deal.startup = _waiting(p, p.startup_median, deal.z_startup)
    wait(here, number, world.now + min(p.diagnosis_days, deal.startup), DIAGNOSIS, 0)


@compiled
def _diagnose(here: Any, number: int) -> None:
    """Diagnose together, and shift the work plan towards the larger gaps."""
    world, deal = here.world, here.deals[number]
    p = here.p
    account.pay(here, number, p.diagnosis_cost)
    i, k = here.state[deal.mentee // LANES], deal.mentee % LANES
    gap = here.scratch[0]
    for d in range(DOMAINS):
        gap[d] = max(0.0, shown(here, p, deal, d) - i.skill[d, k])
        deal.plan[d] = partnership.plan_weight(p.focus[d], gap[d])
    weight = max(1e-12, domains.over_domains(deal.plan[TECHNICAL], deal.plan[COMMERCIAL], deal.plan[MANAGERIAL]))
    for d in range(DOMAINS):
        deal.plan[d] = deal.plan[d] / weight
    note(here, number, DIAGNOSED, domains.mean_of(gap[TECHNICAL], gap[COMMERCIAL], gap[MANAGERIAL]))
    wait(here, number, world.now + max(0.0, deal.startup - p.diagnosis_days), FIRST_MISSION, 0)


@compiled
def _begin(here: Any, number: int) -> None:
    world, deal = here.world, here.deals[number]
    p = here.p
    deal.begin = world.now
    deal.due = world.now
    deal.middle = deal.begin + p.months / 2.0 * DAYS_PER_MONTH
    activities.begin_all(here, number)
    _plan_next(here, number)


@compiled
def _end(deal: Any) -> float:
    return deal.begin + deal.months * DAYS_PER_MONTH


@compiled
def _plan_next(here: Any, number: int) -> None:
    """Wait for the next mission, the mid-term review or the end of the agreed months, whatever comes first."""
    world, deal = here.world, here.deals[number]
    if deal.over:
        return
    end = _end(deal)
    if deal.due > end - MOMENT:
        wait(here, number, max(world.now, end), END_OF_MONTHS, AFTER_OTHERS)
    elif not deal.reviewed and deal.due >= deal.middle:
        wait(here, number, max(world.now, deal.middle), MID_TERM, AFTER_OTHERS)
    else:
        _await_mission(here, number)


@compiled
def _await_mission(here: Any, number: int) -> None:
    deal = here.deals[number]
    wait(here, number, max(here.world.now, deal.due), MISSION_DUE, 0)


@compiled
def _months_are_over(here: Any, number: int) -> None:
    deal = here.deals[number]
    if _second_phase(here, number) if deal.second else _extend(here, number):
        _plan_next(here, number)
    elif not deal.over:
        wait(here, number, max(here.world.now, _end(deal)), EXIT, AFTER_OTHERS)


@compiled
def _await_money(here: Any, number: int) -> None:
    """Wait until an instalment covers the next mission; without one, a first phase is over, a whole partnership ends."""
    world, deal = here.world, here.deals[number]
    p = here.p
    while not account.covers(deal, p, account.mission_price(deal, here.seats, p)):
        if deal.extended:  # the money of an extension is used up: wait for the exit
            wait(here, number, max(world.now, _end(deal)), LAST_WAIT, AFTER_OTHERS)
            return
        none_left = account.instalments_left(deal) == 0
        if none_left and deal.second:
            if not _second_phase(here, number):
                _leave_planned(here, number)
                return
            continue
        if none_left or world.now >= deal.give_up:
            finish(here, number, RAN_OUT_OF_MONEY)
            return
        wait(here, number, world.now + DAYS_PER_MONTH, MONEY, AFTER_OTHERS)
        return
    _await_travel(here, number)


@compiled
def _await_travel(here: Any, number: int) -> None:
    deal = here.deals[number]
    stopped = days_until_travel(here, deal.mentee)
    if stopped > 0.0:
        note(here, number, TRAVEL_STOPPED, np.nan)
        wait(here, number, here.world.now + stopped, TRAVEL, 0)
    else:
        deal.stage = EXPERTS
        ask_for_experts(here, number)


@Everywhere
def _travel(here: Any, number: int) -> None:
    world, deal = here.world, here.deals[number]
    p = here.p
    if days_until_travel(here, deal.mentee) != 0.0:  # travel stopped while this party waited for its experts
        give_back_experts(here, number)
        _await_travel(here, number)
        return
    late = (world.now - deal.due) / DAYS_PER_YEAR
    deal.trust = trust.trust_after_mission(deal.trust, p.trust_gain, p.trust_delay_loss, late)
    wait(here, number, world.now + p.days_per_mission, MISSION_DONE, 0)


@Everywhere
def _come_home(here: Any, number: int) -> None:
    """What a mission has done, and whether the partnership goes on."""
    world, deal = here.world, here.deals[number]
    p = here.p
    interval = DAYS_PER_YEAR / p.missions_per_year
    _visit(here, number)
    give_back_experts(here, number)
    span = max(0.0, min(interval, _end(deal) - world.now)) / DAYS_PER_YEAR
    if chance.of_partnership(here, number, chance.COUNTERPART, deal.n) < trust.change_chance(p.counterpart_rate, span):
        deal.trust = trust.trust_after_change(deal.trust, p.counterpart_loss)
        note(here, number, COUNTERPART_CHANGED, np.nan)
    ends = trust.early_end_chance(p.early_end_rate, p.early_end_trust, deal.trust, span)
    if chance.of_partnership(here, number, chance.EARLY_END, deal.n) < ends:
        finish(here, number, ENDED_EARLY)
    # what a stop took away is not made up for: missions keep at least half their distance
    deal.due = max(deal.due + interval, world.now + interval / 2.0)
    deal.n += 1
    _plan_next(here, number)


@Everywhere
def _visit(here: Any, number: int) -> None:
    """Do one mission: teach, pay, record."""
    world, deal, seats = here.world, here.deals[number], here.seats
    p = here.p
    if deal.n == 0:
        seats[deal.mentee].has_started = 1.0
        account.pay(here, number, p.pilot_grant)
        deal.invested = True
        if deal.investment > 0.0:
            world.committed -= deal.investment
            world.invested += deal.investment
            here.state[deal.mentee // LANES].project_grants[deal.mentee % LANES] += deal.investment
            note(here, number, INVESTMENT, deal.investment)
    given = party_of(deal, seats, p.experts_per_mission) * p.days_per_mission / p.cohort_size
    learned_from = missions.cohort_days(given * p.cohort_size, float(p.cohort_size), p.indirect_learning)
    gain, gap, _ = teach(here, number, learned_from, given, deal.distance, True)
    if deal.helper >= 0:
        seats[deal.helper].mentor_days += given * p.helper_share
    price = account.mission_price(deal, seats, p)
    account.pay(here, number, price)
    note_lesson(here, number, MISSION, given, gain, gap, price)
    # residents are hired for the post; only travelling experts are missed at home
    for place in range(deal.partners + 1):
        mentor, size = mentor_at(deal, place), experts_from(deal, seats, place, p.experts_per_mission)
        here.state[mentor // LANES].days_this_quarter[mentor % LANES] += size * p.days_per_mission / p.cohort_size


@compiled
def _second_phase(here: Any, number: int) -> bool:
    """The first phase is over: a review decides on the rest, if money for it is free. Returns whether it goes on."""
    world, deal = here.world, here.deals[number]
    p = here.p
    deal.second = False
    if _review(here, number):
        return False
    price = deal.whole_price - deal.grant
    if account.free_money(world, p) < price:
        note(here, number, NO_SECOND_PHASE, np.nan)
        return False
    world.committed += price
    account.extend_account(here, number, price, p.months - deal.months)
    deal.months = p.months
    note(here, number, SECOND_PHASE, price)
    activities.begin_reports(here, number)
    return True


@compiled
def _extend(here: Any, number: int) -> bool:
    """Extend at no extra cost while money for missions is left; returns whether it was."""
    deal, p = here.deals[number], here.p
    if deal.extended or p.extension_months == 0 or not account.covers(deal, p, account.mission_price(deal, here.seats, p)):
        return False
    deal.extended = True
    deal.months += p.extension_months
    note(here, number, EXTENDED, float(p.extension_months))
    return True


@compiled
def _review(here: Any, number: int) -> bool:
    """Mid-term review: ends a partnership without trust. Returns whether it ended."""
    deal = here.deals[number]
    deal.reviewed = True
    note(here, number, REVIEWED, np.nan)
    if deal.trust < here.p.review_trust:
        finish(here, number, ENDED_AT_REVIEW)
    return bool(deal.over)


@compiled
def leader_changed(here: Any, number: int) -> None:
    """M12: a new leader at the mentee has to be won again."""
    deal = here.deals[number]
    if deal.signed:
        deal.trust = trust.trust_after_change(deal.trust, here.p.trust_reset)
        note(here, number, LEADER_CHANGED, np.nan)


@compiled
def _leave_planned(here: Any, number: int) -> None:
    """Exit as planned: visibility for the mentor, perhaps a new mentor, follow-up."""
    deal = here.deals[number]
    if deal.over:
        return
    p = here.p
    for place in range(deal.partners + 1):
        mentor = mentor_at(deal, place)
        s, j = here.state[mentor // LANES], mentor % LANES
        s.visibility[j] = mentors.visibility_after(s.visibility[j], p.visibility_gain)
    finish(here, number, EXITED)
    # a former mentee can mentor where practice allows it
    seat, i, k = here.seats[deal.mentee], here.state[deal.mentee // LANES], deal.mentee % LANES
    practice = domains.mean_of(i.practice[TECHNICAL, k], i.practice[COMMERCIAL, k], i.practice[MANAGERIAL, k])
    if seat.is_mentor or practice < p.graduate_practice:
        return
    seat.is_mentor = True
    seat.own_mentor = deal.mentor
    note_utility(here, GRADUATED, deal.mentee, practice)


@compiled
def finish(here: Any, number: int, how: int) -> None:
    """End the partnership."""
    world, deal = here.world, here.deals[number]
    if deal.over:
        return
    deal.over = True
    if how == EXITED:
        world.completed += 1.0
    else:
        world.ended_early += 1.0
    here.seats[deal.mentee].exit_time = world.now / DAYS_PER_YEAR
    note(here, number, how, np.nan)
    close(here, number, activities.begin_follow_up(here, number) if how == EXITED else 0.0)


@compiled
def close(here: Any, number: int, keep: float) -> None:
    """Free the places and the money of a partnership that is over, but what is kept for its follow-up [EUR2024]."""
    deal, seats = here.deals[number], here.seats
    deal.over = True
    account.release_all(here, number, keep)
    if not deal.invested:
        here.world.committed -= deal.investment
    seats[deal.mentee].current = -1
    for place in range(deal.partners + 1):
        seats[mentor_at(deal, place)].mentoring -= 1
