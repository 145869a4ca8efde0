"""The brief: two pages in three languages, whose sentences follow from numbers."""

from __future__ import annotations

import dataclasses
import re
import string
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from tests.helpers.briefs import facts, made, many, plain, text
from tests.helpers.fake import Made
from wopsim.analysis.choice.design_decision import CAUSES
from wopsim.report.brief.brief_facts import MOST_ROWS, _Writer, brief_facts
from wopsim.report.brief.brief_language import LANGUAGES, Language, Phrases, words_in


@pytest.fixture(scope="module")
def clear() -> Made:
    return made()


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


@pytest.mark.parametrize(
    ("language", "best", "level"),
    [
        ("en", "“Design 1” is the best choice on average. It is best in 100 of 100", "do not separate the 3 designs"),
        (
            "fr",
            "«\u00a0Design 1\u00a0» est en moyenne la meilleure option. Cette option est la meilleure dans 100",
            "ne départagent pas les 3 options",
        ),
        (
            "es",
            "«Design 1» es, en promedio, la mejor opción. Esta opción es la mejor en 100 de 100",
            "no permiten distinguir entre las 3 opciones",
        ),
    ],
)
def test_the_answer_says_the_opposite_of_opposite_numbers(language: Language, best: str, level: str, clear: Made) -> None:
    assert best in " ".join(facts(clear, language)["answer"])
    same = " ".join(facts(made((900, 900, 900)), language, useful=5000.0)["answer"])
    assert level in same
    assert best not in same


def test_parts_say_the_opposite_of_opposite_numbers(clear: Made) -> None:
    found, harm = facts(clear), facts(made((-900, -3000, -400), cost=5e6))
    gain = float(f"{clear.decide().table['gain'].iloc[0]:.2g}")
    assert gain > 20_000
    assert f"on average: {gain:,.0f} people more with full water service" in text(found, "effectiveness")
    assert "less good than no programme" not in text(found, "effectiveness")
    assert re.search(r"on average: −\d,\d00 people more", text(harm, "effectiveness")) is not None
    assert "In 100 of 100 plausible worlds it does less good than no programme" in text(harm, "effectiveness")
    assert re.search(r"Each additional person costs the funder EUR \d\d0\.", text(found, "efficiency")) is not None
    assert text(harm, "efficiency") == "There is no gain on average, so no price can be named."
    assert "10\N{NO-BREAK SPACE}% of the money is left unspent" in text(found, "coherence")
    assert "50\N{NO-BREAK SPACE}% of the money is left unspent" in text(harm, "coherence")
    assert "costs everybody together" in text(facts(clear, cost="all"), "efficiency")
    assert harm["price"]["rows"] == []


@pytest.mark.parametrize(
    ("language", "turned", "held"),
    [
        (
            "en",
            "“Design 0” would be ahead if help that is spread thin taught little;",
            "“Design 0” is not seen to be ahead even if help that is spread thin taught little.",
        ),
        (
            "fr",
            "«\u00a0Design 0\u00a0» passerait en tête si un appui dispersé n\u2019apprenait presque rien\u00a0;",
            "Rien n\u2019indique que",
        ),
        ("es", "«Design 0» pasaría a ser la mejor si un apoyo disperso enseñara poco;", "No se observa que"),
    ],
)
def test_a_theory_that_puts_the_second_design_ahead_is_named(language: Language, turned: str, held: str, clear: Made) -> None:
    decision = clear.decide()
    number = np.linspace(0.0, 30.0, decision.draws)
    means = np.zeros_like(decision.cleaned.means)
    best = decision.designs.index(decision.best)

    def unknown(slope: float) -> str:
        means[:, best] = 10.0 + slope * number
        cleaned = dataclasses.replace(decision.cleaned, means=means)
        told = dataclasses.replace(decision, cleaned=cleaned, numbers={"setup_days": number})
        return text(brief_facts(clear, told, language), "turn")

    assert turned in unknown(-2.0)
    assert held not in unknown(-2.0)
    assert held in unknown(2.0)
    assert turned not in unknown(2.0)
    means[:, best] = np.where(np.arange(decision.draws) % 2, 900.0, -900.0)
    few = dataclasses.replace(decision, cleaned=dataclasses.replace(decision.cleaned, means=means), numbers={"setup_days": number})
    thin = words_in(language)["theories"]["thin_effort_fails"]
    assert words_in(language)["turn"]["theories_open"].format(names=thin, second="Design 0") in text(
        brief_facts(clear, few, language), "turn"
    )
    silent = dataclasses.replace(decision, numbers={})
    assert not any(one[:20] in text(brief_facts(clear, silent, language), "turn") for one in (turned, held))


