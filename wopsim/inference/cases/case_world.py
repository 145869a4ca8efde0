"""A documented or planned partnership as a small world: many versions of its mentee, each with a mentor of its own.

What is stated (baseline, country, length, budget, focus) is given; what is not is drawn anew for each version. Every pair is a
country of its own, so that no version meets another's mentor or shocks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from wopsim.declare import PARAMETERS, Parameters, Value
from wopsim.engines.expected_cost import expected_cost
from wopsim.inference.cases.case_spec import Planned
from wopsim.inference.evidence.archetype_costs import parameters_of
from wopsim.inference.evidence.indicators import Indicator, kept_after
from wopsim.streams import Entities, Floats, entities, normal, stream, uniform
from wopsim.study.reader import read_study
from wopsim.world.columns import COLUMNS, NUMBERS, size_class
from wopsim.world.levels import levels_of
from wopsim.world.regions import Country, countries
from wopsim.world.synthesis import DEFAULT_REGIONS, population_of
from wopsim.world.table import World

PLACE = stream("case.country")
SIZE = stream("case.size")
BASELINE = stream("case.baseline")
KIND = stream("case.archetype")
SPAN = stream("case.span")

PAIRS = 24
"""Versions of a case in one world."""
GIVEN: dict[str, Value] = {
    "budget": 1e9, "programme_years": 1, "pairing": "random", "channel": "direct", "mentors_from": "same_country",
    "reach_direct": 1.0, "introduction_direct": 0.0, "application_chance": 1.0, "agreement_chance": 1.0, "mentor_refusal": 0.0,
    "introduction_median": 0.0, "agreement_median": 0.0, "peer_practice": 1.0,
}  # fmt: skip
"""The partnership is a fact: it is agreed on at time 0, with this mentor, and there is money."""
CAPITAL: dict[str, Value] = {"funding": "blended", "investment_part": 0.9}
"""Large works beside the partnership, as in the turnaround of the stylised facts."""
UNIT_SPREAD = 0.8
"""Spread of a baseline across utilities of a context [logit or log, assumed]: that of NRW with the usual 0.65 of the panel's 1.15."""
_TOWN = 0.45  # place in the size mix below which a utility is a town [assumed]
_KINDS = ("short", "euwop", "resident")  # archetypes of which a length that is not stated is drawn
SPANS = (1.0, 5.0)  # shortest and longest span that is drawn: most of partnerships.csv lie between [year]
_SCALED = (0.3, 3.0)  # by how much a stated budget may change the missions and residents of an archetype [assumed]
_TYPICAL_KM = 5000.0  # distance at which the cost of a design is compared with a budget [assumed]


@dataclass(frozen=True)
class CaseWorld:
    """A case ready to run.

    Parameters
    ----------
    world : completed; mentees stand before mentors, mentee k has mentor k.
    settings : parameters that the case sets.
    middle : (pair,) what the utility itself would report at the time of the baseline, given the stated value, on the
        indicator's scale; NaN without a baseline.
    spread : uncertainty of that [logit or log].
    at_end : time of the value after since the start of the partnership [year].
    """

    world: World
    settings: dict[str, Value]
    middle: Floats
    spread: float
    at_end: float


def case_world(planned: Planned, seed: int, capital: bool = False) -> CaseWorld:
    """Return the world of a case.

    Parameters
    ----------
    planned : the observation.
    seed : of everything that is drawn; another seed gives other versions.
    capital : whether large works went on beside the partnership.
    """
    names = [f"{role}{k:02d}" for role in "ab" for k in range(PAIRS)]
    who = entities(names)
    mentees = [planned.mentee or _somewhere(u, of_mentors=False) for u in uniform(PLACE, seed, 0, who[:PAIRS])]
    mentors = [planned.mentor or _somewhere(u, of_mentors=True) for u in uniform(PLACE, seed, 0, who[PAIRS:])]
    sizes = uniform(SIZE, seed, 0, who)
    if planned.scale == "town":
        sizes = np.concatenate([sizes[:PAIRS] * _TOWN, sizes[PAIRS:]])
    rows = [
        {
            "utility": name, "name": name, "role": role, "country": country.country, "region": country.region,
            "language": country.language, "income": country.income, "fragile": country.fragile, "remunicipalised": False,
            "population_served": population_of(float(u), role, country),
        }
        for name, role, country, u in zip(names, ["mentee"] * PAIRS + ["mentor"] * PAIRS, mentees + mentors, sizes, strict=True)
    ]  # fmt: skip
    table = pd.DataFrame(rows).reindex(columns=list(COLUMNS)).astype(dict.fromkeys(NUMBERS, np.float64))
    if planned.people is not None:
        table.loc[: PAIRS - 1, "population_served"] = planned.people
    middle, spread = _set_baseline(table, planned, seed, who)
    table["size_class"] = [size_class(people) for people in table["population_served"]]
    world = World("case", table, "evidence").complete(seed, 0)
    apart = world.utilities.copy()
    apart["country"] = [f"pair {k:02d}" for k in range(PAIRS)] * 2
    return CaseWorld(replace(world, utilities=apart), _settings(planned, seed, capital), middle, spread, _at_end(planned, seed))


def _at_end(planned: Planned, seed: int) -> float:
    if planned.at_end is not None:
        return planned.at_end
    return SPANS[0] + (SPANS[1] - SPANS[0]) * float(uniform(SPAN, seed, 0))


