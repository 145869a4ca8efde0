"""What a brief says of who is paired with whom: one sentence in three languages, which follows from numbers."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
import xarray as xr

from tests.helpers.briefs import Set, facts, made, plain, text
from tests.helpers.fake import Made
from wopsim.analysis.choice.yardstick import Yardstick
from wopsim.analysis.paired import Grid
from wopsim.report.brief.brief_language import LANGUAGES, Language, Phrases, words_in
from wopsim.report.brief.brief_pairing import pairing_in_words
from wopsim.strategies.protocols import PAIRING

SETTINGS: dict[int, Set] = {
    place: {"partnership_months": months, "pairing": pairing}
    for place, (months, pairing) in enumerate(
        (months, pairing) for months in (12, 36) for pairing in ("random", "by_need", "closest_context", "predicted_gain")
    )
}
"""Two forms of help, each by four rules."""


@dataclasses.dataclass(frozen=True)
class Told(Yardstick):
    """A yardstick by which designs are worth what a test chooses."""

    worth_of_runs: Grid = dataclasses.field(default_factory=lambda: np.zeros((0, 0, 0)))

    def value(self, measures: xr.Dataset) -> Grid:
        return self.worth_of_runs


@pytest.fixture(scope="module")
def eight() -> Made:
    return made(tuple(range(900, 1700, 100)), settings=SETTINGS)


def said(result: Made, language: Language, *rules: tuple[float, float], unit: str | None = None, **judged: Any) -> list[str]:
    """Return the sentence where the rules of `SETTINGS` have such (mean, error)."""
    one_error = np.sqrt(3.0) * np.array([[1.0], [-1.0], [1.0], [-1.0]])
    by_rule = [mean + error * one_error for mean, error in ((0.0, 0.0), *rules)]
    decision = dataclasses.replace(result.decide(**judged), yardstick=Told(**judged, worth_of_runs=np.array([*by_rule, *by_rule])))
    decision = decision if unit is None else dataclasses.replace(decision, unit=unit)
    return [plain(one) for one in pairing_in_words(result.study, result.measures, decision, Phrases(language))]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "Who is paired with whom, on average over 2 forms of help: compared with pairs "
            "drawn by lot, pairing by closest context brings "
            "23,000 ± 9,000 people more (one standard error); these runs do not tell pairing by need or by predicted gain from drawing "
            "lots, though each may help some of these forms and not others.",
        ),
        (
            "fr",
            "Effet du choix des partenaires, en moyenne sur 2 formes d'appui : par rapport "
            "au tirage au sort, le choix selon le contexte "
            "le plus semblable apporte 23 000 ± 9 000 personnes de plus (une erreur type) ; ces simulations ne distinguent pas du tirage "
            "au sort le choix par priorité aux besoins ou selon les progrès attendus, même si chacun peut aider "
            "certaines de ces formes et non "
            "d'autres.",
        ),
        (
            "es",
            "Efecto de la elección de socios, en promedio de 2 formas de apoyo: frente al "
            "sorteo, la elección por contexto más parecido "
            "aporta 23 000 ± 9000 personas más (un error estándar); estas simulaciones no distinguen del sorteo la elección por "
            "mayor necesidad o por mejora esperada, aunque cada una puede ayudar a algunas de estas formas y no a otras.",
        ),
    ],
)
def test_rules_that_are_told_have_numbers_and_the_others_are_named(language: Language, told: str, eight: Made) -> None:
    assert said(eight, language, (4000.0, 3000.0), (23_000.0, 9000.0), (-4000.0, 3000.0)) == [told]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "compared with pairs drawn by lot, and net of cost, pairing by predicted gain is worth 840,000 ± 32,000 euros more and pairing "
            "by need is worth 51,000 ± 12,000 euros less (one standard error); these runs do not tell pairing by closest context from "
            "drawing lots, though each may help some of these forms and not others.",
        ),
        (
            "fr",
            "coût déduit, et par rapport au tirage au sort, le choix selon les progrès attendus vaut 840 000 ± 32 000 euros de plus et le "
            "choix par priorité aux besoins vaut 51 000 ± 12 000 euros de moins (une erreur type) ; ces simulations ne distinguent pas du "
            "tirage au sort le choix selon le contexte le plus semblable, même si chacun peut aider certaines de "
            "ces formes et non d'autres.",
        ),
        (
            "es",
            "descontado el costo, y frente al sorteo, la elección por mejora esperada vale 840 000 ± 32 000 euros más y la elección por "
            "mayor necesidad vale 51 000 ± 12 000 euros menos (un error estándar); estas simulaciones no distinguen del sorteo la "
            "elección por contexto más parecido, aunque cada una puede ayudar a algunas de estas formas y no a otras.",
        ),
    ],
)
def test_with_a_worth_it_is_money_and_more_stands_before_less(language: Language, told: str, eight: Made) -> None:
    (sentence,) = said(eight, language, (-51_000.0, 12_000.0), (0.0, 9000.0), (840_000.0, 32_000.0), worth=30.0)
    assert sentence.endswith(told)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "Who is paired with whom, on average over 2 forms of help: these runs do not "
            "tell pairing by need, by closest context or by "
            "predicted gain from drawing lots, though each may help some of these forms and not others.",
        ),
        (
            "fr",
            "Effet du choix des partenaires, en moyenne sur 2 formes d'appui : ces "
            "simulations ne distinguent pas du tirage au sort le "
            "choix par priorité aux besoins, selon le contexte le plus semblable ou selon les progrès attendus, même si chacun peut aider "
            "certaines de ces formes et non d'autres.",
        ),
        (
            "es",
            "Efecto de la elección de socios, en promedio de 2 formas de apoyo: estas "
            "simulaciones no distinguen del sorteo la elección "
            "por mayor necesidad, por contexto más parecido o por mejora esperada, aunque cada una puede ayudar "
            "a algunas de estas formas y no "
            "a otras.",
        ),
    ],
)
def test_where_none_is_told_no_number_is_given(language: Language, told: str, eight: Made) -> None:
    assert said(eight, language, (4000.0, 3000.0), (0.0, 0.0), (-4000.0, 3000.0)) == [told]


def test_shares_are_percentage_points_and_all_may_be_told(eight: Made) -> None:
    (sentence,) = said(eight, "en", (0.012, 0.002), (0.02, 0.001), (-0.003, 0.001), unit="1")
    assert sentence.endswith(
        "compared with pairs drawn by lot, pairing by closest context brings 2.0 ± 0.10 percentage points more, pairing by need brings "
        "1.2 ± 0.20 percentage points more and pairing by predicted gain brings 0.30 ± 0.10 percentage points less (one standard error)."
    )


def test_it_stands_in_the_part_on_effectiveness_with_the_numbers_of_the_runs() -> None:
    alike = {place: SETTINGS[place] for place in range(3)}
    told = plain(text(facts(made((1000, 2000, 400), settings=alike)), "effectiveness"))
    assert "Who is paired with whom, with one form of help: compared with pairs drawn by lot, pairing by need brings " in told
    assert " people more and pairing by closest context brings " in told


def test_rules_that_were_tried_with_unlike_numbers_of_designs_say_so() -> None:
    uneven = dict(enumerate(SETTINGS[place] for place in (0, 1, 2, 4, 5)))
    told = plain(text(facts(made((1000, 2000, 400, 1000, 2000), settings=uneven)), "effectiveness"))
    assert "on average over 1 to 2 forms of help, depending on the rule: compared" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_where_no_design_stands_beside_the_same_by_lot(language: Language, clear: Made) -> None:
    start = words_in(language)["pairing"]["text"].partition("{")[0]
    assert start not in text(facts(clear, language), "effectiveness")
    no_lot = dict(enumerate((SETTINGS[1], SETTINGS[2], SETTINGS[4])))
    assert start not in text(facts(made(settings=no_lot), language), "effectiveness")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_that_ships_has_a_short_name_and_one_of_a_user_keeps_its_own(language: Language) -> None:
    shipped = {name for name in PAIRING.names() if PAIRING.get(name).__module__.startswith("wopsim.")}
    words = words_in(language)["pairing"]
    assert {name.removeprefix("rule_") for name in words if name.startswith("rule_")} == (shipped - {"random"}) | {"other"}
    own = dict(enumerate((SETTINGS[0], {**SETTINGS[1], "pairing": "by_river"}, SETTINGS[4])))
    assert "by_river" in text(facts(made((1000, 2000, 400), settings=own), language), "effectiveness")
