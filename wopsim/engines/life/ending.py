"""How a partnership ends: as planned, early, or at the hard end of the programme; and what is freed then."""

from __future__ import annotations

from typing import Any

import numpy as np

from wopsim.compile import device
from wopsim.engines import account, activities, cohorts
from wopsim.engines.event_log import note, note_utility
from wopsim.engines.events import EventKind
from wopsim.engines.records import COMMERCIAL, LANES, MANAGERIAL, TECHNICAL
from wopsim.engines.resources import mentor_at
from wopsim.rules import domains, mentors
from wopsim.rules.time import DAYS_PER_YEAR


@device
def leave_planned(ctx: Any, number: int) -> None:
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
