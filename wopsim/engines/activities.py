"""What goes on beside the missions of a partnership: residents, visits, coaching, courses, reports, follow-up."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines import account, prices
from wopsim.engines.agenda import schedule
from wopsim.engines.design_terms import courses_in
from wopsim.engines.event_log import note, note_lesson
from wopsim.engines.events import EventKind
from wopsim.engines.records import CLASSROOM, COACHING, FOLLOW_UP, LANES, PROCESSES, REPORTS, RESIDENCE, STUDY_VISITS, TECHNICAL
from wopsim.engines.resources import days_until_travel, in_conflict
from wopsim.engines.teaching import miss, teach
from wopsim.rules import effort
from wopsim.rules.time import DAYS_PER_MONTH, DAYS_PER_YEAR

NOT_BEGUN = -1
_courses_in = device(courses_in)


@device
def _wait(ctx: Any, number: int, activity: int, until: float) -> None:
    schedule(ctx.world, ctx.due, until, 0, number * PROCESSES + activity)


@device
def begin_all(ctx: Any, number: int) -> None:
    """Start everything that the design asks for beside missions."""
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    if p.resident_share > 0.0:
        partnership.resident_months = 0
        _wait(ctx, number, RESIDENCE, world.now)
    if p.remote_days_per_month > 0.0:
        partnership.coached_months = 0
        _wait(ctx, number, COACHING, world.now)
    if p.study_visits_per_year > 0.0:
        partnership.visit = NOT_BEGUN
        _wait(ctx, number, STUDY_VISITS, world.now)
    if p.classroom_days_per_year > 0.0:
        partnership.course = NOT_BEGUN
        _wait(ctx, number, CLASSROOM, world.now)
    begin_reports(ctx, number)


@device
def begin_reports(ctx: Any, number: int) -> None:
    """Start the reports on which the instalments that are left are paid, unless they are under way."""
    partnership = ctx.partnerships[number]
    if account.instalments_left(partnership) > 0 and not partnership.reporting:
        partnership.report_year = NOT_BEGUN
        _wait(ctx, number, REPORTS, ctx.world.now)


@device
def begin_follow_up(ctx: Any, number: int) -> float:
    """Start the follow-up after an exit; return the money it keeps [EUR2024]."""
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    if p.follow_up_years == 0:
        return 0.0
    partnership.follow_ups = NOT_BEGUN
    _wait(ctx, number, FOLLOW_UP, world.now)
    return min(partnership.committed, account.follow_up_money(partnership, p))


@device
def go_on(ctx: Any, number: int, activity: int) -> None:
    """Let an activity go on that is due."""
    if activity == RESIDENCE:
        _reside(ctx, number)
    elif activity == COACHING:
        _coach(ctx, number)
    elif activity == STUDY_VISITS:
        _visit(ctx, number)
    elif activity == CLASSROOM:
        _train(ctx, number)
    elif activity == REPORTS:
        _report(ctx, number)
    else:
        _follow_up(ctx, number)


@device
def _months(partnership: Any, p: Any) -> int:
    """Months of the partnership, with the second phase that may still come."""
    return int(max(partnership.months, p.months))


@device
def _reside(ctx: Any, number: int) -> None:
    """The resident advisers, month by month; they stay through a pandemic and leave in a conflict."""
    partnership = ctx.partnerships[number]
    p = ctx.p
    if partnership.resident_months > 0:
        if partnership.over:
            return
        days = p.resident_share * p.resident_days * p.resident_teaching / 12.0
        cost = prices.resident_month(p)
        if not in_conflict(ctx, partnership.mentee) and account.covers(partnership, p, cost):
            gain, gap, _ = teach(ctx, number, days, days, 0.0, True)
            ctx.roles[partnership.mentee].has_started = 1.0
            account.count_days(ctx, number, 0.0, days * p.counterpart_days)
            account.pay(ctx, number, cost)
            note_lesson(ctx, number, EventKind.RESIDENT_MONTH, days, gain, gap, cost)
    if partnership.resident_months < _months(partnership, p):
        partnership.resident_months += 1
        _wait(ctx, number, RESIDENCE, partnership.begin + partnership.resident_months * DAYS_PER_MONTH)


@device
def _coach(ctx: Any, number: int) -> None:
    """Remote coaching, month by month; nothing stops it, and it helps nobody hands-on."""
    partnership = ctx.partnerships[number]
    p = ctx.p
    if partnership.coached_months > 0:
        if partnership.over:
            return
        days = p.remote_days_per_month
        cost = prices.coaching_month(p)
        if account.covers(partnership, p, cost):
            gain, gap, _ = teach(ctx, number, days * p.remote_effect, days, 0.0, False)
            account.count_days(ctx, number, days, days * p.counterpart_days)
            account.pay(ctx, number, cost)
            note_lesson(ctx, number, EventKind.REMOTE_COACHING, days, gain, gap, cost)
    if partnership.coached_months < _months(partnership, p):
        partnership.coached_months += 1
        _wait(ctx, number, COACHING, partnership.begin + partnership.coached_months * DAYS_PER_MONTH)


@device
def _visit(ctx: Any, number: int) -> None:
    """Visits of mentee staff to the mentor; they motivate as far as something is learned."""
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    if partnership.visit >= 0:
        stopped = days_until_travel(ctx, partnership.mentee)
        if stopped > 0.0:
            _wait(ctx, number, STUDY_VISITS, world.now + stopped)
            return
        if partnership.over:
            return
        cost = prices.study_visit_cost(p, partnership.distance)
        if account.covers(partnership, p, cost):
            staff_days = float(p.study_visit_staff * p.study_visit_days)
            learned_from = staff_days * p.study_visit_effect
            gain, gap, learned = teach(ctx, number, learned_from, p.study_visit_days, partnership.distance, False)
            if learned:
                i, k = ctx.state[partnership.mentee // LANES], partnership.mentee % LANES
                i.motivation[k] += p.study_visit_motivation * (1.0 - i.motivation[k])
            account.count_days(ctx, number, p.study_visit_days, staff_days)
            account.pay(ctx, number, cost)
            note_lesson(ctx, number, EventKind.STUDY_VISIT, staff_days, gain, gap, cost)
    partnership.visit += 1
    if partnership.visit < p.planned_visits:
        interval = DAYS_PER_YEAR / p.study_visits_per_year
        _wait(ctx, number, STUDY_VISITS, max(world.now, partnership.begin + (partnership.visit + 0.5) * interval))


@device
def _train(ctx: Any, number: int) -> None:
    """Classroom training, twice a year."""
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    if partnership.course == NOT_BEGUN:
        partnership.courses = _courses_in(_months(partnership, p))
    else:
        if partnership.over:
            return
        days = p.classroom_days_per_year / 2.0
        cost = prices.courses_cost(p, 1.0)
        if account.covers(partnership, p, cost):
            gain, gap, _ = teach(ctx, number, days * p.classroom_effect, days, 0.0, False)
            account.count_days(ctx, number, days, days * p.course_staff)
            account.pay(ctx, number, cost)
            note_lesson(ctx, number, EventKind.COURSE, days, gain, gap, cost)
    partnership.course += 1
    if partnership.course < partnership.courses:
        _wait(ctx, number, CLASSROOM, max(world.now, partnership.begin + (partnership.course + 0.5) * 6.0 * DAYS_PER_MONTH))


@device
def _report(ctx: Any, number: int) -> None:
    """A report at the end of each year; the next instalment follows it, what is held back only with a result.

    `report_year` counts waits: odd ones end with a report, even ones with its instalment.
    """
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    practice = ctx.state[partnership.mentee // LANES].practice[TECHNICAL, partnership.mentee % LANES]
    if partnership.report_year == NOT_BEGUN:
        partnership.reporting = True
        partnership.report_start, partnership.report_before, partnership.report_year = world.now, practice, 0
    elif partnership.over:
        return
    elif partnership.report_year % 2 == 1:
        gained = practice - partnership.report_before
        bending = p.indicator_bending if partnership.held_back > 0.0 else 0.0
        partnership.report_result = gained >= effort.reported_result(p.result_threshold, bending)
        if partnership.report_result and gained < p.result_threshold:
            note(ctx, number, EventKind.BENT_REPORT, gained)
        partnership.report_before = practice
        miss(ctx, number, p.report_staff_days)
        account.count_days(ctx, number, 0.0, p.report_staff_days)
        note(ctx, number, EventKind.REPORTED, 1.0 if partnership.report_result else 0.0)
        partnership.report_year += 1
        _wait(ctx, number, REPORTS, world.now + p.report_days)
        return
    else:
        note(ctx, number, EventKind.INSTALMENT, account.receive(ctx, number, partnership.report_result))
    if account.instalments_left(partnership) == 0:
        partnership.reporting = False
        return
    partnership.report_year += 1
    year = (partnership.report_year + 1) // 2
    _wait(ctx, number, REPORTS, max(world.now, partnership.report_start + year * DAYS_PER_YEAR))


@device
def _follow_up(ctx: Any, number: int) -> None:
    """Visits of one expert after the exit, once a year; they keep skill up and open nothing new."""
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    if partnership.follow_ups >= 0:
        stopped = days_until_travel(ctx, partnership.mentee)
        if stopped > 0.0:
            _wait(ctx, number, FOLLOW_UP, world.now + stopped)
            return
        cost = prices.follow_up_cost(p, partnership.distance)
        if not account.covers(partnership, p, cost):
            account.release_all(ctx, number, 0.0)
            return
        gain, gap, _ = teach(ctx, number, p.follow_up_days, p.follow_up_days, partnership.distance, False)
        account.count_days(ctx, number, p.follow_up_days, p.follow_up_days * p.counterpart_days)
        account.pay(ctx, number, cost)
        note_lesson(ctx, number, EventKind.FOLLOW_UP, p.follow_up_days, gain, gap, cost)
    partnership.follow_ups += 1
    if partnership.follow_ups < p.follow_up_years:
        _wait(ctx, number, FOLLOW_UP, world.now + DAYS_PER_YEAR)
    else:
        account.release_all(ctx, number, 0.0)
