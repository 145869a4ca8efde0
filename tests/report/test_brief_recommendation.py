"""What a brief recommends follows from numbers, and is never more certain than the runs."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tests.helpers.briefs import facts, made, plain
from tests.helpers.fake import Made
from wopsim.report.brief.brief_facts import brief_facts
from wopsim.report.brief.brief_language import LANGUAGES, Language, Phrases, words_in
from wopsim.study.scenario import BASELINE


@pytest.fixture(scope="module")
def clear() -> Made:
    return made()


def answer(result: Made, language: Language, decision: Any, **columns: Any) -> str:
    """The answer with columns of the table as a test sets them."""
    return plain(" ".join(brief_facts(result, dataclasses.replace(decision, table=decision.table.assign(**columns)), language)["answer"]))


@pytest.mark.parametrize(
    ("language", "two", "three", "alike"),
    [
        (
            "en",
            "Take “Design 1” or “Design 0”: these runs do not tell the others from the first.",
            "Take “Design 1”, “Design 0” or “Design 2”: these runs do not tell the others from the first.",
            "Take “Design 1” or “Design 0”: what lies between them is too small to matter.",
        ),
        (
            "fr",
            "Choisir « Design 1 » ou « Design 0 » : ces simulations ne distinguent pas les autres de la première.",
            "Choisir « Design 1 », « Design 0 » ou « Design 2 » : ces simulations ne distinguent pas les autres de la première.",
            "Choisir « Design 1 » ou « Design 0 » : leur écart est trop faible pour compter.",
        ),
        (
            "es",
            "Elegir «Design 1» o «Design 0»: estas simulaciones no distinguen las otras de la primera.",
            "Elegir «Design 1», «Design 0» o «Design 2»: estas simulaciones no distinguen las otras de la primera.",
            "Elegir «Design 1» o «Design 0»: la diferencia entre ellas es demasiado pequeña para que importe.",
        ),
    ],
)
def test_of_designs_that_are_level_any_is_recommended_and_of_one_that_is_ahead_none_beside_it(
    language: Language, two: str, three: str, alike: str, clear: Made
) -> None:
    decision = clear.decide()
    many_runs = 10 * decision.draws * decision.replicates

    def told(groups: str, runs_needed: float = many_runs) -> str:
        return answer(clear, language, decision, group=list(groups), runs_needed=runs_needed)

    assert two in told("AAB")
    assert three in told("AAA")
    assert alike in told("AAB", runs_needed=1.0)
    take, second = (words_in(language)["answer"][key].partition("{")[0] for key in ("take", "second"))
    assert plain(take) not in told("ABC")
    assert plain(second) in told("ABC")
    assert plain(second) not in told("AAB")  # it was named


@pytest.mark.parametrize(
    ("language", "many", "every"),
    [
        ("en", "Take “Design 4” or one of the 3 other designs with the letter A:", "Take one of the 5 designs:"),
        (
            "fr",
            "Choisir « Design 4 » ou l'une des 3 autres options de lettre A :",
            "Choisir l'une des 5 options :",
        ),
        ("es", "Elegir «Design 4» o una de las otras 3 opciones con la letra A:", "Elegir una de las 5 opciones:"),
    ],
)
def test_of_many_designs_that_are_level_the_letter_is_told(language: Language, many: str, every: str) -> None:
    result = made((500, 600, 700, 800, 900))
    decision = result.decide()
    assert many in answer(result, language, decision, group=list("AAAAB"))
    assert every in answer(result, language, decision, group=list("AAAAA"))


@pytest.mark.parametrize(
    ("language", "pays", "loses", "never", "undecided"),
    [
        (
            "en",
            "At EUR 500 for each person (served in the last year; other years do not count), “Design 1” is on average worth 900,000 "
            "euros more than the funder pays;",
            "in 3 of the 12 worlds that were tried it is worth less than that.",
            "in none of the 12 worlds that were tried is it worth less than that.",
            "At EUR 500 for each person (served in the last year; other years do not count), these runs do not "
            "tell whether to do nothing or to take “Design 1”.",
        ),
        (
            "fr",
            "Si l'on attribue une valeur de 500 EUR à chaque personne supplémentaire (desservie la dernière "
            "année ; les autres ne comptent pas), "
            "ce qu'apporte « Design 1 » vaut en moyenne 900 000 "
            "euros de plus que la dépense du",
            "dans 3 des 12 mondes simulés, cela vaut moins que cette dépense.",
            "cela ne vaut moins que cette dépense dans aucun des 12 mondes simulés.",
            "Si l'on attribue une valeur de 500 EUR à chaque personne supplémentaire (desservie la dernière "
            "année ; les autres ne comptent pas), "
            "ces simulations ne disent pas s'il vaut mieux ne "
            "rien faire ou choisir « Design 1 ».",
        ),
        (
            "es",
            "A 500 EUR por persona adicional (atendida el último año; los demás no cuentan), lo que aporta "
            "«Design 1» vale en promedio 900 000 euros "
            "más que el gasto del financiador;",
            "en 3 de los 12 mundos simulados vale menos que ese gasto.",
            "en ninguno de los 12 mundos simulados vale menos que ese gasto.",
            "A 500 EUR por persona adicional (atendida el último año; los demás no cuentan), estas simulaciones "
            "no dicen si conviene no hacer nada o "
            "elegir «Design 1».",
        ),
    ],
)
def test_whether_it_pays_at_the_worth_that_was_asked_is_told(
    language: Language, pays: str, loses: str, never: str, undecided: str, clear: Made
) -> None:
    decision = clear.decide(worth=500.0)
    groups = [chr(ord("A") + place) for place in range(len(decision.table))]

    def told(value_error: float, harm: float) -> str:
        return answer(clear, language, decision, group=groups, value=9e5, value_error=value_error, harm=harm)

    assert pays in told(1e5, 0.25)
    assert loses in told(1e5, 0.25)
    assert loses not in told(1e5, 0.0)
    assert never in told(1e5, 0.0)
    assert undecided not in told(1e5, 0.25)
    assert undecided in told(9e5, 0.25)  # within the error nothing pays for sure
    assert pays not in told(9e5, 0.25)
    assert pays.partition(",")[0] not in plain(" ".join(facts(clear, language)["answer"]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_to_do_nothing_is_level_no_design_is_to_be_taken(language: Language, clear: Made) -> None:
    decision = clear.decide(worth=500.0)
    words = words_in(language)["answer"]
    many_runs = 10 * decision.draws * decision.replicates
    level = ["A" if row == BASELINE or place == 0 else "B" for place, row in enumerate(decision.table["scenario"])]
    told = {
        needed: answer(clear, language, decision, group=level, runs_needed=needed, value=9e5, value_error=1e5) for needed in (many_runs, 1)
    }
    take, open_, alike = (plain(words[key].partition("{names}")[0].rpartition("}")[2]) for key in ("take", "undecided", "undecided_alike"))
    for needed, said in ((many_runs, open_), (1, alike)):
        assert said in told[needed]
        assert take not in told[needed]
    assert alike not in told[many_runs]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("value", "key"), [(-900.0, "worse"), (100.0, "untold"), (9e5, "take")])
def test_what_is_not_better_than_nothing_is_not_to_be_taken(language: Language, value: float, key: str, clear: Made) -> None:
    decision = clear.decide()
    told = answer(clear, language, decision, group=list("AAB"), runs_needed=1e6, value=value, value_error=100.0)
    words = words_in(language)["answer"]
    starts = {name: plain(words[name].partition("{")[0]) for name in ("take", "not_apart")}
    assert (starts["take"] in told) == (key == "take")
    assert (starts["not_apart"] in told) == (key != "take")


@pytest.mark.parametrize(
    ("language", "gain", "money", "nothing"),
    [
        (
            "en",
            "“Design 1” brings most on average and is best in 20 % of plausible worlds (estimated from 12), but the lead may be luck.",
            "“Design 1” has the highest net value on average (worth less cost) and is best in 20 % of plausible worlds (estimated from",
            "On average no design is worth more than the funder pays: doing nothing comes first and is best in 20 % of plausible worlds",
        ),
        (
            "fr",
            "« Design 1 » apporte le plus en moyenne et est la meilleure option dans 20 % des mondes plausibles (estimation à partir de",
            "« Design 1 » a en moyenne la plus grande valeur nette (valeur moins coût) et est la meilleure option dans 20 % des mondes",
            "En moyenne, aucune option ne vaut plus que la dépense du bailleur : ne rien faire vient en tête et est le meilleur choix",
        ),
        (
            "es",
            "«Design 1» es la que más aporta en promedio y es la mejor opción en el 20 % de los mundos plausibles (estimado a partir de",
            "«Design 1» tiene en promedio el mayor valor neto (valor menos costo) y es la mejor opción en el 20 % de los mundos",
            "En promedio, ninguna opción vale más que el gasto del financiador: no hacer nada queda en primer lugar y es la mejor elección",
        ),
    ],
)
def test_after_what_to_take_it_is_said_what_is_first_in_how_many_worlds_and_that_it_may_be_luck(
    language: Language, gain: str, money: str, nothing: str, clear: Made
) -> None:
    for worth, said in ((None, gain), (1e5, money), (1.0, nothing)):
        decision = clear.decide(worth=worth)
        level = ["A", "A", *"BCDE"][: len(decision.table)]
        told = answer(clear, language, decision, group=level, chance_best=0.2)
        assert said in told
        assert 0 < told.index(said) < 350  # before it, what to take, or that runs do not tell whether to do anything
        assert not plain(" ".join(facts(clear, language, worth=worth)["answer"])).startswith(said[:20])


@pytest.mark.parametrize(
    ("language", "more", "less"),
    [
        ("en", "on average “Design 1” is worth 290,000 euros more than ", "on average “Design 1” is worth 290,000 euros less than "),
        ("fr", "« Design 1 » vaut en moyenne 290 000 euros de plus que ", "« Design 1 » vaut en moyenne 290 000 euros de moins que "),
        ("es", "«Design 1» vale en promedio 290 000 euros más que ", "«Design 1» vale en promedio 290 000 euros menos que "),
    ],
)
def test_where_runs_do_not_tell_whether_to_do_it_the_size_and_whose_money_is_told(
    language: Language, more: str, less: str, clear: Made
) -> None:
    def told(value: float, cost: str, error: float = 2e5) -> str:
        return answer(clear, language, clear.decide(worth=5000.0, cost=cost), value=value, value_error=error)

    spent = {cost: plain(words_in(language)["answer"][f"spent_{cost}"]) for cost in ("funder", "all")}
    assert more + spent["funder"] in told(2.9e5, "funder")
    assert less + spent["funder"] in told(-2.9e5, "funder")
    assert more + spent["all"] in told(2.9e5, "all")
    assert more not in told(2.9e5, "funder", error=9e5)  # a size within its error is none


@pytest.mark.parametrize(
    ("language", "both", "mixed"),
    [
        (
            "en",
            "Of those not told from the first, “Design 0” costs the funder EUR 300,000 less and all who pay EUR 4,000,000 "
            "less than “Design 1” (800 people on "
            "average, against 900 people).",
            "Of those not told from the first, “Design 0” costs the funder EUR 300,000 more and all who pay EUR 4,000,000 "
            "less than “Design 1” (800 people on "
            "average, against 900 people).",
        ),
        (
            "fr",
            "Parmi les options de même rang, « Design 0 » coûte 300 000 EUR de moins au bailleur et 4 000 000 "
            "EUR de moins à l'ensemble des acteurs "
            "que « Design 1 » (800 personnes en moyenne, contre 900 personnes).",
            "Parmi les options de même rang, « Design 0 » coûte 300 000 EUR de plus au bailleur et 4 000 000 "
            "EUR de moins à l'ensemble des acteurs "
            "que « Design 1 » (800 personnes en moyenne, contre 900 personnes).",
        ),
        (
            "es",
            "De las que no se distinguen de la primera, «Design 0» cuesta 300 000 EUR menos al financiador y 4 000 000 EUR "
            "menos al conjunto de los actores que «Design 1» "
            "(800 personas en promedio, frente a 900 personas).",
            "De las que no se distinguen de la primera, «Design 0» cuesta 300 000 EUR más al financiador y 4 000 000 EUR menos "
            "al conjunto de los actores que «Design 1» "
            "(800 personas en promedio, frente a 900 personas).",
        ),
    ],
)
def test_of_designs_that_are_level_the_one_that_costs_less_is_named_where_that_is_no_trifle(
    language: Language, both: str, mixed: str, clear: Made
) -> None:
    decision = clear.decide()

    def told(funder: float, everybody: float, groups: str = "AAB", for_one: float = 6000.0) -> str:
        gains = {"gain": [900.0, 800.0, 500.0], "pays_all": [10_000.0, for_one, 200.0]}
        costs = {"cost_funder": [1e6, 1e6 + funder, 1e5], "cost_all": [9e6, 9e6 + everybody, 1e5]}  # the last is not level
        return answer(clear, language, decision, group=list(groups), runs_needed=1e6, **costs, **gains)

    cheaper = plain(words_in(language)["answer"]["cheaper"].partition("{")[0])
    assert both in told(-3e5, -4e6)
    assert mixed in told(3e5, -4e6)
    assert both.partition(" EUR ")[0] not in told(-3e4, -4e6)  # a trifle of one purse is not told
    assert cheaper in told(-3e4, -4e6)
    assert cheaper not in told(-3e5, -4e6, for_one=9_800.0)  # it costs less because it brings less
    for funder, everybody, groups in ((-3e5, -4e5, "AAB"), (-3e5, 4e6, "AAB"), (-3e5, -4e6, "ABC")):
        assert cheaper not in told(funder, everybody, groups)


@pytest.mark.parametrize("language", LANGUAGES)
def test_first_in_every_world_that_was_tried_is_not_said_to_be_sure(language: Language, clear: Made) -> None:
    words = words_in(language)["answer"]

    def told(chance: float, **judged: Any) -> str:
        return answer(clear, language, clear.decide(**judged), regret=0.0, chance_best=chance)

    design, nothing = (plain(words[key].format(draws=12)) for key in ("unseen", "unseen_nothing"))
    assert design in told(0.8)
    assert design not in told(1.0)
    assert nothing in told(0.8, worth=1.0)
    assert nothing not in told(0.8)


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_far_a_design_is_from_paying_is_said_once(language: Language, clear: Made) -> None:
    decision, spent = clear.decide(worth=1.0), plain(words_in(language)["answer"]["spent_funder"])
    level, apart = (
        answer(clear, language, decision, group=groups, value=-9e5, value_error=1e4)
        for groups in ("A", ["A", *"BCD"[: len(decision.table) - 1]])
    )
    lost = plain(Phrases(language).amount(9e5, "EUR2024"))
    assert (level.count(lost), apart.count(lost)) == (1, 1)
    assert spent in level
