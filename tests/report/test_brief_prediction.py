"""What a brief says of a design whose pairs are chosen by predictions, and of which design it tells instead."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.helpers.briefs import Set, facts, made, plain, text
from tests.helpers.fake import Made
from wopsim.report.amounts_in_words import amount
from wopsim.report.brief.brief_choice import ChoiceInWords
from wopsim.report.brief.brief_language import LANGUAGES, Language, words_in
from wopsim.report.decision_words import sentence

PREDICTED = {"pairing": "predicted_gain"}


def by_prediction(*places: int, people: tuple[float, ...] = (900, 3000, 400)) -> Made:
    return made(people, settings={place: dict(PREDICTED) for place in places})


def answer(result: Made, language: Language = "en", **judged: Any) -> list[str]:
    return [plain(said) for said in facts(result, language, **judged)["answer"]]


@pytest.mark.parametrize(
    ("language", "tells", "rests"),
    [
        (
            "en",
            "Of the designs that need no predictions, take “Design 0”: it brings most on average.",
            "“Design 1” is first of all designs on average ({gain}; best in 100 % of plausible worlds, estimated from 12), but it chooses "
            "pairs by what the model predicts that they learn; nobody has tested such predictions.",
        ),
        (
            "fr",
            "Parmi les options sans prévisions, choisir « Design 0 » : elle apporte le plus en moyenne.",
            "« Design 1 » vient en tête de toutes les options en moyenne ({gain} ; la meilleure dans 100 % des mondes plausibles, "
            "estimation à partir de 12), mais choisit les partenariats d'après les progrès que le modèle prévoit "
            "; personne n'a vérifié de telles "
            "prévisions.",
        ),
        (
            "es",
            "Entre las opciones sin previsiones, elegir «Design 0»: es la que más aporta en promedio.",
            "«Design 1» es la primera de todas las opciones en promedio ({gain}; la mejor en el 100 % de los mundos plausibles, estimado a "
            "partir de 12), pero elige las alianzas por lo que el modelo prevé que se aprenderá; nadie ha comprobado esas previsiones.",
        ),
    ],
)
def test_it_tells_of_the_best_design_that_needs_no_predictions(language: Language, tells: str, rests: str) -> None:
    result = by_prediction(1)
    first, second, *_ = answer(result, language)
    gain = float(result.decide().programmes["gain"].iloc[0])
    assert gain == pytest.approx(30_000.0, rel=0.05)  # 3,000 in each of ten utilities, and luck
    assert first == tells
    assert rests.format(gain=plain(ChoiceInWords(result, result.decide(), language).amount(gain, "person"))) in second


@pytest.mark.parametrize("language", LANGUAGES)
def test_those_that_runs_do_not_tell_from_it_are_named_with_what_they_bring(language: Language) -> None:
    result = by_prediction(2, people=(900, 895, 3000, 300))
    choice = ChoiceInWords(result, result.decide(), language)
    first, *_ = answer(result, language)
    gains = result.decide().table.set_index("scenario")["gain"]
    for design, name in (("design_0", "Design 0"), ("design_1", "Design 1")):
        assert name in first
        assert plain(choice.amount(float(gains[design]), "person")) in first
    assert "Design 3" not in first
    many = " ".join(answer(by_prediction(5, people=(900, 901, 902, 903, 904, 3000)), language))
    assert plain(words_in(language)["answer"]["told_many"].partition(")")[2].format(others=4)) in many


def test_where_the_best_needs_none_nothing_is_said_of_predictions() -> None:
    first, *others = answer(by_prediction(0, 2))
    assert first == "“Design 1” is the best choice on average."
    assert "predict" not in " ".join(others)


@pytest.mark.parametrize("people", [(900, 3000, 400), (-900, 3000, -400)])
def test_where_no_other_is_good_it_tells_of_the_best_and_what_it_rests_on(people: tuple[float, ...]) -> None:
    """All need predictions; or all that need none do less good than no programme."""
    needing = (0, 1, 2) if min(people) > 0 else (1,)
    first, second, *_ = answer(by_prediction(*needing, people=people))
    assert first == "“Design 1” is the best choice on average."
    assert "nobody has tested such predictions" in second


def test_what_it_tells_of_one_design_is_that_of_the_design_it_is_about() -> None:
    """A study without the predicted design tells the same of the other one: effect, price, harm, who is helped."""
    instead, alone = facts(by_prediction(1)), facts(made((900, 400)))
    brings, of_it_alone = (next(said for said in answer(one) if said.startswith("With")) for one in (by_prediction(1), made((900, 400))))
    assert brings.split(". ")[:2] == of_it_alone.split(". ")[:2]  # what follows stands beside the others
    for key in ("relevance", "impact", "sustainability"):
        assert text(instead, key) == text(alone, key)
    assert text(instead, "efficiency") == text(alone, "efficiency")


def test_the_loss_where_it_is_wrong_is_that_of_the_design_it_is_about() -> None:
    result = by_prediction(1)
    lost = float(result.decide().table.set_index("scenario").loc["design_0", "regret_if_wrong"])
    assert lost == pytest.approx(21_000, rel=0.1)  # 3,000 less 900 in each of ten utilities
    *_, wrong, _ = answer(result)
    short = plain(ChoiceInWords(result, result.decide(), "en").amount(lost, "person"))
    assert f"Where another is best (100 % of plausible worlds), it falls short of that one by {short} on average." in wrong


def test_it_is_drawn_though_its_rank_is_low() -> None:
    people = (*range(3000, 2300, -100), 900)
    found = facts(by_prediction(*range(7), people=people))
    assert "Design 7" in [row["name"] for row in found["gain"]["rows"]]
    assert "those that the answer names" in found["note"]
    assert "those that the answer names" not in facts(made(people))["note"]


def test_by_how_much_less_the_lot_brings_is_told_with_its_error() -> None:
    pairing: dict[int, Set] = {place: {"pairing": rule, "cohort_size": 2} for place, rule in enumerate(("random", "predicted_gain"))}
    result = made((500, 1000), settings=pairing)
    found = re.search(r"With pairs drawn by lot, .* on average, ([\d,]+) ± ([\d,]+) less", " ".join(answer(result)))
    assert found is not None
    less, error = (float(one.replace(",", "")) for one in found.groups())
    gains = result.decide().table.set_index("scenario")["gain"]
    assert less == pytest.approx(float(gains["design_1"] - gains["design_0"]), rel=0.02)  # to two digits
    assert less == pytest.approx(5000.0, abs=3.0 * error)  # 500 in each of ten utilities, and luck
    assert 0.0 < error < 0.2 * less


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "With pairs drawn by lot, the same help would bring {gain} on average"),
        ("fr", "Avec des partenariats tirés au sort, le gain serait en moyenne de {gain}"),
        ("es", "Con alianzas por sorteo, la ganancia sería en promedio de {gain}"),
    ],
)
def test_what_the_lot_would_bring_is_told_where_the_study_has_the_same_help_by_lot(language: Language, said: str) -> None:
    help_of = {"cohort_size": 2}

    def result_of(**other: Any) -> Made:
        return made((500, 1000), settings={0: {"pairing": "random", **help_of, **other}, 1: {"pairing": "predicted_gain", **help_of}})

    def told(result: Made) -> str:
        return plain(" ".join(facts(result, language)["answer"]))

    decision = result_of().decide()
    by_lot = float(decision.table.set_index("scenario").loc["design_0", "gain"])
    assert by_lot == pytest.approx(5000.0, rel=0.05)  # 500 in each of ten utilities, and luck
    gain = plain(ChoiceInWords(result_of(), decision, language).amount(by_lot, "person"))
    assert said.format(gain=gain) in told(result_of())
    assert said[:20] not in told(result_of(cohort_size=3))  # by lot, and other help besides


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_the_lot_is_not_told_from_the_best_is_said_where_luck_may_lie_between_them(language: Language) -> None:
    pairing = {0: {"pairing": "random", "cohort_size": 2}, 1: {"pairing": "predicted_gain", "cohort_size": 2}}
    untold = words_in(language)["answer"]["by_lot_untold"]
    far, near = (" ".join(facts(made(people, settings=pairing), language)["answer"]) for people in ((500, 1000), (995, 1000)))
    assert untold not in far
    assert untold in near


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_luck_may_have_put_the_predicted_one_first_is_said(language: Language) -> None:
    luck = words_in(language)["answer"]["instead_luck"]

    def told(*people: float) -> str:
        """Of designs as good as these, the first of which pairs by prediction."""
        first = int(made(people).decide().best.removeprefix("design_"))
        return " ".join(facts(by_prediction(first, people=people), language)["answer"])

    assert luck not in told(100, 900, 3000)
    assert luck in told(100, 995, 1000)


def test_the_answer_to_a_choice_names_the_best_without_predictions_too() -> None:
    rests = "“Design 1” chooses pairs by what the model predicts that they learn; nobody has tested such predictions."
    assert f"{rests} “Design 0” is the best without." in sentence(by_prediction(1).decide())  # it is second
    decision = by_prediction(0, 1).decide()
    gains = decision.table.set_index("scenario")["gain"]
    less, third = amount(decision, gains["design_1"] - gains["design_2"]), sentence(decision)
    assert f"{rests} Of the designs without predictions, “Design 2” comes first, {less} less on average." in third
    assert sentence(by_prediction(0, 1, 2).decide(), to_learn=False).endswith(rests)
    assert "predict" not in sentence(by_prediction(0, 2).decide())


def test_where_to_do_nothing_is_best_nothing_is_said_of_predictions() -> None:
    said = answer(by_prediction(0, 1, 2), worth=1.0)
    assert "Doing nothing" in said[0]
    assert "tested such predictions" not in " ".join(said)


def test_at_a_worth_it_tells_what_the_design_it_is_about_is_worth() -> None:
    result = by_prediction(1)
    assert list(result.decide(worth=5_000.0).table["scenario"].iloc[:2]) == ["design_1", "design_0"]
    said = " ".join(answer(result, worth=5_000.0))
    assert "“Design 0” is on average worth" in said
    assert "“Design 1” is on average worth" not in said
