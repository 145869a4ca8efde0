"""Utilities that turn themselves around."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines import chance
from wopsim.engines.context import context_of
from wopsim.engines.event_log import note_utility
from wopsim.engines.events import EventKind
from wopsim.engines.records import COMMERCIAL, DOMAIN_COUNT, LANES, MANAGERIAL, TECHNICAL
from wopsim.engines.resources import accompanied
from wopsim.engines.teaching import enlarge_zone, open_first_zone
from wopsim.rules import domains, initiative, money, scaling, shocks
from wopsim.rules.time import QUARTER

OFTEN = 1.0  # mission a year: how fast own teams get a crew going, as missions do
EVERYTHING = 1.0  # own teams share their language, and are trusted


@device
def take_initiative(block: Any, w: int) -> None:
    """M19: some utilities begin a turnaround of their own; those that are in one learn, and pay for it."""
    ctx = context_of(block, w)
    world, p = ctx.world, ctx.p
    if p.initiative_rate == 0.0:
        return
    u = block.leadership[world.exogenous, world.quarter]  # (tile, lane)
    for row in range(ctx.roles.size):
        s, f, k = ctx.state[row // LANES], block.fixed[world.start, row // LANES], row % LANES
        s.fresh_leader[k] = initiative.freshness_after(s.fresh_leader[k], QUARTER)
        if shocks.strikes(u[row // LANES, k], p.leadership_rate, QUARTER) > 0.0:
            s.fresh_leader[k] = 1.0
        if s.turnaround[k] <= 0.0:
            displaced = p.initiative_displaced if accompanied(ctx, row) else 0.0
            rate = initiative.initiative_hazard(
                p.initiative_rate, f.autonomy[k], s.occr[k], s.fresh_leader[k], p.initiative_new_leader, displaced
            )
            begins = shocks.strikes(chance.of_utility(ctx, chance.INITIATIVE, row, world.quarter), rate, QUARTER)
            if begins > 0.0:
                _begin(ctx, s, row)
        if s.turnaround[k] > 0.0:
            _go_on(ctx, s, row)


@device
def shown_at_home(ctx: Any, row: int, domain: int) -> float:
    """Practice in a domain that consultants show, or the best neighbour in the country if it shows more [1]."""
    best, roles = ctx.p.initiative_skill, ctx.roles
    for other in range(roles.size):
        if roles[other].country == roles[row].country:
            best = max(best, ctx.state[other // LANES].practice[domain, other % LANES])
    return best


@device
def _begin(ctx: Any, s: Any, row: int) -> None:
    """Begin where there is something to learn; the first zone is chosen, as large as without a grant."""
    k, gap, p = row % LANES, ctx.scratch[0], ctx.p
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