def test_what_would_change_the_choice_follows_from_numbers(clear: Made) -> None:
    found = facts(clear)
    assert "no other design is seen to bring more" in text(found, "turn")
    assert "More runs" not in text(found, "turn")
    few = facts(made((900, 900, 900)), useful=1.0)
    assert re.search(r"More runs: about [\d,]+ for each design would tell it from|More runs would hardly", text(few, "turn")) is not None
    dataset = clear.dataset.copy(deep=True)
    moved = xr.where(dataset["fragile"], 1e5, -1e5) * (dataset["scenario"] == "design_0")
    dataset["people_served"] = (dataset["people_served"] + moved).transpose(*dataset["people_served"].dims)
    told = text(facts(Made(dataset, clear.study)), "turn")
    assert "If people counted in one group only (fragile contexts), “Design 0” would bring most." in told
    assert "no other design is seen" not in told


def test_the_answer_says_what_the_best_brings_and_no_loss_is_no_silence(clear: Made) -> None:
    decision = clear.decide()
    gain = float(f"{decision.table['gain'].iloc[0]:.2g}")
    assert f"It brings {gain:,.0f} people more with full water service on average, 9 years after the start." in facts(clear)["answer"]

    def told(regret: float, chance: float) -> str:
        table = decision.table.assign(regret=regret, regret_if_wrong=regret, chance_best=chance)
        return " ".join(brief_facts(clear, dataclasses.replace(decision, table=table), "en")["answer"])

    unseen, never, wrong = "comes from the number of runs", "In no plausible world would another", "Where it is the wrong choice"
    for regret, chance, said in ((0.0, 0.82, unseen), (0.0, 1.0, never), (40.0, 0.82, wrong)):
        assert [one in told(regret, chance) for one in (unseen, never, wrong)] == [one == said for one in (unseen, never, wrong)]


@pytest.mark.parametrize(
    ("language", "worse", "in_money", "untold"),
    [
        ("en", "it does less good than no programme.", "less than it costs", "do not tell whether it does"),
        ("fr", "son résultat est moins bon que sans programme.", "de moins que ce qu'elle coûte", "ne disent pas si son"),
        ("es", "su resultado es peor que sin programa.", "menos de lo que cuesta", "no dicen si su resultado"),
    ],
)
def test_where_nothing_is_better_the_answer_says_so(language: Language, worse: str, in_money: str, untold: str, clear: Made) -> None:
    def told(value: float, error: float, **judged: Any) -> str:
        decision = clear.decide(**judged)
        table = decision.table.assign(value=value, value_error=error)
        return plain(" ".join(brief_facts(clear, dataclasses.replace(decision, table=table), language)["answer"]))

    def which(answer: str) -> list[bool]:
        return [one in answer for one in (worse, in_money, untold)]

    assert which(told(-900.0, 100.0)) == [True, False, False]
    assert which(told(-9e5, 1e5, worth=1.0)) == [False, True, False]
    assert "900" in told(-9e5, 1e5, worth=1.0)
    assert which(told(150.0, 100.0)) == which(told(-150.0, 100.0)) == [False, False, True]
    assert which(told(900.0, 100.0)) == [False, False, False]


