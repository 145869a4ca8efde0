"""Translations are text: what is run does not depend on them, a store goes on when some are added, and keeps those it was made with."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import wopsim as ws
from tests.helpers import making
from wopsim import sweeps
from wopsim.cli.main import app
from wopsim.runs.provenance import differences, provenance
from wopsim.runs.store import Store

SAID = """\
translations:
  en: {title: In English, labels: {need: The needy first}}
  fr: {title: "En français", labels: {chance: Au hasard, need: Selon les besoins}}
"""


def test_runs_are_the_same_with_texts_in_other_languages(tmp_path: Path) -> None:
    found = [ws.run(making.write_study(tmp_path, draws=2, replicates=2, more=more, name=f"s{len(more)}")) for more in ("", SAID)]
    assert found[0].measures.identical(found[1].measures.assign_attrs(found[0].measures.attrs))
    assert found[0].dataset.equals(found[1].dataset)


def test_a_store_goes_on_after_texts_were_translated_and_keeps_its_own(tmp_path: Path) -> None:
    path = making.write_study(tmp_path, draws=2, replicates=2)
    store = making.allocate(path, tmp_path / "s.zarr")
    making.write_study(tmp_path, draws=2, replicates=2, more=SAID)
    changed = ws.read_study(path)
    assert changed.translations
    assert differences(Store(store.path).attributes, provenance(changed)) == []
    again = sweeps.opened(changed, store.path)
    assert again is not None
    sweeps.run_store(again, workers=1)
    assert ws.StoredRuns(store.path).held().points == 4
    assert dict(ws.StoredRuns(store.path).study.translations) == {}


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("swept")
    store = making.allocate(
        making.write_study(folder, draws=3, replicates=2, more=f"{SAID}sweep: {{grid: {{budget: [5e5, 2e6]}}}}"), folder / "s.zarr"
    )
    sweeps.run_store(store, workers=1)
    return store.path


def test_a_store_has_the_texts_of_a_language(swept: Path) -> None:
    french = ws.StoredRuns(swept, "fr")
    assert french.study.title == "En français"
    assert french.result(1).study.title == "En français, variant 1: budget 2,000,000"
    assert set(french.decide(1).table["label"]) == {"Au hasard", "Selon les besoins"}
    assert set(french.effects()["label"].values) == {"Au hasard", "Selon les besoins"}
    assert set(ws.StoredRuns(swept).decide(1).table["label"]) == {"Chance", "Need"}


def test_commands_in_english_take_the_english_texts_and_a_brief_those_of_its_language(swept: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    for command, out in (("decide", "folder"), ("report", "page.html")):
        done = runner.invoke(app, [command, str(swept), "--variant", "1", "--out", str(tmp_path / out)])
        assert done.exit_code == 0, done.output
        told = done.output if command == "decide" else (tmp_path / out).read_text(encoding="utf-8")
        assert "In English, variant 1: budget 2,000,000" in told
        assert "The needy first" in told
        assert "Small, variant" not in told
    done = runner.invoke(app, ["brief", str(swept), "--variant", "1", "--language", "fr", "--out", str(tmp_path / "brief.html")])
    assert done.exit_code == 0, done.output
    told = (tmp_path / "brief.html").read_text(encoding="utf-8")
    assert "En français, variant 1: budget 2,000,000" in told
    assert "The needy first" not in told
    assert "Selon les besoins" in told
    done = runner.invoke(app, ["compare", str(swept), "--out", str(tmp_path / "compared")])
    assert "The needy first" in done.output


def test_a_study_file_is_told_in_english_where_it_has_english_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = making.write_study(tmp_path, draws=2, replicates=2, more=SAID)
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    for line in (["compare", str(path), "--figures", "none"], ["trace", str(path)]):
        done = runner.invoke(app, line)
        assert done.exit_code == 0, done.output
        assert "In English" in done.output, line
        assert "Small" not in done.output
