"""All the chance that utilities meet in a replicate, as arrays; the same in every scenario and draw.

What one partnership meets (delays, an early end) is addressed by who and how-many-th, and looked up when it happens:
the streams stand ctx, the operations of each engine read them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from wopsim.declare import Parameters
from wopsim.engines.exogenous_paths import NAMES
from wopsim.rules import shocks
from wopsim.rules.time import QUARTER
from wopsim.strategies.lazy_column import LazyColumn
from wopsim.streams import Entities, Floats, Stream, normal, stream, uniform

BACKGROUND = {name: stream(f"background.{name}") for name in NAMES}
PERMANENT = {name: stream(f"start.permanent_{name}") for name in ("nrw", "cost", "collection", "energy", "quality", "growth")}
GROWTH_START = stream("start.growth")
TRUE_PART = stream("start.true_nrw")
VOLATILITY = stream("start.volatility")
ASSESSMENT = stream("pairing.assessment")
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
THROWN_OUT = stream("relapse.thrown_out")
INITIATIVE = stream("initiative.begins")
REFUSAL = stream("partnership.refusal")
TURNOUT = stream("sharing.turnout")

NUMBERS_EACH = 10_000  # addresses kept for each of a mentee's partnerships
MOMENT = 1e-6  # day; closer is the same time


@dataclass(frozen=True)
class Numbers:
    """Numbers of one replicate or of several, whatever the parameters; with several, replicates come first.

    Parameters
    ----------
    background : (wandering indicator, quarter, utility) standard normal, in the order of `exogenous_paths.NAMES`.
    permanent : per wandering indicator, (utility,) standard normal, for the split of today's level.
    growth_start, true_part, volatility : (utility,) standard normal.
    assessment : (utility,) standard normal: how much better a utility looks than it is when pairs are chosen.
    reading : (year, utility) standard normal reading noise, year 0 to the horizon.
    leadership, leader : (quarter, utility) uniform; standard normal size of its effect.
    drought, conflict, currency : (year, utility) uniform, the same for all utilities of a country.
    pandemic : (year,) uniform.
    investment, investment_size : (year, utility) uniform; standard normal.
    application : (year, utility) uniform.
    initiative, turnout : (quarter, utility) uniform: who begins a turnaround of its own, who takes part in a platform's events.
    """

    background: Floats
    permanent: dict[str, Floats]
    growth_start: Floats
    true_part: Floats
    volatility: Floats
    assessment: Floats
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
    initiative: Floats
    turnout: Floats

    def first(self, utilities: int) -> Numbers:
        """Return the numbers of so many utilities, in the same memory."""

        def some(values: Floats) -> Floats:
            return values[..., :utilities]

        permanent = {name: some(values) for name, values in self.permanent.items()}
        rest = {name: some(values) for name, values in vars(self).items() if name not in ("permanent", "pandemic")}
        return replace(self, permanent=permanent, **rest)


@dataclass(frozen=True)
class Exogenous:
    """What utilities meet; with several replicates, these come first, and with several runs, those before them.

    Parameters
    ----------
    numbers : behind it, of which those that are no shocks are met as they are.
    drought, conflict, currency : (year, utility) 1 where the utility's country is struck.
    pandemic : (year,) 1 in a pandemic.
    leadership : (quarter, utility) 1 where the leadership changes; worked out at the first reading.
    """

    numbers: Numbers
    drought: Floats
    conflict: Floats
    currency: Floats
    pandemic: Floats
    leadership: LazyColumn = LazyColumn()  # noqa: RUF009 (no default: it must be given)


def draw_numbers(utility: Entities, country: Entities, seed: int, replicate: int | npt.NDArray[np.uint64], years: int) -> Numbers:
    """Return the numbers of one replicate, or of several.

    Parameters
    ----------
    utility, country : (utility,) entities.
    seed : root seed; replicate : from 0, one or an array; years : horizon.
    """
    quarters = np.arange(int(years / QUARTER))[:, None]
    year = np.arange(years)[:, None]
    which = np.asarray(replicate)
    once, often = which[..., None], which[..., None, None]

    def normals(source: Stream) -> Floats:
        return normal(source, seed, once, utility)

    def normals_at(source: Stream, step: npt.ArrayLike) -> Floats:
        return normal(source, seed, often, utility, 0, step)

    def uniforms_at(source: Stream, entity: npt.ArrayLike, step: npt.ArrayLike) -> Floats:
        return uniform(source, seed, often, entity, 0, step)

    background = np.empty((*which.shape, len(BACKGROUND), quarters.size, utility.size))
    for place, source in enumerate(BACKGROUND.values()):
        background[..., place, :, :] = normals_at(source, quarters)
    return Numbers(
        background=background,
        permanent={name: normals(source) for name, source in PERMANENT.items()},
        growth_start=normals(GROWTH_START),
        true_part=normals(TRUE_PART),
        volatility=normals(VOLATILITY),
        assessment=normals(ASSESSMENT),
        reading=normals_at(READING, np.arange(years + 1)[:, None]),
        leadership=uniforms_at(LEADERSHIP, utility, quarters),
        leader=normals_at(LEADER, quarters),
        drought=uniforms_at(DROUGHT, country, year),
        conflict=uniforms_at(CONFLICT, country, year),
        currency=uniforms_at(CURRENCY, country, year),
        pandemic=uniform(PANDEMIC, seed, once, 0, 0, np.arange(years)),
        investment=uniforms_at(INVESTMENT, utility, year),
        investment_size=normals_at(INVESTMENT_SIZE, year),
        application=uniforms_at(APPLICATION, utility, year),
        initiative=uniforms_at(INITIATIVE, utility, quarters),
        turnout=uniform(TURNOUT, seed, often, utility, utility, quarters),
    )


def exogenous_of(numbers: Numbers, fragile: Floats, p: Parameters) -> Exogenous:
    """Return what the numbers mean at the rates of shocks of a run.

    Parameters
    ----------
    numbers : of one or several replicates.
    fragile : (utility,) 1 in a fragile country, else 0: conflict strikes there only.
    p : parameters of a run, or of several abreast; only rates of shocks are used.
    """

    def strikes(numbers: Floats, rate: float | Floats) -> Floats:
        """Numbers are (..., year, utility), and so what differs between runs has one more axis."""
        return np.asarray(shocks.strikes(numbers, np.asarray(rate)[..., None], 1.0))

    return Exogenous(
        numbers,
        leadership=lambda: np.asarray(shocks.strikes(numbers.leadership, p.leadership_rate, QUARTER)),
        drought=strikes(numbers.drought, p.drought_rate),
        conflict=strikes(numbers.conflict, p.conflict_rate) * fragile,
        currency=strikes(numbers.currency, p.currency_rate),
        pandemic=np.asarray(shocks.strikes(numbers.pandemic, p.pandemic_rate, 1.0)),
    )
