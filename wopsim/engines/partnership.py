"""M13, the life of a partnership in continuous time, from the introduction to the exit.

A stage says where the life goes on when it is due again, and each function is what happens between two waits; `LIFE` puts them together.
Chance is addressed by mentee, mentor and how-many-th, never by date, so that a later signing does not meet other luck.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np

from wopsim.compile import device, inline
from wopsim.engines import account, activities, chance, cohorts
from wopsim.engines.agenda import AFTER_OTHERS, schedule
from wopsim.engines.event_log import note, note_lesson, note_utility
from wopsim.engines.events import EventKind
from wopsim.engines.exogenous import MOMENT
from wopsim.engines.records import CLOSING, COMMERCIAL, DOMAIN_COUNT, LANES, MAIN, MANAGERIAL, PROCESSES, TECHNICAL
from wopsim.engines.resources import ask_for_experts, days_until_travel, experts_from, give_back_experts, mentor_at, party_of
from wopsim.engines.teaching import effort_in, shown, teach
from wopsim.rules import channels, domains, mentors, trust
from wopsim.rules import partnership_timing as partnership_rules
from wopsim.rules.time import DAYS_PER_MONTH, DAYS_PER_YEAR


class Stage(IntEnum):
    """What a partnership waits for: where its life goes on when it is due again. See `LIFE`."""

    START = 0
    INTRODUCTION = 1
    AGREEMENT = 2
    DIAGNOSIS = 3
    FIRST_MISSION = 4
    END_OF_MONTHS = 5
    MID_TERM = 6
    MISSION_DUE = 7
    LAST_WAIT = 8
    MONEY = 9
    TRAVEL = 10
    EXPERTS = 11
    EXIT = 12
    MISSION_DONE = 13


@device
def wait(ctx: Any, number: int, until: float, stage: Stage, priority: int) -> None:
    """Let the partnership go on at `until` [day]."""
    ctx.partnerships[number].stage = stage
    schedule(ctx.world, ctx.due, until, priority, number * PROCESSES + MAIN)


@device
def _waiting(p: Any, median: float, z: float) -> float:
    return partnership_rules.waiting_time(median, p.delay_spread, z) * DAYS_PER_YEAR


@device
def _start(ctx: Any, number: int) -> None:
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    wait(ctx, number, world.now + _waiting(p, p.introduction_median * p.delay, partnership.z_introduction), Stage.INTRODUCTION, 0)


@device
def _introduced(ctx: Any, number: int) -> None:
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    note(ctx, number, EventKind.INTRODUCED, np.nan)
    wait(ctx, number, world.now + _waiting(p, p.agreement_median * p.delay, partnership.z_agreement), Stage.AGREEMENT, 0)


@device
def _agree(ctx: Any, number: int) -> None:
    """Agree or not; sign."""
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    if chance.of_partnership(ctx, number, chance.AGREEMENT, 0) >= p.agreement_chance:
        note(ctx, number, EventKind.NOT_AGREED, np.nan)
        close(ctx, number, 0.0)
        return
    if _refuses(ctx, number):
        note(ctx, number, EventKind.REFUSED, np.nan)
        close(ctx, number, 0.0)
        return
    if not partnership_rules.fits_before(world.now / DAYS_PER_YEAR, p.startup_median, float(p.months), float(p.must_end_by)):
        note(ctx, number, EventKind.TOO_LATE, np.nan)
        close(ctx, number, 0.0)
        return
    partnership.signed = True
    partnership.trust = channels.first_trust(p.trust_start, p.introduction)
    role = ctx.roles[partnership.mentee]
    world.agreed += 1.0
    role.exit_time = np.nan  # an exit is the last one only until the next agreement
    if np.isnan(role.agreement_time):
        role.agreement_time = world.now / DAYS_PER_YEAR
    note(ctx, number, EventKind.AGREED, partnership.committed)
    account.open_account(ctx, number)
    account.pay(ctx, number, p.facilitation_cost)
    partnership.startup = _waiting(p, p.startup_median, partnership.z_startup)
    wait(ctx, number, world.now + min(p.diagnosis_days, partnership.startup), Stage.DIAGNOSIS, 0)


@device
def _refuses(ctx: Any, number: int) -> bool:
    """Whether the mentor refuses: the more motivated it is and the more others are seen to mentor, the less."""
    partnership, p = ctx.partnerships[number], ctx.p
    if p.mentor_refusal == 0.0 or partnership.cohort != number:  # a cohort has its mentor already
        return False
    seen, able = 0.0, 0.0
    for row in range(ctx.roles.size):
        if ctx.roles[row].is_mentor:
            seen += ctx.state[row // LANES].visibility[row % LANES]
            able += 1.0
    motivation = ctx.state[partnership.mentor // LANES].motivation[partnership.mentor % LANES]
    refusal = mentors.refusal_chance(p.mentor_refusal, motivation, p.visibility_pull, seen / max(1.0, able))
    return bool(chance.of_partnership(ctx, number, chance.REFUSAL, 0) < refusal)


@device
def _diagnose(ctx: Any, number: int) -> None:
    """Diagnose together, and shift the work plan towards the larger gaps."""
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    account.pay(ctx, number, p.diagnosis_cost)
    i, k = ctx.state[partnership.mentee // LANES], partnership.mentee % LANES
    gap = ctx.scratch[0]
    for d in range(DOMAIN_COUNT):
        gap[d] = max(0.0, shown(ctx, p, partnership, d) - i.skill[d, k])
        partnership.plan[d] = partnership_rules.plan_weight(p.focus[d], gap[d])
    weight = max(1e-12, domains.over_domains(partnership.plan[TECHNICAL], partnership.plan[COMMERCIAL], partnership.plan[MANAGERIAL]))
    for d in range(DOMAIN_COUNT):
        partnership.plan[d] = partnership.plan[d] / weight
    note(ctx, number, EventKind.DIAGNOSED, domains.mean_of(gap[TECHNICAL], gap[COMMERCIAL], gap[MANAGERIAL]))
    wait(ctx, number, world.now + max(0.0, partnership.startup - p.diagnosis_days), Stage.FIRST_MISSION, 0)


@device
def _begin(ctx: Any, number: int) -> None:
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    partnership.begin = world.now
    partnership.due = world.now
    partnership.middle = partnership.begin + p.months / 2.0 * DAYS_PER_MONTH
    _note_effort(ctx, number)
    activities.begin_all(ctx, number)
    _plan_next(ctx, number)


@device
def _note_effort(ctx: Any, number: int) -> None:
    """M18: say with how much effort the mentee takes part, where that is unusual."""
    tries = effort_in(ctx, number, TECHNICAL)
    if tries != 1.0:
        note(ctx, number, EventKind.EFFORT, tries)


@device
def _end(partnership: Any) -> float:
    return partnership.begin + partnership.months * DAYS_PER_MONTH


@device
def _plan_next(ctx: Any, number: int) -> None:
    """Wait for the next mission, the mid-term review or the end of the agreed months, whatever comes first."""
    world, partnership = ctx.world, ctx.partnerships[number]
    if partnership.over:
        return
    end = _end(partnership)
    if partnership.due > end - MOMENT:
        wait(ctx, number, max(world.now, end), Stage.END_OF_MONTHS, AFTER_OTHERS)
    elif not partnership.reviewed and partnership.due >= partnership.middle:
        wait(ctx, number, max(world.now, partnership.middle), Stage.MID_TERM, AFTER_OTHERS)
    else:
        _await_mission(ctx, number)


@device
def _await_mission(ctx: Any, number: int) -> None:
    partnership = ctx.partnerships[number]
    wait(ctx, number, max(ctx.world.now, partnership.due), Stage.MISSION_DUE, 0)


@device
def _mid_term(ctx: Any, number: int) -> None:
    if not _review(ctx, number):
        _await_mission(ctx, number)


@device
def _mission_due(ctx: Any, number: int) -> None:
    partnership = ctx.partnerships[number]
    partnership.give_up = ctx.world.now + ctx.p.patience * DAYS_PER_YEAR
    cohorts.see_who_is_there(ctx, number)
    account.pay_for_the_missing(ctx, number)
    _await_money(ctx, number)


@device
def _months_are_over(ctx: Any, number: int) -> None:
    partnership = ctx.partnerships[number]
    if _second_phase(ctx, number) if partnership.second else _extend(ctx, number):
        _plan_next(ctx, number)
    elif not partnership.over:
        wait(ctx, number, max(ctx.world.now, _end(partnership)), Stage.EXIT, AFTER_OTHERS)


@device
def _await_money(ctx: Any, number: int) -> None:
    """Wait until an instalment covers the next mission; without one, a first phase is over, a whole partnership ends."""
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    while not account.covers(partnership, p, account.next_price(ctx, number)):
        if partnership.extended:  # the money of an extension is used up: wait for the exit
            wait(ctx, number, max(world.now, _end(partnership)), Stage.LAST_WAIT, AFTER_OTHERS)
            return
        none_left = account.instalments_left(partnership) == 0
        if none_left and partnership.second:
            if not _second_phase(ctx, number):
                _leave_planned(ctx, number)
                return
            continue
        if none_left or world.now >= partnership.give_up:
            finish(ctx, number, EventKind.RAN_OUT_OF_MONEY)
            return
        wait(ctx, number, world.now + DAYS_PER_MONTH, Stage.MONEY, AFTER_OTHERS)
        return
    _await_travel(ctx, number)


@device
def _await_travel(ctx: Any, number: int) -> None:
    partnership = ctx.partnerships[number]
    host = ctx.partnerships[cohorts.host_of(ctx, number)]
    stopped = max(days_until_travel(ctx, partnership.mentee), days_until_travel(ctx, host.mentee))
    if stopped > 0.0:
        note(ctx, number, EventKind.TRAVEL_STOPPED, np.nan)
        wait(ctx, number, ctx.world.now + stopped, Stage.TRAVEL, 0)
    elif not partnership.hosts:  # the experts are at another member
        wait(ctx, number, ctx.world.now, Stage.EXPERTS, 0)
    else:
        partnership.stage = Stage.EXPERTS
        ask_for_experts(ctx, number)


@inline
def _travel(ctx: Any, number: int) -> None:
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    if days_until_travel(ctx, partnership.mentee) != 0.0:  # travel stopped while this party waited for its experts
        if partnership.hosts:
            give_back_experts(ctx, number)
        _await_travel(ctx, number)
        return
    late = (world.now - partnership.due) / DAYS_PER_YEAR
    partnership.trust = trust.trust_after_mission(partnership.trust, p.trust_gain, p.trust_delay_loss, late)
    wait(ctx, number, world.now + p.days_per_mission, Stage.MISSION_DONE, 0)


@inline
def _come_home(ctx: Any, number: int) -> None:
    """What a mission has done, and whether the partnership goes on."""
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    interval = DAYS_PER_YEAR / p.missions_per_year
    _visit(ctx, number)
    if partnership.hosts:
        give_back_experts(ctx, number)
    span = max(0.0, min(interval, _end(partnership) - world.now)) / DAYS_PER_YEAR
    if chance.of_partnership(ctx, number, chance.COUNTERPART, partnership.n) < trust.change_chance(p.counterpart_rate, span):
        partnership.trust = trust.trust_after_change(partnership.trust, p.counterpart_loss)
        note(ctx, number, EventKind.COUNTERPART_CHANGED, np.nan)
    ends = trust.early_end_chance(p.early_end_rate, p.early_end_trust, partnership.trust, span)
    if chance.of_partnership(ctx, number, chance.EARLY_END, partnership.n) < ends:
        finish(ctx, number, EventKind.ENDED_EARLY)
    # what a stop took away is not made up for: missions keep at least half their distance
    partnership.due = max(partnership.due + interval, world.now + interval / 2.0)
    partnership.n += 1
    _plan_next(ctx, number)


@inline
def _visit(ctx: Any, number: int) -> None:
    """Do one mission: teach, pay, record."""
    world, partnership, roles = ctx.world, ctx.partnerships[number], ctx.roles
    p = ctx.p
    if partnership.n == 0:
        roles[partnership.mentee].has_started = 1.0
        account.pay(ctx, number, p.pilot_grant)
        partnership.invested = True
        if partnership.investment > 0.0:
            world.committed -= partnership.investment
            world.invested += partnership.investment
            ctx.state[partnership.mentee // LANES].project_grants[partnership.mentee % LANES] += partnership.investment
            ctx.state[partnership.mentee // LANES].grants_year[partnership.mentee % LANES] += partnership.investment
            note(ctx, number, EventKind.INVESTMENT, partnership.investment)
    shown_there = party_of(partnership, roles, p.experts_per_mission) * p.days_per_mission
    price = account.next_price(ctx, number)
    if not partnership.hosts:  # what it sees at another member does not treat its own zone, and takes no more of the experts' days
        gain, gap, _ = teach(ctx, number, shown_there * p.indirect_learning, 0.0, partnership.distance, False)
        account.count_days(ctx, number, 0.0, p.cohort_travellers * p.days_per_mission)
        account.pay(ctx, number, price)
        note_lesson(ctx, number, EventKind.COHORT_MISSION, shown_there, gain, gap, price)
        return
    given = shown_there
    gain, gap, _ = teach(ctx, number, given, given, partnership.distance, True)
    if partnership.helper >= 0:
        roles[partnership.helper].mentor_days += given * p.helper_share
        ctx.state[partnership.helper // LANES].own_days[partnership.helper % LANES] += given * p.helper_share
    account.count_days(ctx, number, given, given * p.counterpart_days)
    account.pay(ctx, number, price)
    note_lesson(ctx, number, EventKind.MISSION, given, gain, gap, price)
    # residents are hired for the post; only travelling experts are missed at home
    for place in range(partnership.partners + 1):
        mentor, size = mentor_at(partnership, place), experts_from(partnership, roles, place, p.experts_per_mission)
        ctx.state[mentor // LANES].days_this_quarter[mentor % LANES] += size * p.days_per_mission


@device
def _second_phase(ctx: Any, number: int) -> bool:
    """The first phase is over: a review decides on the rest, if money for it is free. Returns whether it goes on."""
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    partnership.second = False
    if _review(ctx, number):
        return False
    price = partnership.whole_price - partnership.grant
    has_quota = ctx.roles[partnership.mentee].groups & world.quota_groups != 0
    if account.free_money(world, p) - (0.0 if has_quota else world.aside) < price:
        note(ctx, number, EventKind.NO_SECOND_PHASE, np.nan)
        return False
    world.committed += price
    if has_quota:
        world.aside = max(0.0, world.aside - price)
    account.extend_account(ctx, number, price, p.months - partnership.months)
    partnership.months = p.months
    note(ctx, number, EventKind.SECOND_PHASE, price)
    activities.begin_reports(ctx, number)
    return True


@device
def _extend(ctx: Any, number: int) -> bool:
    """Extend at no extra cost while money for missions is left; returns whether it was."""
    partnership, p = ctx.partnerships[number], ctx.p
    price = account.next_price(ctx, number)
    if partnership.extended or p.extension_months == 0 or not account.covers(partnership, p, price):
        return False
    longer = float(partnership.months + p.extension_months)
    if not partnership_rules.fits_before(partnership.begin / DAYS_PER_YEAR, 0.0, longer, float(p.must_end_by)):
        return False
    partnership.extended = True
    partnership.months += p.extension_months
    note(ctx, number, EventKind.EXTENDED, float(p.extension_months))
    return True


@device
def _review(ctx: Any, number: int) -> bool:
    """Mid-term review: ends a partnership without trust. Returns whether it ended."""
    partnership = ctx.partnerships[number]
    partnership.reviewed = True
    note(ctx, number, EventKind.REVIEWED, np.nan)
    if partnership.trust < ctx.p.review_trust:
        finish(ctx, number, EventKind.ENDED_AT_REVIEW)
    return bool(partnership.over)


@device
def leader_changed(ctx: Any, number: int) -> None:
    """M12: a new leader at the mentee has to be won again."""
    partnership = ctx.partnerships[number]
    if partnership.signed:
        partnership.trust = trust.trust_after_change(partnership.trust, ctx.p.trust_reset)
        note(ctx, number, EventKind.LEADER_CHANGED, np.nan)
        if partnership.owned:
            partnership.owned = False
            _note_effort(ctx, number)


@device
def _leave_planned(ctx: Any, number: int) -> None:
    """Exit as planned: visibility for the mentor, perhaps a new mentor, follow-up."""
    partnership = ctx.partnerships[number]
    if partnership.over:
        return
    p = ctx.p
    seen = ctx.state[partnership.mentor // LANES].visibility[partnership.mentor % LANES]
    raised = mentors.money_raised(p.visibility_money, partnership.grant, seen)
    if raised > 0.0:
        ctx.world.raised += raised
        note(ctx, number, EventKind.RAISED, raised)
    for place in range(partnership.partners + 1):
        mentor = mentor_at(partnership, place)
        s, j = ctx.state[mentor // LANES], mentor % LANES
        s.visibility[j] = mentors.visibility_after(s.visibility[j], p.visibility_gain)
    finish(ctx, number, EventKind.EXITED)
    # a former mentee can mentor where practice allows it
    role, i, k = ctx.roles[partnership.mentee], ctx.state[partnership.mentee // LANES], partnership.mentee % LANES
    practice = domains.mean_of(i.practice[TECHNICAL, k], i.practice[COMMERCIAL, k], i.practice[MANAGERIAL, k])
    if role.is_mentor or practice < p.graduate_practice:
        return
    role.is_mentor = True
    role.own_mentor = partnership.mentor
    note_utility(ctx, EventKind.GRADUATED, partnership.mentee, practice)


@device
def finish(ctx: Any, number: int, how: int) -> None:
    """End the partnership."""
    world, partnership = ctx.world, ctx.partnerships[number]
    if partnership.over:
        return
    partnership.over = True
    if how == EventKind.EXITED:
        world.completed += 1.0
    elif how == EventKind.UNFINISHED:
        world.unfinished += 1.0
    else:
        world.ended_early += 1.0
    ctx.roles[partnership.mentee].exit_time = world.now / DAYS_PER_YEAR
    if partnership.staff_days > 0.0:
        note(ctx, number, EventKind.STAFF_DAYS, partnership.staff_days)
    note(ctx, number, how, np.nan)
    close(ctx, number, activities.begin_follow_up(ctx, number) if how == EventKind.EXITED else 0.0)


@device
def close(ctx: Any, number: int, keep: float) -> None:
    """Free the money of a partnership that is over, but what is kept for its follow-up [EUR2024], and the places if its cohort is over."""
    partnership, roles = ctx.partnerships[number], ctx.roles
    partnership.over = True
    account.release_all(ctx, number, keep)
    if not partnership.invested:
        ctx.world.committed -= partnership.investment
    roles[partnership.mentee].current = -1
    if cohorts.members_left(ctx, number) > 0:  # the mentors go on with the others
        return
    for place in range(partnership.partners + 1):
        roles[mentor_at(partnership, place)].mentoring -= 1


@device
def close_at_hard_end(ctx: Any, number: int) -> None:
    """The programme's hard end: what is unfinished is closed, and nothing is paid from now on, visits after an exit neither."""
    partnership = ctx.partnerships[number]
    if partnership.signed:
        finish(ctx, number, EventKind.UNFINISHED)
    elif not partnership.over:
        close(ctx, number, 0.0)
    account.release_all(ctx, number, 0.0)


