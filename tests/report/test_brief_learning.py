"""What one would go and find out is told of the groups of numbers that are named as worth most, and of no others."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from tests.helpers.briefs import plain, text
from tests.helpers.fake import Made
from wopsim.analysis.choice.drawn_numbers import GROUPS_OF_FILES, OTHER, STRUCTURE
from wopsim.report.brief.brief_facts import brief_facts
from wopsim.report.brief.brief_language import LANGUAGES, Language, words_in


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        (
            "en",
            "What one would go and find out: by how much results are reported better than they are.",
            "What one would go and find out: for “costs and works”, what experts, travel and new supply cost, and how much money for "
            "works there is; for “how results are reported”, by how much results are "
            "reported better than they are.",
        ),
        (
            "fr",
            "Il s'agirait d'établir : de combien les résultats déclarés dépassent les résultats réels.",
            "Il s'agirait d'établir : pour « coûts et travaux », ce que coûtent experts, voyages et nouvelles ressources en eau, et "
            "quels financements sont disponibles pour les travaux ; pour « comment les "
            "résultats sont déclarés », de combien les résultats déclarés dépassent les résultats réels.",
        ),
        (
            "es",
            "Habría que averiguar: cuánto mejores que los reales son los resultados que se informan.",
            "Habría que averiguar: sobre «costos y obras», cuánto cuestan expertos, viajes y nuevas fuentes de agua, y qué "
            "financiación hay disponible para obras; sobre «cómo se informan los resultados», cuánto mejores que los "
            "reales son los resultados que se informan.",
        ),
    ],
)
def test_what_a_study_would_ask_is_told_of_the_groups_that_are_named(language: Language, one: str, two: str, clear: Made) -> None:
    start = one.partition(":")[0]

    def told(**values: float) -> str:
        rows = [("all", "everything", 1000.0, True), *(("group", name, value, value > 1.0) for name, value in values.items())]
        table = pd.DataFrame(rows, columns=["kind", "name", "value", "seen"]).assign(group="", error=1.0)
        known = dataclasses.replace(clear.decide())
        known.__dict__["_information"] = table
        return plain(text(brief_facts(clear, known, language), "learn"))

    assert one in told(reporting=90.0, money=20.0)  # these runs tell which is worth most
    assert two in told(money=90.0, reporting=89.5)
    assert one not in told(money=90.0, reporting=20.0)
    assert start not in told(money=0.1)  # no group is seen to be worth anything
    assert start not in told(other=90.0)  # what another package declares has no words
    assert one.partition(": ")[2] in told(other=90.0, reporting=89.5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_group_of_numbers_has_words_for_what_a_study_of_it_would_ask(language: Language) -> None:
    words = words_in(language)
    assert set(words["find_out"]) == {*GROUPS_OF_FILES, STRUCTURE}
    assert OTHER in words["learn"]
