"""What goes on beside the missions of a partnership: residents, visits, coaching, courses, reports, follow-up. See the engine `agents`."""

from __future__ import annotations

from typing import Any

from wopsim.engines.compiled import account
from wopsim.engines.compiled.diary import (
    COURSE,
    FOLLOWED_UP,
    INSTALMENT,
    REMOTE_COACHING,
    REPORTED,
    RESIDENT_MONTH,
    STUDY_VISIT,
    note,
    note_lesson,
)
from wopsim.engines.compiled.layout import CLASSROOM, COACHING, FOLLOW_UP, LANES, PROCESSES, REPORTS, RESIDENCE, STUDY_VISITS
from wopsim.engines.compiled.nature import TECHNICAL
from wopsim.engines.compiled.queue import schedule
from wopsim.engines.compiled.teaching import teach
from wopsim.engines.compiled.travel import days_until_travel, in_conflict
from wopsim.engines.design import courses_in
from wopsim.rules.compiling import inside as compiled
from wopsim.rules.time import DAYS_PER_MONTH, DAYS_PER_YEAR

NOT_BEGUN = -1
_courses_in = compiled(courses_in)


@compiled
def _wait(here: Any, number: int, activity: int, until: float) -> None:
    schedule(here.world, here.due, until, 0, number * PROCESSES + activity)


@compiled
def begin_all(here: Any, number: int) -> None:
    """Start everything that the design asks for beside missions."""
    world, deal = here.world, here.deals[number]
    p = here.p
    if p.resident_share > 0.0:
        deal.resident_months = 0
        _wait(here, number, RESIDENCE, world.now)
    if p.remote_days_per_month > 0.0:
        deal.coached_months = 0
        _wait(here, number, COACHING, world.now)
    if p.study_visits_per_year > 0.0:
        deal.visit = NOT_BEGUN
        _wait(here, number, STUDY_VISITS, world.now)
    if p.classroom_days_per_year > 0.0:
        deal.course = NOT_BEGUN
        _wait(here, number, CLASSROOM, world.now)
    begin_reports(here, number)


@compiled
def begin_reports(here: Any, number: int) -> None:
    """Start the reports on which the instalments that are left are paid, unless they are under way."""
    deal = here.deals[number]
    if account.instalments_left(deal) > 0 and not deal.reporting:
        deal.report_year = NOT_BEGUN
        _wait(here, number, REPORTS, here.world.now)


@compiled
def begin_follow_up(here: Any, number: int) -> float:
    """Start the follow-up after an exit; return the money it keeps [EUR2024]."""
    world, deal = here.world, here.deals[number]
    p = here.p
    if p.follow_up_years == 0:
        return 0.0
    deal.follow_ups = NOT_BEGUN
    _wait(here, number, FOLLOW_UP, world.now)
    return min(deal.committed, account.follow_up_money(deal, p))


@compiled
def go_on(here: Any, number: int, activity: int) -> None:
    """Let an activity go on that is due."""
    if activity == RESIDENCE:
        _reside(here, number)
    elif activity == COACHING:
        _coach(here, number)
    elif activity == STUDY_VISITS:
        _visit(here, number)
    elif activity == CLASSROOM:
        _train(here, number)
    elif activity == REPORTS:
        _report(here, number)
    else:
        _follow_up(here, number)


@compiled
def _months(deal: Any, p: Any) -> int:
    """Months of the partnership, with the second phase that may still come."""
    return int(max(deal.months, p.months))


@compiled
def _reside(here: Any, number: int) -> None:
    """The resident advisers, month by month; they stay through a pandemic and leave in a conflict."""
    deal = here.deals[number]
    p = here.p
    if deal.resident_months > 0:
        if deal.over:
            return
        days = p.resident_share * p.resident_days * p.resident_teaching / 12.0
        cost = p.resident_share * p.resident_year_cost / 12.0
        if not in_conflict(here, deal.mentee) and account.covers(deal, p, cost):
            gain, gap, _ = teach(here, number, days, days, 0.0, True)
            account.pay(here, number, cost)
            note_lesson(here, number, RESIDENT_MONTH, days, gain, gap, cost)
    if deal.resident_months < _months(deal, p):
        deal.resident_months += 1
        _wait(here, number, RESIDENCE, deal.begin + deal.resident_months * DAYS_PER_MONTH)


@compiled
def _coach(here: Any, number: int) -> None:
    """Remote coaching, month by month; nothing stops it, and it helps nobody hands-on."""
    deal = here.deals[number]
    p = here.p
    if deal.coached_months > 0:
        if deal.over:
            return
        days = p.remote_days_per_month
        cost = days * p.remote_day_cost
        if account.covers(deal, p, cost):
            gain, gap, _ = teach(here, number, days * p.remote_effect, days, 0.0, False)
            account.pay(here, number, cost)
            note_lesson(here, number, REMOTE_COACHING, days, gain, gap, cost)
    if deal.coached_months < _months(deal, p):
        deal.coached_months += 1
        _wait(here, number, COACHING, deal.begin + deal.coached_months * DAYS_PER_MONTH)


