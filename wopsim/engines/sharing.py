"""M11: a platform's events move each group of members towards what the group can do."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device, inline
from wopsim.engines import account, chance
from wopsim.engines.account import in_tranche
from wopsim.engines.context import context_of
from wopsim.engines.pairs import unlike
from wopsim.engines.records import DOMAIN_COUNT, LANES
from wopsim.engines.resources import staff_in
from wopsim.engines.settings import DIRECT
from wopsim.rules import costs, knowledge, missions
from wopsim.rules.time import QUARTER

MEMBERS = DOMAIN_COUNT
LEARNER, MEAN, CAPACITY, MOTIVATION, STAFF, SHARE, COMES = range(MEMBERS + 1, MEMBERS + 8)
ROWS = COMES + 1
"""Rows of scratch that sharing needs: practice of each group by domain, its members, what counts for each learner, and who takes part."""
SIZE, WEALTH, CIRCLE_END, PEER = MEAN, CAPACITY, MOTIVATION, STAFF
"""The same rows, for peers: what is alike or not of each, where its circle ends, and who its peers are."""


@device
def share_knowledge(block: Any, w: int) -> None:
    """Move those members of a platform that take part a little towards their mean practice, while a programme runs that has begun."""
    ctx = context_of(block, w)
    world, state, roles, p, scratch = ctx.world, ctx.state, ctx.roles, ctx.p, ctx.scratch
    if world.spent <= 0.0 or not in_tranche(p, world.quarter // 4, p.programme_years - 1) or p.channel_code == DIRECT:
        return
    members = _find_who_comes(ctx)
    if not account.pay_for_events(world, p, members):
        return
    _count_participation(ctx)
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
    if p.peer_days > 0.0:
        _learn_from_peers(ctx)
    if p.benchmark_effort > 0.0:
        _compare(ctx)


@device
def _find_who_comes(ctx: Any) -> float:
    """Mark who takes part in the quarter's events; return how many do [utility]."""
    world, p, comes = ctx.world, ctx.p, ctx.scratch[COMES]
    count = 0.0
    for row in range(ctx.roles.size):
        role = ctx.roles[row]
        comes[row] = 1.0 if role.group >= 0 else 0.0
        if p.event_turnout < 1.0 and role.group >= 0:
            motivation = ctx.state[row // LANES].motivation[row % LANES]
            u = chance.of_pair(ctx, chance.TURNOUT, role.entity, role.entity, world.quarter)
            comes[row] = 1.0 if u < knowledge.turnout_of(p.event_turnout, motivation) else 0.0
        count += comes[row]
    return count


@device
def _count_participation(ctx: Any) -> None:
    """Write down for each who takes part what the programme pays for it, and the days of its staff."""
    p = ctx.p
    each = costs.with_overhead(p.event_cost * QUARTER, p.overhead)
    for row in range(ctx.roles.size):
        if ctx.scratch[COMES, row] > 0.0:
            s, k = ctx.state[row // LANES], row % LANES
            s.events_year[k] += each
            s.event_days[k] += p.event_staff_days * QUARTER


@device
def _learn_from_peers(ctx: Any) -> None:
    """Who takes part learns from the mean practice of those who are alike and take part too.

    Peers work in the same language, so nobody looks further than its circle.
    """
    p, state, scratch = ctx.p, ctx.state, ctx.scratch
    rows, ends = scratch[LEARNER], scratch[CIRCLE_END]
    first = 0
    for circle in range(_line_up_circles(ctx)):
        end = int(ends[circle])
        for place in range(first, end):
            row = int(rows[place])
            peers = _find_peers(ctx, place, first, end)
            if peers == 0:
                continue
            s, k = state[row // LANES], row % LANES
            for d in range(DOMAIN_COUNT):
                mean = 0.0
                for peer in range(peers):
                    mean += scratch[d, int(scratch[PEER, peer])]
                staff = staff_in(s.staff[k], d)
                absorbed = missions.absorption_of(
                    p.absorption, p.absorption_floor, s.capacity[d, k], s.motivation[k], staff, p.counterpart_staff
                )
                share = missions.taught_share(p.teaching_rate, absorbed, p.sharing_closeness, p.peer_days * QUARTER, staff, p.staff_scale)
                s.skill[d, k] += missions.learned(mean / peers, s.skill[d, k], 1.0, share)
        first = end


@device
def _line_up_circles(ctx: Any) -> int:
    """Put those who take part side by side, circle by circle, within one in the order of their rows; return how many circles there are."""
    state, roles, scratch = ctx.state, ctx.roles, ctx.scratch
    rows, ends, comes = scratch[LEARNER], scratch[CIRCLE_END], scratch[COMES]
    circles = 0
    for row in range(roles.size):  # no more circles than utilities
        ends[row] = 0.0
    for row in range(roles.size):
        ends[roles[row].circle] += comes[row]
        circles = max(circles, roles[row].circle + 1)
    begin = 0.0
    for circle in range(circles):  # for now where each begins; whoever is put there moves it on to its end
        begin, ends[circle] = begin + ends[circle], begin
    for row in range(roles.size):
        if comes[row] > 0.0:
            circle, k = roles[row].circle, row % LANES
            place = int(ends[circle])
            ends[circle] += 1.0
            rows[place], scratch[SIZE, place], scratch[WEALTH, place] = row, roles[row].size_step, roles[row].income_step
            for d in range(DOMAIN_COUNT):
                scratch[d, place] = state[row // LANES].practice[d, k]
    return circles


@inline
def _find_peers(ctx: Any, place: int, first: int, end: int) -> int:
    """Put the places of those of a circle who are alike side by side; return how many."""
    sizes, wealths, found = ctx.scratch[SIZE], ctx.scratch[WEALTH], ctx.scratch[PEER]
    peers = 0
    for other in range(first, end):
        found[peers] = other
        alike = unlike(sizes[place], sizes[other], wealths[place], wealths[other]) <= ctx.p.peer_unlike
        peers += 1 if alike and other != place else 0  # who is no peer is written over; no branch to guess
    return peers


@device
def _compare(ctx: Any) -> None:
    """Those who report more NRW than the others of their group who take part try harder."""
    p, state, roles, comes = ctx.p, ctx.state, ctx.roles, ctx.scratch[COMES]
    sums, counts = ctx.scratch[MEAN], ctx.scratch[SHARE]
    for group in range(roles.size):  # no more groups than utilities
        sums[group], counts[group] = 0.0, 0.0
    for row in range(roles.size):
        if comes[row] > 0.0:
            sums[roles[row].group] += state[row // LANES].reported_nrw[row % LANES]
            counts[roles[row].group] += 1.0
    for row in range(roles.size):
        if comes[row] > 0.0:
            s, k, group = state[row // LANES], row % LANES, roles[row].group
            behind = s.reported_nrw[k] - sums[group] / counts[group]
            s.motivation[k] = knowledge.motivation_when_compared(s.motivation[k], p.benchmark_effort, behind, QUARTER)


@inline
def _find_means(state: Any, roles: Any, scratch: Any) -> None:
    """Write the mean practice of each group, (domain, group)."""
    for group in range(roles.size):  # no more groups than utilities
        for d in range(DOMAIN_COUNT + 1):
            scratch[d, group] = 0.0
    for row in range(roles.size):
        if scratch[COMES, row] == 0.0:
            continue
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
        learners += 1 if mean > s.skill[d, k] and scratch[COMES, row] > 0.0 else 0  # who learns nothing is written over; no branch to guess
    return learners
