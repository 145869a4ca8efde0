"""The sections of a brief: their sentences follow from numbers, in three languages."""

from __future__ import annotations

import dataclasses
import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from tests.helpers.briefs import facts, made, plain, text
from tests.helpers.fake import Made
from wopsim.analysis.choice.design_decision import CAUSES
from wopsim.report.brief.brief_choice import ChoiceInWords
from wopsim.report.brief.brief_facts import brief_facts
from wopsim.report.brief.brief_language import LANGUAGES, Language, words_in


def test_parts_say_the_opposite_of_opposite_numbers(clear: Made) -> None:
    found, harm = facts(clear), facts(made((-900, -3000, -400), cost=5e6))
    gain = float(f"{clear.decide().table['gain'].iloc[0]:.2g}")
    assert gain > 20_000
    assert f"on average: {gain:,.0f} people more with full water service" in text(found, "effectiveness")
    assert "less good than no programme" not in text(found, "effectiveness")
    assert re.search(r"on average: −\d,\d00 people more", text(harm, "effectiveness")) is not None
    assert "it does less good than no programme in 12 of the 12 worlds that were tried" in text(harm, "effectiveness")
    assert re.search(r"Each additional person costs the funder EUR \d\d0\.", plain(text(found, "efficiency"))) is not None
    assert text(harm, "efficiency") == "There is no gain on average, so no price can be named."
    assert "EUR 1,000,000 (10 %) of the money is left unspent" in plain(text(found, "coherence"))
    assert "EUR 5,000,000 (50 %) of the money is left unspent" in plain(text(harm, "coherence"))
    assert "costs all who pay EUR" in text(facts(clear, cost="all"), "efficiency")
    assert harm["price"]["rows"] == []


