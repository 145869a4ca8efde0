"""The figures of a brief: which designs are drawn, and how their lines are written."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest

from tests.helpers.briefs import facts, many, text
from tests.helpers.fake import Made
from wopsim.report.brief.brief_choice import MOST_ROWS, ChoiceInWords
from wopsim.report.brief.brief_facts import brief_facts
from wopsim.report.brief.brief_language import LANGUAGES, Language, words_in


@pytest.mark.parametrize(
    ("language", "one", "more"),
    [
        ("en", "One other design is not drawn", "2 other designs are not drawn"),
        ("fr", "Une autre option ne figure pas ici", "2 autres options ne figurent pas ici"),
        ("es", "Hay otra opción que no se muestra", "Hay otras 2 opciones que no se muestran"),
    ],
)
def test_letters_are_explained_and_designs_that_are_not_drawn_are_counted(language: Language, one: str, more: str, clear: Made) -> None:
    letters = words_in(language)["layout"]["letters"]
    notes = [facts(many(designs), language)["note"] for designs in (MOST_ROWS, MOST_ROWS + 1, MOST_ROWS + 2)]
    assert all(letters in note for note in (*notes, facts(clear, language)["note"]))
    assert [[said in note for said in (one, more)] for note in notes] == [[False, False], [True, False], [False, True]]


def test_the_cheapest_design_and_the_likely_ones_are_drawn_whatever_their_rank() -> None:
    result = many(MOST_ROWS + 4)
    decision = result.decide()
    table = decision.table.copy()
    table["unit_cost"] = [50.0] * (len(table) - 1) + [10.0]
    table["chance_best"] = [0.1] * len(table)
    table["group"] = ["A"] + ["B"] * (len(table) - 1)
    table.loc[table.index[-2], "chance_best"] = 0.4
    told = brief_facts(result, dataclasses.replace(decision, table=table), "en")
    names = [row["name"] for row in told["gain"]["rows"]]
    kept = [0, *range(1, MOST_ROWS - 2), len(table) - 2, len(table) - 1]
    wanted = [ChoiceInWords(result, decision, "en").name(row) for _, row in table.iloc[kept].iterrows()]
    assert names == wanted


@pytest.mark.parametrize(
    ("language", "nothing", "row"),
    [
        ("en", "Doing nothing is the best choice on average", "No programme"),
        ("fr", "Ne rien faire est en moyenne le meilleur choix", "Aucun programme"),
        ("es", "No hacer nada es, en promedio, la mejor elección", "Ningún programa"),
    ],
)
def test_to_do_nothing_is_a_choice_where_a_unit_has_a_worth(language: Language, nothing: str, row: str, clear: Made) -> None:
    poor, rich, people = (facts(clear, language=language, **judged) for judged in ({"worth": 1.0}, {"worth": 1e5}, {}))
    for told, first, there in ((poor, True, True), (rich, False, True), (people, False, False)):
        assert (nothing in " ".join(told["answer"])) == first
        names = [one["name"] for one in told["chance"]["rows"]]
        assert any(row in name for name in names) == there
        assert (row in names[0]) == first
        assert not any(row in one["name"] for figure in ("gain", "price") for one in told[figure]["rows"])  # it brings and costs nothing


def test_numbers_have_the_marks_of_the_language_and_two_figures(clear: Made) -> None:
    assert re.search(r"\d\d\u202f000 personnes", text(facts(clear, "fr"), "effectiveness")) is not None
    assert re.search(r"−?\d,\d", text(facts(clear, "es"), "effectiveness")) is not None
    for found in (facts(clear, language) for language in LANGUAGES):
        for row in found["gain"]["rows"]:
            assert re.fullmatch(r"[−\d\u202f,]+ \[[−\d\u202f,]+ – [−\d\u202f,]+\]", row["says"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_range_is_given_where_luck_hides_how_worlds_differ(language: Language, clear: Made) -> None:
    decision = clear.decide()
    alike = dataclasses.replace(decision, gains=np.repeat(decision.gains.mean(axis=1, keepdims=True), decision.draws, axis=1))
    told, apart = brief_facts(clear, alike, language), brief_facts(clear, decision, language)
    ends = words_in(language)["effectiveness"]["blurred"].rpartition("{outcome}")[2]
    assert ends in text(told, "effectiveness")
    assert ends not in text(apart, "effectiveness")
    assert not any("[" in row["says"] for row in told["gain"]["rows"])
    assert all("[" in row["says"] for row in apart["gain"]["rows"])
