"""What one quarter does to all utilities, rule by rule, on arrays. Each function is a step of the order in `model.py`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wopsim.declare import Parameters
from wopsim.engines.exogenous import Exogenous
from wopsim.engines.exogenous_paths import NAMES
from wopsim.engines.initial_state import State
from wopsim.rules import (
    access,
    background,
    commercial,
    mentors,
    missions,
    money,
    objectives,
    pro_poor,
    routines,
    scaling,
    shocks,
    turnover,
    water,
)
from wopsim.rules.time import QUARTER
from wopsim.strategies.design import OBJECTIVES
from wopsim.strategies.protocols import Ints
from wopsim.streams import Floats

TECHNICAL, COMMERCIAL, MANAGERIAL = range(3)
_, NEW_FUNCTION, ENVIRONMENT, FINANCE, ACCESS, REBUILDING = range(len(OBJECTIVES))


def move_leadership(state: State, p: Parameters, luck: Exogenous, quarter: int) -> Floats:
    """M12: leaders change, and motivation with them. Returns (utility,) 1 where it happened."""
    changed = luck.leadership[quarter]
    state.motivation = shocks.motivation_after_change(state.motivation, changed, p.leadership_motivation, luck.numbers.leader[quarter])
    return changed


def move_people(state: State, p: Parameters) -> None:
    """M2: staff leave, recruits come, motivation returns to its own level."""
    leaving = turnover.leaving(p.turnover, p.turnover_motivation, p.turnover_skill, state.motivation[:, None], state.skill)
    recruits = turnover.recruit_skill(state.market, p.routine_teaching, state.capacity)
    state.skill = turnover.skill_after_turnover(state.skill, recruits, leaving, QUARTER)
    own_level = objectives.lasting_motivation(state.motivation_own, state.topic[:, REBUILDING], p.rebuilding_effect)
    state.motivation = turnover.motivation_after(state.motivation, own_level, p.motivation_return, QUARTER)


def move_routines(state: State, p: Parameters) -> None:
    """M3: skill becomes routine; practice follows."""
    embedding = routines.embedding(p.institutionalisation, state.autonomy, state.motivation)[:, None]
    state.capacity = routines.capacity_after(state.capacity, state.skill, embedding, p.depreciation, QUARTER)
    state.practice = routines.practice_score(state.skill, state.capacity)


def move_topics(state: State, p: Parameters) -> None:
    """Objectives: topics fade; a new function serves the poor or those without sanitation as far as management carries it."""
    state.topic = objectives.topic_after(state.topic, p.topic_fading, QUARTER)
    service = objectives.function_of(state.topic[:, NEW_FUNCTION], state.practice[:, MANAGERIAL])
    nothing = np.zeros(state.count)
    pro_poor, sanitation = (service, nothing) if p.new_function == "pro_poor" else (nothing, service)
    state.sewer_coverage = objectives.served_after(state.sewer_coverage, sanitation, p.sanitation_effect, QUARTER)
    state.functions = {"pro_poor": pro_poor, "sanitation": sanitation}


def share_knowledge(state: State, p: Parameters, members: list[Ints]) -> None:
    """M11: a platform's events move each group of members (rows) a little towards the group's mean practice."""
    for rows in members:
        staff = state.staff_in(rows)
        absorbed = missions.absorption_of(
            p.absorption, p.absorption_floor, state.capacity[rows], state.motivation[rows, None], staff, p.counterpart_staff
        )
        share = missions.taught_share(p.teaching_rate, absorbed, p.sharing_closeness, p.sharing_days * QUARTER, staff, p.staff_scale)
        mean = state.practice[rows].mean(axis=0)
        state.skill[rows] += missions.learned(mean, state.skill[rows], 1.0, share)


def move_zones(state: State, p: Parameters) -> None:
    """M6: losses in treated zones follow the practice there; zones slip back where practice does not sustain them."""
    leaks, theft = in_zone(state, TECHNICAL), in_zone(state, COMMERCIAL)
    state.leak_cut = scaling.cut_after(state.leak_cut, p.leak_cut_max, leaks.gain, p.cut_speed, p.regrowth_speed, QUARTER)
    state.theft_cut = scaling.cut_after(state.theft_cut, p.theft_cut_max, theft.gain, p.cut_speed, p.regrowth_speed, QUARTER)
    state.treated = scaling.treated_after(state.treated, leaks.practice, p.sustaining_practice, p.shrink_rate, QUARTER)
    state.presence = scaling.presence_after(state.presence, p.crew_fading, QUARTER)


class InZone(NamedTuple):
    """Practice of the treated zone's crew and its gain over the utility's start, (utility,) [1]."""

    practice: Floats
    gain: Floats


def in_zone(state: State, domain: int) -> InZone:
    """What the crew of the treated zone can do in a domain."""
    practice = np.asarray(scaling.zone_practice(state.practice[:, domain], state.guide[:, domain], state.presence))
    return InZone(practice, np.asarray(scaling.zone_gain(practice, state.practice_start[:, domain])))


def gain(state: State, domain: int) -> Floats:
    """How far practice in a domain moved from its start towards full, (utility,) [1]."""
    return np.asarray(commercial.gain_of(state.practice[:, domain], state.practice_start[:, domain]))


def move_billing(state: State, p: Parameters) -> None:
    """M7: commercial practice lowers apparent losses in the whole utility."""
    force = commercial.enforcement(state.practice[:, MANAGERIAL], state.autonomy)
    state.commercial_cut = commercial.commercial_cut_after(
        state.commercial_cut, p.commercial_cut_max, gain(state, COMMERCIAL), force, p.commercial_speed, QUARTER
    )


def move_background(state: State, p: Parameters, luck: Exogenous, quarter: int) -> None:
    """M1: what would have happened anyway."""
    calm = np.ones(state.count)
    whole = background.reverting_spread(state.spread["nrw"], p.nrw_permanent, state.volatility)
    for name, share in (("nrw", p.nrw_true_share), ("measurement", 1.0 - p.nrw_true_share)):
        before = getattr(state, f"{name}_wander")
        spread, z = background.part_spread(whole, share), luck.numbers.background[NAMES.index(name)][quarter]
        after = background.wander(before, p.nrw_persistence, QUARTER, spread, z)
        setattr(state, f"{name}_wander", after)
    for name in ("cost", "collection", "energy", "quality", "growth"):
        spread = background.reverting_spread(state.spread[name], p[f"{name}_permanent"], calm)
        before = getattr(state, f"{name}_wander")
        after = background.wander(before, p[f"{name}_persistence"], QUARTER, spread, luck.numbers.background[NAMES.index(name)][quarter])
        setattr(state, f"{name}_wander", after)
    growth = state.growth_own + state.growth_wander
    state.population = access.persons_after_growth(state.population, p.population_growth, QUARTER)
    before = state.connections
    factor = access.growth_factor(growth, QUARTER)
    state.connections = access.connections_after_growth(before, factor, state.population / state.persons)
    # new customers come with the supply and the staff that serve them, paid by those who connect them
    grown = state.connections / before
    state.supply_capacity = state.supply_capacity * grown
    state.staff = access.persons_after_growth(state.staff * grown, -p.staff_productivity, QUARTER)
    state.wage_level = access.persons_after_growth(state.wage_level, p.staff_productivity, QUARTER)


def balance_water(state: State, p: Parameters, drought: Floats, conflict: Floats) -> None:
    """M8: the water balance of the quarter; writes volumes [m3/day] to `state.flows`. Shocks are (utility,) 1 or 0."""
    losses = background.factor_of(state.nrw_wander)
    pressure = water.pressure_factor(state.share_of_day, state.share_of_day_start, p.pressure_exponent)
    real = state.real_own * losses * pressure
    real_zone = water.treated_real(real, p.loss_floor, state.leak_cut)
    theft = state.apparent_own * losses
    apparent = theft * (1.0 - state.commercial_cut)
    apparent_zone = apparent * (1.0 - state.theft_cut)
    billed = state.billed_own + water.recovered_billed(theft, apparent, p.recovered_share)
    billed_zone = state.billed_own + water.recovered_billed(theft, apparent_zone, p.recovered_share)
    unbilled = water.unbilled_use(state.billed_own, p.unbilled_share)

    use = {
        "billed_volume": water.mixed(billed, billed_zone, state.treated) * state.connections,
        "unbilled_volume": unbilled * state.connections,
        "apparent_loss": water.mixed(apparent, apparent_zone, state.treated) * state.connections,
    }
    leakage = water.mixed(real, real_zone, state.treated) * state.connections
    capacity = shocks.supply_after_shocks(state.supply_capacity, drought, p.drought_loss, conflict, p.conflict_loss)
    state.share_of_day = water.share_of_day(capacity, sum(use.values()), leakage)
    state.flows = {name: water.use_at(volume, state.share_of_day) for name, volume in use.items()}
    state.flows["real_loss"] = water.leakage_at(leakage, state.share_of_day)
    lost = state.flows["unbilled_volume"] + state.flows["apparent_loss"] + state.flows["real_loss"]
    state.flows["system_input"] = state.flows["billed_volume"] + lost
    state.flows["nrw_share"] = water.ratio(lost, state.flows["system_input"])
    used_zone = water.use_at(unbilled + apparent_zone, state.share_of_day)
    lost_zone = used_zone + water.leakage_at(real_zone, state.share_of_day)
    state.flows["zone_nrw_share"] = water.ratio(lost_zone, lost_zone + water.use_at(billed_zone, state.share_of_day))

    technical = gain(state, TECHNICAL)
    green = objectives.strengthened(technical, state.topic[:, ENVIRONMENT], p.green_effect)
    energy = water.intensity_after_gain(state.energy_own * background.factor_of(state.energy_wander), p.energy_saving_max, green)
    state.flows["energy_intensity"] = energy
    state.flows["quality_compliance"] = background.shift_share(state.quality_own, state.quality_wander + p.quality_effect * green)


def price_service(state: State, p: Parameters, currency: Floats) -> None:
    """M9: what the quarter earns and costs, at yearly rates; writes to `state.flows`. `currency` is (utility,) 1 or 0."""
    flows = state.flows
    flows["revenue"] = money.billed_revenue(flows["billed_volume"], state.tariff)
    force = commercial.enforcement(state.practice[:, MANAGERIAL], state.autonomy)
    better = commercial.collection_shift(p.collection_effect, gain(state, COMMERCIAL), force)
    flows["collection_share"] = background.shift_share(state.collection_own, state.collection_wander + better)
    level = money.cost_level(state.cost_wander, state.cost_start, p.currency_cost, currency)
    flows["cost"] = money.operating_cost(
        state.staff, state.wage * state.wage_level, flows["system_input"], flows["energy_intensity"], state.energy_price,
        state.other_cost, state.connections, level,
    )  # fmt: skip
    flows["occr"] = water.ratio(flows["revenue"], flows["cost"])
    flows["unit_cost"] = water.ratio(flows["cost"], flows["billed_volume"] * 365.25)


def settle_money(state: State, p: Parameters, luck: Exogenous, quarter: int) -> None:
    """M9: the accounts of the quarter; works and connections are paid here and bear fruit from the next quarter on."""
    year, first = int(quarter * QUARTER), quarter % 4 == 0
    flows = state.flows
    revenue, cost = flows["revenue"], flows["cost"]
    loan = grant = np.zeros(state.count)
    if first:
        prepared = money.prepared_rate(p.investment_rate, p.finance_effect, state.topic[:, FINANCE])
        chance = money.investment_chance(prepared, p.investment_finances, flows["occr"])
        comes = luck.numbers.investment[year] < chance
        size = money.investment_size(state.population, p.investment_person, p.investment_spread, luck.numbers.investment_size[year])
        loan = np.where(comes, size * p.investment_loan_share, 0.0)
        grant = np.where(comes, size - size * p.investment_loan_share, 0.0)
    state.fund = state.fund + loan + grant + state.project_grants

    collected = revenue * flows["collection_share"] * QUARTER
    service = state.debt * p.debt_service * QUARTER
    running = collected - cost * QUARTER - service - state.own_payments
    support = money.subsidy(state.cash, running)
    free = state.cash + running + support
    own = free * p.works_share * QUARTER
    project = money.project_spending(state.fund, p.project_speed, QUARTER)

    works = _spread(state, p, own, project * p.project_works_share)
    extension = _extend(state, p, own)
    connecting = _connect(state, p, project * p.project_connection_share)
    building = project - works["project"] - connecting
    state.supply_capacity = state.supply_capacity + building / p.supply_cost

    spent = works["own"] + extension
    to_owner = money.owner_transfer(free - spent, p.reserve * revenue)
    state.cash = free - spent - to_owner
    state.fund = state.fund - project
    state.debt = money.debt_after(state.debt, p.debt_service, p.interest, loan, QUARTER)
    flows["cash_in"] = collected + support + loan + grant + state.project_grants
    flows["cash_out"] = cost * QUARTER + service + state.own_payments + spent + project + to_owner
    state.own_payments = np.zeros(state.count)
    state.project_grants = np.zeros(state.count)
    flows["works_spending"] = works["own"] + works["project"]
    flows["investment"] = loan + grant


def _spread(state: State, p: Parameters, own: Floats, project: Floats) -> dict[str, Floats]:
    """Bring more of the network under treatment, project money first [EUR2024 each]."""
    zone = in_zone(state, TECHNICAL).gain
    wanted = scaling.wanted_spread(state.treated, p.spread_rate, zone, state.practice[:, MANAGERIAL], state.autonomy, QUARTER)
    price = state.connections * p.treatment_cost
    from_project = money.affordable(wanted * price, project)
    from_own = money.affordable(wanted * price - from_project, own)
    added = (from_project + from_own) / price
    before = state.treated
    state.treated = np.minimum(1.0, before + added)
    state.leak_cut = scaling.cut_when_spread(state.leak_cut, before, state.treated)
    state.theft_cut = scaling.cut_when_spread(state.theft_cut, before, state.treated)
    return {"own": from_own, "project": from_project}


def _unserved(state: State) -> Floats:
    return np.asarray(access.unserved(state.population, state.persons, state.connections))


def _extend(state: State, p: Parameters, own: Floats) -> Floats:
    """Connect more people out of own cash because commerce and management became better; returns the cost."""
    better = objectives.better_service(gain(state, COMMERCIAL), gain(state, MANAGERIAL))
    better = objectives.strengthened(better, state.topic[:, ACCESS], p.access_effect)
    wanted = access.wanted_extension(_unserved(state), p.extension_rate, better, QUARTER)
    cost = money.affordable(wanted * p.connection_cost, own)
    state.connections = state.connections + cost / p.connection_cost
    return np.asarray(cost)


def _connect(state: State, p: Parameters, project: Floats) -> Floats:
    """Connect people with project money; returns the cost."""
    cost = money.affordable(_unserved(state) * p.connection_cost, project)
    state.connections = state.connections + cost / p.connection_cost
    return np.asarray(cost)


def connect_poor(state: State, p: Parameters) -> None:
    """Access, as mended: a pro-poor unit connects poor households, and nobody loses a connection for them."""
    households = state.population / state.persons
    coverage = access.coverage_of(state.connections, state.persons, state.population)
    aim = objectives.served_after(state.poor_ratio, state.functions["pro_poor"], p.pro_poor_effect, QUARTER)
    wanted = pro_poor.poor_to_connect(coverage, state.poor_ratio, aim, p.poor_share, households, _unserved(state))
    spent = money.affordable(wanted * p.connection_cost, state.cash * p.works_share * QUARTER)
    added = spent / p.connection_cost
    ratio = pro_poor.ratio_when_connected(coverage, state.poor_ratio, added / households, p.poor_share)
    state.connections = state.connections + added
    state.poor_ratio = np.where(added > 0.0, ratio, state.poor_ratio)
    state.cash = state.cash - spent


def tire_mentors(state: State, p: Parameters, capacity_days: Floats) -> None:
    """M10: days away tire experts; `capacity_days` (utility,) is the most that is possible in a quarter [day]."""
    state.fatigue = mentors.fatigue_after(state.fatigue, state.days_this_quarter, capacity_days, p.fatigue_memory, QUARTER)
    state.days_this_quarter = np.zeros(state.count)
