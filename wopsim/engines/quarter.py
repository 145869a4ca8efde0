"""The quarter: its steps in their order, for both engines, and what each does to the utilities of a world.

A step is a function of a block and the number of a world, and its line in `ORDER` is all that an engine needs to know of it. Within a
step `s` is a record of `STATE`, `f` of `FIXED`, `x` of `QUARTERLY` and `y` of `YEARLY` (see `records`), `p` the settings of the run. What
does not differ between utilities is read before each loop, so that the processor takes several of them abreast.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from wopsim.compile import device, expanded, inline
from wopsim.engines import account, exogenous_paths, partnership
from wopsim.engines.context import context_of
from wopsim.engines.recording import record
from wopsim.engines.records import COMMERCIAL, LANES, MANAGERIAL, TECHNICAL
from wopsim.engines.sharing import share_knowledge
from wopsim.rules import access, background, commercial, mentors, money, objectives, routines, scaling, shocks, water
from wopsim.rules import turnover as people
from wopsim.rules.time import QUARTER
from wopsim.strategies.design import OBJECTIVES

_, NEW_FUNCTION, ENVIRONMENT, FINANCE, ACCESS, REBUILDING = range(len(OBJECTIVES))


class Now(NamedTuple):
    """What a step reads and writes of one world.

    Parameters
    ----------
    p : its settings; state, fixed : (tile,) of `STATE` and `FIXED`.
    quarterly, yearly : (tile,) of `QUARTERLY` and `YEARLY`, of this quarter and its year.
    """

    p: Any
    state: Any
    fixed: Any
    quarterly: Any
    yearly: Any


@expanded  # records cannot be returned
def now_of(block: Any, w: int) -> Any:
    """What a step reads and writes of a world."""
    world = block.worlds[w]
    return Now(
        block.settings[world.settings],
        block.state[w],
        block.fixed[world.start],
        block.quarterly[world.start, world.quarter + 1],
        block.yearly[world.start, world.quarter // 4],
    )


@device
def change_leaders(block: Any, w: int) -> None:
    """M12: leaders change, and with them motivation and the trust of a partnership that is agreed."""
    now, world = now_of(block, w), block.worlds[w]
    state, p = now.state, now.p
    u, z = block.leadership[world.exogenous, world.quarter], block.leader[world.exogenous, world.quarter]  # (tile, lane)
    rate, spread = p.leadership_rate, p.leadership_motivation
    for tile in range(state.size):
        s = state[tile]
        for k in range(LANES):
            changed = shocks.strikes(u[tile, k], rate, QUARTER)
            s.motivation[k] = shocks.motivation_after_change(s.motivation[k], changed, spread, z[tile, k])
    ctx = context_of(block, w)
    for row in range(ctx.roles.size):
        current = ctx.roles[row].current
        if current >= 0 and shocks.strikes(u[row // LANES, row % LANES], rate, QUARTER) > 0.0:
            partnership.leader_changed(ctx, current)


@device
def move_people(block: Any, w: int) -> None:
    """M2: staff leave, recruits come, motivation returns to its own level."""
    now = now_of(block, w)
    state, fixed, p = now.state, now.fixed, now.p
    speed, rebuilding = p.motivation_return, p.rebuilding_effect
    for tile in range(state.size):
        s, f = state[tile], fixed[tile]
        _move_people_in(s, f, p, TECHNICAL)
        _move_people_in(s, f, p, COMMERCIAL)
        _move_people_in(s, f, p, MANAGERIAL)
        for k in range(LANES):
            own_level = objectives.lasting_motivation(f.motivation_own[k], s.topic[REBUILDING, k], rebuilding)
            s.motivation[k] = people.motivation_after(s.motivation[k], own_level, speed, QUARTER)


@inline
def _move_people_in(s: Any, f: Any, p: Any, domain: int) -> None:
    turnover, by_motivation, by_skill, taught = p.turnover, p.turnover_motivation, p.turnover_skill, p.routine_teaching
    for k in range(LANES):
        leaving = people.leaving(turnover, by_motivation, by_skill, s.motivation[k], s.skill[domain, k])
        recruits = people.recruit_skill(f.market[domain, k], taught, s.capacity[domain, k])
        s.skill[domain, k] = people.skill_after_turnover(s.skill[domain, k], recruits, leaving, QUARTER)


@device
def move_routines(block: Any, w: int) -> None:
    """M3: skill becomes routine; practice follows."""
    now = now_of(block, w)
    state, fixed, p = now.state, now.fixed, now.p
    institutionalisation, depreciation = p.institutionalisation, p.depreciation
    for tile in range(state.size):
        s, f = state[tile], fixed[tile]
        # one loop for all domains, so that what they have in common is worked out once
        for k in range(LANES):
            embedding = routines.embedding(institutionalisation, f.autonomy[k], s.motivation[k])
            _move_routines_in(s, f, k, embedding, depreciation, TECHNICAL)
            _move_routines_in(s, f, k, embedding, depreciation, COMMERCIAL)
            _move_routines_in(s, f, k, embedding, depreciation, MANAGERIAL)
            s.enforcement[k] = commercial.enforcement(s.practice[MANAGERIAL, k], f.autonomy[k])


@inline
def _move_routines_in(s: Any, f: Any, k: int, embedding: float, depreciation: float, domain: int) -> None:
    capacity = routines.capacity_after(s.capacity[domain, k], s.skill[domain, k], embedding, depreciation, QUARTER)
    practice = routines.practice_score(s.skill[domain, k], capacity)
    s.capacity[domain, k] = capacity
    s.practice[domain, k] = practice
    s.gain[domain, k] = commercial.gain_of(practice, f.practice_start[domain, k])


@device
def move_topics(block: Any, w: int) -> None:
    """Objectives: topics fade; a new function serves the poor or those without sanitation as far as management carries it."""
    now = now_of(block, w)
    state, p = now.state, now.p
    fading, pro_poor_effect, sanitation_effect, sanitation = p.topic_fading, p.pro_poor_effect, p.sanitation_effect, p.sanitation
    for tile in range(state.size):
        s = state[tile]
        for j in range(len(OBJECTIVES)):
            if p.objectives[j] > 0.0:  # nobody teaches another topic
                for k in range(LANES):
                    s.topic[j, k] = objectives.topic_after(s.topic[j, k], fading, QUARTER)
        if p.objectives[NEW_FUNCTION] > 0.0:
            for k in range(LANES):
                service = objectives.function_of(s.topic[NEW_FUNCTION, k], s.practice[MANAGERIAL, k])
                s.pro_poor[k] = 0.0 if sanitation else service
                s.sanitation[k] = service if sanitation else 0.0
                s.poor_ratio[k] = objectives.ratio_after(s.poor_ratio[k], s.pro_poor[k], pro_poor_effect, QUARTER)
                s.sewer_coverage[k] = objectives.sanitation_after(s.sewer_coverage[k], s.sanitation[k], sanitation_effect, QUARTER)


@device
def zone_practice(s: Any, domain: int, k: int) -> float:
    """What the crew of the treated zone can do in a domain [1]."""
    return scaling.zone_practice(s.practice[domain, k], s.guide[domain, k], s.presence[k])


@device
def zone_gain(s: Any, f: Any, domain: int, k: int) -> float:
    """How far the practice of the zone's crew lies above the utility's start [1]."""
    return scaling.zone_gain(zone_practice(s, domain, k), f.practice_start[domain, k])


@device
def move_zones(block: Any, w: int) -> None:
    """M6: losses in treated zones follow the practice there; zones slip back where practice does not sustain them."""
    now = now_of(block, w)
    state, fixed, p = now.state, now.fixed, now.p
    leak_max, theft_max, down, up = p.leak_cut_max, p.theft_cut_max, p.cut_speed, p.regrowth_speed
    sustaining, shrink_rate, fading = p.sustaining_practice, p.shrink_rate, p.crew_fading
    for tile in range(state.size):
        s, f = state[tile], fixed[tile]
        for k in range(LANES):
            leak_gain, theft_gain = zone_gain(s, f, TECHNICAL, k), zone_gain(s, f, COMMERCIAL, k)
            s.leak_cut[k] = scaling.cut_after(s.leak_cut[k], leak_max, leak_gain, down, up, QUARTER)
            s.theft_cut[k] = scaling.cut_after(s.theft_cut[k], theft_max, theft_gain, down, up, QUARTER)
            s.treated[k] = scaling.treated_after(s.treated[k], zone_practice(s, TECHNICAL, k), sustaining, shrink_rate, QUARTER)
            s.presence[k] = scaling.presence_after(s.presence[k], fading, QUARTER)


@device
def move_billing(block: Any, w: int) -> None:
    """M7: commercial practice lowers apparent losses in the whole utility."""
    now = now_of(block, w)
    state, p = now.state, now.p
    most, speed = p.commercial_cut_max, p.commercial_speed
    for tile in range(state.size):
        s = state[tile]
        for k in range(LANES):
            s.commercial_cut[k] = commercial.commercial_cut_after(
                s.commercial_cut[k], most, s.gain[COMMERCIAL, k], s.enforcement[k], speed, QUARTER
            )


@device
def move_background(block: Any, w: int) -> None:
    """M1: connections grow, and with them staff and supply; the indicators' wandering stands in `quarterly`."""
    now = now_of(block, w)
    state, fixed, quarterly, p = now.state, now.fixed, now.quarterly, now.p
    productivity = p.staff_productivity
    for tile in range(state.size):
        s, f, x = state[tile], fixed[tile], quarterly[tile]
        for k in range(LANES):
            before = s.connections[k]
            s.connections[k] = access.connections_after_growth(before, x.growth[k], x.population[k] / f.persons[k])
            grown = s.connections[k] / before
            s.supply_capacity[k] = s.supply_capacity[k] * grown
            s.staff[k] = access.persons_after_growth(s.staff[k] * grown, -productivity, QUARTER)


