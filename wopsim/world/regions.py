"""Countries: their region, income group, fragility, language and place, from the list that ships with the package."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache

from wopsim.data import shipped


@dataclass(frozen=True)
class Country:
    """Facts about one country; approximate, from general knowledge of World Bank lists of about 2024-25.

    Parameters
    ----------
    country : World Bank name.
    region, income, fragile, language : World Bank region, income group, on the list of fragile situations, main working
        language of utilities.
    latitude, longitude : centre of the populated part [degree].
    extent : radius of the populated part [degree].
    population : people [million].
    mentors : weight of the country among mentors of a synthetic world [1].
    """

    country: str
    region: str
    income: str
    fragile: bool
    language: str
    latitude: float
    longitude: float
    extent: float
    population: float
    mentors: float


@lru_cache(maxsize=1)
def _read() -> tuple[dict[str, Country], dict[str, str]]:
    facts: dict[str, Country] = {}
    names: dict[str, str] = {}
    with shipped("scenarios/worlds/countries.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = row["country"]
            numbers = [float(row[key]) for key in ("latitude", "longitude", "extent", "population", "mentors")]
            facts[name] = Country(name, row["region"], row["income"], row["fragile"] == "true", row["language"], *numbers)
            for spelling in (name, row["iso3"], *row["also"].split("|")):
                if spelling:
                    names[spelling.casefold()] = name
    return facts, names


def countries() -> dict[str, Country]:
    """Return all known countries by World Bank name."""
    return _read()[0]


def spellings() -> dict[str, str]:
    """Return the World Bank name for every known spelling (lower case): name, common other names, ISO code."""
    return _read()[1]


def find_country(text: str) -> Country | None:
    """Return the country with this name, common other name or ISO code (any case), or None."""
    facts, names = _read()
    name = names.get(text.strip().casefold())
    return facts[name] if name else None


def regions() -> tuple[str, ...]:
    """Return the names of the regions, sorted."""
    return tuple(sorted({country.region for country in countries().values()}))