class StageOfLife(NamedTuple):
    """One stage of a partnership's life.

    Parameters
    ----------
    stage : what it waits for.
    function : what happens when it is due, until the next wait.
    what : that is, in words.
    next : the stages that may follow; where none does, or a function ends the partnership, its life is over.
    """

    stage: Stage
    function: Callable[[Any, int], None]
    what: str
    next: tuple[Stage, ...]


_AFTER_A_MISSION = (Stage.END_OF_MONTHS, Stage.MID_TERM, Stage.MISSION_DUE)
_TO_A_MISSION = (Stage.LAST_WAIT, Stage.MONEY, Stage.TRAVEL, Stage.EXPERTS)

LIFE = (
    StageOfLife(Stage.START, _start, "the funder has chosen both", (Stage.INTRODUCTION,)),
    StageOfLife(Stage.INTRODUCTION, _introduced, "the channel brings both together", (Stage.AGREEMENT,)),
    StageOfLife(Stage.AGREEMENT, _agree, "they sign, the grant is opened; or nothing comes of it", (Stage.DIAGNOSIS,)),
    StageOfLife(Stage.DIAGNOSIS, _diagnose, "joint diagnosis and work plan", (Stage.FIRST_MISSION,)),
    StageOfLife(Stage.FIRST_MISSION, _begin, "start-up is over, the activities beside missions begin", _AFTER_A_MISSION),
    StageOfLife(Stage.END_OF_MONTHS, _months_are_over, "second phase, extension, or the last day", (*_AFTER_A_MISSION, Stage.EXIT)),
    StageOfLife(Stage.MID_TERM, _mid_term, "mid-term review, which may end it", (Stage.MISSION_DUE,)),
    StageOfLife(Stage.MISSION_DUE, _mission_due, "a mission needs money, then travel, then experts", _TO_A_MISSION),
    StageOfLife(Stage.LAST_WAIT, _leave_planned, "the money of an extension was used up: exit", ()),
    StageOfLife(Stage.MONEY, _await_money, "an instalment may have come; without one for too long it ends", _TO_A_MISSION),
    StageOfLife(Stage.TRAVEL, _await_travel, "a pandemic or conflict may be over", (Stage.TRAVEL, Stage.EXPERTS)),
    StageOfLife(Stage.EXPERTS, _travel, "all experts are free: they travel", (Stage.TRAVEL, Stage.EXPERTS, Stage.MISSION_DONE)),
    StageOfLife(Stage.EXIT, _leave_planned, "planned exit: visibility, graduation, follow-up", ()),
    StageOfLife(Stage.MISSION_DONE, _come_home, "taught and paid; the counterpart may change, it may end early", _AFTER_A_MISSION),
)
"""The life of a partnership: its stages by number, what happens in each, and what may follow."""


