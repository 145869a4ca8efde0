"""The languages of a brief have the same words, and each writes numbers, units and spaces by its rules."""

from __future__ import annotations

import re
import string
from typing import Any

import pytest

from wopsim.report.brief.brief_language import LANGUAGES, Language, Phrases, words_in


def test_languages_have_the_same_words_with_the_same_gaps() -> None:
    def gaps(words: dict[str, Any]) -> dict[str, set[str]]:
        found = {}
        for part, keys in words.items():
            for key, said in (keys if isinstance(keys, dict) else {}).items():
                found[f"{part}.{key}"] = {name for _, name, _, _ in string.Formatter().parse(said) if name}
        return found

    english = gaps(words_in("en"))
    for language in LANGUAGES[1:]:
        assert gaps(words_in(language)) == english


def test_one_and_several_follow_the_language() -> None:
    writers = {language: Phrases(language) for language in LANGUAGES}

    def told(value: float, unit: str) -> list[str]:
        return [writers[language].amount(value, unit) for language in ("en", "fr", "es")]

    assert told(0.0016, "1") == ["0.16 percentage points", "0,16 point de pourcentage", "0,16 puntos porcentuales"]
    assert told(0.025, "1") == ["2.5 percentage points", "2,5 points de pourcentage", "2,5 puntos porcentuales"]
    assert told(30.0, "person") == ["30 people", "30 personnes", "30 personas"]
    assert told(900_000.0, "EUR2024")[0] == "900,000 euros"


@pytest.mark.parametrize(
    ("language", "part", "key", "one", "half", "two"),
    [
        ("en", "time", "years", "1 year", "0.5 years", "2 years"),
        ("fr", "time", "years", "1\u00a0an", "0,5\u00a0an", "2\u00a0ans"),
        ("es", "time", "years", "1 año", "0,5 años", "2 años"),
        ("en", "design", "missions", "1 mission a year", "0.5 missions a year", "2 missions a year"),
        ("fr", "design", "days", "1\u00a0jour ouvré", "0,5\u00a0jour ouvré", "2\u00a0jours ouvrés"),
        ("es", "design", "more", "1 ajuste más", "0,5 ajustes más", "2 ajustes más"),
    ],
)
def test_what_is_counted_is_one_or_several(language: Language, part: str, key: str, one: str, half: str, two: str) -> None:
    assert [Phrases(language).counted(part, key, value) for value in (1.0, 0.5, 2)] == [one, half, two]


ALWAYS_SEVERAL = {"design.months", "design.cohort_size", "design.consortium_mentors"}
"""What cannot be one where it is told."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_before_several_of_a_thing_has_words_for_one(language: Language) -> None:
    found = {
        f"{part}.{key}"
        for part, words in words_in(language).items()
        for key, said in (words if isinstance(words, dict) else {}).items()
        if re.search(r"{value}[ \u00a0](?:other |autres )?\w+s\b", said) and not key.endswith("_one") and f"{key}_one" not in words
    }
    assert found <= ALWAYS_SEVERAL


def test_no_language_leaves_a_space_where_a_line_may_not_break() -> None:
    for language, pattern in (("en", r" %|EUR "), ("fr", r" [:;»%]|« | EUR| m³"), ("es", r" %| EUR| m³")):
        for part, words in words_in(language).items():
            for key, one in (words if isinstance(words, dict) else {}).items():
                assert re.search(pattern, one) is None, (part, key, one)


@pytest.mark.parametrize(
    ("language", "small", "large", "euros"),
    [("en", "3,700", "37,000", "EUR 29"), ("fr", "3\u202f700", "37\u202f000", "29 EUR"), ("es", "3700", "37\u202f000", "29 EUR")],
)
def test_numbers_are_written_as_the_language_does(language: Language, small: str, large: str, euros: str) -> None:
    writer = Phrases(language)
    assert (writer.number(3700.0), writer.number(37_000.0)) == (small, large)
    assert writer.say("layout", "price", said="29").replace("\u00a0", " ") == euros
