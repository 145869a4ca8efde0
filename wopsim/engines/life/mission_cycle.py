"""One mission after the other: its money, travel and experts, what it teaches, and what it leaves behind."""

from __future__ import annotations

from typing import Any

import numpy as np

from wopsim.compile import device, inline
from wopsim.engines import account, chance, cohorts
from wopsim.engines.agenda import AFTER_OTHERS
from wopsim.engines.event_log import note, note_lesson
from wopsim.engines.events import EventKind
from wopsim.engines.life.ending import finish, leave_planned
from wopsim.engines.life.phases import plan_next, second_phase
from wopsim.engines.life.stages import Stage, end_of, wait
from wopsim.engines.records import LANES
from wopsim.engines.resources import ask_for_experts, days_until_travel, experts_from, give_back_experts, mentor_at, party_of
from wopsim.engines.teaching import teach
from wopsim.rules import trust
from wopsim.rules.time import DAYS_PER_MONTH, DAYS_PER_YEAR


@device
def mission_due(ctx: Any, number: int) -> None:
    """A mission is due: see who of the cohort is there, and wait for its money."""
    partnership = ctx.partnerships[number]
    partnership.give_up = ctx.world.now + ctx.p.patience * DAYS_PER_YEAR
    cohorts.see_who_is_there(ctx, number)
    account.pay_for_the_missing(ctx, number)
    await_money(ctx, number)


@device
def await_money(ctx: Any, number: int) -> None:
    """Wait until an instalment covers the next mission; without one, a first phase is over, a whole partnership ends."""
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    while not account.covers(partnership, p, account.next_price(ctx, number)):
        if partnership.extended:  # the money of an extension is used up: wait for the exit
            wait(ctx, number, max(world.now, end_of(partnership)), Stage.LAST_WAIT, AFTER_OTHERS)
            return
        none_left = account.instalments_left(partnership) == 0
        if none_left and partnership.second:
            if not second_phase(ctx, number):
                leave_planned(ctx, number)
                return
            continue
        if none_left or world.now >= partnership.give_up:
            finish(ctx, number, EventKind.RAN_OUT_OF_MONEY)
            return
        wait(ctx, number, world.now + DAYS_PER_MONTH, Stage.MONEY, AFTER_OTHERS)
        return
    await_travel(ctx, number)


@device
def await_travel(ctx: Any, number: int) -> None:
    """Wait until both places can be travelled to, then for the experts."""
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
def travel(ctx: Any, number: int) -> None:
    """All experts are free: they travel, unless travel stopped meanwhile; delay costs trust."""
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    if days_until_travel(ctx, partnership.mentee) != 0.0:  # travel stopped while this party waited for its experts
        if partnership.hosts:
            give_back_experts(ctx, number)
        await_travel(ctx, number)
        return
    late = (world.now - partnership.due) / DAYS_PER_YEAR
    partnership.trust = trust.trust_after_mission(partnership.trust, p.trust_gain, p.trust_delay_loss, late)
    wait(ctx, number, world.now + p.days_per_mission, Stage.MISSION_DONE, 0)


@inline
def come_home(ctx: Any, number: int) -> None:
    """What a mission has done, and whether the partnership goes on."""
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    interval = DAYS_PER_YEAR / p.missions_per_year
    _visit(ctx, number)
    if partnership.hosts:
        give_back_experts(ctx, number)
    span = max(0.0, min(interval, end_of(partnership) - world.now)) / DAYS_PER_YEAR
    if chance.of_partnership(ctx, number, chance.COUNTERPART, partnership.n) < trust.change_chance(p.counterpart_rate, span):
        partnership.trust = trust.trust_after_change(partnership.trust, p.counterpart_loss)
        note(ctx, number, EventKind.COUNTERPART_CHANGED, np.nan)
    ends = trust.early_end_chance(p.early_end_rate, p.early_end_trust, partnership.trust, span)
    if chance.of_partnership(ctx, number, chance.EARLY_END, partnership.n) < ends:
        finish(ctx, number, EventKind.ENDED_EARLY)
    # what a stop took away is not made up for: missions keep at least half their distance
    partnership.due = max(partnership.due + interval, world.now + interval / 2.0)
    partnership.n += 1
    plan_next(ctx, number)


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
