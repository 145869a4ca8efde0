"""`wopsim decide`: a study file and a store say the same, and mistakes are told before anything is run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import wopsim as ws
from tests.helpers import making
from wopsim import sweeps
from wopsim.cli.main import app

runner = CliRunner()


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return making.write_study(tmp_path_factory.mktemp("decide"), draws=4, replicates=2)


def test_a_file_and_a_store_say_the_same(study: Path, tmp_path: Path) -> None:
    store = making.allocate(study, tmp_path / "small.zarr")
    sweeps.run_store(store, workers=1)
    for source, out in ((study, "of_file"), (store.path, "of_store")):
        done = runner.invoke(app, ["decide", str(source), "--useful", "10", "--out", str(tmp_path / out)])
        assert done.exit_code == 0, done.output
        assert "What to learn first" in done.output
    tables = [(tmp_path / out / "decision.csv").read_bytes() for out in ("of_file", "of_store")]
    assert tables[0] == tables[1]
    again = runner.invoke(app, ["decide", str(study), "--out", str(tmp_path / "of_file")])
    assert "Replaced: earlier results" in again.output


@pytest.mark.parametrize(
    ("options", "told"),
    [(["--useful", "10"], False), (["--worth", "50"], False), (["--worth", "50", "--useful", "10"], True)],
)
def test_it_is_told_that_a_useful_difference_is_in_money_where_a_unit_has_a_worth(options: list[str], told: bool, tmp_path: Path) -> None:
    done = runner.invoke(app, ["decide", "none.yaml", *options, "--out", str(tmp_path)])
    assert ("--useful is in EUR here, because --worth is given." in done.stderr) is told


def test_a_variant_of_a_sweep_is_a_study_of_its_own(tmp_path: Path) -> None:
    path = making.write_study(tmp_path, draws=3, replicates=2, more="sweep: {grid: {budget: [5e5, 2e6]}}")
    store = making.allocate(path, tmp_path / "swept.zarr")
    sweeps.run_store(store, workers=1)
    runs = ws.StoredRuns(store.path)
    alone = ws.run(runs.study.at(1), workers=1).decide()
    pd.testing.assert_frame_equal(runs.decide(1).table, alone.table)
    for number, budget in enumerate(("500,000", "2,000,000")):
        title = f"{runs.study.title}, variant {number}: budget {budget}"
        for command, out in (("decide", "folder"), ("report", "page.html"), ("brief", "brief.html")):
            told = runner.invoke(app, [command, str(store.path), "--variant", str(number), "--out", str(tmp_path / out)])
            assert told.exit_code == 0, told.output
            assert title in (told.output if command == "decide" else (tmp_path / out).read_text(encoding="utf-8"))


def test_compare_against_a_design_says_the_same_of_a_file_and_a_store(study: Path, tmp_path: Path) -> None:
    store = making.allocate(study, tmp_path / "small.zarr")
    sweeps.run_store(store, workers=1)
    first = ws.read_study(study).scenarios[1].name
    for source, out in ((study, "of_file"), (store.path, "of_store")):
        done = runner.invoke(app, ["compare", str(source), "--against", first, "--out", str(tmp_path / out)])
        assert done.exit_code == 0, done.output
        assert "What each design changes beside" in done.output
    tables = [(tmp_path / out / "differences.csv").read_bytes() for out in ("of_file", "of_store")]
    assert tables[0] == tables[1]
    for words, says in ((["--against", "nobody"], "no design 'nobody'"), (["--variant", "1"], "--variant")):
        wrong = runner.invoke(app, ["compare", str(store.path), *words])
        assert wrong.exit_code == 2
        assert says in " ".join(wrong.output.split())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--outcome", "people_serve"], "Did you mean 'people_served'"),
        (["--useful", "-3"], "not below zero"),
        (["--equity", "fragile"], "--equity needs GROUP=WEIGHT"),
        (["--equity", "fragil=2"], "Did you mean 'fragile'"),
        (["--equity", "fragile=much"], "--equity: the weight of 'fragile'"),
        (["--weights", "none.csv"], "none.csv"),
        (["--variant", "1"], "for a store with a sweep"),
        (["--against", "nobody"], "no design 'nobody'"),
    ],
)
def test_mistakes_are_told(study: Path, tmp_path: Path, words: list[str], says: str) -> None:
    done = runner.invoke(app, ["decide", str(study), "--out", str(tmp_path / "out"), *words])
    assert done.exit_code == 2, done.output
    assert says in " ".join(done.output.split())
    assert "runs" not in done.stderr, "it was run before it was refused"
    assert not (tmp_path / "out" / "decision.csv").exists()
