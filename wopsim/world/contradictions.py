"""Contradictions of a world file with itself and with the list of countries that ships.

What cannot be is refused; what may be, because lists change and are approximate, is taken as the file has it and noted.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from wopsim.errors import Problem
from wopsim.world.columns import INCOMES, size_class
from wopsim.world.country_boxes import boxes
from wopsim.world.regions import Country, countries

_PERSONS = (1.0, 100.0)  # believable persons per connection
_TINY = 5_000.0  # people; where nobody serves more, they may be counted in thousands
_PEOPLE_MARGIN = 1.25  # the list's populations are of about 2024, and approximate
_NAMED = 5  # utilities that a note names
_STEP = 1  # income groups that a country may have moved since the list was made

Row = dict[str, Any]


def row_problems(row: Row) -> Iterator[str]:
    """Yield what cannot be in one row of parsed values; facts of the country that the row leaves out are None."""
    people, connections = row["population_served"], row["connections"]
    if people > 0 and connections > 0 and not _PERSONS[0] <= people / connections <= _PERSONS[1]:
        ratio = people / connections
        yield f"{ratio:,.{1 if ratio >= 1.0 else 4}f} people per connection; check 'population_served' and 'connections'."
    if people > 0 and row["size_class"] not in (None, size_class(people)):
        yield (
            f"'size_class' is {row['size_class']}, but with {people:,.0f} people served it is a {size_class(people)}. "
            "Leave the cell empty, or check 'population_served'."
        )
    country = countries().get(row["country"])
    if country is not None:
        yield from _country_problems(row, country)


def _country_problems(row: Row, country: Country) -> Iterator[str]:
    if row["region"] not in (None, country.region):
        yield f"'region' is {row['region']!r}, but {country.country} lies in {country.region!r}. Leave the cell empty, or check 'country'."
    if row["income"] is not None and abs(INCOMES.index(row["income"]) - INCOMES.index(country.income)) > _STEP:
        yield f"'income' is {row['income']}, but {country.country} is {country.income}. Leave the cell empty, or check 'country'."
    if row["population_served"] > _PEOPLE_MARGIN * country.population * 1e6:
        yield (
            f"'population_served' is {row['population_served']:,.0f}, but {country.country} has about "
            f"{country.population * 1e6:,.0f} people; check both."
        )
    latitude, longitude = row["latitude"], row["longitude"]
    meant = _meant_place(country, latitude, longitude)
    if meant:
        yield f"latitude {latitude:g}, longitude {longitude:g} is not in {country.country} ({boxes()[country.country]}). {meant}"


def _meant_place(country: Country, latitude: float, longitude: float) -> str:
    """What was meant by a place outside the country; empty where it may be right or nothing is likely."""
    box = boxes().get(country.country)
    if box is None or latitude != latitude or longitude != longitude or box.holds(latitude, longitude):
        return ""
    if latitude == longitude == 0.0:
        return "Leave both cells empty if the place is not known."
    signs = ((-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0))
    swapped = "Are latitude and longitude changed over"
    others = [
        (swapped, (longitude, latitude)),
        *(("Is a minus missing or too much", (latitude * north, longitude * east)) for north, east in signs),
        *((f"{swapped}, and a minus missing or too much", (longitude * north, latitude * east)) for north, east in signs),
    ]
    for what, place in others:
        if box.holds(*place):
            return f"{what}? Latitude {place[0]:g}, longitude {place[1]:g} lies there."
    return ""


def file_problems(rows: Sequence[Row], lines: Sequence[int]) -> Iterator[Problem]:
    """Yield what cannot be in a file as a whole: together its utilities serve more people than the country has."""
    served: defaultdict[str, float] = defaultdict(float)
    for row, line in zip(rows, lines, strict=True):
        country, people = countries().get(row["country"]), row["population_served"]
        if country is None or not people > 0:
            continue
        most = _PEOPLE_MARGIN * country.population * 1e6
        before, served[country.country] = served[country.country], served[country.country] + people
        if people <= most and before <= most < served[country.country]:
            yield Problem(
                f"from here on the utilities of {country.country} serve more people ({served[country.country]:,.0f}) than it has (about "
                f"{country.population * 1e6:,.0f}). Is a total among them, or a place twice, or a count ten times too large?",
                line,
            )


def notes(rows: Sequence[Row]) -> list[str]:
    """Return what a reader of results should know: where the file differs from the list, and numbers that may be meant otherwise."""
    found = []
    for name, what in (("income", "income group"), ("fragile", "fragility")):
        other = [row for row in rows if (c := countries().get(row["country"])) is not None and row[name] != getattr(c, name)]
        if other:
            told = named([f"{row['utility']} ({_word(row[name])})" for row in other])
            found.append(f"The {what} differs from the list of countries, and is taken as the file has it: {told}.")
    languages = {country.language for country in countries().values()}
    strange = sorted({row["language"] for row in rows if row["language"] not in languages} - {None})
    if strange:
        told = named([_language(word, languages) for word in strange])
        found.append(
            f"Languages that are no country's in the list: {told}. A pair shares a language only where both are spelled alike; "
            "write them in English: french, arabic."
        )
    outside = [row for row in rows if _is_outside(row)]
    if outside:
        found.append(f"Places outside their country, taken as the file has them: {named([row['utility'] for row in outside])}.")
    people = [row["population_served"] for row in rows if row["role"] == "mentee"]
    if len(people) > 1 and max(people) < _TINY:
        found.append(f"No possible mentee serves {_TINY:,.0f} people or more. Is 'population_served' in thousands? Then write every digit.")
    return found


def _is_outside(row: Row) -> bool:
    box, latitude, longitude = boxes().get(row["country"]), row["latitude"], row["longitude"]
    return box is not None and latitude == latitude and longitude == longitude and not box.holds(latitude, longitude)


def _language(word: str, languages: Collection[str]) -> str:
    """A language, with the one that it may be: portugués (portuguese?)."""
    close = difflib.get_close_matches(word, languages, n=1, cutoff=0.75)
    return f"{word} ({close[0]}?)" if close else word


def _word(value: str | bool) -> str:
    return value if isinstance(value, str) else "fragile" if value else "not fragile"


def named(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"