@pytest.mark.parametrize(
    ("language", "turned", "held"),
    [
        (
            "en",
            "“Design 0” would be ahead if help that is spread thin taught little (then much help to few counts for more than a",
            "“Design 0” is not seen to be ahead even if help that is spread thin taught little.",
        ),
        (
            "fr",
            "«\u00a0Design 0\u00a0» passerait en tête si un appui de quelques jours par an ne transmettait presque rien (mieux vaut alors",
            "Rien n\u2019indique que",
        ),
        (
            "es",
            "«Design 0» pasaría a ser la mejor si un apoyo de unos pocos días al año enseñara poco (entonces vale más",
            "No se observa que",
        ),
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
    assert "no design is seen to bring more than “Design 1”." in text(found, "turn")
    assert "More runs" not in text(found, "turn")
    few = facts(made((900, 900, 900)), useful=30.0)
    assert (
        re.search(
            r"More runs: about [\d,]+ for each design would tell “Design \d” from “Design \d”, or show that they differ by "
            r"less than 30 people, which counts as too little to matter; this study has [\d,]+\.|More runs would hardly",
            plain(text(few, "turn")),
        )
        is not None
    )
    dataset = clear.dataset.copy(deep=True)
    moved = xr.where(dataset["fragile"], 1e5, -1e5) * (dataset["scenario"] == "design_0")
    dataset["people_served"] = (dataset["people_served"] + moved).transpose(*dataset["people_served"].dims)
    told = text(facts(Made(dataset, clear.study)), "turn")
    assert "If people counted in one group only (fragile contexts), “Design 0” would bring most." in told
    assert "(fragile contexts), the same design" not in told


@pytest.mark.parametrize(
    ("useful", "said"), [(0.0, "too little to matter (10 % of the largest average, gain or loss);"), (30.0, "too little to matter;")]
)
def test_what_counts_as_too_little_is_said_to_be_a_part_of_the_largest_where_nobody_named_it(useful: float, said: str, clear: Made) -> None:
    decision = clear.decide(useful=useful)
    level = dataclasses.replace(decision, table=decision.table.assign(group="A", runs_needed=1e5))
    assert said in plain(text(brief_facts(clear, level, "en"), "turn"))


def test_from_which_worth_it_is_better_than_nothing_is_told_by_both_purses(clear: Made) -> None:
    decision = clear.decide()
    table = decision.table.assign(pays_funder=71.7, pays_all=172.0, pays_funder_sure=240.0, pays_all_sure=430.0)

    def told(**changed: float) -> str:
        return text(brief_facts(clear, dataclasses.replace(decision, table=table.assign(**changed)), "en"), "efficiency")

    said = (
        "From EUR 72 (the funder's money) or EUR 170 (that of all who pay) for one person it is better than no programme on average, from "
        "EUR 240 or EUR 430 in all but the worst tenth of plausible worlds."
    )
    assert said in plain(told())
    assert "in more than one of ten plausible worlds no worth is enough" in told(pays_all_sure=float("nan"))


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
    measured = clear.measures.assign(people_served=nought + 21_400.0, people_new_service=nought + 4400.0)
    told = brief_facts(SimpleNamespace(measures=measured, study=clear.study, compare=clear.compare), clear.decide(), "en")  # type: ignore[arg-type]
    assert "+21,000 people-equivalents on average, +4,000 by new connections and +17,000 by better service;" in text(told, "impact")


@pytest.mark.parametrize(
    ("language", "apart"), [("en", "programmes of different sizes"), ("fr", "tailles différentes"), ("es", "tamaño distinto")]
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
        ("fr", "plafond par pays\u00a0: le relever", "apport propre", "réduire le coût unitaire", "été utilisé"),
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
        (
            "fr",
            "jusqu\u2019à 1 000 personnes,",
            "Au coût moyen indiqué plus haut, cela équivaut à ce que l\u2019on obtient pour 30 000 EUR.",
        ),
        ("es", "hasta 1000 personas,", "Al costo medio indicado arriba, es lo que aportan 30 000 EUR."),
    ],
)
def test_what_it_is_worth_to_find_out_is_said_as_people_more_and_as_what_they_cost(
    language: Language, free: str, price: str, clear: Made
) -> None:
    decision = clear.decide()

    def told(value: float, unit_cost: float = 30.0, unspent: float = 0.05) -> str:
        table = decision.table.assign(unit_cost=unit_cost, unspent=unspent)
        of = {"kind": ["all", "group"], "name": ["everything", "money"], "group": ["", "money"], "value": value, "error": value / 10.0}
        known = dataclasses.replace(decision, table=table)
        known.__dict__["_information"] = pd.DataFrame(of).assign(seen=value > 0.0)
        return text(brief_facts(clear, known, language), "learn").replace("\u00a0", " ").replace("\u202f", " ")

    assert free in told(1000.0)
    assert price in told(1000.0)
    assert price not in told(1000.0, unspent=0.2)  # there more money is not spent, so that it brings nothing
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
            "The programme pays out EUR 9,000,000. Counting later years less (3 % a year), the programme pays EUR 2,000,000, and utilities "
            "and mentors put in another EUR 3,000,000 that they would not spend without it, about 1.5 for each euro.",
            "and utilities and mentors spend EUR 500,000 less than they would have, about 0.25 for each euro.",
            "Counting every year alike, the programme pays EUR 9,000,000, and utilities and mentors put in another "
            "EUR 1,000,000 that they would not spend without it, about 0.11 for each euro.",
        ),
        (
            "fr",
            "Le programme verse au total 9 000 000 EUR. Après actualisation (3 % par an), les versements du programme représentent 2 000 "
            "000 EUR, et les opérateurs accompagnés et mentors apportent en plus 3 000 000 EUR qu'ils ne dépenseraient pas sans le "
            "programme, soit environ 1,5 EUR par euro versé.",
            "et les opérateurs accompagnés et mentors dépensent 500 000 EUR de moins que sans le programme, soit environ 0,25 EUR par",
            "En comptant toutes les années de la même façon, les versements du programme représentent 9 000 000 EUR, et les opérateurs "
            "accompagnés et mentors apportent en plus 1 000 000 EUR qu'ils ne dépenseraient pas sans le programme, soit environ 0,11 EUR "
            "par euro versé.",
        ),
        (
            "es",
            "El programa desembolsa en total 9 000 000 EUR. Con una tasa de descuento del 3 % al año, el programa paga 2 000 000 "
            "EUR y los operadores y mentores aportan además 3 000 000 EUR que no gastarían sin él, es decir, unos 1,5 por cada euro.",
            "y los operadores y mentores gastan 500 000 EUR menos que sin él, es decir, unos 0,25 por cada euro.",
            "Si todos los años cuentan igual, el programa paga 9 000 000 EUR y los operadores y mentores aportan además 1 000 000 "
            "EUR que no gastarían sin él, es decir, "
            "unos 0,11 por cada euro.",
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


def test_what_to_find_out_first_follows_from_numbers(clear: Made) -> None:
    decision = clear.decide()

    def told(all_: float, learning: float, money: float, error: float = 1.0) -> dict[str, Any]:
        rows = [("all", "everything that is drawn", "", all_, error)]
        rows += [("group", name, name, value, error) for name, value in (("learning", learning), ("money", money))]
        table = pd.DataFrame(rows, columns=["kind", "name", "group", "value", "error"])
        table["seen"] = table["value"] > table["error"]
        replaced = dataclasses.replace(decision)
        replaced.__dict__["_information"] = table
        return brief_facts(clear, replaced, "en")

    much, blurred, nothing = told(50.0, 20.0, 0.5), told(50.0, 0.5, 0.4), told(0.0, 0.0, 0.0)
    assert "most would come from knowing more about how people and utilities learn." in text(much, "learn")
    assert [row["name"] for row in much["worth"]["rows"]] == ["everything at once", "how people and utilities learn"]
    assert much["worth"]["rows"][0]["says"] == "50 ± 1.0"
    apart, level = (text(told(50.0, 20.0, 15.0, error), "learn") for error in (1.0, 4.0))
    assert "more about how people and utilities learn. Knowing it without error" in apart
    either = (
        "more about “how people and utilities learn” or “costs and works”: these runs do not tell which is worth most. Knowing one of them"
    )
    assert either in level
    assert either not in apart
    assert "do not show which part of that matters most" in text(blurred, "learn")
    assert text(nothing, "learn") == "In these runs the choice would be the same whatever became known."
    untold = told(0.9, 0.0, 0.0)
    assert text(untold, "learn").startswith("These runs are too few to tell whether knowing more would be worth anything.")
    assert untold["worth"]["rows"] == nothing["worth"]["rows"] == []


def test_who_is_left_out_is_counted(clear: Made) -> None:
    measured = clear.measures.assign(possible_mentees=clear.measures["utilities_mentored"] * 0.0 + 40.0)
    told = brief_facts(SimpleNamespace(measures=measured, study=clear.study, compare=clear.compare), clear.decide(), "en")  # type: ignore[arg-type]
    mentors = round(float(clear.measures["mentors_active"].sel(scenario=clear.decide().best).mean()))
    left_out = f"Utilities to which it is open: 40; mentored on average: 10; not mentored: 30; utilities that mentor: {mentors}."
    assert left_out in text(told, "impact")
    contexts = ["all utilities", "low-income countries", "fragile contexts", "small towns"]
    assert [row["name"] for row in told["people"]["rows"]] == contexts


def test_another_outcome_and_worth_are_told_in_their_units(clear: Made) -> None:
    water = facts(clear, outcome="water_saved")
    assert "m³ of water a day less lost from pipes" in text(water, "effectiveness")
    assert "euros less than the funder pays" in " ".join(facts(made((900, 880, 300)), worth=100.0)["answer"])
    poor = text(facts(clear, worth=1.0), "effectiveness")
    assert "it is worth less than it costs in 12 of the 12 worlds that were tried." in poor
    assert "less good than no programme" not in poor
    share = facts(clear, "es", outcome="nrw_all_mentees")
    assert "por punto porcentual adicional: " in text(share, "efficiency")
    assert "puntos porcentuales menos de agua perdida" in text(share, "effectiveness")


@pytest.mark.parametrize(
    ("language", "raised"),
    [
        (
            "en",
            "Of its EUR 10,000,000 (EUR 570,000 of it added by other funders, and counted with its own) the programme pays out "
            "EUR 9,000,000.",
        ),
        (
            "fr",
            "Sur ses 10 000 000 EUR (dont 570 000 EUR apportés par d'autres bailleurs et comptés avec les siens), le programme verse "
            "9 000 000 EUR.",
        ),
        (
            "es",
            "De sus 10 000 000 EUR (de ellos, 570 000 EUR aportados por otros financiadores y contados con los suyos), el "
            "programa desembolsa 9 000 000 EUR.",
        ),
    ],
)
def test_what_others_added_to_the_budget_is_told_where_sums_would_not_add_up(language: Language, raised: str, clear: Made) -> None:
    def told(amount: float) -> str:
        nought = clear.measures["programme_raised"] * 0.0
        found = SimpleNamespace(measures=clear.measures.assign(programme_raised=nought + amount), study=clear.study, compare=clear.compare)
        return plain(text(brief_facts(found, clear.decide(), language), "coherence"))  # type: ignore[arg-type]

    assert raised in told(570_000.0)
    assert raised not in told(0.0)
    assert "(EUR" not in told(0.0)


@pytest.mark.parametrize(
    ("added", "paid", "money", "left"),
    [(214_000.0, 7_806_000.0, "10,210,000", "2,400,000 (24 %)"), (0.0, 7_500_000.0, "", "2,500,000 (25 %)")],
)
def test_the_sums_of_the_money_add_up_as_they_are_told(added: float, paid: float, money: str, left: str, clear: Made) -> None:
    decision, nought = clear.decide(), clear.measures["cost_all"] * 0.0
    sums = {
        "programme_spent": paid,
        "programme_overhead": 0.0,
        "programme_invested": 0.0,
        "programme_raised": added,
        "programme_unspent": 10e6 + added - paid,
    }
    measured = clear.measures.assign({name: nought + value for name, value in sums.items()})
    decision = dataclasses.replace(decision, table=decision.table.assign(unspent=(10e6 + added - paid) / (10e6 + added)))
    found = SimpleNamespace(measures=measured, study=clear.study, compare=clear.compare)
    told = plain(text(brief_facts(found, decision, "en"), "coherence"))  # type: ignore[arg-type]
    assert f"EUR {left} of the money is left unspent." in told
    assert (f"Of its EUR {money} (EUR 210,000 of it added by other funders, " in told) == bool(money)
    assert ("the programme pays out EUR 7,810,000." in told) == bool(money)


def test_losses_have_the_range_of_worlds_and_an_evaluation_an_error(clear: Made) -> None:
    saved = clear.measures["water_saved"] * 0.0 + xr.DataArray(100.0 * np.arange(12), dims="draw")
    found = SimpleNamespace(measures=clear.measures.assign(water_saved=saved), study=clear.study, compare=clear.compare)
    told = text(brief_facts(found, clear.decide(), "en"), "impact")  # type: ignore[arg-type]
    assert "550 m³ a day less of water lost from pipes (less by 100 to 1,000 in nine of ten plausible worlds)." in plain(told)
    for less, range_ in ((1003.0, "from 950 more to 40 less"), (2003.0, "more by 1,000 to 1,900")):
        found.measures = clear.measures.assign(water_saved=saved - less)
        assert f"({range_} in nine of ten plausible worlds)" in plain(text(brief_facts(found, clear.decide(), "en"), "impact"))  # type: ignore[arg-type]
    error = clear.compare().get(clear.decide().best, "before_after_paired")["monte_carlo_error"]
    (after,) = re.findall(r"changes it by \S+ ± (\S+) \(one standard error\)", text(facts(clear), "effectiveness"))
    assert float(after) == pytest.approx(100 * error, abs=0.005)


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_large_the_effect_is_beside_the_service_at_the_start_is_told_of_people_served(language: Language, clear: Made) -> None:
    served = float(clear.measures["served_at_start"].mean())
    share = 100.0 * float(clear.decide().programmes["gain"].iloc[0]) / served
    choice = ChoiceInWords(clear, clear.decide(), language)
    said = choice.say("effectiveness", "at_start", share=choice.number(share), served=choice.amount(served, "person"))
    years = float(clear.measures["person_years_undiscounted"].sel(scenario=clear.decide().best).mean())
    added = choice.say("effectiveness", "all_years", sum=choice.amount(years, "person*year"))
    assert 0.0 < share < 100.0
    assert f"{said} {added}" in text(facts(clear, language), "effectiveness")
    assert said[:15] not in text(facts(clear, language, outcome="water_saved"), "effectiveness")
