"""From the introduction to the first mission: agreement or refusal, diagnosis, work plan."""

from __future__ import annotations

from typing import Any

import numpy as np

from wopsim.compile import device
from wopsim.engines import account, activities, chance
from wopsim.engines.event_log import note
from wopsim.engines.events import EventKind
from wopsim.engines.life.commitment import note_effort
from wopsim.engines.life.ending import close
from wopsim.engines.life.phases import plan_next
from wopsim.engines.life.stages import Stage, wait
from wopsim.engines.records import COMMERCIAL, DOMAIN_COUNT, LANES, MANAGERIAL, TECHNICAL
from wopsim.engines.teaching import shown
from wopsim.rules import channels, domains, mentors
from wopsim.rules import partnership_timing as partnership_rules
from wopsim.rules.time import DAYS_PER_MONTH, DAYS_PER_YEAR


@device
def _waiting(p: Any, median: float, z: float) -> float:
    return partnership_rules.waiting_time(median, p.delay_spread, z) * DAYS_PER_YEAR


@device
def start(ctx: Any, number: int) -> None:
    """The funder has chosen: wait for the introduction."""
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    wait(ctx, number, world.now + _waiting(p, p.introduction_median * p.delay, partnership.z_introduction), Stage.INTRODUCTION, 0)


@device
def introduced(ctx: Any, number: int) -> None:
    """Both met: wait for the agreement."""
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    note(ctx, number, EventKind.INTRODUCED, np.nan)
    wait(ctx, number, world.now + _waiting(p, p.agreement_median * p.delay, partnership.z_agreement), Stage.AGREEMENT, 0)


@device
def agree(ctx: Any, number: int) -> None:
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
def diagnose(ctx: Any, number: int) -> None:
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
def begin(ctx: Any, number: int) -> None:
    """Start-up is over: begin what goes on beside missions, and plan the first."""
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    partnership.begin = world.now
    partnership.due = world.now
    partnership.middle = partnership.begin + p.months / 2.0 * DAYS_PER_MONTH
    note_effort(ctx, number)
    activities.begin_all(ctx, number)
    plan_next(ctx, number)