def describe_life() -> str:
    """Return the life of a partnership as text, one stage a line."""
    stages = [(one.stage.name.lower(), one.what, ", ".join(after.name.lower() for after in one.next) or "over") for one in LIFE]
    widths = [max(len(line[column]) for line in stages) for column in (0, 1)]
    return "\n".join(f"{name:<{widths[0]}}  {what:<{widths[1]}}  -> {after}" for name, what, after in stages)


def _by_stage(stages: Sequence[StageOfLife]) -> Callable[[Any, int, int], None]:
    """Return one compiled function that does what happens in a stage."""
    (one, *others), place = stages, int(stages[0].stage)
    function = one.function
    if not others:

        @inline
        def last(ctx: Any, number: int, stage: int) -> None:
            function(ctx, number)

        return last
    rest = _by_stage(others)

    @inline
    def either(ctx: Any, number: int, stage: int) -> None:
        if stage == place:
            function(ctx, number)
        else:
            rest(ctx, number, stage)

    return either


_do_stage = _by_stage(LIFE)


@inline
def go_on(ctx: Any, number: int) -> None:
    """Live until the next wait; one that was closed while it waited sends its experts home."""
    partnership = ctx.partnerships[number]
    if not partnership.over:
        _do_stage(ctx, number, partnership.stage)
    elif partnership.stage == Stage.EXPERTS or partnership.stage == Stage.MISSION_DONE:
        give_back_experts(ctx, number)


@device
def live(ctx: Any, number: int, activity: int) -> None:
    """Let the main line of a partnership's life, its closing, or an activity beside it go on that is due."""
    if activity == MAIN:
        go_on(ctx, number)
    elif activity == CLOSING:
        close_at_hard_end(ctx, number)
    else:
        activities.go_on(ctx, number, activity)
