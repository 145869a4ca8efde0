"""Utilities that turn themselves around."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device, inline
from wopsim.engines.context import context_of
from wopsim.engines.event_log import note_utility
from wopsim.engines.events import EventKind
from wopsim.engines.records import COMMERCIAL, DOMAIN_COUNT, LANES, MANAGERIAL, TECHNICAL
from wopsim.engines.resources import accompanied
from wopsim.engines.steps.now import now_of
from wopsim.engines.teaching import enlarge_zone, open_first_zone
from wopsim.rules import domains, initiative, money, scaling, shocks
from wopsim.rules.time import QUARTER

OFTEN = 1.0  # mission a year: how fast own teams get a crew going, as missions do
EVERYTHING = 1.0  # own teams share their language, and are trusted
GAP, DISPLACED, BEGINS, SHOWN = range(4)
"""Rows of scratch: what there is to learn in each domain; of each utility what a partnership displaces and whether it would begin; and, a
row for each domain, what is shown in each country."""


@device
def take_initiative(block: Any, w: int) -> None:
    """M19: some utilities begin a turnaround of their own; those that are in one learn, and pay for it."""
    ctx = context_of(block, w)
    p = ctx.p
    if p.initiative_rate == 0.0:
        return
    displaced = ctx.scratch[DISPLACED]
    for row in range(ctx.roles.size):
        displaced[row] = p.initiative_displaced if accompanied(ctx, row) else 0.0
    _find_who_begins(block, w)
    find_what_is_shown(ctx)
    begins = ctx.scratch[BEGINS]
    for row in range(ctx.roles.size):
        s, k = ctx.state[row // LANES], row % LANES
        if s.turnaround[k] <= 0.0 and begins[row] > 0.0:
            _begin(ctx, s, row)
        if s.turnaround[k] > 0.0:
            _go_on(ctx, s, row)


@inline
def _find_who_begins(block: Any, w: int) -> None:
    """Write down for each utility whether it would begin now, were it not in a turnaround; leaders become less new."""
    now, world = now_of(block, w), block.worlds[w]
    state, fixed, p = now.state, now.fixed, now.p
    u, z = block.leadership[world.exogenous, world.quarter], block.initiative[world.exogenous, world.quarter]  # (tile, lane)
    leaders, rate, by_leader = p.leadership_rate, p.initiative_rate, p.initiative_new_leader
    for tile in range(state.size):
        s, f = state[tile], fixed[tile]
        displaced, begins = block.scratch[DISPLACED, tile * LANES :], block.scratch[BEGINS, tile * LANES :]
        for k in range(LANES):
            changed = shocks.strikes(u[tile, k], leaders, QUARTER)
            fresh = 1.0 if changed > 0.0 else initiative.freshness_after(s.fresh_leader[k], QUARTER)
            hazard = initiative.initiative_hazard(rate, f.autonomy[k], s.occr[k], fresh, by_leader, displaced[k])
            s.fresh_leader[k] = fresh
            begins[k] = shocks.strikes(z[tile, k], hazard, QUARTER)


@device
def find_what_is_shown(ctx: Any) -> None:
    """Write down for each country the practice in each domain that consultants show, or its best utility if that shows more [1]."""
    roles, scratch, by_consultants = ctx.roles, ctx.scratch, ctx.p.initiative_skill
    for d in range(DOMAIN_COUNT):
        shown = scratch[SHOWN + d]
        for country in range(roles.size):  # no more countries than utilities
            shown[country] = by_consultants
    for row in range(roles.size):
        country, practice, k = roles[row].country, ctx.state[row // LANES].practice, row % LANES
        for d in range(DOMAIN_COUNT):
            scratch[SHOWN + d, country] = max(scratch[SHOWN + d, country], practice[d, k])


@device
def shown_at_home(ctx: Any, row: int, domain: int) -> float:
    """Practice in a domain that consultants or the best neighbour in the country show [1]."""
    return float(ctx.scratch[SHOWN + domain, ctx.roles[row].country])


@device
def _begin(ctx: Any, s: Any, row: int) -> None:
    """Begin where there is something to learn; the first zone is chosen, as large as without a grant."""
    k, gap, p = row % LANES, ctx.scratch[GAP], ctx.p
    for d in range(DOMAIN_COUNT):
        gap[d] = max(0.0, shown_at_home(ctx, row, d) - s.skill[d, k])
    whole = domains.mean_of(gap[TECHNICAL], gap[COMMERCIAL], gap[MANAGERIAL])
    if whole > 0.0:
        s.turnaround[k] = p.initiative_years
        if s.treated[k] <= 0.0:
            open_first_zone(s, k, scaling.pilot_size(p.pilot_zone, 0.0, p.treatment_cost, s.connections[k], gap[TECHNICAL]), p, 0.0)
        note_utility(ctx, EventKind.OWN_TURNAROUND, row, whole)


@device
def _go_on(ctx: Any, s: Any, row: int) -> None:
    """A quarter of a turnaround: staff learn, a crew works in the zone, works spread it; consultants are paid with the quarter's bills."""
    k, p = row % LANES, ctx.p
    for d in range(DOMAIN_COUNT):
        shown = shown_at_home(ctx, row, d)
        s.skill[d, k] += initiative.learned_alone(shown, s.skill[d, k], p.initiative_years, QUARTER)
        s.guide[d, k] = max(s.guide[d, k], shown)
    s.presence[k] = scaling.presence_after_mission(s.presence[k], OFTEN, EVERYTHING, EVERYTHING, EVERYTHING, QUARTER)
    fee = p.initiative_cost * s.cost[k] * QUARTER
    s.own_payments[k] += fee
    s.consultants[k] += fee
    _spread(s, k, p)
    s.turnaround[k] -= QUARTER


@device
def _spread(s: Any, k: int, p: Any) -> None:
    """Works of a turnaround, in the whole network and not from a pilot zone: out of own cash, as much as a utility spends on works."""
    price = s.connections[k] * p.treatment_cost
    wanted = initiative.wanted_alone(s.treated[k], p.initiative_years, QUARTER)
    spent = money.affordable(wanted * price, s.cash[k] * p.works_share * QUARTER)
    if spent > 0.0:
        enlarge_zone(s, k, spent / price / (1.0 - s.treated[k]))
        s.cash[k] -= spent
        s.works_year[k] += spent
        s.works_own_year[k] += spent
