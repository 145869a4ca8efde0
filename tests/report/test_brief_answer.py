"""The answer of a brief follows from numbers, in three languages."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

from tests.helpers.briefs import facts, made, plain, text
from tests.helpers.fake import Made
from wopsim.report.brief.brief_answer import _whether_to_do_it
from wopsim.report.brief.brief_choice import ChoiceInWords
from wopsim.report.brief.brief_facts import brief_facts
from wopsim.report.brief.brief_language import LANGUAGES, Language, words_in


@pytest.mark.parametrize(
    ("language", "best", "level"),
    [
        (
            "en",
            "“Design 1” is the best choice on average. It is best in 100 of 100",
            "what lies between them is too small to matter.",
        ),
        (
            "fr",
            "«\u00a0Design 1\u00a0» est en moyenne la meilleure option. Cette option est la meilleure dans 100",
            "leur écart est trop faible pour compter.",
        ),
        (
            "es",
            "«Design 1» es, en promedio, la mejor opción. Esta opción es la mejor en 100 de cada 100",
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
    assert (
        f"With “Design 1”, {gain:,.0f} more people have full water service on average, 9 years after the start." in facts(clear)["answer"]
    )

    def told(regret: float, chance: float) -> str:
        table = decision.table.assign(regret=regret, regret_if_wrong=regret, chance_best=chance)
        return " ".join(brief_facts(clear, dataclasses.replace(decision, table=table), "en")["answer"])

    unseen, never, wrong = "comes from the number of runs", "In no plausible world would another", "Where it is the wrong choice"
    for regret, chance, said in ((0.0, 0.82, unseen), (0.0, 1.0, never), (40.0, 0.82, wrong)):
        assert [one in told(regret, chance) for one in (unseen, never, wrong)] == [one == said for one in (unseen, never, wrong)]


@pytest.mark.parametrize(
    ("language", "worse", "in_money", "untold"),
    [
        ("en", "does less good than no programme.", "less than it costs", "do not tell whether “Design 1” does"),
        ("fr", "est moins bon que sans programme.", "de moins que ce qu'elle coûte", "ne disent pas si le résultat"),
        ("es", "es peor que sin programa.", "menos de lo que cuesta", "no dicen si el resultado"),
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


@pytest.mark.parametrize(
    ("language", "funder", "everybody"),
    [
        ("en", "one person is worth more than EUR 20, counting the funder's money only.", "EUR 300, counting the money of all who pay."),
        (
            "fr",
            "dépasse 20 EUR, en ne comptant que la dépense du bailleur.",
            "dépasse 300 EUR, en comptant la dépense de l'ensemble des acteurs.",
        ),
        ("es", "supera 20 EUR, contando solo el gasto del financiador.", "supera 300 EUR, contando el gasto del conjunto de los actores."),
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
