"""The agreed months: what comes next in them, the review in their middle, a second phase or an extension at their end."""

from __future__ import annotations

from typing import Any

import numpy as np

from wopsim.compile import device
from wopsim.engines import account, activities
from wopsim.engines.agenda import AFTER_OTHERS
from wopsim.engines.event_log import note
from wopsim.engines.events import EventKind
from wopsim.engines.exogenous import MOMENT
from wopsim.engines.life.ending import finish
from wopsim.engines.life.stages import Stage, end_of, wait
from wopsim.rules import partnership_timing as partnership_rules
from wopsim.rules.time import DAYS_PER_YEAR


@device
def plan_next(ctx: Any, number: int) -> None:
    """Wait for the next mission, the mid-term review or the end of the agreed months, whatever comes first."""
    world, partnership = ctx.world, ctx.partnerships[number]
    if partnership.over:
        return
    end = end_of(partnership)
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
def mid_term(ctx: Any, number: int) -> None:
    """Review, and go on with missions where it does not end."""
    if not _review(ctx, number):
        _await_mission(ctx, number)


@device
def months_are_over(ctx: Any, number: int) -> None:
    """What was agreed is over: a second phase, an extension, or the exit."""
    partnership = ctx.partnerships[number]
    if second_phase(ctx, number) if partnership.second else _extend(ctx, number):
        plan_next(ctx, number)
    elif not partnership.over:
        wait(ctx, number, max(ctx.world.now, end_of(partnership)), Stage.EXIT, AFTER_OTHERS)


@device
def second_phase(ctx: Any, number: int) -> bool:
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
