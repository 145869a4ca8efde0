"""The texts of a study in other languages: what is translated is taken, the rest stays, and nothing else is touched."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

import wopsim as ws
from wopsim.errors import StudyError
from wopsim.languages import LANGUAGES, Language
from wopsim.study.reader import shipped_studies
from wopsim.study.translations import Translation

FILE = """\
title: Besoin ou hasard
question: Qui d'abord ?
draws_from: prior
scenarios:
  need: {label: Selon les besoins, set: {pairing: by_need}}
  chance: {label: Au hasard}
translations:
  en:
    title: Need or chance
    question: Who first?
    labels: {need: By need, chance: By chance}
  es:
    labels: {need: "Por necesidad"}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "need.yaml"
    place.write_text(FILE, encoding="utf-8")
    return place


def texts(study: ws.Study) -> list[str]:
    return [study.title, study.question, *(scenario.label for scenario in study.scenarios[1:])]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (None, ["Besoin ou hasard", "Qui d'abord ?", "Selon les besoins", "Au hasard"]),
        ("en", ["Need or chance", "Who first?", "By need", "By chance"]),
        ("fr", ["Besoin ou hasard", "Qui d'abord ?", "Selon les besoins", "Au hasard"]),
        ("es", ["Besoin ou hasard", "Qui d'abord ?", "Por necesidad", "Au hasard"]),
    ],
)
def test_what_is_translated_is_taken_and_the_rest_stays_as_it_is_written(language: Language | None, said: list[str], path: Path) -> None:
    assert texts(ws.read_study(path, language)) == said


def test_nothing_but_texts_is_changed(path: Path) -> None:
    study = ws.read_study(path)
    english = study.in_language("en")
    labels = {scenario.name: scenario.label for scenario in study.scenarios}
    back = tuple(dataclasses.replace(scenario, label=labels[scenario.name]) for scenario in english.scenarios)
    written = dataclasses.replace(english, title=study.title, question=study.question, scenarios=back, translations=study.translations)
    assert written == study
    assert english != study


def test_whether_all_of_a_study_is_in_a_language(path: Path) -> None:
    study = ws.read_study(path)
    assert {language: study.is_all_in(language) for language in LANGUAGES} == {"en": True, "fr": False, "es": False}
    said = study.translations["en"]
    for less in (dataclasses.replace(said, title=""), dataclasses.replace(said, question=""), dataclasses.replace(said, labels={})):
        assert not dataclasses.replace(study, translations={"en": less}).is_all_in("en")
    without = dataclasses.replace(study, question="", translations={"en": dataclasses.replace(said, question="")})
    assert without.is_all_in("en")  # there is no question to translate
    assert not study.with_scenario("third").is_all_in("en")


def test_it_is_the_same_from_python_and_comes_back_from_json(path: Path) -> None:
    study = ws.read_study(path)
    said = {language: one.to_dict() for language, one in study.translations.items()}
    scenarios = {"need": {"label": "Selon les besoins", "set": {"pairing": "by_need"}}, "chance": {"label": "Au hasard"}}
    made = ws.Study(
        title=study.title, question=study.question, draws_from="prior", scenarios=scenarios, translations={"en": said["en"]}, name="need"
    )
    assert made.translations["en"] == study.translations["en"]
    assert ws.Study.from_dict(json.loads(json.dumps(study.to_dict()))) == study


def test_a_study_that_was_kept_before_there_were_translations_has_none(path: Path) -> None:
    held = ws.read_study(path).to_dict()
    del held["translations"]
    assert dict(ws.Study.from_dict(held).translations) == {}
    assert "translations" not in ws.Study.from_dict(held).to_dict()


def test_what_stands_behind_a_title_stands_there_in_every_language_that_has_one(path: Path) -> None:
    study = ws.read_study(path).retitled(", variant 2")
    assert [study.in_language(language).title for language in ("en", "fr", "es")] == [
        "Need or chance, variant 2", "Besoin ou hasard, variant 2", "Besoin ou hasard, variant 2",
    ]  # fmt: skip


def test_a_label_that_is_alike_only_to_the_eye_is_the_same(path: Path) -> None:
    path.write_text(FILE.replace("chance: By chance", 'chance: "By\\u00a0need"'), encoding="utf-8")
    with pytest.raises(StudyError, match="'en', scenarios 'need' and 'chance' have the same label"):
        ws.read_study(path)


def test_a_translated_label_that_another_scenario_has_as_written_is_the_same(path: Path) -> None:
    path.write_text(FILE.replace("Por necesidad", "Au hasard"), encoding="utf-8")
    with pytest.raises(StudyError, match="line 13: in translations to 'es', scenarios 'need' and 'chance' have the same label"):
        ws.read_study(path)


def test_translations_that_were_not_read_go_with_scenarios_by_name(path: Path) -> None:
    study = ws.read_study(path)
    with pytest.raises(StudyError, match="'translations' needs scenarios by name"):
        dataclasses.replace(study, translations={"en": {"title": "T"}})  # type: ignore[dict-item]
    assert dataclasses.replace(study, translations={"en": Translation("T")}).in_language("en").title == "T"


@pytest.mark.parametrize("language", ["fr", "es"])
@pytest.mark.parametrize("name", sorted(set(shipped_studies()) - {"everything"}))
def test_all_of_a_study_that_ships_is_in_the_languages_of_briefs(name: str, language: Language) -> None:
    study = ws.read_study(name)
    assert study.is_all_in(language)
    assert not {*texts(study)} & {*texts(study.in_language(language))}
