"""A brief says the texts of the study in its language, as far as the study has them, wherever they stand."""

from __future__ import annotations

import dataclasses
import io
import json
import re

import docx
import pytest

from tests.helpers.briefs import facts, plain
from tests.helpers.fake import Made
from wopsim.report.brief.brief_docx import brief_docx
from wopsim.report.brief.brief_html import brief_html
from wopsim.report.brief.brief_language import Language, words_in
from wopsim.report.brief.brief_pdf import brief_pdf
from wopsim.study.translations import Translation

FRENCH = Translation("Dix millions : pour qui ?", "Que permettent-ils ?", {f"design_{n}": f"Forme {n} : seule" for n in range(3)})
SPANISH = Translation("Diez millones", "", {"design_0": "Forma 0"})


@pytest.fixture(scope="module")
def translated(clear: Made) -> Made:
    return Made(clear.dataset, dataclasses.replace(clear.study, translations={"fr": FRENCH, "es": SPANISH}))


def test_every_text_of_the_study_is_in_the_language_wherever_it_stands(translated: Made) -> None:
    said = facts(translated, "fr")
    everything = json.dumps(said, ensure_ascii=False)
    assert "Design" not in everything
    assert "Ten million" not in everything
    assert plain(said["title"]) == FRENCH.title
    assert plain(said["question"]) == FRENCH.question
    names = {plain(row["name"]) for row in said["gain"]["rows"]}
    assert names == set(FRENCH.labels.values())
    assert "« Forme 1 : seule »" in plain(" ".join(said["answer"]))
    assert "Forme 1 : seule" in plain(said["chance"]["alt"])
    assert "« Dix millions : pour qui ? »" in plain(said["made"])


def test_a_line_does_not_break_before_the_marks_of_the_language(translated: Made) -> None:
    said = facts(translated, "fr")
    everything = json.dumps([said["title"], said["question"], said["answer"], said["gain"], said["made"]], ensure_ascii=False)
    assert "Dix millions\u00a0: pour qui\u00a0?" in said["title"]
    assert re.search(r"(?<!\") [:;?!»]", everything) is None


def test_what_is_not_translated_stays_and_the_brief_says_so(translated: Made) -> None:
    said = facts(translated, "es")
    assert {row["name"] for row in said["gain"]["rows"]} == {"Forma 0", "Design 1", "Design 2"}
    assert (said["title"], said["question"]) == ("Diez millones", "What does it buy?")
    assert said["study_language"] == ""
    assert words_in("es")["layout"]["as_written"] in said["note"]


@pytest.mark.parametrize("language", ["fr", "es"])
def test_only_a_brief_with_texts_of_another_language_says_that_some_are_as_written(language: Language, clear: Made) -> None:
    sentence = words_in(language)["layout"]["as_written"]
    assert sentence in facts(clear, language)["note"]
    labels = {scenario.name: f"Form {scenario.name}" for scenario in clear.study.scenarios[1:]}
    study = dataclasses.replace(clear.study, translations={language: Translation("T", "Q", labels)})
    whole = facts(Made(clear.dataset, study), language)
    assert sentence not in whole["note"]
    assert whole["study_language"] == language


def test_an_english_brief_takes_the_english_texts_and_says_nothing_of_others(translated: Made) -> None:
    said = facts(translated, "en")
    assert {row["name"] for row in said["gain"]["rows"]} == {"Design 0", "Design 1", "Design 2"}
    assert said["note"] == facts(Made(translated.dataset, dataclasses.replace(translated.study, translations={})), "en")["note"]
    study = dataclasses.replace(translated.study, translations={"en": Translation("Ten", "", {"design_1": "The best"})})
    english = facts(Made(translated.dataset, study), "en")
    assert english["title"] == "Ten"
    assert "The best" in " ".join(english["answer"])


def test_all_three_kinds_of_file_are_in_the_language_and_called_by_their_title(translated: Made) -> None:
    said = facts(translated, "fr")
    page = brief_html(said).decode("utf-8")
    assert f"<title>{said['title']}</title>" in page
    assert f'<h1 lang="fr">{said["title"]}</h1>' in page
    written = docx.Document(io.BytesIO(brief_docx(said)))
    assert written.core_properties.title == said["title"]
    assert said["title"].encode("utf-16-be").hex().upper().encode() in brief_pdf(said)
    assert '<h1 lang="">' in brief_html(facts(translated, "es")).decode("utf-8")