@compiled
def _visit(here: Any, number: int) -> None:
    """Visits of mentee staff to the mentor; they motivate as far as something is learned."""
    world, deal = here.world, here.deals[number]
    p = here.p
    if deal.visit >= 0:
        stopped = days_until_travel(here, deal.mentee)
        if stopped > 0.0:
            _wait(here, number, STUDY_VISITS, world.now + stopped)
            return
        if deal.over:
            return
        cost = account.study_visit_cost(p, deal.distance)
        if account.covers(deal, p, cost):
            staff_days = float(p.study_visit_staff * p.study_visit_days)
            learned_from = staff_days * p.study_visit_effect
            gain, gap, learned = teach(here, number, learned_from, p.study_visit_days, deal.distance, False)
            if learned:
                i, k = here.state[deal.mentee // LANES], deal.mentee % LANES
                i.motivation[k] += p.study_visit_motivation * (1.0 - i.motivation[k])
            account.pay(here, number, cost)
            note_lesson(here, number, STUDY_VISIT, staff_days, gain, gap, cost)
    deal.visit += 1
    if deal.visit < p.planned_visits:
        interval = DAYS_PER_YEAR / p.study_visits_per_year
        _wait(here, number, STUDY_VISITS, max(world.now, deal.begin + (deal.visit + 0.5) * interval))


@compiled
def _train(here: Any, number: int) -> None:
    """Classroom training, twice a year."""
    world, deal = here.world, here.deals[number]
    p = here.p
    if deal.course == NOT_BEGUN:
        deal.courses = _courses_in(_months(deal, p))
    else:
        if deal.over:
            return
        days = p.classroom_days_per_year / 2.0
        cost = days * p.classroom_day_cost
        if account.covers(deal, p, cost):
            gain, gap, _ = teach(here, number, days * p.classroom_effect, days, 0.0, False)
            account.pay(here, number, cost)
            note_lesson(here, number, COURSE, days, gain, gap, cost)
    deal.course += 1
    if deal.course < deal.courses:
        _wait(here, number, CLASSROOM, max(world.now, deal.begin + (deal.course + 0.5) * 6.0 * DAYS_PER_MONTH))


@compiled
def _report(here: Any, number: int) -> None:
    """A report at the end of each year; the next instalment follows it, what is held back only with a result.

    `report_year` counts waits: odd ones end with a report, even ones with its instalment.
    """
    world, deal = here.world, here.deals[number]
    p = here.p
    practice = here.state[deal.mentee // LANES].practice[TECHNICAL, deal.mentee % LANES]
    if deal.report_year == NOT_BEGUN:
        deal.reporting = True
        deal.report_start, deal.report_before, deal.report_year = world.now, practice, 0
    elif deal.over:
        return
    elif deal.report_year % 2 == 1:
        deal.report_result = practice - deal.report_before >= p.result_threshold
        deal.report_before = practice
        note(here, number, REPORTED, 1.0 if deal.report_result else 0.0)
        deal.report_year += 1
        _wait(here, number, REPORTS, world.now + p.report_days)
        return
    else:
        note(here, number, INSTALMENT, account.receive(here, number, deal.report_result))
    if account.instalments_left(deal) == 0:
        deal.reporting = False
        return
    deal.report_year += 1
    year = (deal.report_year + 1) // 2
    _wait(here, number, REPORTS, max(world.now, deal.report_start + year * DAYS_PER_YEAR))


@compiled
def _follow_up(here: Any, number: int) -> None:
    """Visits of one expert after the exit, once a year; they keep skill up and open nothing new."""
    world, deal = here.world, here.deals[number]
    p = here.p
    if deal.follow_ups >= 0:
        stopped = days_until_travel(here, deal.mentee)
        if stopped > 0.0:
            _wait(here, number, FOLLOW_UP, world.now + stopped)
            return
        cost = account.follow_up_cost(p, deal.distance)
        if not account.covers(deal, p, cost):
            account.release_all(here, number, 0.0)
            return
        gain, gap, _ = teach(here, number, p.follow_up_days, p.follow_up_days, deal.distance, False)
        account.pay(here, number, cost)
        note_lesson(here, number, FOLLOWED_UP, p.follow_up_days, gain, gap, cost)
    deal.follow_ups += 1
    if deal.follow_ups < p.follow_up_years:
        _wait(here, number, FOLLOW_UP, world.now + DAYS_PER_YEAR)
    else:
        account.release_all(here, number, 0.0)
