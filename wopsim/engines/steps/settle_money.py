"""The accounts of a quarter: who pays, works that spread the zones, connections, supply; and what a year is told of them."""

from __future__ import annotations

from typing import Any, NamedTuple

from wopsim.compile import device, inline
from wopsim.engines.records import COMMERCIAL, LANES, MANAGERIAL, TECHNICAL
from wopsim.engines.steps.move_zones import zone_gain
from wopsim.engines.steps.now import now_of
from wopsim.rules import access, accompaniment, money, objectives, presence, scaling, water, works_choice
from wopsim.rules.time import QUARTER
from wopsim.strategies.design import ACCESS, FINANCE


class Terms(NamedTuple):
    """The settings by which accounts are settled, read once: compiled code cannot know that utilities leave them as they are."""

    debt_service: float
    interest: float
    works_share: float
    reserve: float
    project_speed: float
    project_works_share: float
    project_connection_share: float
    supply_cost: float
    treatment_cost: float
    spread_rate: float
    connection_cost: float
    extension_rate: float
    access_effect: float
    presence_thinning: float
    accompanied_worth: float
    accompanied_speed: float
    finance_own_works: float
    zone_size_effect: float
    convincing_zone: float
    works_refusal: float
    leak_cut_max: float
    theft_cut_max: float
    loss_floor: float
    pressure_exponent: float


class Purse(NamedTuple):
    """What a utility has in a quarter.

    Parameters
    ----------
    collected, service, support : from customers, to lenders, from the owner; free : own cash after the running of the quarter [EUR2024].
    own : what of it may go into works and connections; project : what the project spends in the quarter [EUR2024].
    worth : of a euro of project money, beside one of own money.
    fund, loans, granted : what the project has, what of it was lent, what a programme gave [EUR2024].
    by_loan, by_programme : parts of the project's money that these are: it has one purse, and whatever it pays for, each pays its part.
    """

    collected: float
    service: float
    support: float
    free: float
    own: float
    project: float
    worth: float
    fund: float
    loans: float
    granted: float
    by_loan: float
    by_programme: float


class Spent(NamedTuple):
    """What a quarter's works cost, from own cash and from the project, and what the project paid to connect and to build [EUR2024]."""

    own_works: float
    project_works: float
    extension: float
    connecting: float
    building: float


@device
def settle_money(block: Any, w: int) -> None:
    """M9: the accounts of the quarter; works and connections are paid here."""
    now = now_of(block, w)
    state, fixed, quarterly, p = now.state, now.fixed, now.quarterly, _terms_of(now.p)
    for tile in range(state.size):
        s, f, x = state[tile], fixed[tile], quarterly[tile]
        for k in range(LANES):
            # read before anything is written, for the compiler again
            connections, population, persons = s.connections[k], x.population[k], f.persons[k]
            purse = _fill_purse(s, k, p)
            price = connections * p.treatment_cost
            wanted = _works_wanted(s, f, x, k, p)
            project_works, own_works = _spread_zones(s, k, wanted, price, purse, p)
            extension, connecting = _connect_people(s, k, connections, population, persons, purse, p)
            building = _build_supply(s, k, project_works, connecting, purse, p)
            spent = Spent(own_works, project_works, extension, connecting, building)
            to_owner = _close_accounts(s, k, purse, spent, p)
            _add_to_year(s, k, purse, spent, to_owner)
            _begin_anew(s, k)


@inline
def _terms_of(p: Any) -> Terms:
    return Terms(
        p.debt_service, p.interest, p.works_share, p.reserve, p.project_speed, p.project_works_share, p.project_connection_share,
        p.supply_cost, p.treatment_cost, p.spread_rate, p.connection_cost, p.extension_rate, p.access_effect, p.presence_thinning,
        p.accompanied_worth, p.accompanied_speed, p.finance_own_works, p.zone_size_effect, p.convincing_zone, p.works_refusal,
        p.leak_cut_max, p.theft_cut_max, p.loss_floor, p.pressure_exponent,
    )  # fmt: skip


@inline
def _fill_purse(s: Any, k: int, p: Terms) -> Purse:
    """Own money after the running of the quarter, and a project's, both as far as they may be spent now."""
    loan, grant = s.works_spending[k], s.investment[k]
    fund = s.fund[k] + loan + grant + s.project_grants[k]
    collected = s.revenue[k] * s.collection_share[k] * QUARTER
    service = s.debt[k] * p.debt_service * QUARTER
    running = collected - s.cost[k] * QUARTER - service - s.own_payments[k]
    support = money.subsidy(s.cash[k], running)
    free = s.cash[k] + running + support
    own = free * objectives.own_works_share(p.works_share, s.topic[FINANCE, k], p.finance_own_works) * QUARTER
    speed = p.project_speed * accompaniment.relative_to_alone(p.accompanied_speed, s.accompanied[k])
    project = money.project_spending(fund, speed, QUARTER)
    worth = accompaniment.relative_to_alone(p.accompanied_worth, s.accompanied[k])
    loans, granted = s.fund_loan[k] + loan, s.fund_programme[k] + s.project_grants[k]
    by_loan, by_programme = water.ratio(loans, fund), water.ratio(granted, fund)
    return Purse(collected, service, support, free, own, project, worth, fund, loans, granted, by_loan, by_programme)


