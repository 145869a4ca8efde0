"""M11: a platform's events move each group of members towards what the group can do."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device, inline
from wopsim.engines import account
from wopsim.engines.account import in_tranche
from wopsim.engines.context import context_of
from wopsim.engines.pairs import unlike
from wopsim.engines.records import COMMERCIAL, DOMAIN_COUNT, LANES, MANAGERIAL, TECHNICAL
from wopsim.engines.resources import staff_in
from wopsim.engines.settings import DIRECT
from wopsim.rules import costs, knowledge, missions
from wopsim.rules.time import QUARTER

PRACTICE, SHOWN, SUM = range(0, 3 * DOMAIN_COUNT, DOMAIN_COUNT)  # the first of a row each domain
COMES, COMER, MEMBERS, LEARNER, MEAN, CAPACITY, MOTIVATION, STAFF, SHARE, LINE, CIRCLE_END, SIZE, WEALTH, PEER, KIN = range(
    3 * DOMAIN_COUNT, 3 * DOMAIN_COUNT + 15
)
ROWS = KIN + 1
"""Rows of scratch that sharing needs. By utility: who would come (`COMES`). By place among those who take part: their rows (`COMER`), what
they are shown in each domain. By group: its practice and its members. By learner: what counts for each. `LINE` holds those who take part
circle by circle; by place there: what is alike or not of each, and practice; then where each circle ends, peers of some of them, these
some, and their sums."""


@device
def share_knowledge(block: Any, w: int) -> None:
    """Move those members of a platform that take part a little towards their mean practice, while a programme runs that has begun."""
    ctx = context_of(block, w)
    world, p, scratch = ctx.world, ctx.p, ctx.scratch
    if world.spent <= 0.0 or not in_tranche(p, world.quarter // 4, p.programme_years - 1) or p.channel_code == DIRECT:
        return
    comers = _find_who_comes(ctx, block.turnout)
    if not account.pay_for_events(world, p, float(comers)):
        return
    _count_participation(ctx, comers)
    _show_means(ctx, comers)
    _learn(ctx, scratch[COMER], comers, p.sharing_days * QUARTER)
    if p.peer_days > 0.0:
        _show_peers(ctx, comers)
        _learn(ctx, scratch[LINE], comers, p.peer_days * QUARTER)
    if p.benchmark_effort > 0.0:
        _compare(ctx, comers)


@device
def _find_who_comes(ctx: Any, numbers: Any) -> int:
    """Write down the rows of those who take part in the quarter's events; return how many do."""
    world, state, roles, turnout = ctx.world, ctx.state, ctx.roles, ctx.p.event_turnout
    comes, comers = ctx.scratch[COMES], ctx.scratch[COMER]
    for row in range(roles.size):
        comes[row] = 1.0
    if turnout < 1.0:
        u = numbers[world.exogenous, world.quarter]  # (tile, lane)
        for tile in range(state.size):
            s, of_tile = state[tile], comes[tile * LANES :]
            for k in range(LANES):
                of_tile[k] = 1.0 if u[tile, k] < knowledge.turnout_of(turnout, s.motivation[k]) else 0.0
    count = 0
    for row in range(roles.size):
        comers[count] = row
        count += 1 if comes[row] > 0.0 and roles[row].group >= 0 else 0  # who stays away is written over; no branch to guess
    return count


