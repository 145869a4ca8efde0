"""A synthetic world: who and where by chance, indicators by the copula; nobody in it exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from wopsim.allowed_numbers import ABOVE_ZERO, is_above_zero
from wopsim.errors import WorldError, did_you_mean
from wopsim.limits import SEED, UTILITIES
from wopsim.streams import entity, stream, uniform
from wopsim.world.columns import COLUMNS, NUMBERS, size_class
from wopsim.world.levels import MEDIAN_POPULATION
from wopsim.world.marginals import shapes
from wopsim.world.quantities import QUANTITIES
from wopsim.world.regions import Country, countries, regions
from wopsim.world.table import World

COUNTRY = stream("world.country")
SIZE = stream("world.size")
REMUNICIPALISED = stream("world.remunicipalised")

DEFAULT_SEED = 222
"""Of the seeds 1 to 1000 the one whose first 120 mentees come nearest to the stated regional medians of NRW, OCCR, coverage, tariff
and metering, among those with 30-38 % small towns, 14-21 % metropolises, a quarter to 36 % in fragile countries, mentors from
20 countries or more, no OCCR below 0.2 and unit costs of 0.05-3 EUR/m3: a small world should not be odd by bad luck. All
`DEFAULT_MENTEES` keep these limits too."""
DEFAULT_MENTEES = 300
"""So many that no design of the default study mentors more than 70 % of those to which it is open: where a world is nearly full, breadth
runs out and designs that reach many look worse than they are. With 120 mentees short twinnings and cohorts did so in a third of runs."""
DEFAULT_MENTORS = 100
"""One for three mentees [assumed]; from so many countries that domestic programmes find some at home."""
DEFAULT_REGIONS: dict[str, float] = {
    "Sub-Saharan Africa": 0.36,
    "East Asia & Pacific": 0.22,
    "South Asia": 0.12,
    "Middle East & North Africa": 0.09,
    "Latin America & Caribbean": 0.12,
    "Europe & Central Asia": 0.09,
}
"""Share of mentees by region: leaning to where partnerships are documented, with some everywhere [assumed]."""

_CODES = {
    "Sub-Saharan Africa": "SSA",
    "East Asia & Pacific": "EAP",
    "South Asia": "SAS",
    "Middle East & North Africa": "MNA",
    "Latin America & Caribbean": "LAC",
    "Europe & Central Asia": "ECA",
    "North America": "NAM",
}
_LARGEST_SHARE = 0.25  # of its country's people that one utility serves at most (assumed)
_SMALLEST = 4e3  # people served by the smallest synthetic utility, so that island states are not empty
_COUNTRY_CAP = 80.0  # million people above which a country gets no more utilities, so that India and China do not fill the table
_LEAST_MENTOR = 0.25  # place in the size mix below which nobody has experts to send (assumed)
_REMUNICIPALISED = {"mentee": 0.05, "mentor": 0.10}  # assumed


def synthesise(
    regions: Mapping[str, float] | Sequence[str] | None = None,
    n_mentees: int = DEFAULT_MENTEES,
    n_mentors: int = DEFAULT_MENTORS,
    seed: int = DEFAULT_SEED,
) -> World:
    """Return a synthetic world; without arguments the one that ships as `default`.

    Parameters
    ----------
    regions : share of mentees by World Bank region, or names of regions with equal shares; None for the default mix.
    n_mentees, n_mentors : number of utilities, from 1. Half of the mentors are of the north (high income).
    seed : root seed. A utility that stands in two worlds of the same seed is the same in both.

    Raises
    ------
    WorldError : unknown region, or a share that is not positive. WopsimError : a number out of its limits.
    """
    shares = _shares(regions)
    for what, number in (("n_mentees", n_mentees), ("n_mentors", n_mentors)):
        UTILITIES.require(number, what)
    SEED.require(seed, "seed")
    rows = []
    for region, count in _allot(n_mentees, shares).items():
        pool = [(c, min(c.population, _COUNTRY_CAP) ** 0.5) for c in countries().values() if c.region == region and c.income != "high"]
        rows += [_utility(f"{_CODES[region]}-{k:03d}", "mentee", pool, seed) for k in range(1, count + 1)]
    for code, of_north, count in (("MN", True, (n_mentors + 1) // 2), ("MS", False, n_mentors // 2)):
        pool = [(c, c.mentors) for c in countries().values() if (c.income == "high") == of_north and c.mentors > 0]
        rows += [_utility(f"{code}-{k:03d}", "mentor", pool, seed) for k in range(1, count + 1)]
    table = pd.DataFrame(rows).reindex(columns=list(COLUMNS))
    table = table.astype(dict.fromkeys(NUMBERS, np.float64))
    done = World("synthetic", table, "synthetic").complete(seed, 0)
    return World("synthetic", done.utilities, "synthetic", notes=("Synthetic: no utility in this world exists.",))


def _shares(regions_wanted: Mapping[str, float] | Sequence[str] | None) -> dict[str, float]:
    wanted = DEFAULT_REGIONS if regions_wanted is None else regions_wanted
    shares = dict(wanted) if isinstance(wanted, Mapping) else dict.fromkeys(wanted, 1.0)
    known = [region for region in regions() if any(c.region == region and c.income != "high" for c in countries().values())]
    wrong = [f"unknown region {r!r}; known: {', '.join(known)}.{did_you_mean(r, known)}" for r in shares if r not in known]
    wrong += [f"the share of region {r!r} {ABOVE_ZERO}, not {s!r}." for r, s in shares.items() if not is_above_zero(float(s))]
    if not shares:
        wrong.append("name at least one region.")
    if wrong:
        raise WorldError("\n".join(wrong))
    return {region: shares[region] / sum(shares.values()) for region in sorted(shares)}


def _allot(count: int, shares: dict[str, float]) -> dict[str, int]:
    """Whole numbers in proportion to the shares, by largest remainder."""
    exact = {region: count * share for region, share in shares.items()}
    whole = {region: int(x) for region, x in exact.items()}
    for region in sorted(exact, key=lambda r: (whole[r] - exact[r], r))[: count - sum(whole.values())]:
        whole[region] += 1
    return whole


def _utility(name: str, role: str, pool: list[tuple[Country, float]], seed: int) -> dict[str, Any]:
    """Identity of one utility; its chance has its name for address, so it is the same in every world of this seed."""
    who = entity(name)
    pool = sorted(pool, key=lambda entry: entry[0].country)
    edges = np.cumsum([weight for _, weight in pool])
    chosen = pool[int(np.searchsorted(edges, uniform(COUNTRY, seed, 0, who) * edges[-1]))][0]
    population = population_of(float(uniform(SIZE, seed, 0, who)), role, chosen)
    return {
        "utility": name,
        "name": f"{'Utility' if role == 'mentee' else 'Mentor'} {name}",
        "role": role,
        "country": chosen.country,
        "region": chosen.region,
        "language": chosen.language,
        "size_class": size_class(population),
        "income": chosen.income,
        "fragile": chosen.fragile,
        "remunicipalised": bool(uniform(REMUNICIPALISED, seed, 0, who) < _REMUNICIPALISED[role]),
        "population_served": population,
    }


def population_of(u: float, role: str, country: Country) -> float:
    """Return people served, from the size mix cut off at what the country can hold [person].

    Parameters
    ----------
    u : place in the size mix [1], 0 to 1; role : `mentor` starts higher; country : where.
    """
    from scipy import special

    quantity, shape = QUANTITIES["population_served"], shapes()["population_served"]
    middle = quantity.to_scale(MEDIAN_POPULATION)
    largest = max(_SMALLEST * 2.0, _LARGEST_SHARE * country.population * 1e6)
    top = float(special.ndtr(shape.score(quantity.to_scale(largest) - middle)))
    low = _LEAST_MENTOR if role == "mentor" else 0.0
    z = special.ndtri(min(low, 0.9 * top) + (top - min(low, 0.9 * top)) * u)
    people = float(quantity.from_scale(middle + shape.at(z)))
    return float(np.round(max(people, _SMALLEST), -2))
