"""Countries: their region, income group, fragility, language and place, from the list that ships with the package."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache

from wopsim.data import shipped
from wopsim.world.country_names import alike, countries_named, country_named


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
def countries() -> dict[str, Country]:
    """Return all countries of the list by World Bank name."""
    return {country.country: country for country in _by_name().values()}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Country]:
    """Countries of the list by what `country_named` returns."""
    facts: dict[str, Country] = {}
    with shipped("scenarios/worlds/countries.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            numbers = [float(row[key]) for key in ("latitude", "longitude", "extent", "population", "mentors")]
            name = country_named(row["iso3"]) or row["country"]
            facts[name] = Country(row["country"], row["region"], row["income"], row["fragile"] == "true", row["language"], *numbers)
    return facts


def find_country(text: str) -> Country | None:
    """Return the country of the list that a text as a whole names, or None; see `wopsim.world.country_names`."""
    return _by_name().get(country_named(text) or "")


def first_country(text: str) -> Country | None:
    """Return the first country of the list among those that a text names, or None."""
    return next((_by_name()[name] for name in countries_named(text) if name in _by_name()), None)


def known_as(text: str) -> str:
    """Return the one name that a country has in worlds: its World Bank name, or another known one; an unknown name as it is."""
    listed = find_country(text)
    return listed.country if listed else country_named(text) or text


def why_unknown(text: str) -> str:
    """Return why `find_country` finds nothing, as words after the text, and what to write where that is plain.

    No other country is ever suggested for one that is known by name; where a misspelled name resembles several, all are said.
    """
    known = country_named(text)
    if known:
        name = "" if known == text.strip() else f" ({known})"
        return f"is a country of which wopsim has no facts{name}."
    near = [_by_name()[name].country if name in _by_name() else name for name in alike(text)]
    if countries_named(text) or (not near and any(country_named(part) for part in re.split(r"[/;|+,()&-]|\band\b", text))):
        return "is not the name of one country; write one, and nothing else."
    return "is no country that is known." + (f" Did you mean {' or '.join(map(repr, near))}?" if near else "")


def regions() -> tuple[str, ...]:
    """Return the names of the regions, sorted."""
    return tuple(sorted({country.region for country in countries().values()}))