@device
def _count_participation(ctx: Any, comers: int) -> None:
    """Write down for each who takes part what the programme pays for it, and the days of its staff."""
    p, rows = ctx.p, ctx.scratch[COMER]
    each, days = costs.with_overhead(p.event_cost * QUARTER, p.overhead), p.event_staff_days * QUARTER
    for place in range(comers):
        row = int(rows[place])
        s, k = ctx.state[row // LANES], row % LANES
        s.events_year[k] += each
        s.event_days[k] += days


@device
def _groups_of(ctx: Any, comers: int) -> int:
    """Return above which number there is no group of anybody who takes part."""
    groups = 0
    for place in range(comers):
        groups = max(groups, ctx.roles[int(ctx.scratch[COMER, place])].group + 1)
    return groups


@device
def _show_means(ctx: Any, comers: int) -> None:
    """Show each who takes part the mean practice of those of its group who do."""
    state, roles, scratch = ctx.state, ctx.roles, ctx.scratch
    rows, members, groups = scratch[COMER], scratch[MEMBERS], _groups_of(ctx, comers)
    for group in range(groups):
        members[group] = 0.0
        for d in range(DOMAIN_COUNT):
            scratch[PRACTICE + d, group] = 0.0
    for place in range(comers):
        row = int(rows[place])
        group, practice, k = roles[row].group, state[row // LANES].practice, row % LANES
        members[group] += 1.0
        for d in range(DOMAIN_COUNT):
            scratch[PRACTICE + d, group] += practice[d, k]
    for group in range(groups):
        if members[group] > 0.0:
            for d in range(DOMAIN_COUNT):
                scratch[PRACTICE + d, group] = scratch[PRACTICE + d, group] / members[group]
    for place in range(comers):
        group = roles[int(rows[place])].group
        for d in range(DOMAIN_COUNT):
            scratch[SHOWN + d, place] = scratch[PRACTICE + d, group]


@device
def _learn(ctx: Any, rows: Any, comers: int, days: float) -> None:
    """Let those who take part, whose rows these are, learn for some days from what they are shown."""
    p, state, scratch = ctx.p, ctx.state, ctx.scratch
    scale, floor, counterpart, rate = p.absorption, p.absorption_floor, p.counterpart_staff, p.teaching_rate
    near, exponent = p.sharing_closeness, p.staff_scale
    learner, mean, capacity, motivation = scratch[LEARNER], scratch[MEAN], scratch[CAPACITY], scratch[MOTIVATION]
    staff, share = scratch[STAFF], scratch[SHARE]
    for d in range(DOMAIN_COUNT):
        learners = _find_learners(state, rows, comers, scratch, d)
        for n in range(learners):
            absorbed = missions.absorption_of(scale, floor, capacity[n], motivation[n], staff[n], counterpart)
            share[n] = missions.taught_share(rate, absorbed, near, days, staff[n], exponent)
        for n in range(learners):
            row = int(learner[n])
            skill, k = state[row // LANES].skill, row % LANES
            skill[d, k] += missions.learned(mean[n], skill[d, k], 1.0, share[n])


@inline
def _find_learners(state: Any, rows: Any, comers: int, scratch: Any, d: int) -> int:
    """Put those side by side who can learn from what they are shown in a domain, because for half of all there is nothing to work out."""
    learners = 0
    for place in range(comers):
        row, mean = int(rows[place]), scratch[SHOWN + d, place]
        s, k = state[row // LANES], row % LANES
        scratch[LEARNER, learners], scratch[MEAN, learners] = row, mean
        scratch[CAPACITY, learners], scratch[MOTIVATION, learners] = s.capacity[d, k], s.motivation[k]
        scratch[STAFF, learners] = staff_in(s.staff[k], d)
        learners += 1 if mean > s.skill[d, k] else 0  # who learns nothing is written over; no branch to guess
    return learners


@device
def _show_peers(ctx: Any, comers: int) -> None:
    """Show each who takes part, in the order of `LINE`, the mean practice of those who are alike and take part too.

    Peers work in the same language, so nobody looks further than its circle.
    """
    ends, first = ctx.scratch[CIRCLE_END], 0
    for circle in range(_line_up_circles(ctx, comers)):
        end = int(ends[circle])
        for place in range(first, end):
            kin = _find_kin(ctx, place, first, end)
            if kin > 0:
                _show_others(ctx, kin, _find_peers(ctx, place, first, end))
        first = end


@device
def _line_up_circles(ctx: Any, comers: int) -> int:
    """Put those who take part side by side, circle by circle, within one in the order of their rows; return how many circles there are."""
    state, roles, scratch = ctx.state, ctx.roles, ctx.scratch
    rows, line, ends = scratch[COMER], scratch[LINE], scratch[CIRCLE_END]
    circles = 0
    for place in range(comers):
        circles = max(circles, roles[int(rows[place])].circle + 1)
    for circle in range(circles):
        ends[circle] = 0.0
    for place in range(comers):
        ends[roles[int(rows[place])].circle] += 1.0
    begin = 0.0
    for circle in range(circles):  # for now where each begins; whoever is put there moves it on to its end
        begin, ends[circle] = begin + ends[circle], begin
    for comer in range(comers):
        row = int(rows[comer])
        circle, k = roles[row].circle, row % LANES
        place = int(ends[circle])
        ends[circle] += 1.0
        line[place], scratch[SIZE, place], scratch[WEALTH, place] = row, roles[row].size_step, roles[row].income_step
        for d in range(DOMAIN_COUNT):
            scratch[PRACTICE + d, place] = state[row // LANES].practice[d, k]
    return circles


@inline
def _find_kin(ctx: Any, place: int, first: int, end: int) -> int:
    """Put the places of those of a circle side by side who are what the one at a place is: they have the same peers, but for themselves.

    Returns how many; 0 where they were found before, with an earlier one.
    """
    sizes, wealths, found = ctx.scratch[SIZE], ctx.scratch[WEALTH], ctx.scratch[KIN]
    size, wealth = sizes[place], wealths[place]
    for other in range(first, place):
        if sizes[other] == size and wealths[other] == wealth:
            return 0
    kin = 0
    for other in range(place, end):
        found[kin] = other
        kin += 1 if sizes[other] == size and wealths[other] == wealth else 0  # who is none is written over; no branch to guess
    return kin


@inline
def _find_peers(ctx: Any, place: int, first: int, end: int) -> int:
    """Put the places of those of a circle who are alike side by side, the one at the place among them; return how many."""
    sizes, wealths, found = ctx.scratch[SIZE], ctx.scratch[WEALTH], ctx.scratch[PEER]
    peers = 0
    for other in range(first, end):
        found[peers] = other
        alike = unlike(sizes[place], sizes[other], wealths[place], wealths[other]) <= ctx.p.peer_unlike
        peers += 1 if alike else 0  # who is no peer is written over; no branch to guess
    return peers


@inline
def _show_others(ctx: Any, kin: int, peers: int) -> None:
    """Show those in `KIN` the mean practice of those in `PEER`, each without itself; nothing where nobody is left."""
    scratch, places = ctx.scratch, ctx.scratch[KIN]
    technical, commercial, managerial = scratch[SUM + TECHNICAL], scratch[SUM + COMMERCIAL], scratch[SUM + MANAGERIAL]
    for n in range(kin):
        technical[n], commercial[n], managerial[n] = 0.0, 0.0, 0.0
    for peer in range(peers):  # one after the other, each added to all sums at once
        place = scratch[PEER, peer]
        of_technical = scratch[PRACTICE + TECHNICAL, int(place)]
        of_commercial = scratch[PRACTICE + COMMERCIAL, int(place)]
        of_managerial = scratch[PRACTICE + MANAGERIAL, int(place)]
        for n in range(kin):
            other = 1.0 if places[n] != place else 0.0
            technical[n] += of_technical * other
            commercial[n] += of_commercial * other
            managerial[n] += of_managerial * other
    others = max(1.0, peers - 1.0)
    for n in range(kin):
        for d in range(DOMAIN_COUNT):
            scratch[SHOWN + d, int(places[n])] = scratch[SUM + d, n] / others


@device
def _compare(ctx: Any, comers: int) -> None:
    """Those who report more NRW than the others of their group who take part try harder."""
    p, state, roles, rows = ctx.p, ctx.state, ctx.roles, ctx.scratch[COMER]
    means, members, behind, motivation = ctx.scratch[MEAN], ctx.scratch[MEMBERS], ctx.scratch[SHARE], ctx.scratch[MOTIVATION]
    groups, effort = _groups_of(ctx, comers), p.benchmark_effort
    for group in range(groups):
        means[group], members[group] = 0.0, 0.0
    for place in range(comers):
        row = int(rows[place])
        means[roles[row].group] += state[row // LANES].reported_nrw[row % LANES]
        members[roles[row].group] += 1.0
    for group in range(groups):
        means[group] = means[group] / max(1.0, members[group])
    for place in range(comers):
        row = int(rows[place])
        s, k = state[row // LANES], row % LANES
        behind[place], motivation[place] = s.reported_nrw[k] - means[roles[row].group], s.motivation[k]
    for place in range(comers):
        motivation[place] = knowledge.motivation_when_compared(motivation[place], effort, behind[place], QUARTER)
    for place in range(comers):
        row = int(rows[place])
        state[row // LANES].motivation[row % LANES] = motivation[place]
