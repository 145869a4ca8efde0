"""`wopsim report` and `wopsim brief`: what they write, and what they refuse before anything is run."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.helpers import making
from wopsim import sweeps
from wopsim.cli.main import app
from wopsim.report.brief.brief_pdf import TEMPLATE

runner = CliRunner()


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return making.write_study(tmp_path_factory.mktemp("telling"), draws=4, replicates=2)


@pytest.fixture(scope="module")
def store(study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = making.allocate(study, tmp_path_factory.mktemp("stores") / "small.zarr")
    sweeps.run_store(made, workers=1)
    return Path(made.path)


def test_a_file_and_a_store_are_reported(study: Path, store: Path, tmp_path: Path) -> None:
    for source, out in ((study, "file.html"), (store, "store.html")):
        done = runner.invoke(app, ["report", str(source), "--useful", "10", "--out", str(tmp_path / out)])
        assert done.exit_code == 0, done.output
        assert f"Written to {tmp_path / out}" in done.stdout
    of_file, of_store = ((tmp_path / name).read_text(encoding="utf-8") for name in ("file.html", "store.html"))
    assert '<svg class="map"' in of_file
    assert "keep: utility" in of_store
    assert f"wopsim run {study} --out {store}" in of_store
    again = runner.invoke(app, ["report", str(store), "--useful", "10", "--out", str(tmp_path / "store.html")])
    assert "(an older file was replaced)" in again.stdout
    assert (tmp_path / "store.html").read_text(encoding="utf-8") == of_store


def test_a_page_names_the_study_from_where_it_was_asked(store: Path, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever gets the page by mail need not see in whose folder it was made."""
    monkeypatch.chdir(study.parent)
    done = runner.invoke(app, ["report", str(store), "--useful", "10", "--out", str(tmp_path / "here.html")])
    assert done.exit_code == 0, done.output
    assert f"wopsim run {study.name} --out" in (tmp_path / "here.html").read_text(encoding="utf-8")


def test_a_brief_of_a_store_is_written_with_an_own_template(store: Path, tmp_path: Path) -> None:
    shown = runner.invoke(app, ["brief", "--show-template"])
    assert shown.stdout == TEMPLATE.read_text(encoding="utf-8")
    (tmp_path / "mine.typ").write_text(shown.stdout, encoding="utf-8")
    words = ["brief", str(store), "--language", "fr", "--template", str(tmp_path / "mine.typ"), "--out", str(tmp_path / "a.pdf")]
    done = runner.invoke(app, words)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["report", "--out", "a.pdf"], "let --out end in .html or .htm"),
        (["brief", "--out", "a.doc"], "let --out end in .pdf, .docx, .html or .htm"),
        (["brief", "--out", "a.docx", "--template", "mine.typ"], "leave --template out, or let --out end in .pdf"),
        (["report", "--out", "none/a.html"], "there is no folder"),
        (["report", "--out", "folder.html"], "is a folder"),
        (["report", "--outcome", "people_serve"], "Did you mean 'people_served'"),
        (["brief", "--template", "none.typ"], "none.typ"),
        (["brief", "--equity", "fragile"], "--equity needs GROUP=WEIGHT"),
        (["brief", "--variant", "1"], "for a store with a sweep"),
    ],
)
def test_mistakes_are_told_before_anything_is_run(
    words: list[str], says: str, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.html").mkdir()
    done = runner.invoke(app, [words[0], str(study), *words[1:]])
    assert done.exit_code == 2, done.output
    assert says in " ".join(done.output.split())
    assert "runs" not in done.stderr, "it was run before it was refused"


@pytest.mark.parametrize(("out", "starts"), [("a.docx", b"PK"), ("a.html", b"<!doctype html>")])
def test_a_brief_is_also_written_for_word_processors_and_browsers(out: str, starts: bytes, store: Path, tmp_path: Path) -> None:
    done = runner.invoke(app, ["brief", str(store), "--language", "es", "--out", str(tmp_path / out)])
    assert done.exit_code == 0, done.output
    assert (tmp_path / out).read_bytes().lstrip().startswith(starts)


@pytest.mark.parametrize(("out", "needs"), [("a.pdf", "typst"), ("a.docx", "python-docx")])
def test_without_a_library_it_says_what_to_type(out: str, needs: str, study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    done = runner.invoke(app, ["brief", str(study), "--out", out])
    assert done.exit_code == 2
    assert f"needs {needs}" in " ".join(done.output.split())
    assert '".[brief]"' in done.output


def test_what_is_to_know_of_an_own_world_is_told_alike_by_check_and_compare(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(
        "name,country,population_served,region,income,language,latitude,longitude\n"
        "Alpha,Atlantis,120000,South Asia,low,english,10,70\nBeta,Kenya,150000,,,,,\n",
        encoding="utf-8",
    )
    path = tmp_path / "own.yaml"
    path.write_text("title: Own\nworld: own.csv\ndraws: 2\nreplicates: 2\nscenarios:\n  a: {set: {budget: 1e6}}\n", encoding="utf-8")
    store = tmp_path / "own.zarr"
    sweeps.run_store(making.allocate(path, store), workers=1)

    def told(*words: str) -> list[str]:
        done = runner.invoke(app, words)
        assert done.exit_code == 0, done.output
        return [line for line in done.output.splitlines() if line.startswith("Note: the world:")]

    checked = told("check", str(path))
    assert checked[0] == "Note: the world: Country not in the list of countries, taken as the file describes it: alpha."
    assert told("compare", str(path), "--figures", "none", "--workers", "1", "--out", str(tmp_path / "file")) == checked
    (tmp_path / "own.csv").unlink()  # a store tells what it was made of
    assert told("compare", str(store), "--out", str(tmp_path / "store")) == checked
