"""The state of all utilities at the start of a run: what is reported, split into what lasts and what will pass.

Every state starts where the rules alone would leave it (skill where recruits and turnover hold it, routines where
skill and forgetting hold them), so nothing moves at the start but chance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from wopsim.declare import Parameters
from wopsim.engines.exogenous import Exogenous
from wopsim.engines.outputs import DOMAINS
from wopsim.rules import background, money, restlessness, routines, turnover, water
from wopsim.rules.time import QUARTER
from wopsim.strategies.design import OBJECTIVES
from wopsim.streams import Floats
from wopsim.world.levels import MEDIAN_POPULATION
from wopsim.world.table import World

STAFF_SHARES = np.array([0.6, 0.25, 0.15])  # technical, commercial, managerial [assumed]


@dataclass
class State:
    """Columns of all utilities, (utility,) or (utility, domain); units as in the outputs of the same name.

    The first block does not change during a run, the second does. `*_wander` are reverting parts on the logit or log
    scale; `*_own` are what the indicator is without them; `looks_better` is how far practice and skill look better than they
    are when pairs are chosen [logit]. What differs between replicates or runs has axes for these before.
    """

    # constant
    tariff: Floats
    persons: Floats
    billed_own: Floats
    apparent_own: Floats
    real_own: Floats
    share_of_day_start: Floats
    wage: Floats
    energy_price: Floats
    other_cost: Floats
    collection_own: Floats
    energy_own: Floats
    quality_own: Floats
    growth_own: Floats
    cost_start: Floats
    autonomy: Floats
    motivation_own: Floats
    market: Floats
    practice_start: Floats
    capacity_start: Floats
    looks_better: Floats
    volatility: Floats
    spread: dict[str, Floats]
    # changing
    nrw_wander: Floats
    measurement_wander: Floats
    cost_wander: Floats
    collection_wander: Floats
    energy_wander: Floats
    quality_wander: Floats
    growth_wander: Floats
    staff_wander: Floats
    practice_wander: Floats
    skill: Floats
    capacity: Floats
    practice: Floats
    motivation: Floats
    staff: Floats
    wage_level: Floats
    connections: Floats
    population: Floats
    supply_capacity: Floats
    share_of_day: Floats
    cash: Floats
    debt: Floats
    fund: Floats
    treated: Floats
    leak_cut: Floats
    theft_cut: Floats
    commercial_cut: Floats
    presence: Floats
    topic: Floats
    visibility: Floats
    poor_ratio: Floats
    sewer_coverage: Floats
    own_payments: Floats
    project_grants: Floats
    guide: Floats
    fatigue: Floats
    days_given: Floats
    days_this_quarter: Floats
    flows: dict[str, Floats] = field(default_factory=dict)
    functions: dict[str, Floats] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Number of utilities."""
        return int(self.tariff.size)

    def staff_in(self, rows: int | npt.NDArray[np.int64]) -> Floats:
        """Staff of one utility or of several by domain, (domain,) or (utility, domain) [person], at least one half."""
        return np.maximum(0.5, np.asarray(self.staff[rows])[..., None] * STAFF_SHARES)


def _logit(share: Floats) -> Floats:
    share = np.clip(share, 0.001, 0.999)
    return np.asarray(np.log(share / (1 - share)))


def _log(ratio: Floats) -> Floats:
    return np.asarray(np.log(ratio))


def _minus_log(ratio: Floats) -> Floats:
    return np.asarray(-np.log(ratio))


def _by_domain(values: float | Floats) -> Floats:
    """The same for every domain."""
    return np.asarray(values)[..., None]


