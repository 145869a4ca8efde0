"""Which country a text names: official and common names in six languages, ISO codes, however they are spelled.

A text is read as a whole. Part of a name is never taken for the name: "Korea, Dem. People's Rep." is not Korea. Countries that the
list of countries does not hold are known by name too, so that they are told from misspellings of others.
"""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from wopsim.data import shipped

LANGUAGES = ("english", "french", "spanish", "portuguese", "german", "dutch")
_FILLING = frozenset("the of and de du des d da do das dos del la le les l el los las et y e i und en van het die der den".split())
"""Words that tell no country from another; with them the word order goes, so that "Congo, Rep." is "Republic of the Congo"."""
_SHORT = {
    "rep": "republic", "dem": "democratic", "st": "saint", "ste": "sainte", "is": "islands", "fed": "federated", "sts": "states",
    "peoples": "people", "eq": "equatorial",
}  # fmt: skip
_APOSTROPHES = re.compile("['\u2018\u2019\u201b\u2032\u02b9\u02bb\u02bc\u00b4`\uff07]")
_GENERIC = frozenset("republic federal federated kingdom state states islamic islands union commonwealth united saint".split())
"""Words of so many names that they say nothing about which country a misspelled one means."""
_LIKE = 0.8
"""Least likeness of a misspelled name to the right one [1]; below, "Atlantis" would be Albania."""
_SWAPPED = 0.9
"""Likeness of two words with the same letters: "Mlai" is Mali, not Malawi [1]."""
_NEARLY_AS_LIKE = 0.06
"""Names that are this much less like than the likest one are named too: "Nigera" is Niger or Nigeria [1]."""
_LONGER = 2
"""Misspelling adds or loses few letters; more is another name [letter]."""
_SHORTEST = 4
"""Shorter texts are codes or fragments, which are like too much [letter]."""
_MOST_PARTS = 4
"""More parts has no name: "Saint Helena, Ascension and Tristan da Cunha" has three."""
_BETWEEN_LISTED = re.compile(r"[/;|+]")
_BETWEEN_NAMES = re.compile(r"[,&\n]|\b(?:and|et|y|und|en)\b", re.IGNORECASE)


def country_named(text: str) -> str | None:
    """Return the first English name in the table of the country that a text as a whole names, or None."""
    return _by_key().get(_key(text))


def countries_named(text: str) -> list[str]:
    """Return the countries that a text names: one, several in the order of the text, or none.

    A list is separated by `/ ; | +`, "and", "&", commas or line ends. As most of them also stand inside names, the longest run of parts
    that is a name is taken; where one part between commas or line ends is no country, none is: they may be one name that is not known.
    """
    whole = country_named(text)
    if whole is not None:
        return [whole]
    found: list[str] = []
    for entry in _BETWEEN_LISTED.split(text):
        runs = list(_runs([part for part in _BETWEEN_NAMES.split(entry) if part.strip()]))
        if None not in runs or not re.search(r"[,\n]", entry):
            found += [name for name in runs if name is not None]
    return found


def _runs(parts: list[str]) -> Iterator[str | None]:
    """The countries that runs of parts name, the longest run first; None for a part in no run."""
    begin = 0
    while begin < len(parts):
        longest = min(len(parts), begin + _MOST_PARTS)
        names = {end: country_named(" ".join(parts[begin:end])) for end in range(longest, begin, -1)}
        end = next((end for end, name in names.items() if name is not None), begin + 1)
        yield names[end]
        begin = end


def alike(text: str) -> list[str]:
    """Return the countries whose names a misspelled name resembles, the likest first; none where nothing resembles it enough."""
    words = _telling(text)
    likeness: dict[str, float] = {}
    matcher = difflib.SequenceMatcher(b=words)
    for spelling, country in _spelled() if len(words) >= _SHORTEST else ():
        matcher.set_seq1(spelling)
        if abs(len(spelling) - len(words)) <= _LONGER and matcher.quick_ratio() >= _LIKE:  # the letters that both have
            swapped = _SWAPPED if sorted(spelling) == sorted(words) else 0.0
            likeness[country] = max(likeness.get(country, 0.0), matcher.ratio(), swapped)
    most = max(likeness.values(), default=0.0)
    near = [name for name, value in likeness.items() if value >= max(_LIKE, most - _NEARLY_AS_LIKE)]
    return sorted(near, key=lambda name: (-likeness[name], name))


def name_in(language: str, text: str) -> str:
    """Return the first name that the table has in a language for the country that a text as a whole names; else the text as it is."""
    found = country_named(text)
    names = next((row[language] for row in name_table() if row["english"].split("|")[0] == found), "")
    return names.split("|")[0] or text


def with_accents(text: str) -> str:
    """Return the English name of the country that a text as a whole names as people write it; worlds hold it without accents."""
    found = country_named(text)
    names = next((row["english"].split("|") for row in name_table() if row["english"].split("|")[0] == found), [])
    return next((name for name in names if _key(name) == _key(names[0]) and not name.isascii()), text)


def spellings_of(row: dict[str, str]) -> list[str]:
    """Return the spellings in one row of the table, codes included."""
    return [text for name in ("iso3", "iso2", *LANGUAGES) for text in row[name].split("|") if text]


@lru_cache(maxsize=1)
def name_table() -> tuple[dict[str, str], ...]:
    """Return the rows of the table of names: `iso3`, `iso2`, and spellings in each language, separated by bars."""
    with shipped("scenarios/worlds/country_names.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@lru_cache(maxsize=1)
def _by_key() -> dict[tuple[str, ...], str]:
    return {_key(text): row["english"].split("|")[0] for row in name_table() for text in spellings_of(row)}


@lru_cache(maxsize=1)
def _spelled() -> tuple[tuple[str, str], ...]:
    """What tells each name from others, for likeness, and its country; codes are like too much."""
    pairs = ((_telling(text), row["english"].split("|")[0]) for row in name_table() for text in spellings_of(row))
    return tuple(dict.fromkeys(pair for pair in pairs if len(pair[0]) >= _SHORTEST))


def _telling(text: str) -> str:
    return " ".join(word for word in _words(text) if word not in _FILLING | _GENERIC)


def _key(text: str) -> tuple[str, ...]:
    """What is the same for all spellings of a name: its words without accents, in any order."""
    words = _words(text)
    return tuple(sorted([word for word in words if word not in _FILLING] or words))


def _words(text: str) -> list[str]:
    plain = re.sub(r"(?<=\w)'(?=s\b)", "", _APOSTROPHES.sub("'", text).casefold())
    letters = unicodedata.normalize("NFKD", plain)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf")
    plain = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", plain)  # u.s.a. is usa
    words: list[str] = re.findall(r"\w+", plain)
    return [_SHORT.get(word, word) for word in words] if len(words) > 1 else words  # alone, "IS" is Iceland