@device
def balance_water(block: Any, w: int) -> None:
    """M8: the water balance of the quarter; writes volumes [m3/day]."""
    now = now_of(block, w)
    state, fixed, quarterly, yearly, p = now.state, now.fixed, now.quarterly, now.yearly, now.p
    exponent, floor, recovered, unbilled_share = p.pressure_exponent, p.loss_floor, p.recovered_share, p.unbilled_share
    drought_loss, conflict_loss, saving, green_effect = p.drought_loss, p.conflict_loss, p.energy_saving_max, p.green_effect
    for tile in range(state.size):
        s, f, x, y = state[tile], fixed[tile], quarterly[tile], yearly[tile]
        for k in range(LANES):
            losses = x.loss_factor[k]
            real = f.real_own[k] * losses * water.pressure_factor(s.share_of_day[k], f.share_of_day_start[k], exponent)
            real_zone = water.treated_real(real, floor, s.leak_cut[k])
            theft = f.apparent_own[k] * losses
            apparent = theft * (1.0 - s.commercial_cut[k])
            apparent_zone = apparent * (1.0 - s.theft_cut[k])
            billed = f.billed_own[k] + water.recovered_billed(theft, apparent, recovered)
            billed_zone = f.billed_own[k] + water.recovered_billed(theft, apparent_zone, recovered)
            unbilled = water.unbilled_use(f.billed_own[k], unbilled_share)
            billed_use = water.mixed(billed, billed_zone, s.treated[k]) * s.connections[k]
            unbilled_use = unbilled * s.connections[k]
            apparent_use = water.mixed(apparent, apparent_zone, s.treated[k]) * s.connections[k]
            leakage = water.mixed(real, real_zone, s.treated[k]) * s.connections[k]
            capacity = shocks.supply_after_shocks(s.supply_capacity[k], y.drought[k], drought_loss, y.conflict[k], conflict_loss)
            day = water.share_of_day(capacity, billed_use + unbilled_use + apparent_use, leakage)
            s.share_of_day[k] = day
            s.billed_volume[k] = water.use_at(billed_use, day)
            s.unbilled_volume[k] = water.use_at(unbilled_use, day)
            s.apparent_loss[k] = water.use_at(apparent_use, day)
            s.real_loss[k] = water.leakage_at(leakage, day)
            s.lost[k] = s.unbilled_volume[k] + s.apparent_loss[k] + s.real_loss[k]
            s.system_input[k] = s.billed_volume[k] + s.lost[k]
            s.zone_lost[k] = water.use_at(unbilled + apparent_zone, day) + water.leakage_at(real_zone, day)
            s.zone_billed[k] = water.use_at(billed_zone, day)
        for k in range(LANES):
            green = objectives.strengthened(s.gain[TECHNICAL, k], s.topic[ENVIRONMENT, k], green_effect)
            s.green[k] = green
            s.energy_intensity[k] = water.intensity_after_gain(x.energy[k], saving, green)


