"""M11: a platform's events move each group of members towards what the group can do."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device, inline
from wopsim.engines.account import in_tranche
from wopsim.engines.context import context_of
from wopsim.engines.records import DOMAIN_COUNT, LANES
from wopsim.engines.resources import staff_in
from wopsim.engines.settings import DIRECT
from wopsim.rules import missions
from wopsim.rules.time import QUARTER

MEMBERS = DOMAIN_COUNT
LEARNER, MEAN, CAPACITY, MOTIVATION, STAFF, SHARE = range(MEMBERS + 1, MEMBERS + 7)
ROWS = SHARE + 1
"""Rows of scratch that sharing needs: practice of each group by domain, its members, and what counts for each learner."""


@device
def share_knowledge(block: Any, w: int) -> None:
    """Move all members of a platform a little towards the mean practice of their group, while a programme runs that has begun."""
    ctx = context_of(block, w)
    world, state, roles, p, scratch = ctx.world, ctx.state, ctx.roles, ctx.p, ctx.scratch
    if world.spent <= 0.0 or not in_tranche(p, world.quarter // 4, p.programme_years - 1) or p.channel_code == DIRECT:
        return
    _find_means(state, roles, scratch)
    scale, floor, counterpart, rate = p.absorption, p.absorption_floor, p.counterpart_staff, p.teaching_rate
    near, days, exponent = p.sharing_closeness, p.sharing_days * QUARTER, p.staff_scale
    mean, capacity, motivation = scratch[MEAN], scratch[CAPACITY], scratch[MOTIVATION]
    staff, share = scratch[STAFF], scratch[SHARE]
    for d in range(DOMAIN_COUNT):
        learners = _find_learners(state, roles, scratch, d)
        for n in range(learners):
            absorbed = missions.absorption_of(scale, floor, capacity[n], motivation[n], staff[n], counterpart)
            share[n] = missions.taught_share(rate, absorbed, near, days, staff[n], exponent)
        for n in range(learners):
            row = int(scratch[LEARNER, n])
            skill, k = state[row // LANES].skill, row % LANES
            skill[d, k] += missions.learned(mean[n], skill[d, k], 1.0, share[n])


@inline
def _find_means(state: Any, roles: Any, scratch: Any) -> None:
    """Write the mean practice of each group, (domain, group)."""
    for group in range(roles.size):  # no more groups than utilities
        for d in range(DOMAIN_COUNT + 1):
            scratch[d, group] = 0.0
    for row in range(roles.size):
        group, practice, k = roles[row].group, state[row // LANES].practice, row % LANES
        scratch[MEMBERS, group] += 1.0
        for d in range(DOMAIN_COUNT):
            scratch[d, group] += practice[d, k]
    for group in range(roles.size):
        if scratch[MEMBERS, group] > 0.0:
            for d in range(DOMAIN_COUNT):
                scratch[d, group] = scratch[d, group] / scratch[MEMBERS, group]


@inline
def _find_learners(state: Any, roles: Any, scratch: Any, d: int) -> int:
    """Put those side by side who can learn from their group in a domain, because for half of all there is nothing to work out."""
    learners = 0
    for row in range(roles.size):
        s, k, mean = state[row // LANES], row % LANES, scratch[d, roles[row].group]
        scratch[LEARNER, learners], scratch[MEAN, learners] = row, mean
        scratch[CAPACITY, learners], scratch[MOTIVATION, learners] = s.capacity[d, k], s.motivation[k]
        scratch[STAFF, learners] = staff_in(s.staff[k], d)
        learners += 1 if mean > s.skill[d, k] else 0  # who learns nothing is written over; no branch to guess
    return learners
