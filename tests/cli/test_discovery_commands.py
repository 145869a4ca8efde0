"""`wopsim discover`: a sweep in a store is looked at whole, and mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import wopsim as ws
from wopsim.cli.main import app

runner = CliRunner()
STUDY = """
title: Swept
draws: 5
replicates: 1
horizon_years: 3
base: {budget: 2e6, partnership_months: 12}
sweep: {grid: {missions_per_year: [2, 6], structure: [drawn, incentives_work]}}
scenarios:
  chance: {set: {pairing: random}}
  need: {set: {pairing: by_need}}
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("discover")
    (folder / "swept.yaml").write_text(STUDY, encoding="utf-8")
    ws.sweep(folder / "swept.yaml", folder / "swept.zarr", workers=1)
    return folder / "swept.zarr"


def test_a_sweep_is_looked_at_whole(store: Path, tmp_path: Path) -> None:
    done = runner.invoke(app, ["discover", str(store), "--better", "need", "chance", "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "of 20 plausible worlds" in " ".join(done.output.split())
    assert {"boxes.csv", "limits.csv", "contexts.csv", "discovery.txt", "discovery.png", "trade_off.png"} <= {
        path.name for path in (tmp_path / "out").iterdir()
    }
    again = runner.invoke(app, ["discover", str(store), "--better", "need", "chance", "--out", str(tmp_path / "out")])
    assert "earlier results of this study (the same) in" in again.output
    other = runner.invoke(app, ["discover", str(store), "--better", "need", "chance", "--tree", "--out", str(tmp_path / "out")])
    assert "earlier results of this study (the same, asked otherwise) in" in other.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "say which two designs"),
        (["--better", "need", "nobody"], "no design 'nobody'"),
        (["--better", "need", "need"], "cannot be better than itself"),
        (["--better", "need", "chance", "--variant", "1"], "5 plausible worlds are too few"),
    ],
)
def test_mistakes_are_told(store: Path, tmp_path: Path, words: list[str], says: str) -> None:
    wrong = runner.invoke(app, ["discover", str(store), *words, "--out", str(tmp_path / "wrong")])
    assert wrong.exit_code == 2, wrong.output
    assert says in " ".join(wrong.output.split())


def test_experiments_of_a_sweep_have_its_values_and_no_gap(store: Path) -> None:
    experiments, outcomes = ws.StoredRuns(store).to_ema()
    assert len(experiments) == len(outcomes["people_served"]) == 40
    assert not experiments.isna().any().any()
    assert set(experiments["missions_per_year"]) == {2, 6}
    assert experiments["scenario"].nunique() == 20
