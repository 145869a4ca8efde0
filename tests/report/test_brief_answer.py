"""The answer of a brief follows from numbers, in three languages."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import numpy as np
import pytest

from tests.helpers.briefs import facts, made, plain, text
from tests.helpers.fake import Made
from wopsim.report.brief.brief_answer import _whether_to_do_it
from wopsim.report.brief.brief_choice import ChoiceInWords
from wopsim.report.brief.brief_facts import brief_facts
from wopsim.report.brief.brief_language import LANGUAGES, Language, words_in
from wopsim.report.page.assumption_counts import counted


@pytest.mark.parametrize(
    ("language", "best", "level"),
    [
        (
            "en",
            "“Design 1” is the best choice on average. It is best in 100\u00a0% of plausible worlds",
            "what lies between them is too small to matter.",
        ),
        (
            "fr",
            "«\u00a0Design 1\u00a0» est en moyenne la meilleure option. Cette option est la meilleure dans 100\u00a0% des mondes",
            "leur écart est trop faible pour compter.",
        ),
        (
            "es",
            "«Design 1» es, en promedio, la mejor opción. Esta opción es la mejor en el 100\u00a0% de los mundos",
            "la diferencia entre ellas es demasiado pequeña para que importe.",
        ),
    ],
)
def test_the_answer_says_the_opposite_of_opposite_numbers(language: Language, best: str, level: str, clear: Made) -> None:
    assert best in " ".join(facts(clear, language)["answer"])
    same = " ".join(facts(made((900, 900, 900)), language, useful=5000.0)["answer"])
    assert level in same
    assert best not in same


def test_the_answer_says_what_the_best_brings_and_no_loss_is_no_silence(clear: Made) -> None:
    decision = clear.decide()
    gain = float(f"{decision.table['gain'].iloc[0]:.2g}")
    said = (
        f"With “Design 1”, service is better by as much as if {gain:,.0f} more people had it in full on average, 9 years after the start."
    )
    assert said in " ".join(facts(clear)["answer"])

    def told(regret: float, chance: float) -> str:
        table = decision.table.assign(regret=regret, regret_if_wrong=regret, chance_best=chance)
        return " ".join(brief_facts(clear, dataclasses.replace(decision, table=table), "en")["answer"])

    unseen, never, wrong = (
        "comes from the number of runs",
        "In no plausible world would another",
        "Where another is best (18\u00a0% of plausible worlds)",
    )
    for regret, chance, said in ((0.0, 0.82, unseen), (0.0, 1.0, never), (40.0, 0.82, wrong)):
        assert [one in told(regret, chance) for one in (unseen, never, wrong)] == [one == said for one in (unseen, never, wrong)]


@pytest.mark.parametrize(
    ("language", "worse", "in_money", "untold"),
    [
        ("en", "does less good than no programme.", "less than the funder pays", "do not tell whether “Design 1” does"),
        ("fr", "est moins bon que sans programme.", "de moins que la dépense du bailleur", "ne disent pas si le résultat"),
        ("es", "es peor que sin programa.", "menos que el gasto del financiador", "no dicen si el resultado"),
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_no_design_bought_anything_no_design_is_best(language: Language, clear: Made) -> None:
    decision = clear.decide()
    nothing = dataclasses.replace(decision, table=decision.table.assign(partnerships_agreed=0.0))
    assert brief_facts(clear, nothing, language)["answer"] == [words_in(language)["answer"]["nothing_bought"]]
    assert words_in(language)["answer"]["nothing_bought"] not in facts(clear, language)["answer"]


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
    ("language", "one", "instead"),
    [
        ("en", "One design, against no programme.", "“Design 0” would be better than no programme where one person is worth more than EUR"),
        (
            "fr",
            "Une option, comparée à l'absence de programme.",
            "EUR par personne supplémentaire, « Design 0 » vaudrait mieux que l'absence de programme, en ne",
        ),
        (
            "es",
            "Una opción, comparada con no tener programa.",
            "EUR por persona adicional, «Design 0» sería mejor que no tener programa, contando solo",
        ),
    ],
)
def test_one_design_stands_against_no_programme(language: Language, one: str, instead: str) -> None:
    poor, rich = (facts(made((900,)), language, worth=worth) for worth in (1.0, 1e5))
    assert plain(" ".join(poor["conditions"])).startswith(one)
    assert instead in plain(" ".join(poor["answer"]))
    assert instead not in plain(" ".join(rich["answer"]))
    assert words_in(language)["layout"]["nothing"] in rich["answer"][1]
    assert [len(told["chance"]["rows"]) for told in (poor, rich)] == [2, 2]
    steady = max(words_in(language)["turn"]["steady"].split("{names}"), key=len)
    assert steady not in text(rich, "turn")  # there is no other design that could bring more


@pytest.mark.parametrize(
    ("language", "funder", "everybody"),
    [
        ("en", "one person is worth more than EUR 20, counting the funder's money only.", "EUR 300, counting the money of all who pay."),
        (
            "fr",
            "20 EUR par personne supplémentaire, « Design 0 » serait la première à valoir mieux que ne rien faire, en ne comptant",
            "300 EUR par personne supplémentaire, « Design 2 » serait la première à valoir mieux que ne rien faire, en comptant la",
        ),
        (
            "es",
            "A partir de 20 EUR por persona adicional, «Design 0» sería la primera en ser mejor que no hacer nada, contando solo el gasto",
            "A partir de 300 EUR por persona adicional, «Design 2» sería la primera en ser mejor que no hacer nada, contando el gasto del",
        ),
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
        (said,) = _whether_to_do_it(ChoiceInWords(clear, first, language))
        return plain(said)

    assert funder in told("funder")
    assert "Design 0" in told("funder")
    assert everybody in told("all")
    assert "Design 2" in told("all")


@pytest.mark.parametrize(
    ("language", "needs", "enough", "by_funder"),
    [
        (
            "en",
            "But others pay too: counting the money of all who pay, it is worth 400,000 euros less than it costs; one person would have to "
            "be worth EUR 900.",
            "Counting the money of all who pay, it is worth 200,000 euros more than it costs: EUR 300 would be enough.",
            "Counting the funder's money only, it is worth 480,000 euros more than it costs: EUR 20 would be enough.",
        ),
        (
            "fr",
            "Mais d'autres paient aussi : en comptant la dépense de l'ensemble des acteurs, ce qu'elle apporte vaut 400 000 euros de moins "
            "que ce qu'elle coûte ; il faudrait une valeur de 900 EUR par personne supplémentaire.",
            "En comptant la dépense de l'ensemble des acteurs, ce qu'elle apporte vaut 200 000 euros de plus que ce qu'elle coûte : une "
            "valeur de 300 EUR suffirait.",
            "En ne comptant que la dépense du bailleur, ce qu'elle apporte vaut 480 000 euros de plus que ce qu'elle coûte : une valeur de "
            "20 EUR suffirait.",
        ),
        (
            "es",
            "Pero otros también pagan: contando el gasto del conjunto de los actores, lo que aporta vale 400 000 euros menos de lo que "
            "cuesta; cada persona adicional tendría que valer 900 EUR.",
            "Contando el gasto del conjunto de los actores, lo que aporta vale 200 000 euros más de lo que cuesta: bastaría un valor de "
            "300 EUR.",
            "Contando solo el gasto del financiador, lo que aporta vale 480 000 euros más de lo que cuesta: bastaría un valor de 20 EUR.",
        ),
    ],
)
def test_whether_it_pays_by_the_other_purse_stands_beside_that_it_pays(
    language: Language, needs: str, enough: str, by_funder: str, clear: Made
) -> None:
    def told(cost: str, **pays: float) -> str:
        decision = clear.decide(worth=500.0, cost=cost)
        programmes_first = (
            decision.table.assign(gain=1000.0, **pays).sort_values("scenario").reset_index(drop=True)
        )  # no programme is the last
        return plain(" ".join(_whether_to_do_it(ChoiceInWords(clear, dataclasses.replace(decision, table=programmes_first), language))))

    assert told("funder", pays_funder=20.0, pays_all=900.0) == needs
    assert told("funder", pays_funder=20.0, pays_all=300.0) == enough
    assert told("all", pays_funder=20.0, pays_all=300.0) == by_funder


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Counting the funder's money only, that would be “Design 0”, from EUR 20."),
        ("fr", "En ne comptant que la dépense du bailleur, « Design 0 » vaudrait mieux que ne rien faire dès une valeur de 20 EUR."),
        ("es", "Contando solo el gasto del financiador, «Design 0» sería mejor que no hacer nada desde un valor de 20 EUR."),
    ],
)
def test_where_nothing_is_first_by_one_purse_only_the_design_of_the_other_is_named(language: Language, said: str, clear: Made) -> None:
    def told(worth: float) -> str:
        decision = clear.decide(worth=worth, cost="all")
        table = decision.table.assign(pays_funder=200.0, pays_all=900.0).set_index("scenario")
        table.loc["design_0", "pays_funder"] = 20.0
        nothing_first = dataclasses.replace(decision, table=table.sort_index(ascending=False).reset_index())
        return plain(" ".join(_whether_to_do_it(ChoiceInWords(clear, nothing_first, language))))

    assert said in told(25.0)
    assert said not in told(15.0)  # neither by the one purse nor by the other


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_all_are_that_pay_is_told_once_after_they_are_first_spoken_of(language: Language, clear: Made) -> None:
    words, decision = words_in(language)["answer"], clear.decide()

    def told(pays: float) -> list[str]:
        table = decision.table.assign(pays_funder=pays, pays_all=pays)
        found: list[str] = brief_facts(clear, dataclasses.replace(decision, table=table), language)["answer"]
        return found

    answer = told(70.0)
    assert " ".join(answer).count(words["who_pays"]) == 1
    (place,) = (place for place, paragraph in enumerate(answer) if paragraph.endswith(words["who_pays"]))
    assert words["all_who_pay"] in answer[place].removesuffix(words["who_pays"])
    assert words["all_who_pay"] not in " ".join(answer[:place])
    assert words["who_pays"] not in " ".join(told(float("nan")))  # no worth is told, by no purse


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_worth_is_counted_once_unless_years_are_counted(language: Language, clear: Made) -> None:
    once = words_in(language)["judged"]["once"]

    def told(outcome: str, worth: float | None) -> str:
        found = facts(clear, language, outcome=outcome, worth=worth)
        return " ".join([*found["answer"], *found["conditions"]])

    assert all(once in told("people_served", worth) for worth in (None, 5000.0))
    assert not any(once in told("person_years", worth) for worth in (None, 5000.0))


@pytest.mark.parametrize(
    ("language", "good", "money"),
    [
        (
            "en",
            "Done once, luck included, it does less good than no programme in 5 % of cases.",
            "Done once, luck included, it is worth less than it costs in 5 % of cases.",
        ),
        (
            "fr",
            "Mise en œuvre une seule fois, hasard compris, cette option ferait moins bien que l'absence de programme dans 5 % des cas.",
            "Mise en œuvre une seule fois, hasard compris, cette option vaudrait moins que ce qu'elle coûte dans 5 % des cas.",
        ),
        (
            "es",
            "Puesta en práctica una sola vez, con el azar incluido, esta opción daría peor resultado que no tener programa en el 5 % de "
            "los casos.",
            "Puesta en práctica una sola vez, con el azar incluido, esta opción valdría menos de lo que cuesta en el 5 % de los casos.",
        ),
    ],
)
def test_what_may_come_of_doing_it_once_is_told_unless_it_harms_in_no_case_or_is_not_to_be_done(
    language: Language, good: str, money: str, clear: Made
) -> None:
    def told(often: float, **judged: Any) -> str:
        decision = clear.decide(**judged)
        table = decision.table.assign(harm_runs=often)
        return plain(" ".join(brief_facts(clear, dataclasses.replace(decision, table=table), language)["answer"]))

    once = good[:12]
    assert good in told(0.05)
    assert once not in told(0.0)
    assert money in told(0.05, worth=1e5)
    assert once not in told(0.05, worth=1.0)  # to do nothing is first


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_the_very_worth_from_which_a_design_pays_that_is_not_told_as_a_worth_to_hope_for(language: Language, clear: Made) -> None:
    decision = clear.decide(worth=20.0)

    def told(pays: float) -> list[str]:
        table = decision.table.assign(pays_funder=pays, pays_all=900.0)
        return _whether_to_do_it(ChoiceInWords(clear, dataclasses.replace(decision, table=table), language))

    assert told(20.04) == []
    assert len(told(25.0)) == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Best most often, though not on average: “Design 0” (40 % of plausible worlds)."),
        ("fr", "Le plus souvent la meilleure, mais pas en moyenne : « Design 0 » (40 % des mondes plausibles)."),
        ("es", "La mejor con más frecuencia, pero no en promedio: «Design 0» (40 % de los mundos plausibles)."),
    ],
)
def test_a_design_that_is_best_much_more_often_than_the_first_is_named(language: Language, said: str, clear: Made) -> None:
    decision = clear.decide()

    def told(first: float, other: float) -> str:
        chances = decision.table["scenario"].map({"design_1": first, "design_0": other}).fillna(0.0)
        table = decision.table.assign(chance_best=chances)
        return plain(" ".join(brief_facts(clear, dataclasses.replace(decision, table=table), language)["answer"]))

    assert said in told(0.25, 0.4)
    assert said[:20] not in told(0.35, 0.4)  # hardly more often
    assert said[:20] not in told(0.6, 0.4)


def test_the_answer_begins_with_what_is_first_and_ends_with_what_may_go_wrong(clear: Made) -> None:
    first, *others = facts(clear)["answer"]
    assert first == "“Design 1” is the best choice on average."
    assert [said.partition(" ")[0] for said in others] == ["It", "With", "In", "All"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "Other designs are better than it and than nothing: counting the funder's money only, “Design 0” "
            "from EUR 10 to EUR 40; counting "
            "that of all who pay, “Design 2” from EUR 94 on.",
        ),
        (
            "fr",
            "D'autres options valent mieux qu'elle et que l'absence de programme : en ne comptant que la dépense "
            "du bailleur, « Design 0 » de "
            "10 à 40 EUR ; en comptant celle de l'ensemble des acteurs, « Design 2 » à partir de 94 EUR.",
        ),
        (
            "es",
            "Otras opciones son mejores que ella y que no tener programa: contando solo el gasto del "
            "financiador, «Design 0» de 10 a 40 EUR; "
            "contando el del conjunto de los actores, «Design 2» desde 94 EUR.",
        ),
    ],
)
def test_that_another_is_better_where_the_best_begins_to_pay_is_told_for_each_purse(language: Language, said: str, clear: Made) -> None:
    decision = clear.decide()
    rows = decision.table["scenario"].map({"design_1": 0, "design_0": 1, "design_2": 2})

    def told(funder: tuple[float, ...], everybody: tuple[float, ...]) -> str:
        gain, costs = np.array([150.0, 100.0, 160.0]), {"funder": np.array(funder), "all": np.array(everybody)}
        columns = {f"cost_{whose}": cost[rows] for whose, cost in costs.items()} | {
            f"pays_{whose}": (cost / gain)[rows] for whose, cost in costs.items()
        }
        table = decision.table.assign(gain=gain[rows], **columns)
        return plain(" ".join(brief_facts(clear, dataclasses.replace(decision, table=table), language)["answer"]))

    # by the funder's money the best costs 20 for a unit, the smaller one 10; by that of all, a larger one costs less
    assert said in told((3000.0, 1000.0, 9000.0), (30_000.0, 29_000.0, 15_000.0))
    assert said[:20] not in told((1500.0, 1400.0, 9000.0), (3000.0, 2900.0, 90_000.0))  # it is the best from where it pays


def test_designs_that_are_best_as_often_are_named_together(clear: Made) -> None:
    decision = clear.decide()
    chances = decision.table["scenario"].map({"design_1": 0.2, "design_0": 0.402, "design_2": 0.398})
    found = brief_facts(clear, dataclasses.replace(decision, table=decision.table.assign(chance_best=chances)), "en")["answer"]
    assert "Best most often, though not on average: “Design 0” and “Design 2” (each in 40 % of plausible worlds)." in plain(" ".join(found))


def test_how_much_of_it_is_assumed_stands_in_the_answer(clear: Made) -> None:
    count = counted()
    assert facts(clear)["answer"][-1].startswith(f"All of this is simulated; {count.assumed} of the {count.numbers} numbers")
