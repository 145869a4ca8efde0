"""All the chance that utilities meet in one replicate, as arrays; the same in every scenario and draw.

What one partnership meets (delays, an early end) is addressed by who and how-many-th, and looked up when it happens:
the streams stand here, the operations of each engine read them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wopsim.declare import Parameters
from wopsim.rules import shocks
from wopsim.rules.time import QUARTER
from wopsim.streams import Entities, Floats, Stream, normal, stream, uniform

BACKGROUND = {name: stream(f"background.{name}") for name in ("nrw", "measurement", "cost", "collection", "energy", "quality", "growth")}
PERMANENT = {name: stream(f"start.permanent_{name}") for name in ("nrw", "cost", "collection", "energy", "quality", "growth")}
GROWTH_START = stream("start.growth")
TRUE_PART = stream("start.true_nrw")
VOLATILITY = stream("start.volatility")
READING = stream("background.reading")
LEADERSHIP = stream("shocks.leadership")
LEADER = stream("shocks.leader")
DROUGHT = stream("shocks.drought")
CONFLICT = stream("shocks.conflict")
PANDEMIC = stream("shocks.pandemic")
CURRENCY = stream("shocks.currency")
INVESTMENT = stream("money.investment")
INVESTMENT_SIZE = stream("money.investment_size")
APPLICATION = stream("partnership.application")
PAIRING = stream("pairing.pair")
INTRODUCTION = stream("partnership.introduction")
AGREEMENT = stream("partnership.agreement")
AGREEMENT_TIME = stream("partnership.agreement_time")
STARTUP = stream("partnership.startup")
EARLY_END = stream("partnership.early_end")
COUNTERPART = stream("partnership.counterpart")
KNOWN = stream("pairing.known")
FUNDING = stream("funding.order")


@dataclass(frozen=True)
class Luck:
    """Numbers drawn before a run.

    Parameters
    ----------
    seed, replicate : address of the run.
    background : per wandering indicator, (quarter, utility) standard normal.
    permanent : per wandering indicator, (utility,) standard normal, for the split of today's level.
    growth_start, true_part, volatility : (utility,) standard normal.
    reading : (year, utility) standard normal reading noise, year 0 to the horizon.
    leadership, leader : (quarter, utility) 1 where the leadership changes; standard normal size of its effect.
    drought, conflict, currency : (year, utility) 1 where the utility's country is struck.
    pandemic : (year,) 1 in a pandemic.
    investment, investment_size : (year, utility) uniform; standard normal.
    application : (year, utility) uniform.
    """

    seed: int
    replicate: int
    background: dict[str, Floats]
    permanent: dict[str, Floats]
    growth_start: Floats
    true_part: Floats
    volatility: Floats
    reading: Floats
    leadership: Floats
    leader: Floats
    drought: Floats
    conflict: Floats
    currency: Floats
    pandemic: Floats
    investment: Floats
    investment_size: Floats
    application: Floats


def draw_luck(utility: Entities, country: Entities, fragile: Floats, p: Parameters, seed: int, replicate: int, years: int) -> Luck:
    """Return the luck of one replicate.

    Parameters
    ----------
    utility, country : (utility,) entities.
    fragile : (utility,) 1 in a fragile country, else 0: conflict strikes there only.
    p : parameters; only rates of shocks are used.
    seed : root seed; replicate : from 0; years : horizon.
    """
    quarters = np.arange(int(years / QUARTER))[:, None]
    year = np.arange(years)[:, None]

    def normals(source: Stream, step: object = 0) -> Floats:
        return normal(source, seed, replicate, utility, 0, step)  # type: ignore[arg-type]

    def strikes(source: Stream, entity: object, step: object, rate: float, span: float) -> Floats:
        u = uniform(source, seed, replicate, entity, 0, step)  # type: ignore[arg-type]
        return np.asarray(shocks.strikes(u, rate, span))

    return Luck(
        seed=seed,
        replicate=replicate,
        background={name: normals(source, quarters) for name, source in BACKGROUND.items()},
        permanent={name: normals(source) for name, source in PERMANENT.items()},
        growth_start=normals(GROWTH_START),
        true_part=normals(TRUE_PART),
        volatility=normals(VOLATILITY),
        reading=normals(READING, np.arange(years + 1)[:, None]),
        leadership=strikes(LEADERSHIP, utility, quarters, p.leadership_rate, QUARTER),
        leader=normals(LEADER, quarters),
        drought=strikes(DROUGHT, country, year, p.drought_rate, 1.0),
        conflict=strikes(CONFLICT, country, year, p.conflict_rate, 1.0) * fragile,
        currency=strikes(CURRENCY, country, year, p.currency_rate, 1.0),
        pandemic=strikes(PANDEMIC, 0, np.arange(years), p.pandemic_rate, 1.0),
        investment=uniform(INVESTMENT, seed, replicate, utility, 0, year),
        investment_size=normals(INVESTMENT_SIZE, year),
        application=uniform(APPLICATION, seed, replicate, utility, 0, year),
    )
