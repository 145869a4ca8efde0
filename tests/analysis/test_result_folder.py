"""A folder of results belongs to one study, and says to which."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import wopsim as ws
from wopsim.analysis.result_folder import OURS, RESULTS_SIGN, sign, what_is_replaced
from wopsim.cli.main import app
from wopsim.errors import ResultError

runner = CliRunner()
STUDY = ws.read_study()


def test_an_empty_folder_and_none_hold_nothing(tmp_path: Path) -> None:
    assert what_is_replaced(tmp_path / "none", STUDY, "runs") == ""
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    assert what_is_replaced(tmp_path, STUDY, "runs") == ""


def test_the_same_study_may_be_run_again_and_it_is_said(tmp_path: Path) -> None:
    sign(tmp_path, STUDY, "runs")
    (tmp_path / "comparison.csv").write_text("", encoding="utf-8")
    assert what_is_replaced(tmp_path, STUDY, "runs") == f"Replaced: earlier results of this study (the same) in {tmp_path}."
    assert "(with other settings)" in what_is_replaced(tmp_path, replace(STUDY, draws=3), "runs")


def test_another_question_to_the_same_study_is_said_to_be_another(tmp_path: Path) -> None:
    asked = {"worth": 100.0, "cost": "all"}
    sign(tmp_path, STUDY, "runs", asked)
    (tmp_path / "decision.csv").write_text("", encoding="utf-8")
    assert "(the same)" in what_is_replaced(tmp_path, STUDY, "runs", asked)
    assert "(the same, asked otherwise)" in what_is_replaced(tmp_path, STUDY, "runs", {**asked, "worth": 20.0})


def test_another_study_is_refused(tmp_path: Path) -> None:
    sign(tmp_path, STUDY, "runs")
    with pytest.raises(ResultError, match="holds results of another study"):
        what_is_replaced(tmp_path, replace(STUDY, title="Mine"), "runs")
    with pytest.raises(ResultError, match="results of this study, made of runs in memory"):
        what_is_replaced(tmp_path, STUDY, "store")


@pytest.mark.parametrize("name", OURS)
def test_files_of_nobody_are_not_replaced(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(ResultError, match=rf"holds {name}, and no study\.json"):
        what_is_replaced(tmp_path, STUDY, "runs")
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("held", ["", "[]", "{}", "\0", '{"title": 1}', "[" * 100_000, "null"])
def test_a_broken_sign_belongs_to_nobody(held: str, tmp_path: Path) -> None:
    (tmp_path / RESULTS_SIGN).write_text(held, encoding="utf-8")
    with pytest.raises(ResultError, match="cannot be read, so whose results"):
        what_is_replaced(tmp_path, STUDY, "runs")


SMALL = """\
title: {title}
world: w.csv
draws: 1
replicates: {replicates}
horizon_years: 2
base: {{budget: 1.0e6, programme_years: 2, partnership_months: 12}}
scenarios:
  a: []
"""


def small(folder: Path, title: str, replicates: int = 1) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "w.csv").write_text(
        "name,country,population_served,role\nA,Kenya,60000,mentee\nB,Peru,5000,mentee\nC,Kenya,900000,mentor\n", encoding="utf-8"
    )
    (folder / "study.yaml").write_text(SMALL.format(title=title, replicates=replicates), encoding="utf-8")
    return folder / "study.yaml"


def test_two_studies_of_one_file_name_do_not_replace_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    one = small(tmp_path / "one", "One")
    done = runner.invoke(app, ["compare", str(one), "--workers", "1", "--figures", "people_served"])
    assert done.exit_code == 0, done.output
    assert "study.json" in done.output
    assert "Replaced" not in done.output
    done = runner.invoke(app, ["compare", str(one), "--workers", "1", "--figures", "people_served"])
    assert "Replaced: earlier results of this study (the same) in wopsim-results/study." in done.output
    before = {path.name: path.read_bytes() for path in Path("wopsim-results/study").iterdir()}
    monkeypatch.setattr("wopsim.api.run", lambda *_: pytest.fail("it was run"))
    done = runner.invoke(app, ["compare", str(small(tmp_path / "two", "Two"))])
    assert done.exit_code == 2
    assert "results of another study, 'One'" in done.output
    assert {path.name: path.read_bytes() for path in Path("wopsim-results/study").iterdir()} == before


def test_python_refuses_as_well(tmp_path: Path) -> None:
    result = ws.run(small(tmp_path, "One"), workers=1)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "measures.nc").write_text("mine", encoding="utf-8")
    with pytest.raises(ResultError, match="no study"):
        result.write(tmp_path / "out")
    assert (tmp_path / "out" / "measures.nc").read_text(encoding="utf-8") == "mine"
    written = result.write(tmp_path / "new", figures="people_served")
    assert {path.name for path in written} <= {*OURS, RESULTS_SIGN}
    assert RESULTS_SIGN in {path.name for path in written}


def test_what_is_read_is_not_replaced(tmp_path: Path) -> None:
    world, cases = tmp_path / "w.csv", tmp_path / "c.csv"
    world.write_text("name,country,population_served\nA,Kenya,60000\n", encoding="utf-8")
    cases.write_text("case_id,indicator,span_years\na,nrw_pct,3\n", encoding="utf-8")
    study = small(tmp_path / "s", "One")
    for words, held in ((["world"], world), (["predict", "--draws", "2"], cases), (["trace"], study)):
        before = held.read_bytes()
        done = runner.invoke(app, [words[0], str(held), *words[1:], "--out", str(held)])
        assert done.exit_code == 2
        assert "is the file that is read, and would be replaced" in done.output
        assert held.read_bytes() == before


def test_it_is_said_that_an_older_file_was_replaced(tmp_path: Path) -> None:
    out = tmp_path / "w.csv"
    assert "replaced" not in runner.invoke(app, ["world", "--out", str(out)]).output
    assert "(an older file was replaced)" in runner.invoke(app, ["world", "--out", str(out)]).output
    assert "(an older file was replaced)" in runner.invoke(app, ["schema", "--out", str(out)]).output