@device
def measure_year(block: Any, w: int) -> None:
    """What is looked at once a year: shares of losses, quality, and what utilities report, as measured and with reading noise."""
    now = now_of(block, w)
    state, fixed, p = now.state, now.fixed, now.p
    world = block.worlds[w]
    yearly = block.yearly[world.start, (world.quarter + 1) // 4]
    quality_effect = p.quality_effect
    for tile in range(state.size):
        s, f, y = state[tile], fixed[tile], yearly[tile]
        for k in range(LANES):
            s.zone_nrw[k] = water.ratio(s.zone_lost[k], s.zone_lost[k] + s.zone_billed[k])
            s.nrw[k] = water.ratio(s.lost[k], s.system_input[k])
            s.reported_nrw[k] = background.shift_share(s.nrw[k], y.reading[k])
            s.quality[k] = background.shift_share(f.quality_own[k], y.quality_wander[k] + quality_effect * s.green[k])


@device
def price_service(block: Any, w: int) -> None:
    """M9: what the quarter earns and costs, at yearly rates."""
    now = now_of(block, w)
    state, fixed, quarterly, p = now.state, now.fixed, now.quarterly, now.p
    effect = p.collection_effect
    for tile in range(state.size):
        s, f, x = state[tile], fixed[tile], quarterly[tile]
        for k in range(LANES):
            s.revenue[k] = money.billed_revenue(s.billed_volume[k], f.tariff[k])
            better = commercial.collection_shift(effect, s.gain[COMMERCIAL, k], s.enforcement[k])
            s.collection_share[k] = background.shift_share(f.collection_own[k], x.collection_wander[k] + better)
            s.cost[k] = money.operating_cost(
                s.staff[k], f.wage[k] * x.wage_level[k], s.system_input[k], s.energy_intensity[k], f.energy_price[k], f.other_cost[k],
                s.connections[k], x.cost_level[k],
            )  # fmt: skip
            s.occr[k] = water.ratio(s.revenue[k], s.cost[k])


@device
def settle_money(block: Any, w: int) -> None:
    """M9: the accounts of the quarter; works and connections are paid ctx. `first` says whether it is the first quarter of a year."""
    now = now_of(block, w)
    state, fixed, quarterly, yearly, p = now.state, now.fixed, now.quarterly, now.yearly, now.p
    first = block.worlds[w].quarter % 4 == 0  # of a year
    rate, finance_effect, by_finances = p.investment_rate, p.finance_effect, p.investment_finances
    person, spread, loan_share = p.investment_person, p.investment_spread, p.investment_loan_share
    debt_service, interest, works_share, reserve, speed = p.debt_service, p.interest, p.works_share, p.reserve, p.project_speed
    of_works, of_connections, supply_cost = p.project_works_share, p.project_connection_share, p.supply_cost
    treatment_cost, spread_rate, connection_cost = p.treatment_cost, p.spread_rate, p.connection_cost
    extension_rate, access_effect = p.extension_rate, p.access_effect
    for tile in range(state.size):
        s, f, x, y = state[tile], fixed[tile], quarterly[tile], yearly[tile]
        for k in range(LANES):
            s.investment[k] = 0.0
            s.works_spending[k] = 0.0  # for now the loan
        if first:
            for k in range(LANES):
                chance = money.investment_chance(money.prepared_rate(rate, finance_effect, s.topic[FINANCE, k]), by_finances, s.occr[k])
                size = money.investment_size(x.population[k], person, spread, y.investment_size[k])
                comes = y.investment[k] < chance
                s.works_spending[k] = size * loan_share if comes else 0.0
                s.investment[k] = size - size * loan_share if comes else 0.0
        for k in range(LANES):
            loan, grant = s.works_spending[k], s.investment[k]
            fund = s.fund[k] + loan + grant + s.project_grants[k]
            collected = s.revenue[k] * s.collection_share[k] * QUARTER
            service = s.debt[k] * debt_service * QUARTER
            running = collected - s.cost[k] * QUARTER - service - s.own_payments[k]
            support = money.subsidy(s.cash[k], running)
            free = s.cash[k] + running + support
            own = free * works_share * QUARTER
            project = money.project_spending(fund, speed, QUARTER)

            # bring more of the network under treatment, project money first
            leak_gain = zone_gain(s, f, TECHNICAL, k)
            wanted = scaling.wanted_spread(s.treated[k], spread_rate, leak_gain, s.practice[MANAGERIAL, k], f.autonomy[k], QUARTER)
            # read once: the compiler cannot know that what is written below leaves them as they are
            connections, population, persons = s.connections[k], x.population[k], f.persons[k]
            price = connections * treatment_cost
            from_project = money.affordable(wanted * price, project * of_works)
            from_own = money.affordable(wanted * price - from_project, own)
            before = s.treated[k]
            s.treated[k] = min(1.0, before + (from_project + from_own) / price)
            s.leak_cut[k] = scaling.cut_when_spread(s.leak_cut[k], before, s.treated[k])
            s.theft_cut[k] = scaling.cut_when_spread(s.theft_cut[k], before, s.treated[k])

            # connect more people: out of own cash because commerce and management became better, and with project money
            better = objectives.better_service(s.gain[COMMERCIAL, k], s.gain[MANAGERIAL, k])
            better = objectives.strengthened(better, s.topic[ACCESS, k], access_effect)
            missing = access.unserved(population, persons, connections)
            extension = money.affordable(access.wanted_extension(missing, extension_rate, better, QUARTER) * connection_cost, own)
            connections = connections + extension / connection_cost
            missing = access.unserved(population, persons, connections)
            connecting = money.affordable(missing * connection_cost, project * of_connections)
            s.connections[k] = connections + connecting / connection_cost
            s.supply_capacity[k] = s.supply_capacity[k] + (project - from_project - connecting) / supply_cost

            spent = from_own + extension
            s.cash[k] = free - spent - money.owner_transfer(free - spent, reserve * s.revenue[k])
            s.fund[k] = fund - project
            s.debt[k] = money.debt_after(s.debt[k], debt_service, interest, loan, QUARTER)
            s.own_payments[k] = 0.0
            s.project_grants[k] = 0.0
            s.works_year[k] += from_own + from_project
            s.investment_year[k] += loan + grant


@device
def tire_mentors(block: Any, w: int) -> None:
    """M10: days away tire experts."""
    now = now_of(block, w)
    state, fixed, p = now.state, now.fixed, now.p
    memory = p.fatigue_memory
    for tile in range(state.size):
        s, f = state[tile], fixed[tile]
        for k in range(LANES):
            s.fatigue[k] = mentors.fatigue_after(s.fatigue[k], s.days_this_quarter[k], f.capacity_days[k], memory, QUARTER)
        for k in range(LANES):
            s.days_this_quarter[k] = 0.0


@device
def price_and_settle(block: Any, w: int) -> None:
    """M9: prices, then accounts."""
    price_service(block, w)
    settle_money(block, w)


@device
def record_year(block: Any, w: int) -> None:
    """At the end of a year: measure what is reported, and write the outputs."""
    world = block.worlds[w]
    if (world.quarter + 1) % 4 == 0:
        measure_year(block, w)
        record(block, w, (world.quarter + 1) // 4)


@device
def opens_call(block: Any, w: int) -> bool:
    """Whether the funder opens a call now: in the first quarter of a year, until the last call, for money that is free."""
    world = block.worlds[w]
    p = block.settings[world.settings]
    return bool(world.quarter % 4 == 0 and world.quarter // 4 <= p.last_call and account.free_money(world, p) > 0.0)


StepFunction = Callable[[Any, int], None]


class Step(NamedTuple):
    """One step of a quarter.

    Parameters
    ----------
    name, what : it does, in words.
    function : of a block and the number of a world; None where each engine has its own way to the same end: strategies are asked for many
        worlds at once or for one, and continuous time is the heap's or salabim's.
    """

    name: str
    what: str
    function: StepFunction | None


ORDER = (
    Step("shocks", "M12: leaders change; motivation and trust with them", change_leaders),
    Step("call", "in the first quarter of a year the funder opens a call: applications, pairing, funding", None),
    Step("operations", "M4, M5, M10, M13, M14: the partnerships' events of the quarter, in continuous time", None),
    Step("sharing", "M11: while the programme runs, a platform's events move its members a little", share_knowledge),
    Step("people", "M2: staff leave, recruits come, motivation returns", move_people),
    Step("routines", "M3: skill becomes routine; practice follows", move_routines),
    Step("topics", "objectives: topics fade; new functions serve", move_topics),
    Step("zones", "M6: losses in treated zones follow practice; zones slip back without it", move_zones),
    Step("billing", "M7: apparent losses of the whole utility follow commercial practice", move_billing),
    Step("background", "M1: indicators wander; connections and population grow", move_background),
    Step("water", "M8: water balance, hours of supply", balance_water),
    Step("money", "M9: accounts, works that spread the zones, connections, large investment", price_and_settle),
    Step("mentors", "M10: experts tire and recover", tire_mentors),
    Step("record", "at the end of a year: write the outputs", record_year),
)
"""The steps of a quarter in their order: for both engines, the printout and the timing."""


def describe() -> str:
    """Return the order of a quarter as text, one step a line."""
    width = max(len(step.name) for step in ORDER)
    return "\n".join(f"{number:2d}. {step.name:<{width}}  {step.what}" for number, step in enumerate(ORDER, 1))


def in_turn(steps: Sequence[StepFunction]) -> StepFunction:
    """Return one compiled function that takes the steps one after the other."""
    if not steps:
        return _nothing
    first, rest = steps[0], in_turn(steps[1:])

    @inline
    def both(block: Any, w: int) -> None:
        first(block, w)
        rest(block, w)

    return both


def one_of(steps: Sequence[StepFunction]) -> Callable[[Any, int, int], None]:
    """Return one compiled function that takes the step of a number."""
    if not steps:
        return _no_step
    last, others, place = steps[-1], one_of(steps[:-1]), len(steps) - 1

    @inline
    def either(block: Any, w: int, number: int) -> None:
        if number == place:
            last(block, w)
        else:
            others(block, w, number)

    return either


@inline
def _nothing(block: Any, w: int) -> None:
    """Do nothing."""


@inline
def _no_step(block: Any, w: int, number: int) -> None:
    """Do nothing."""


take = one_of([step.function or _nothing for step in ORDER])
"""Take the step of a number; nothing where each engine has its own way."""


@device
def begin_worlds(block: Any, chances: Any, initial: Any, of: Any) -> None:
    """Make the paths of every start (`of`: which settings each has), put every world at its start, and measure it.

    The start is the end of a calm quarter, number -1: the last of the yearly records is that of a year in which nothing strikes.
    """
    for start in range(of.size):
        exogenous_paths.make_paths(start, chances, block.quarterly, block.yearly, block.settings[of[start]])
    for w in range(block.worlds.size):
        world = block.worlds[w]
        for tile in range(block.state.shape[1]):
            block.state[w, tile] = initial[world.start, tile]
        world.quarter = -1
        balance_water(block, w)
        price_service(block, w)
        record_year(block, w)
        world.quarter = 0
