"""The money of one partnership: what is committed, what has been paid out to it, what it may spend."""

from __future__ import annotations

import math
from typing import Any

from wopsim.compile import device
from wopsim.engines import prices
from wopsim.engines.records import LANES
from wopsim.engines.resources import mentor_at, party_of
from wopsim.rules import costs
from wopsim.rules.time import QUARTER

CENT = 0.01  # EUR; money below is rounding


@device
def mission_price(ctx: Any, number: int, members: float) -> float:
    """Cost to a mentee of its next mission with the party that the mentors can send, where `members` share it [EUR2024]."""
    partnership, p = ctx.partnerships[number], ctx.p
    party = party_of(partnership, ctx.roles, p.experts_per_mission) / p.experts_per_mission
    beside = prices.beside_missions(p, 0.0 if partnership.helper < 0 else 1.0, partnership.partners)
    shared = costs.mission_price(prices.mission_cost(p, partnership.distance, members), party, beside)
    return shared + prices.own_trip(p, partnership.apart, 1.0 if partnership.hosts else 0.0)


@device
def next_price(ctx: Any, number: int) -> float:
    """Cost to a mentee of the mission that is due: split over the members of its cohort that share it [EUR2024]."""
    return mission_price(ctx, number, float(ctx.partnerships[number].sharing))


@device
def pay_for_the_missing(ctx: Any, number: int) -> None:
    """Commit what a mission costs more because members of the cohort are missing, as far as free money has it."""
    partnership, p = ctx.partnerships[number], ctx.p
    more = next_price(ctx, number) - mission_price(ctx, number, float(partnership.members))
    more = costs.donor_part(more, partnership.own_share, p.overhead)
    if more > CENT and free_money(ctx.world, p) >= more:
        ctx.world.committed += more
        partnership.committed += more
        partnership.available += more


@device
def covers(partnership: Any, p: Any, cost: float) -> bool:
    """Whether a delivery can be paid now."""
    return partnership.available + CENT >= costs.donor_part(cost, partnership.own_share, p.overhead)