@inline
def _works_wanted(s: Any, f: Any, x: Any, k: int, p: Terms) -> float:
    """Part of the network that a utility would bring under treatment [1]: as convinced as it is, and as works pay beside new supply."""
    leak_gain = zone_gain(s, f, TECHNICAL, k)
    rate = p.spread_rate * scaling.convincing(p.zone_size_effect, s.treated[k], p.convincing_zone)
    wanted = scaling.wanted_spread(s.treated[k], rate, leak_gain, s.practice[MANAGERIAL, k], f.autonomy[k], QUARTER)
    lost = f.real_own[k] * x.loss_factor[k] * water.pressure_factor(s.share_of_day[k], f.share_of_day_start[k], p.pressure_exponent)
    stolen = f.apparent_own[k] * x.loss_factor[k] * (1.0 - s.commercial_cut[k])
    stopped = water.leakage_at(lost - water.treated_real(lost, p.loss_floor, p.leak_cut_max * leak_gain), s.share_of_day[k])
    stopped = stopped + water.use_at(stolen * p.theft_cut_max * zone_gain(s, f, COMMERCIAL, k), s.share_of_day[k])
    price = works_choice.price_of_works(p.treatment_cost, stopped)
    return wanted * works_choice.accepted(price, p.supply_cost, p.works_refusal)


@inline
def _spread_zones(s: Any, k: int, wanted: float, price: float, purse: Purse, p: Terms) -> tuple[float, float]:
    """Bring more of the network under treatment, at the price of all of it, project money first; what the project pays, and own cash."""
    from_project = money.affordable(wanted * price / purse.worth, purse.project * p.project_works_share)
    from_own = money.affordable(max(0.0, wanted * price - from_project * purse.worth), purse.own)
    before = s.treated[k]
    s.treated[k] = min(1.0, before + (from_project * purse.worth + from_own) / price)
    s.leak_cut[k] = scaling.cut_when_spread(s.leak_cut[k], before, s.treated[k])
    s.theft_cut[k] = scaling.cut_when_spread(s.theft_cut[k], before, s.treated[k])
    s.presence[k] = presence.presence_when_spread(s.presence[k], p.presence_thinning, before, s.treated[k])
    return from_project, from_own


@inline
def _connect_people(
    s: Any, k: int, connections: float, population: float, persons: float, purse: Purse, p: Terms
) -> tuple[float, float]:  # fmt: skip
    """Connect more people: out of own cash because commerce and management became better, and with project money; what each pays."""
    better = objectives.better_service(s.gain[COMMERCIAL, k], s.gain[MANAGERIAL, k])
    better = objectives.strengthened(better, s.topic[ACCESS, k], p.access_effect)
    missing = access.unserved(population, persons, connections)
    wanted = access.wanted_extension(missing, p.extension_rate, better, QUARTER)
    extension = money.affordable(wanted * p.connection_cost, purse.own)
    connections = connections + extension / p.connection_cost
    missing = access.unserved(population, persons, connections)
    connecting = money.affordable(missing * p.connection_cost / purse.worth, purse.project * p.project_connection_share)
    s.connections[k] = connections + connecting * purse.worth / p.connection_cost
    return extension, connecting


@inline
def _build_supply(s: Any, k: int, works: float, connecting: float, purse: Purse, p: Terms) -> float:
    """Build supply with what works and connections leave of the project's money; what it pays."""
    building = purse.project - works - connecting
    s.supply_capacity[k] = s.supply_capacity[k] + building * purse.worth / p.supply_cost
    return building


@inline
def _close_accounts(s: Any, k: int, purse: Purse, spent: Spent, p: Terms) -> float:
    """Take what was spent from cash, fund and debt; what goes to the owner."""
    left = purse.free - (spent.own_works + spent.extension)
    to_owner = money.owner_transfer(left, p.reserve * s.revenue[k])
    s.cash[k] = left - to_owner
    s.fund[k] = purse.fund - purse.project
    s.fund_loan[k] = purse.loans - purse.project * purse.by_loan
    s.fund_programme[k] = purse.granted - purse.project * purse.by_programme
    s.debt[k] = money.debt_after(s.debt[k], p.debt_service, p.interest, s.works_spending[k], QUARTER)
    return to_owner


@inline
def _add_to_year(s: Any, k: int, purse: Purse, spent: Spent, to_owner: float) -> None:
    """Add the quarter to what is recorded of the year: who paid for what."""
    s.own_share_year[k] += s.own_payments[k] - s.consultants[k]
    s.consultants_year[k] += s.consultants[k]
    s.works_year[k] += spent.own_works + spent.project_works
    s.investment_year[k] += s.works_spending[k] + s.investment[k]
    s.works_own_year[k] += spent.own_works
    s.works_loan_year[k] += spent.project_works * purse.by_loan
    s.works_programme_year[k] += spent.project_works * purse.by_programme
    s.connections_year[k] += spent.extension + spent.connecting
    s.connections_programme_year[k] += spent.connecting * purse.by_programme
    s.supply_year[k] += spent.building
    s.supply_programme_year[k] += spent.building * purse.by_programme
    s.collected_year[k] += purse.collected
    s.running_year[k] += s.cost[k] * QUARTER
    s.owner_support_year[k] += purse.support
    s.owner_transfer_year[k] += to_owner
    s.lender_year[k] += purse.service


@inline
def _begin_anew(s: Any, k: int) -> None:
    """What was paid for partnerships, consultants and works is settled: the next quarter counts from nothing."""
    s.own_payments[k] = 0.0
    s.consultants[k] = 0.0
    s.project_grants[k] = 0.0