@pytest.mark.parametrize(
    ("language", "nothing", "row"),
    [
        ("en", "To do nothing is the best choice on average", "No programme"),
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


@pytest.mark.parametrize(
    ("language", "one", "instead"),
    [
        ("en", "One design, against no programme.", "“Design 0” would be better than no programme where one person is worth more than EUR"),
        ("fr", "Une option, comparée à l'absence de programme.", "« Design 0 » vaudrait mieux que l'absence de programme, si la valeur"),
        ("es", "Una opción, comparada con no tener programa.", "«Design 0» sería mejor que no tener programa, si el valor por"),
    ],
)
def test_one_design_stands_against_no_programme(language: Language, one: str, instead: str) -> None:
    poor, rich = (facts(made((900,)), language, worth=worth) for worth in (1.0, 1e5))
    assert plain(" ".join(poor["conditions"])).startswith(one)
    assert instead in plain(" ".join(poor["answer"]))
    assert instead not in plain(" ".join(rich["answer"]))
    assert words_in(language)["layout"]["nothing"] in rich["answer"][-1]
    assert [len(told["chance"]["rows"]) for told in (poor, rich)] == [2, 2]
    steady = max(words_in(language)["turn"]["steady"].split("{names}"), key=len)
    assert steady not in text(rich, "turn")  # there is no other design that could bring more


def test_from_which_worth_it_is_better_than_nothing_is_told_by_both_purses(clear: Made) -> None:
    decision = clear.decide()
    table = decision.table.assign(pays_funder=71.7, pays_all=172.0, pays_funder_sure=240.0, pays_all_sure=430.0)

    def told(**changed: float) -> str:
        return text(brief_facts(clear, dataclasses.replace(decision, table=table.assign(**changed)), "en"), "efficiency")

    said = "is worth more than EUR 72 by the funder's money, or EUR 170 by everybody's; in nine of ten plausible worlds EUR 240 and EUR 430"
    assert said in plain(told())
    assert "in more than one of ten plausible worlds no worth is enough" in told(pays_all_sure=float("nan"))


def test_one_and_several_follow_the_language() -> None:
    writers = {language: Phrases(language) for language in LANGUAGES}

    def told(value: float, unit: str) -> list[str]:
        return [writers[language].amount(value, unit) for language in ("en", "fr", "es")]

    assert told(0.0016, "1") == ["0.16 percentage points", "0,16 point de pourcentage", "0,16 puntos porcentuales"]
    assert told(0.025, "1") == ["2.5 percentage points", "2,5 points de pourcentage", "2,5 puntos porcentuales"]
    assert told(30.0, "person") == ["30 people", "30 personnes", "30 personas"]
    assert told(900_000.0, "EUR2024")[0] == "900,000 euros"


def test_the_middle_world_is_told_beside_the_mean(clear: Made) -> None:
    decision = clear.decide()
    gains = decision.gains.copy()
    gains[decision.designs.index(decision.best)] = [*range(1000, 12_000, 1000), 900_000]
    lifted = dataclasses.replace(decision, gains=gains)
    table = decision.table.assign(gain=97_000.0)
    told = text(brief_facts(clear, dataclasses.replace(lifted, table=table), "en"), "effectiveness")
    assert "in nine of ten plausible worlds, 6,500 in the middle one. Average and middle differ because a few worlds" in told
    assert "Average and middle differ" not in text(facts(clear), "effectiveness")


def test_what_the_best_brings_is_parted_into_new_and_better_service(clear: Made) -> None:
    nought = clear.measures["people_served"] * 0.0
    measured = clear.measures.assign(people_new_service=nought + 4100.0, people_better_service=nought + 17_000.0)
    told = brief_facts(SimpleNamespace(measures=measured, study=clear.study, compare=clear.compare), clear.decide(), "en")  # type: ignore[arg-type]
    assert "+4,100 people-equivalents by new connections and +17,000 by better service;" in text(told, "impact")


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


@pytest.mark.parametrize(
    ("language", "apart"), [("en", "not the same programme"), ("fr", "pas le même programme"), ("es", "no comparan el mismo programa")]
)
def test_designs_that_leave_unlike_parts_of_the_money_are_told(language: Language, apart: str, clear: Made) -> None:
    decision = clear.decide()

    def told(*unspent: float) -> str:
        return text(brief_facts(clear, dataclasses.replace(decision, table=decision.table.assign(unspent=unspent)), language), "coherence")

    assert apart in told(0.35, 0.39, 0.76)
    assert "76" in told(0.35, 0.39, 0.76)
    assert apart not in told(0.35, 0.39, 0.36)


@pytest.mark.parametrize(
    ("language", "cap", "rule", "little", "unused"),
    [
        ("en", "raising it", "loosen it", "cheaper partnerships", "promised and not used"),
        ("fr", "plafond par pays\u00a0: le relever", "part propre", "réduire le coût unitaire", "sans être utilisé"),
        ("es", "elevarlo", "flexibilizarla", "reducir su costo", "se prometió y no se usó"),
    ],
)
def test_what_keeps_money_back_is_told_with_what_would_help(
    language: Language, cap: str, rule: str, little: str, unused: str, clear: Made
) -> None:
    decision = clear.decide()

    def of(unpromised: float, **causes: float) -> tuple[str, str]:
        held = {f"unpromised_{cause}": causes.get(cause, 0.0) for cause in CAUSES}
        table = decision.table.assign(unspent=0.3, unpromised=unpromised, **held)
        found = brief_facts(clear, dataclasses.replace(decision, table=table), language)
        return text(found, "coherence"), " ".join(found["answer"])

    why = words_in(language)["unspent_why"]
    for part, causes, helps, cause in (
        (0.3, {"capped": 0.2, "held_back": 0.1}, cap, "capped"),
        (0.3, {"capped": 0.1, "held_back": 0.2}, rule, "held_back"),
        (0.3, {"short_of_applicants": 0.05, "short_of_money": 0.25}, little, "short_of_money"),
        (0.1, {"capped": 0.1}, unused, "unused"),
    ):
        coherence, answer = of(part, **causes)
        assert helps in coherence
        assert [one for one in why if why[one] in answer] == [cause]
    assert not any(one in " ".join(facts(made(cost=9.5e6), language)["answer"]) for one in why.values())  # little is left


@pytest.mark.parametrize(
    ("language", "free", "price"),
    [
        ("en", "up to 1,000 people more on average", "At the average cost above, EUR 30,000 bring as much."),
        ("fr", "jusqu\u2019à 1 000 personnes,", "Au coût moyen indiqué plus haut, c\u2019est ce qu\u2019apportent 30 000 EUR."),
        ("es", "hasta 1000 personas,", "Al costo medio indicado arriba, es lo que aportan 30 000 EUR."),
    ],
)
def test_what_it_is_worth_to_find_out_is_said_as_people_more_and_as_what_they_cost(
    language: Language, free: str, price: str, clear: Made
) -> None:
    decision = clear.decide()

    def told(value: float, unit_cost: float = 30.0) -> str:
        table = decision.table.assign(unit_cost=unit_cost)
        of = {"kind": ["all", "group"], "name": ["everything", "money"], "group": ["", "money"], "value": value, "error": value / 10.0}
        known = dataclasses.replace(decision, table=table)
        known.__dict__["_information"] = pd.DataFrame(of).assign(seen=value > 0.0)
        return text(brief_facts(clear, known, language), "learn").replace("\u00a0", " ").replace("\u202f", " ")

    assert free in told(1000.0)
    assert price in told(1000.0)
    assert free not in told(4000.0)
    without = told(1000.0, unit_cost=float("nan"))
    assert free in without
    assert "30" not in without
    assert words_in(language)["learn"]["nothing"] == told(0.0)


@pytest.mark.parametrize(
    ("language", "more", "less", "alike"),
    [
        (
            "en",
            "The programme pays out EUR 9,000,000. Counting later years less (3 % a year), the programme pays EUR 2,000,000 and others "
            "put in another EUR 3,000,000, 1.50 for each euro:",
            "and others spend EUR 500,000 less than they would have, 0.25 for each euro.",
            "Counting every year alike, the programme pays EUR 9,000,000 and others put in another EUR 1,000,000, 0.11 for each euro:",
        ),
        (
            "fr",
            "Le programme verse au total 9 000 000 EUR. Après actualisation (3 % par an), le programme verse 2 000 "
            "000 EUR et d'autres acteurs apportent en plus 3 000 000 EUR, soit 1,50 EUR par euro versé :",
            "et d'autres acteurs dépensent 500 000 EUR de moins que sans lui, soit 0,25 EUR par euro versé.",
            "En comptant toutes les années de la même façon, le programme verse 9 000 000 EUR et d'autres acteurs apportent en plus "
            "1 000 000 EUR, soit 0,11 EUR par euro versé :",
        ),
        (
            "es",
            "El programa desembolsa en total 9 000 000 EUR. Con una tasa de descuento del 3 % al año, el programa paga 2 000 000 "
            "EUR y otros aportan además 3 000 000 EUR, es decir, 1,50 por cada euro:",
            "y otros gastan 500 000 EUR menos que sin él, es decir, 0,25 por cada euro.",
            "Si todos los años cuentan igual, el programa paga 9 000 000 EUR y otros aportan además 1 000 000 EUR, es decir, 0,11 por cada "
            "euro:",
        ),
    ],
)
def test_what_others_put_in_has_its_sums_and_years_count_alike_in_both(
    language: Language, more: str, less: str, alike: str, clear: Made
) -> None:
    def told(everybody: float, **judged: bool) -> str:
        nought = clear.measures["cost_all"] * 0.0
        sums = {"cost_programme": 2e6, "cost_all": everybody, "cost_all_undiscounted": 1e7}
        measured = clear.measures.assign({name: nought + value for name, value in sums.items()})
        found = SimpleNamespace(measures=measured, study=clear.study, compare=clear.compare)
        return plain(text(brief_facts(found, clear.decide(**judged), language), "coherence"))  # type: ignore[arg-type]

    assert more in told(5e6)
    assert more in told(5e6, discount=True)
    assert less in told(1.5e6)
    assert alike in told(5e6, discount=False)
    assert words_in(language)["coherence"]["paid"].partition("{")[0] not in told(5e6, discount=False)  # there the sum is as paid


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_groups_that_nobody_is_in_nothing_is_told(language: Language, clear: Made) -> None:
    names = words_in(language)["groups"]

    def told(**mentees: float) -> dict[str, Any]:
        measured = clear.measures.assign({f"mentees_{group}": share for group, share in mentees.items()})
        return brief_facts(SimpleNamespace(measures=measured, study=clear.study, compare=clear.compare), clear.decide(), language)  # type: ignore[arg-type]

    absent, there = told(low_income=0.0, fragile=0.0, small_town=0.5), told(low_income=0.2, fragile=0.2, small_town=0.5)
    start = words_in(language)["relevance"]["nobody"].partition("{")[0]
    for figure in ("people", "support"):
        assert names["fragile"] not in [row["name"] for row in absent[figure]["rows"]]
        assert names["fragile"] in [row["name"] for row in there[figure]["rows"]]
    assert f"{start}{names['low_income']}{names['and']}{names['fragile']}." in text(absent, "relevance")
    assert names["fragile"] not in text(absent, "turn")
    assert start not in text(there, "relevance")
    nobody = told(low_income=0.0, fragile=0.0, small_town=0.0)
    assert words_in(language)["relevance"]["fair"] not in text(nobody, "relevance")
    assert nobody["support"]["rows"] == []


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


def test_what_to_find_out_first_follows_from_numbers(clear: Made) -> None:
    decision = clear.decide()

    def told(all_: float, learning: float, money: float) -> dict[str, Any]:
        rows = [("all", "everything that is drawn", "", all_, 1.0)]
        rows += [("group", name, name, value, 1.0) for name, value in (("learning", learning), ("money", money))]
        table = pd.DataFrame(rows, columns=["kind", "name", "group", "value", "error"])
        table["seen"] = table["value"] > table["error"]
        replaced = dataclasses.replace(decision)
        replaced.__dict__["_information"] = table
        return brief_facts(clear, replaced, "en")

    much, blurred, nothing = told(50.0, 20.0, 0.5), told(50.0, 0.5, 0.4), told(0.0, 0.0, 0.0)
    assert "Most would come of knowing more on how people and utilities learn." in text(much, "learn")
    assert [row["name"] for row in much["worth"]["rows"]] == ["everything at once", "how people and utilities learn"]
    assert much["worth"]["rows"][0]["says"] == "50 ± 1.0"
    assert "do not show which part of that matters most" in text(blurred, "learn")
    assert text(nothing, "learn") == "In these runs the choice would be the same whatever became known."
    untold = told(0.9, 0.0, 0.0)
    assert text(untold, "learn").startswith("These runs are too few to tell whether knowing more would be worth anything.")
    assert untold["worth"]["rows"] == nothing["worth"]["rows"] == []


def test_who_is_left_out_is_counted(clear: Made) -> None:
    measured = clear.measures.assign(possible_mentees=clear.measures["utilities_mentored"] * 0.0 + 40.0)
    told = brief_facts(SimpleNamespace(measures=measured, study=clear.study, compare=clear.compare), clear.decide(), "en")  # type: ignore[arg-type]
    mentors = round(float(clear.measures["mentors_active"].sel(scenario=clear.decide().best).mean()))
    left_out = f"Of 40 utilities to which it is open, 10 are mentored on average and 30 are not; utilities that mentor: {mentors}."
    assert left_out in text(told, "impact")
    contexts = ["all utilities", "low-income countries", "fragile contexts", "small towns"]
    assert [row["name"] for row in told["people"]["rows"]] == contexts


def test_numbers_have_the_marks_of_the_language_and_two_figures(clear: Made) -> None:
    assert re.search(r"\d\d\u202f000 personnes", text(facts(clear, "fr"), "effectiveness")) is not None
    assert re.search(r"−?\d,\d", text(facts(clear, "es"), "effectiveness")) is not None
    for found in (facts(clear, language) for language in LANGUAGES):
        for row in found["gain"]["rows"]:
            assert re.fullmatch(r"[−\d\u202f,]+ \[[−\d\u202f,]+ – [−\d\u202f,]+\]", row["says"])


def test_another_outcome_and_worth_are_told_in_their_units(clear: Made) -> None:
    water = facts(clear, outcome="water_saved")
    assert "m³ of water a day less lost from pipes" in text(water, "effectiveness")
    assert "euros less than it costs" in " ".join(facts(made((900, 880, 300)), worth=100.0)["answer"])
    poor = text(facts(clear, worth=1.0), "effectiveness")
    assert "In 100 of 100 plausible worlds it is worth less than it costs." in poor
    assert "less good than no programme" not in poor
    share = facts(clear, "es", outcome="nrw_all_mentees")
    assert "por punto porcentual adicional: " in text(share, "efficiency")
    assert "puntos porcentuales menos de agua perdida" in text(share, "effectiveness")


def test_no_language_leaves_a_space_where_a_line_may_not_break() -> None:
    for language, pattern in (("en", r" %"), ("fr", r" [:;»%]|« | EUR| m³"), ("es", r" %| EUR| m³")):
        for part, words in words_in(language).items():
            for key, one in (words if isinstance(words, dict) else {}).items():
                assert re.search(pattern, one) is None, (part, key, one)


@pytest.mark.parametrize(
    ("language", "small", "large", "euros"),
    [("en", "3,700", "37,000", "EUR 29"), ("fr", "3\u202f700", "37\u202f000", "29 EUR"), ("es", "3700", "37\u202f000", "29 EUR")],
)
def test_numbers_are_written_as_the_language_does(language: Language, small: str, large: str, euros: str, clear: Made) -> None:
    writer = _Writer(clear, clear.decide(), language)
    assert (writer.number(3700.0), writer.number(37_000.0)) == (small, large)
    assert writer.say("layout", "price", said="29").replace("\u00a0", " ") == euros


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_no_design_bought_anything_no_design_is_best(language: Language, clear: Made) -> None:
    decision = clear.decide()
    nothing = dataclasses.replace(decision, table=decision.table.assign(partnerships_agreed=0.0))
    assert brief_facts(clear, nothing, language)["answer"] == [words_in(language)["answer"]["nothing_bought"]]
    assert words_in(language)["answer"]["nothing_bought"] not in facts(clear, language)["answer"]


@pytest.mark.parametrize(
    ("language", "raised"),
    [
        ("en", "others added EUR 570,000 to its budget"),
        ("fr", "570 000 EUR ont été ajoutés au budget par d'autres"),
        ("es", "otros añadieron 570 000 EUR al presupuesto"),
    ],
)
def test_what_others_added_to_the_budget_is_told_where_sums_would_not_add_up(language: Language, raised: str, clear: Made) -> None:
    def told(amount: float) -> str:
        nought = clear.measures["programme_raised"] * 0.0
        found = SimpleNamespace(measures=clear.measures.assign(programme_raised=nought + amount), study=clear.study, compare=clear.compare)
        return plain(text(brief_facts(found, clear.decide(), language), "coherence"))  # type: ignore[arg-type]

    assert raised in told(570_000.0)
    assert raised.rpartition("EUR")[2] not in told(0.0)


def test_losses_have_the_range_of_worlds_and_an_evaluation_an_error(clear: Made) -> None:
    saved = clear.measures["water_saved"] * 0.0 + xr.DataArray(100.0 * np.arange(12), dims="draw")
    found = SimpleNamespace(measures=clear.measures.assign(water_saved=saved), study=clear.study, compare=clear.compare)
    told = text(brief_facts(found, clear.decide(), "en"), "impact")  # type: ignore[arg-type]
    assert "−550 m³ a day of water lost from pipes (−1,000 to −55 in nine of ten plausible worlds)." in told
    error = clear.compare().get(clear.decide().best, "before_after_paired")["monte_carlo_error"]
    assert text(facts(clear), "effectiveness").endswith(f" ± {Phrases('en').number(100 * error, 1)} (one standard error).")


@pytest.mark.parametrize("language", LANGUAGES)
def test_whether_to_do_it_at_all_is_told_in_the_answer(language: Language) -> None:
    def told(worth: float | None) -> str:
        return " ".join(facts(made((900, 880, 300), cost=9e5), language, worth=worth)["answer"])

    words = words_in(language)["answer"]
    pays, instead = (max(re.split(r"{\w+}", words[key]), key=len) for key in ("pays", "pays_instead_funder"))
    assert [one in told(None) for one in (pays, instead)] == [True, False]
    assert [one in told(1.0) for one in (pays, instead)] == [False, True]  # where to do nothing is first, it is said when it is not
    assert [one in told(1e6) for one in (pays, instead)] == [False, False]


@pytest.mark.parametrize(
    ("language", "funder", "everybody"),
    [
        ("en", "one person is worth more than EUR 20 of the funder's money.", "EUR 300 of everybody's money."),
        ("fr", "dépasse 20 EUR de l'argent du bailleur.", "dépasse 300 EUR de l'argent de l'ensemble des acteurs."),
        ("es", "supera 20 EUR del dinero del financiador.", "supera 300 EUR del dinero del conjunto de los actores."),
    ],
)
def test_the_design_that_pays_first_is_that_of_the_purse_that_was_asked(
    language: Language, funder: str, everybody: str, clear: Made
) -> None:
    def told(cost: str) -> str:
        decision = clear.decide(worth=1.0, cost=cost)
        table = decision.table.assign(pays_funder=200.0, pays_all=900.0).set_index("scenario").sort_index(ascending=False)
        table.loc["design_0", "pays_funder"], table.loc["design_2", "pays_all"] = 20.0, 300.0
        first = dataclasses.replace(decision, table=table.reset_index())  # no programme, the last by the alphabet
        (said,) = _Writer(clear, first, language).whether_to_do_it()
        return plain(said)

    assert funder in told("funder")
    assert "Design 0" in told("funder")
    assert everybody in told("all")
    assert "Design 2" in told("all")


def test_the_cheapest_design_and_the_likely_ones_are_drawn_whatever_their_rank() -> None:
    result = many(MOST_ROWS + 4)
    decision = result.decide()
    table = decision.table.copy()
    table["unit_cost"] = [50.0] * (len(table) - 1) + [10.0]
    table["chance_best"] = [0.1] * len(table)
    table.loc[table.index[-2], "chance_best"] = 0.4
    told = brief_facts(result, dataclasses.replace(decision, table=table), "en")
    names = [row["name"] for row in told["gain"]["rows"]]
    kept = [0, *range(1, MOST_ROWS - 2), len(table) - 2, len(table) - 1]
    wanted = [_Writer(result, decision, "en").name(row) for _, row in table.iloc[kept].iterrows()]
    assert names == wanted
