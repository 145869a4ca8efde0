"""The note below the first figure says which designs are drawn, by which rule, and which of the others may be taken as well."""

from __future__ import annotations

import dataclasses

import pytest

from tests.helpers.briefs import facts, made, plain
from wopsim.report.brief.brief_choice import MOST_ROWS
from wopsim.report.brief.brief_facts import brief_facts
from wopsim.report.brief.brief_language import LANGUAGES, Language, words_in


@pytest.mark.parametrize(
    ("language", "drawn", "two", "seven"),
    [
        (
            "en",
            "Drawn: the two best on average, the cheapest for each person and, as far as there is room, those with the letter A and "
            "others that might come first.",
            "Not drawn, though with the letter A: “Design 1” and “Design 0”.",
            "Not drawn, though with the letter A: 7 designs.",
        ),
        (
            "fr",
            "Figurent ici : les deux meilleures en moyenne, la moins chère par personne et, dans la limite de la place, celles de lettre "
            "A et d'autres qui pourraient l'emporter.",
            "De lettre A, mais absentes ici : « Design 1 » et « Design 0 ».",
            "De lettre A, mais absentes ici : 7 options.",
        ),
        (
            "es",
            "Se muestran: las dos mejores en promedio, la más barata por persona y, según el espacio, las de letra A y otras que "
            "podrían ir en primer lugar.",
            "Con la letra A, pero sin mostrar: «Design 1» y «Design 0».",
            "Con la letra A, pero sin mostrar: 7 opciones.",
        ),
    ],
)
def test_how_the_drawn_ones_were_chosen_is_told_and_which_others_are_level_with_the_first(
    language: Language, drawn: str, two: str, seven: str
) -> None:
    def told(designs: int, level: int) -> str:
        result = made(tuple(range(1000, 1000 + 100 * designs, 100)))
        decision = result.decide()
        letters = ["A" if place < level else "B" for place in range(len(decision.table))]  # the best on average first
        return plain(brief_facts(result, dataclasses.replace(decision, table=decision.table.assign(group=letters)), language)["note"])

    some, many, apart = told(MOST_ROWS + 2, MOST_ROWS + 2), told(MOST_ROWS + 7, MOST_ROWS + 7), told(MOST_ROWS + 2, 1)
    assert all(drawn in note for note in (some, many, apart))
    assert [two in note for note in (some, many, apart)] == [True, False, False]
    assert [seven in note for note in (some, many, apart)] == [False, True, False]
    assert two.partition(":")[0] not in apart
    assert drawn not in plain(facts(made((900, 3000, 400)), language)["note"])  # all are drawn


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_to_do_nothing_is_first_the_cheapest_for_each_purse_is_drawn_and_the_note_says_so(language: Language) -> None:
    purses = plain(words_in(language)["layout"]["drawn_purses"])
    result = made(tuple(range(1000, 1000 + 100 * (MOST_ROWS + 2), 100)))
    assert purses in plain(facts(result, language, worth=1.0)["note"])
    assert purses not in plain(facts(result, language)["note"])


@pytest.mark.parametrize(
    ("language", "forms"),
    [("en", "the best of each form of help"), ("fr", "la meilleure de chaque forme d'appui"), ("es", "la mejor de cada forma de apoyo")],
)
def test_where_designs_differ_in_pairing_alone_the_best_of_each_form_is_drawn_and_the_note_says_so(language: Language, forms: str) -> None:
    def told(rules: tuple[str, ...]) -> tuple[str, set[str]]:
        people = tuple(range(1000, 1000 + 100 * (MOST_ROWS + 3), 100))
        kinds = {place: {"cohort_size": 1 + place // len(rules), "pairing": rules[place % len(rules)]} for place in range(len(people))}
        found = facts(made(people, settings=kinds), language)
        return plain(found["note"]), {row["name"] for row in found["gain"]["rows"]}

    note, drawn = told(("random", "by_need", "nearest"))
    assert forms in note
    assert {"Design 8", "Design 5", "Design 2"} <= drawn
    alone, _ = told(("random",))
    assert forms not in alone