def country_chances(of_mentors: bool) -> dict[str, float]:
    """Return the chance of each country, not scaled, where nothing is known of a mentee's or a mentor's, as in the synthetic world."""
    chances = {}
    for country in countries().values():
        if of_mentors:
            chances[country.country] = country.mentors
        elif country.income != "high":
            chances[country.country] = DEFAULT_REGIONS.get(country.region, 0.0) * country.population**0.5
    return chances


def _somewhere(u: float, of_mentors: bool) -> Country:
    """A country by chance."""
    chances = country_chances(of_mentors)
    edges = np.cumsum(list(chances.values()))
    return countries()[list(chances)[int(np.searchsorted(edges, u * edges[-1]))]]


def _set_baseline(table: pd.DataFrame, planned: Planned, seed: int, who: Entities) -> tuple[Floats, float]:
    """Give the mentees a start that fits the stated baseline; see `CaseWorld` for what is returned."""
    measure = planned.measure
    if planned.baseline is None:
        return np.full(PAIRS, np.nan), 0.0
    low, high = measure.to_scale(np.array(planned.baseline))
    stated = 0.5 * (low + high)
    error = float(np.hypot(float(PARAMETERS["baseline_spread"].default) * measure.noise, (high - low) / np.sqrt(12.0)))
    if measure.scale == "log" and measure.start in ("connections", "population_served"):
        return _set_size(table, measure, stated, error)
    level = _level(table, measure)
    weight = UNIT_SPREAD**2 / (UNIT_SPREAD**2 + error**2)
    middle = level + weight * (stated - level)
    if measure.start is not None:
        kept = kept_after(planned.before) if planned.before > 0.0 else 1.0
        spread = UNIT_SPREAD * np.sqrt(max(0.0, 1.0 - kept**2 * weight))
        start = level + kept * (middle - level) + spread * normal(BASELINE, seed, 0, who[:PAIRS])
        column = COLUMNS[measure.start]
        values = np.clip(measure.from_scale(start), *column.valid)
        table.loc[: PAIRS - 1, measure.start] = values
    return middle, float(np.sqrt(weight) * error)


def _set_size(table: pd.DataFrame, measure: Indicator, stated: float, error: float) -> tuple[Floats, float]:
    """A stated number of connections or people says how large the utility is."""
    value, persons = float(measure.from_scale(stated)), 5.0  # persons per connection [assumed]; the copula draws the other of the two
    table.loc[: PAIRS - 1, "population_served"] = max(100.0, value * persons if measure.start == "connections" else value)
    if measure.start == "connections":
        table.loc[: PAIRS - 1, "connections"] = max(10.0, value)
    return np.full(PAIRS, stated), error


def _level(table: pd.DataFrame, measure: Indicator) -> Floats:
    """Median of the mentees' context on the indicator's scale, (pair,); where the world has none, the middle of the scale."""
    if measure.start is None:
        return np.zeros(PAIRS)
    return measure.to_scale(levels_of(table[:PAIRS], measure.start)[0])


@lru_cache(maxsize=1)
def _archetypes() -> dict[str, Parameters]:
    return parameters_of(read_study("default"))


def usual_months() -> tuple[int, ...]:
    """Return the lengths of which one is drawn where none is stated [month]."""
    return tuple(int(_archetypes()[kind].partnership_months) for kind in _KINDS)


def usual_budget(planned: Planned) -> float:
    """Return what a partnership usually costs that is as long as this one; where that is not stated, one of middle length [EUR]."""
    months = planned.months or usual_months()[1]
    return _usual_cost(_kind(months, planned.pilot), months)


def _kind(months: int, pilot: bool) -> str:
    """The archetype of a partnership of this length."""
    kind = "short" if months <= 24 else "euwop" if months <= 42 else "resident"
    return "short_pilot" if pilot and kind == "short" else kind


def _usual_design(kind: str, months: int) -> dict[str, Value]:
    """What an archetype does in so many months."""
    p = _archetypes()[kind]
    names = ("missions_per_year", "experts_per_mission", "days_per_mission", "resident_share", "pilot_grant")
    return {**{name: p[name] for name in names}, "partnership_months": months}


@lru_cache(maxsize=256)
def _usual_cost(kind: str, months: int) -> float:
    """What that costs [EUR]."""
    p = _archetypes()[kind].replace(**_usual_design(kind, months), channel="direct")
    return float(expected_cost(p, _TYPICAL_KM))


def _settings(planned: Planned, seed: int, capital: bool) -> dict[str, Value]:
    """The design: the archetype of this length, at the size of the budget where that is known."""
    months = planned.months or usual_months()[int(len(_KINDS) * uniform(KIND, seed, 0))]
    kind = _kind(months, planned.pilot)
    chosen = _usual_design(kind, months)
    if planned.budget is not None:
        factor = float(np.clip(planned.budget / _usual_cost(kind, months), *_SCALED))
        for name in ("missions_per_year", "resident_share"):
            low, high = PARAMETERS[name].valid
            chosen[name] = min(high, max(low, float(chosen[name]) * factor))
    chosen |= {f"objective_{name}": 1.0 for name in planned.objectives}
    return {**chosen, **GIVEN, **(CAPITAL if capital else {})}
