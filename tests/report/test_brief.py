"""The brief: two pages in three languages, whose sentences follow from numbers."""

from __future__ import annotations

import json
import re
import string
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.fake import Made, Truth, fake_result
from wopsim.report.brief.brief_facts import LANGUAGES, MOST_ROWS, Language, brief_facts, words_in
from wopsim.report.brief.brief_pdf import TEMPLATE, TemplateError, brief_pdf, read_template


def made(people: tuple[float, ...] = (900, 3000, 400), cost: float = 9e6, label: str = "Design {}") -> Made:
    truths = {
        f"design_{place}": Truth(label.format(place), 10, nrw=-0.02, draw_sd=0.002, people=each, cost=cost)
        for place, each in enumerate(people)
    }
    return fake_result(truths, draws=12, replicates=3, mentees=16, mentors=2, horizon=9)


def facts(result: Made, language: Language = "en", **judged: Any) -> dict[str, Any]:
    return brief_facts(result, result.decide(**judged), language)


def text(found: dict[str, Any], key: str) -> str:
    return " ".join(next(part["text"] for part in found["parts"] if part["key"] == key))


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
            "«\u00a0Design 1\u00a0» est le meilleur choix en moyenne. Elle est la meilleure dans 100",
            "ne départagent pas les 3 options",
        ),
        ("es", "«Design 1» es la mejor opción en promedio. Es la mejor en 100 de 100", "no distinguen las 3 opciones"),
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
    assert re.search(r"Each person costs the funder EUR \d\d0\.", text(found, "efficiency")) is not None
    assert text(harm, "efficiency") == "There is no gain on average, so no price can be named."
    assert "10 % of the money is left unspent" in text(found, "coherence")
    assert "50 % of the money is left unspent" in text(harm, "coherence")
    assert "costs everybody together" in text(facts(clear, cost="all"), "efficiency")
    assert harm["price"]["rows"] == []


def test_who_gets_less_than_its_share_is_named(clear: Made) -> None:
    assert "None of these groups" in text(facts(clear), "relevance")
    dataset = clear.dataset.copy(deep=True)
    only = dataset["utility"] == "u012"  # in a small town of a low-income country that is not fragile
    dataset["support_received"] = dataset["support_received"].where(only, 0.0) + only * (dataset["scenario"] != "no_programme")
    assert "Less than their share goes to fragile contexts." in text(facts(Made(dataset, clear.study)), "relevance")


def test_numbers_have_the_marks_of_the_language_and_two_figures(clear: Made) -> None:
    assert re.search(r"\d\d\u202f000 personnes", text(facts(clear, "fr"), "effectiveness")) is not None
    assert re.search(r"−?\d,\d", text(facts(clear, "es"), "effectiveness")) is not None
    for found in (facts(clear, language) for language in LANGUAGES):
        for row in found["gain"]["rows"]:
            assert re.fullmatch(r"[−\d\u202f,]+ \[[−\d\u202f,]+ – [−\d\u202f,]+\]", row["says"])


def test_another_outcome_and_worth_are_told_in_their_units(clear: Made) -> None:
    water = facts(clear, outcome="water_saved")
    assert "m3 of water a day less lost from pipes" in text(water, "effectiveness")
    assert "euros on average" in " ".join(facts(made((900, 880, 300)), worth=100.0)["answer"])
    poor = text(facts(clear, worth=1.0), "effectiveness")
    assert "In 100 of 100 plausible worlds it is worth less than it costs." in poor
    assert "less good than no programme" not in poor
    share = facts(clear, "es", outcome="nrw_all_mentees")
    assert "por punto porcentual: " in text(share, "efficiency")
    assert "puntos porcentuales menos de agua perdida" in text(share, "effectiveness")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_brief_is_tagged_and_the_same_bytes_twice(language: Language, clear: Made) -> None:
    decision = clear.decide()
    pdf = brief_pdf(clear, decision, language)
    assert pdf == brief_pdf(clear, decision, language)
    assert pdf.startswith(b"%PDF-")
    assert b"pdfuaid" in pdf
    assert b"/StructTreeRoot" in pdf
    assert f"/Lang({language})".encode() in pdf


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("designs", [2, 30])
def test_there_are_two_pages_however_many_designs(language: Language, designs: int) -> None:
    import typst

    long = "Design number {}, which has many words because somebody described it all, paired by predicted gain"
    found = facts(made(tuple(range(500, 500 + 10 * designs, 10)), label=long), language)
    found["question"] = "Which of all these designs should be chosen, and what would be lost if the choice turned out to be wrong? " * 2
    assert len(found["chance"]["rows"]) == min(designs, MOST_ROWS)
    pages = typst.compile(str(TEMPLATE), sys_inputs={"data": json.dumps(found)}, format="png", ppi=10)
    assert isinstance(pages, list)
    assert len(pages) == 2


def test_a_copy_of_the_template_can_be_changed(clear: Made, tmp_path: Path) -> None:
    own = tmp_path / "mine.typ"
    own.write_text(read_template(None).replace("#00507f", "#7f0000"), encoding="utf-8")
    decision = clear.decide()
    assert brief_pdf(clear, decision, "en", own) != brief_pdf(clear, decision, "en")


@pytest.mark.parametrize(
    ("content", "says"),
    [("= One\n#let x = (", r"line 2: typst says: unclosed delimiter"), ("#d.title", "line 1: typst says: unknown variable: d")],
)
def test_a_template_that_is_wrong_is_told_with_its_line(content: str, says: str, clear: Made, tmp_path: Path) -> None:
    own = tmp_path / "mine.typ"
    own.write_text(content, encoding="utf-8")
    with pytest.raises(TemplateError, match=says):
        brief_pdf(clear, clear.decide(), "en", own)


def test_a_template_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="no such file"):
        read_template(tmp_path / "none.typ")
