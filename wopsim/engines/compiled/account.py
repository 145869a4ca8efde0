"""The money of one partnership: what is committed, what has been paid out to it, what it may spend. See the engine `agents`."""

from __future__ import annotations

import math
from typing import Any

from wopsim.engines.compiled.experts import party_of
from wopsim.engines.compiled.layout import LANES
from wopsim.rules import costs
from wopsim.rules.compiling import inside as compiled

CENT = 0.01  # EUR; money below is rounding


@compiled
def mission_cost(p: Any, distance: float) -> float:
    """A mentee's part of the cost of a mission as planned [EUR2024]."""
    experts, mentees = float(p.experts_per_mission), float(p.cohort_size)
    return costs.mission_cost(experts, p.days_per_mission, p.expert_day_cost, p.travel_base, p.travel_km, distance, mentees)


@compiled
def study_visit_cost(p: Any, distance: float) -> float:
    """Cost of a study visit [EUR2024]."""
    staff = float(p.study_visit_staff)
    return costs.mission_cost(staff, p.study_visit_days, p.visitor_day_cost, p.travel_base, p.travel_km, distance, 1.0)


@compiled
def follow_up_cost(p: Any, distance: float) -> float:
    """Cost of a follow-up visit [EUR2024]."""
    return costs.mission_cost(1.0, p.follow_up_days, p.expert_day_cost, p.travel_base, p.travel_km, distance, 1.0)


@compiled
def planned_cost(p: Any, distance: float, is_helped: bool) -> float:
    """Cost of a partnership that runs its course, overhead included [EUR2024]."""
    beside = (1.0 if is_helped else 0.0) * p.helper_share + (p.consortium_mentors - 1) * p.consortium_cost
    delivery = costs.delivery_cost(
        p.preparation_cost + p.pilot_grant, p.planned_missions, mission_cost(p, distance), beside, float(p.planned_visits),
        study_visit_cost(p, distance), p.other_cost, float(p.follow_up_years), follow_up_cost(p, distance),
    )  # fmt: skip
    return costs.with_overhead(delivery, p.overhead)


@compiled
def mission_price(deal: Any, seats: Any, p: Any) -> float:
    """Cost of one mission with the party that the mentors can send [EUR2024]."""
    party = party_of(deal, seats, p.experts_per_mission) / p.experts_per_mission
    beside = (0.0 if deal.helper < 0 else p.helper_share) + deal.partners * p.consortium_cost
    return costs.mission_price(mission_cost(p, deal.distance), party, beside)


@compiled
def covers(deal: Any, p: Any, cost: float) -> bool:
    """Whether a delivery can be paid now."""
    return deal.available + CENT >= costs.donor_part(cost, deal.own_share, p.overhead)


@compiled
def pay(here: Any, number: int, cost: float) -> None:
    """Pay for a delivery: the donor's part from the grant, the mentee's from its cash."""
    world, deal = here.world, here.deals[number]
    p = here.p
    donor = cost * (1.0 - deal.own_share)
    overhead = donor * p.overhead
    deal.available -= donor + overhead
    deal.committed -= donor + overhead
    world.committed -= donor + overhead
    world.spent += donor
    world.overhead += overhead
    here.seats[deal.mentee].support_received += donor
    state = here.state[deal.mentee // LANES]
    state.own_payments[deal.mentee % LANES] += costs.own_part(cost, deal.own_share, p.overhead)


@compiled
def free_money(world: Any, p: Any) -> float:
    """Money that is neither paid nor committed [EUR2024]."""
    return p.budget - world.committed - world.spent - world.overhead - world.invested


@compiled
def follow_up_money(deal: Any, p: Any) -> float:
    """Donor money set aside for the visits after the exit [EUR2024]."""
    return costs.donor_part(p.follow_up_years * follow_up_cost(p, deal.distance), deal.own_share, p.overhead)


@compiled
def open_account(here: Any, number: int) -> None:
    """Release what is paid before the first mission and the first instalment, and plan the others."""
    deal, p = here.deals[number], here.p
    first = min(costs.donor_part(p.preparation_cost + p.pilot_grant, deal.own_share, p.overhead), deal.committed)
    aside = follow_up_money(deal, p) * deal.months / p.months
    deal.first_instalment, deal.instalments = 0, 0
    _plan_instalments(here, number, max(0.0, deal.committed - first - aside), deal.months)
    deal.available = first + _next_instalment(here, number)


@compiled
def extend_account(here: Any, number: int, grant: float, months: int) -> None:
    """Add newly committed money for `months` more."""
    deal, p = here.deals[number], here.p
    deal.committed += grant
    aside = follow_up_money(deal, p) * months / p.months
    first = deal.instalments
    _plan_instalments(here, number, max(0.0, grant - aside), months)
    deal.available += deal.instalment[first]
    for later in range(first, deal.instalments - 1):
        deal.instalment[later] = deal.instalment[later + 1]
    deal.instalments -= 1


@compiled
def instalments_left(deal: Any) -> int:
    """Instalments that are still to come."""
    return int(deal.instalments - deal.first_instalment)


@compiled
def receive(here: Any, number: int, result: bool) -> float:
    """Receive an instalment; what was held back without a result goes back. Returns what was received [EUR2024]."""
    deal = here.deals[number]
    instalment = _next_instalment(here, number)
    lost = 0.0 if result else deal.held_back * instalment
    if lost > 0.0:
        deal.committed -= lost
        here.world.committed -= lost
    deal.available += instalment - lost
    return float(instalment - lost)


@compiled
def release_all(here: Any, number: int, keep: float) -> None:
    """Give back what is not kept [EUR2024]."""
    deal = here.deals[number]
    back = deal.committed - keep
    deal.committed = keep
    deal.available = keep
    deal.first_instalment = deal.instalments
    here.world.committed -= back


@compiled
def _next_instalment(here: Any, number: int) -> float:
    deal = here.deals[number]
    deal.first_instalment += 1
    return float(deal.instalment[deal.first_instalment - 1])


@compiled
def _plan_instalments(here: Any, number: int, money: float, months: int) -> None:
    """Split money over the years of `months`, the last year by its part; the first pays for a mission at least."""
    deal, p = here.deals[number], here.p
    parts = deal.instalment[deal.instalments :]
    years = math.ceil(months / 12)
    for year in range(years):
        parts[year] = money * min(12, months - 12 * year) / months
    deal.instalments += years
    mission = costs.donor_part(mission_price(deal, here.seats, p), deal.own_share, p.overhead)
    if years == 1 or parts[0] >= min(mission, money):
        return
    first, planned = min(money, mission), parts[0]
    parts[0] = first
    for year in range(1, years):
        parts[year] = parts[year] * (money - first) / (money - planned)