def start_state(world: World, p: Parameters, exogenous: Exogenous) -> State:
    """Return the state at time 0.

    Parameters
    ----------
    world : completed world, nothing missing.
    p : parameters of the run, or of several runs abreast.
    exogenous : of the replicate, or of several.
    """
    n = len(world.utilities)

    def column(name: str) -> Floats:
        return world.numbers[name].copy()

    nrw = np.clip(column("nrw_share"), 0.02, 0.95)
    collection = np.clip(column("collection_share"), 0.05, 0.995)
    energy = column("energy_intensity")
    quality = np.clip(column("quality_compliance"), 0.05, 0.995)
    on_scale: dict[str, tuple[str, Callable[[Floats], Floats], Floats]] = {
        "nrw": ("nrw_share", _logit, nrw),
        "cost": ("occr", _minus_log, column("occr")),
        "collection": ("collection_share", _logit, collection),
        "energy": ("energy_intensity", _log, energy),
        "quality": ("quality_compliance", _logit, quality),
    }
    deviation: dict[str, Floats] = {"growth": p.growth_spread * exogenous.numbers.growth_start}
    spread: dict[str, Floats] = {"growth": p.growth_spread * np.ones(n)}
    # what comes with size lasts: it belongs to the level, not to the deviation that reverts
    # (the levels of mentors already are those of large operators)
    size = np.where(world.text("role") == "mentor", 0.0, np.log(column("population_served") / MEDIAN_POPULATION))
    by_size = {"nrw": p.nrw_size * size, "cost": p.cost_size * size}
    for name, (quantity, scale, value) in on_scale.items():
        median, of_context = world.levels(quantity)
        deviation[name] = scale(value) - scale(median) - by_size.get(name, 0.0)
        if name == "nrw":
            of_context = np.asarray(restlessness.spread_in_context(of_context, p.nrw_restless))
        spread[name] = getattr(p, f"{name}_spread") * of_context
    volatility = np.asarray(background.own_volatility(p.nrw_volatility_spread, exogenous.numbers.volatility))
    # what the world's file says of NRW is how it is: then nothing of the deviation is measurement
    settled = world.is_settled("nrw_share")
    water_volatility = np.where(settled, background.part_spread(volatility, p.nrw_true_share), volatility)
    permanent, reverting = {}, {}
    for name, whole in deviation.items():
        own = water_volatility if name == "nrw" else np.ones(n)
        permanent[name] = background.permanent_part(whole, p[f"{name}_permanent"], spread[name], own, exogenous.numbers.permanent[name])
        reverting[name] = np.asarray(whole - permanent[name])

    # part of what is reported is water, part is how it is measured
    own_spread = background.reverting_spread(spread["nrw"], p.nrw_permanent, volatility)
    water_share = np.where(settled, 1.0, p.nrw_true_share)
    water_part = background.true_part(reverting["nrw"], water_share, own_spread, exogenous.numbers.true_part)
    measurement = np.asarray(reverting["nrw"] - water_part)
    reverting["nrw"] = np.asarray(water_part)
    nrw = np.asarray(background.shift_share(nrw, -measurement))
    # where the truth was drawn around what was stated, the utility would report what was stated
    given = np.clip(world.given["nrw_share"].to_numpy(dtype=np.float64), 0.02, 0.95)
    measurement = np.where(settled, _logit(given) - _logit(nrw), measurement)

    hours = np.clip(column("supply_hours"), 0.5, 24.0) / 24.0
    connections = column("connections")
    persons = column("population_served") / connections
    billed = water.billed_use(column("consumption"), persons, p.unbilled_share)
    apparent = water.apparent_at_start(billed, nrw, column("apparent_share"), p.unbilled_share)
    real = water.real_at_start(billed, nrw, column("apparent_share"), p.unbilled_share)
    fade = background.factor_of(-reverting["nrw"])
    input_volume = connections * (billed / (1.0 - p.unbilled_share) + apparent + real)
    headroom = np.where(hours >= 0.999, 1.0 + p.supply_headroom, 1.0)

    tariff = column("tariff")
    revenue = np.asarray(money.billed_revenue(billed * connections, tariff))
    cost = revenue / column("occr")
    staff = np.maximum(1.0, column("staff_per_1000") * connections / 1000.0)
    energy_use = input_volume * 365.25 * energy

    motivation = column("motivation")
    autonomy = column("autonomy")
    skill = np.stack([column(f"skill_{domain}") for domain in DOMAINS], axis=-1)
    embedding = _by_domain(routines.embedding(p.institutionalisation, autonomy, motivation))
    capacity = np.asarray(routines.steady_capacity(skill, embedding, _by_domain(p.depreciation), QUARTER))
    market = np.asarray(turnover.market_skill(skill, capacity, _by_domain(p.routine_teaching)))
    # what a change of hands cost: it comes back by itself as people and routines recover
    left = 1.0 - p.remunicipalised_loss * world.numbers["remunicipalised"]
    skill, capacity, motivation_now = skill * _by_domain(left), capacity * _by_domain(left), motivation * left
    practice = np.asarray(routines.practice_score(skill, capacity))
    zeros = np.zeros(n)
    return State(
        tariff=tariff,
        persons=persons,
        billed_own=np.asarray(billed / water.use_at(1.0, hours)),
        apparent_own=np.asarray(apparent * fade / water.use_at(1.0, hours)),
        real_own=np.asarray(real * fade / water.leakage_at(1.0, hours)),
        share_of_day_start=hours,
        wage=cost * p.staff_cost_share / staff,
        energy_price=cost * p.energy_cost_share / energy_use,
        other_cost=cost * (1.0 - p.staff_cost_share - p.energy_cost_share) / connections,
        collection_own=np.asarray(background.shift_share(collection, -reverting["collection"])),
        energy_own=energy * background.factor_of(-reverting["energy"]),
        quality_own=np.asarray(background.shift_share(quality, -reverting["quality"])),
        growth_own=np.asarray(p.growth_mean + permanent["growth"]),
        cost_start=reverting["cost"].copy(),
        autonomy=autonomy,
        motivation_own=motivation.copy(),
        market=market,
        practice_start=practice.copy(),
        capacity_start=capacity.copy(),
        looks_better=np.asarray(p.assessment_error * exogenous.numbers.assessment),
        volatility=volatility,
        spread=spread,
        nrw_wander=reverting["nrw"],
        measurement_wander=measurement,
        cost_wander=reverting["cost"],
        collection_wander=reverting["collection"],
        energy_wander=reverting["energy"],
        quality_wander=reverting["quality"],
        growth_wander=reverting["growth"],
        staff_wander=zeros.copy(),
        practice_wander=zeros.copy(),
        skill=skill,
        capacity=capacity,
        practice=practice,
        motivation=motivation_now,
        staff=staff,
        wage_level=np.ones(n),
        connections=connections,
        population=column("population_served") / np.clip(column("coverage"), 0.01, 1.0),
        supply_capacity=np.asarray(input_volume * headroom),
        share_of_day=hours.copy(),
        cash=p.cash_start * revenue,
        debt=zeros.copy(),
        fund=zeros.copy(),
        treated=zeros.copy(),
        leak_cut=zeros.copy(),
        theft_cut=zeros.copy(),
        commercial_cut=zeros.copy(),
        presence=zeros.copy(),
        topic=np.zeros((n, len(OBJECTIVES))),
        visibility=zeros.copy(),
        poor_ratio=p.poor_ratio * np.ones(n),
        sewer_coverage=column("coverage") * p.sewer_ratio,
        own_payments=zeros.copy(),
        project_grants=zeros.copy(),
        guide=np.zeros((n, 3)),
        fatigue=zeros.copy(),
        days_given=np.where(world.text("role") == "mentor", p.experience_days, 0.0),
        days_this_quarter=zeros.copy(),
    )


def text_column(world: World, name: str) -> npt.NDArray[np.str_]:
    """Return a text column of the world as an array of str."""
    return world.text(name)