@device
def pay(ctx: Any, number: int, cost: float) -> None:
    """Pay for a delivery: the donor's part from the grant, the mentee's from its cash."""
    world, partnership = ctx.world, ctx.partnerships[number]
    p = ctx.p
    donor = cost * (1.0 - partnership.own_share)
    overhead = donor * p.overhead
    partnership.available -= donor + overhead
    partnership.committed -= donor + overhead
    world.committed -= donor + overhead
    world.spent += donor
    world.overhead += overhead
    ctx.roles[partnership.mentee].support_received += donor
    state = ctx.state[partnership.mentee // LANES]
    state.own_payments[partnership.mentee % LANES] += costs.own_part(cost, partnership.own_share, p.overhead)
    state.grants_year[partnership.mentee % LANES] += donor + overhead


@device
def count_days(ctx: Any, number: int, own: float, attended: float) -> None:
    """Count the working days that both sides spend on a delivery, to be priced with the accounts of the quarter.

    Parameters
    ----------
    own : days of the mentors' own staff [day]; who was hired for a post is paid by the programme.
    attended : days of the mentee's staff [day].
    """
    partnership = ctx.partnerships[number]
    ctx.state[partnership.mentee // LANES].partnership_days[partnership.mentee % LANES] += attended
    part = own / (partnership.partners + 1)
    for place in range(partnership.partners + 1):
        mentor = mentor_at(partnership, place)
        ctx.state[mentor // LANES].own_days[mentor % LANES] += part


@device
def free_money(world: Any, p: Any) -> float:
    """Money that is neither paid nor committed and may be spent by now, with what others added [EUR2024].

    Python may ask for many worlds at once.
    """
    later = p.later_share * (world.quarter < 4 * p.later_year)
    return p.budget * (1.0 - later) + world.raised - world.committed - world.spent - world.overhead - world.invested


@device
def pay_for_events(world: Any, p: Any, members: float) -> bool:
    """Pay for a quarter's events of so many members, where they cost anything; returns whether they take place."""
    cost = p.event_cost * members * QUARTER
    if cost == 0.0:
        return True
    if free_money(world, p) + CENT < costs.with_overhead(cost, p.overhead):
        return False
    world.spent += cost
    world.overhead += cost * p.overhead
    return True


@device
def money_for_partnerships(ctx: Any) -> float:
    """Free money without what the platform's events will cost if everybody comes [EUR2024]."""
    world, p, members = ctx.world, ctx.p, 0.0
    for row in range(ctx.roles.size):
        members += 1.0 if ctx.roles[row].group >= 0 else 0.0
    left = max(0.0, p.programme_years - world.quarter * QUARTER)
    return float(max(0.0, free_money(world, p) - costs.with_overhead(p.event_cost * members * left, p.overhead)))


@device
def in_tranche(p: Any, year: int, last: int) -> bool:
    """Whether a year is one of the first (0 to `last`) of the programme, or of its later tranche where there is one."""
    return bool(year <= last or (p.later_share > 0.0 and 0 <= year - p.later_year <= last))


@device
def follow_up_money(partnership: Any, p: Any) -> float:
    """Donor money set aside for the visits after the exit [EUR2024]."""
    return costs.donor_part(p.follow_up_years * prices.follow_up_cost(p, partnership.distance), partnership.own_share, p.overhead)


@device
def open_account(ctx: Any, number: int) -> None:
    """Release what is paid before the first mission and the first instalment, and plan the others."""
    partnership, p = ctx.partnerships[number], ctx.p
    first = min(costs.donor_part(prices.upfront(p), partnership.own_share, p.overhead), partnership.committed)
    aside = follow_up_money(partnership, p) * partnership.months / p.months
    partnership.first_instalment, partnership.instalments = 0, 0
    _plan_instalments(ctx, number, max(0.0, partnership.committed - first - aside), partnership.months)
    partnership.available = first + _next_instalment(ctx, number)


@device
def extend_account(ctx: Any, number: int, grant: float, months: int) -> None:
    """Add newly committed money for `months` more."""
    partnership, p = ctx.partnerships[number], ctx.p
    partnership.committed += grant
    aside = follow_up_money(partnership, p) * months / p.months
    first = partnership.instalments
    _plan_instalments(ctx, number, max(0.0, grant - aside), months)
    partnership.available += partnership.instalment[first]
    for later in range(first, partnership.instalments - 1):
        partnership.instalment[later] = partnership.instalment[later + 1]
    partnership.instalments -= 1


@device
def instalments_left(partnership: Any) -> int:
    """Instalments that are still to come."""
    return int(partnership.instalments - partnership.first_instalment)


@device
def receive(ctx: Any, number: int, result: bool) -> float:
    """Receive an instalment; what was held back without a result goes back. Returns what was received [EUR2024]."""
    partnership = ctx.partnerships[number]
    instalment = _next_instalment(ctx, number)
    lost = 0.0 if result else partnership.held_back * instalment
    if lost > 0.0:
        partnership.committed -= lost
        ctx.world.committed -= lost
    partnership.available += instalment - lost
    return float(instalment - lost)


@device
def release_all(ctx: Any, number: int, keep: float) -> None:
    """Give back what is not kept [EUR2024]."""
    partnership = ctx.partnerships[number]
    back = partnership.committed - keep
    partnership.committed = keep
    partnership.available = keep
    partnership.first_instalment = partnership.instalments
    ctx.world.committed -= back


@device
def _next_instalment(ctx: Any, number: int) -> float:
    partnership = ctx.partnerships[number]
    partnership.first_instalment += 1
    return float(partnership.instalment[partnership.first_instalment - 1])


@device
def _plan_instalments(ctx: Any, number: int, money: float, months: int) -> None:
    """Split money over the years of `months`, the last year by its part; the first pays for a mission at least."""
    partnership, p = ctx.partnerships[number], ctx.p
    parts = partnership.instalment[partnership.instalments :]
    years = math.ceil(months / 12)
    for year in range(years):
        parts[year] = money * min(12, months - 12 * year) / months
    partnership.instalments += years
    mission = costs.donor_part(next_price(ctx, number), partnership.own_share, p.overhead)
    if years == 1 or parts[0] >= min(mission, money):
        return
    first, planned = min(money, mission), parts[0]
    parts[0] = first
    for year in range(1, years):
        parts[year] = parts[year] * (money - first) / (money - planned)
