"""What a brief adds where its numbers would seem to contradict each other, and what it leaves out where they do not."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.helpers.briefs import Set, facts, made, plain, text
from tests.helpers.fake import Made
from wopsim.analysis.choice.design_decision import CAUSES
from wopsim.analysis.choice.ratio_of_means import Ratio
from wopsim.report.brief.brief_choice import ChoiceInWords
from wopsim.report.brief.brief_facts import brief_facts
from wopsim.report.brief.brief_language import LANGUAGES, Language, words_in
from wopsim.report.brief.brief_sections import _effectiveness


@pytest.fixture(scope="module")
def clear() -> Made:
    return made()


def measured(result: Made, **values: float) -> Any:
    """The result with measures as a test sets them."""
    nought = result.measures["cost_all"] * 0.0
    changed = result.measures.assign({name: nought + value for name, value in values.items()})
    return SimpleNamespace(measures=changed, study=result.study, compare=result.compare)


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_what_others_bear_is_worked_out_is_told_where_they_bear_most(language: Language, clear: Made) -> None:
    worked_out = words_in(language)["unknown"]["others"]
    for everybody, most in ((20e6, True), (5e6, False), (1e6, False)):
        found = brief_facts(measured(clear, cost_programme=2e6, cost_all=everybody), clear.decide(), language)
        assert (worked_out in found["unknown"]) == most


@pytest.mark.parametrize(
    ("language", "said", "taken"),
    [
        (
            "en",
            "In millions of euros: works 12 (of it utilities' own cash 7.0, loans 4.0, the rest grants of other projects and consultants), "
            "connections 3.0, unpaid days and works in kind 2.0, working time 0.50; 1.5 less is spent on new supply.",
            "less is spent on new supply",
        ),
        (
            "fr",
            "En millions d'euros : travaux 12 (dont fonds propres 7,0, prêts 4,0, le reste d'autres projets, et consultants), "
            "raccordements 3,0, jours non facturés et travaux en nature 2,0, temps de travail 0,50 ; 1,5 de moins "
            "pour de nouvelles capacités de production.",
            "de moins pour de nouvelles capacités",
        ),
        (
            "es",
            "En millones de euros: obras 12 (de ellos, fondos propios 7,0, préstamos 4,0 y el resto donaciones de otros proyectos y "
            "consultores), conexiones 3,0, días no cobrados y obras en especie 2,0, tiempo de trabajo 0,50; 1,5 menos en nueva "
            "producción.",
            "menos en nueva producción",
        ),
    ],
)
def test_what_others_put_in_is_split_where_its_parts_add_up(language: Language, said: str, taken: str, clear: Made) -> None:
    parts = {"works": 12e6, "works_own": 7e6, "works_loan": 4e6, "connections": 3e6, "in_kind": 2e6, "time": 0.5e6}

    def told(supply: float, everybody: float = 18e6, **judged: bool) -> str:
        sums = {f"cost_{name}": value for name, value in parts.items()}
        result = measured(clear, cost_programme=2e6, cost_all=everybody, cost_supply=supply, **sums)
        return plain(text(brief_facts(result, clear.decide(**judged), language), "coherence"))

    assert said in told(-1.5e6)
    assert taken not in told(1.5e6)  # nothing is taken from new supply
    assert said[:20] not in told(-1.5e6, 1e6)  # they spend less in all
    assert said[:20] not in told(-1.5e6, discount=False)  # the parts are discounted, the sum is not


@pytest.mark.parametrize(
    ("language", "remain"),
    [
        ("en", "30 of the 40 utilities that may apply were not mentored on average: more years of calls"),
        ("fr", "Pourtant, 30 des 40 opérateurs éligibles ne sont en moyenne pas accompagnés"),
        ("es", "Sin embargo, 30 de los 40 operadores elegibles no reciben apoyo en promedio"),
    ],
)
def test_why_money_stays_though_utilities_remain_is_told(language: Language, remain: str, clear: Made) -> None:
    decision = clear.decide()

    def told(cause: str, open_: float) -> str:
        held = {f"unpromised_{one}": 0.3 * (one == cause) for one in CAUSES}
        table = decision.table.assign(unspent=0.3, unpromised=0.3, **held)
        found = measured(clear, possible_mentees=open_)
        return plain(text(brief_facts(found, dataclasses.replace(decision, table=table), language), "coherence"))

    assert remain in told("short_of_applicants", 40.0)
    assert remain.partition(" (")[0] not in told("short_of_applicants", 10.0)  # all of them are mentored
    assert remain.partition(" (")[0] not in told("short_of_mentors", 40.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_the_most_valuable_group_is_a_small_part_is_told_where_it_is(language: Language, clear: Made) -> None:
    words = words_in(language)["learn"]

    def told(group: float) -> str:
        rows = [("all", "everything that is drawn", "", 100.0, 1.0, True), ("group", "money", "money", group, 1.0, True)]
        known = dataclasses.replace(clear.decide())
        known.__dict__["_information"] = pd.DataFrame(rows, columns=["kind", "name", "group", "value", "error", "seen"])
        return text(brief_facts(clear, known, language), "learn")

    first = words["most"].format(first=words["money"])
    assert f"{first} {words['small']}" in told(5.0)
    assert words["small"] not in told(60.0)
    assert first in told(60.0)


@pytest.mark.parametrize(
    ("language", "few", "none"),
    [
        ("en", "it does less good than no programme in 1 of the 12 worlds that were tried", "does less good than no programme"),
        ("fr", "le résultat est moins bon que sans programme dans 1 des 12 mondes simulés", "moins bon que sans programme"),
        ("es", "el resultado es peor que sin programa en 1 de los 12 mundos simulados", "es peor que sin programa"),
    ],
)
def test_harm_is_counted_in_worlds_that_were_tried(language: Language, few: str, none: str, clear: Made) -> None:
    decision = clear.decide()

    def told(harm: float) -> str:
        return plain(
            text(brief_facts(clear, dataclasses.replace(decision, table=decision.table.assign(harm=harm)), language), "effectiveness")
        )

    assert few in told(1 / 12)
    assert none not in told(0.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_theory_that_turns_the_choice_says_why_and_one_that_does_not_is_only_named(language: Language, clear: Made) -> None:
    decision = clear.decide()
    words = words_in(language)["theories"]
    number = np.linspace(0.0, 1.0, decision.draws)
    means = np.zeros_like(decision.cleaned.means)

    def told(slope: float) -> str:
        means[:, decision.designs.index(decision.best)] = 0.5 + slope * number
        cleaned = dataclasses.replace(decision.cleaned, means=means)
        return text(
            brief_facts(clear, dataclasses.replace(decision, cleaned=cleaned, numbers={"initiative_displaced": number}), language), "turn"
        )

    assert f"{words['they_learn_anyway']} ({words['they_learn_anyway_why']})" in told(-2.0)
    assert words["they_learn_anyway"] in told(2.0)
    assert words["they_learn_anyway_why"] not in told(2.0)


@pytest.mark.parametrize(
    ("language", "between", "last"), [("en", ", if ", ", or if "), ("fr", ", si ", ", ou si "), ("es", ", si ", ", o si ")]
)
def test_every_theory_has_its_own_if(language: Language, between: str, last: str, clear: Made) -> None:
    decision = clear.decide()
    rng = np.random.default_rng(1)
    numbers = {name: rng.normal(size=decision.draws) for name in ("setup_days", "initiative_displaced", "leader_undoes")}
    means = rng.normal(0.0, 900.0, decision.cleaned.means.shape)  # nothing is told from anything
    open_ = dataclasses.replace(decision, cleaned=dataclasses.replace(decision.cleaned, means=means), numbers=numbers)
    names = [words_in(language)["theories"][str(name)] for name in open_.theories()["name"]]
    assert len(names) >= 2
    assert between.join(names[:-1]) + last + names[-1] in text(brief_facts(clear, open_, language), "turn")


@pytest.mark.parametrize("language", LANGUAGES)
def test_runs_of_several_designs_are_said_to_be_counted_together(language: Language) -> None:
    quota: Set = {"quota_fragile": 0.95}
    together = words_in(language)["conditions"]["missed_together"].rpartition("{runs}")[2]

    def told(*designs: int) -> str:
        return " ".join(facts(made(settings=dict.fromkeys(designs, quota)), language)["conditions"])

    assert together in told(0, 1, 2)
    assert together not in told(1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_water_that_is_lost_or_saved_has_no_sign_but_a_word(language: Language, clear: Made) -> None:
    words = words_in(language)["impact"]

    def told(saved: float) -> str:
        return text(brief_facts(measured(clear, water_saved=saved), clear.decide(), language), "impact")

    assert words["saved"].format(water="550") in told(550.0)
    assert words["lost"].format(water="550") in told(-550.0)


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Le rapport complet est en anglais"), ("es", "El informe completo está en inglés")],
)
def test_a_brief_that_is_not_in_english_says_that_the_report_is(language: Language, said: str, clear: Made) -> None:
    assert said in facts(clear, language)["note"]
    assert said not in facts(clear)["note"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_worth_of_a_share_is_told_for_a_percentage_point_as_its_price_is(language: Language, clear: Made) -> None:
    words = words_in(language)

    def told(outcome: str) -> str:
        return plain(" ".join(facts(clear, language, outcome=outcome, worth=50.0)["conditions"]))

    def said(unit: str, worth: str) -> str:
        price = words["layout"]["price"].format(said=worth)
        return plain(words["judged"]["worth_funder"].format(one=words["one"][unit], price=price, once=words["judged"]["once"]))

    assert said("1", "0.5" if language == "en" else "0,5") in told("nrw_all_mentees")
    assert said("person", "50") in told("people_served")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_evaluation_before_and_after_makes_of_it_is_said_where_these_runs_tell(language: Language, clear: Made) -> None:
    words = words_in(language)["effectiveness"]

    def told(naive: float) -> str:
        means = {"before_after": (naive, 0.001), "before_after_paired": (-0.0037, 0.0004)}
        found = {name: {"mean": mean, "monte_carlo_error": error, "low": -0.066, "high": 0.057} for name, (mean, error) in means.items()}
        compared = SimpleNamespace(get=lambda _, name: found[name])
        result: Any = SimpleNamespace(measures=clear.measures, study=clear.study, compare=lambda: compared)
        return " ".join(_effectiveness(ChoiceInWords(result, clear.decide(), language)))

    def which(naive: float) -> list[str]:
        return [key for key in ("overstates", "understates", "wrong_sign") if words[key] in told(naive)]

    assert [which(naive) for naive in (-0.012, -0.0001, 0.012, -0.004)] == [["overstates"], ["understates"], ["wrong_sign"], []]
    point = words_in(language)["decimal"]
    assert all(number.replace(".", point) in told(-0.0072) for number in ("−0.72 ± 0.10", "−0.37 ± 0.04"))  # decimals of the smaller error
    assert all(number.replace(".", point) in told(-0.0072) for number in ("−6.6", "+5.7"))  # of a single evaluation


@pytest.mark.parametrize(
    ("language", "why"),
    [
        (
            "en",
            "The funder's money is counted as it is paid, because that is what it has to find; the money of all who pay counts later years "
            "less, which people in the last year do not.",
        ),
        (
            "fr",
            "La dépense du bailleur est comptée telle que versée, car c'est la somme qu'il doit réunir ; celle de l'ensemble des acteurs "
            "est actualisée, mais non les personnes desservies la dernière année.",
        ),
        (
            "es",
            "El gasto del financiador se cuenta tal como se paga, porque es lo que tiene que reunir; el del conjunto de los actores se "
            "actualiza, pero no las personas atendidas el último año.",
        ),
    ],
)
def test_why_the_two_purses_count_years_unlike_is_said_where_they_do(language: Language, why: str, clear: Made) -> None:
    def told(discount: bool | None) -> str:
        return plain(text(facts(clear, language, discount=discount), "efficiency"))

    assert why in told(None)
    assert why.partition(",")[0] not in told(True)  # later years count less in both
    assert why.partition(",")[0] not in told(False)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "Run again without any money of utilities, lenders and other projects for works, it brings 64 % (52 "
            "to 81, 90 % interval) of its "
            "effect.",
        ),
        (
            "fr",
            "Simulée de nouveau sans aucun fonds d'autrui pour les travaux, cette option garde 64 % de son effet (52 à 81, intervalle à "
            "90 %).",
        ),
        (
            "es",
            "Simulada de nuevo sin dinero de operadores, prestamistas ni otros proyectos para obras, esta opción "
            "conserva el 64 % de su efecto "
            "(de 52 a 81, intervalo del 90 %).",
        ),
    ],
)
def test_what_is_left_without_the_money_of_others_is_told_where_it_was_run(language: Language, said: str, clear: Made) -> None:
    words, decision = words_in(language)["unknown"], clear.decide()
    kept = Ratio(0.642, 0.519, 0.807)

    def told(everybody: float, without_works: Ratio | None) -> dict[str, Any]:
        return brief_facts(measured(clear, cost_programme=2e6, cost_all=everybody), decision, language, without_works)

    mostly = told(20e6, kept)
    assert said in plain(text(mostly, "coherence"))
    assert words["others_run"] in mostly["unknown"]
    assert said not in plain(text(told(5e6, kept), "coherence"))  # little of the cost is theirs
    not_run = told(20e6, None)
    assert said[:25] not in plain(text(not_run, "coherence"))
    assert words["others"] in not_run["unknown"]
