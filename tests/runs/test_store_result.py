"""What a store answers: the comparison of a study that was run in memory, over the points that every scenario has."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import wopsim as ws
from tests.helpers import making
from wopsim import sweeps
from wopsim.cli import comparing_stores
from wopsim.cli.main import app
from wopsim.errors import DamageError, ResultError
from wopsim.runs.store import FAILED, Store

runner = CliRunner()
SWEPT = "sweep: {grid: {budget: [5e5, 2e6], partnership_months: [12, 24]}}"


@pytest.fixture(scope="module")
def in_memory(study: Path) -> pd.DataFrame:
    return ws.run(study, workers=1).compare().table


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("swept")
    store = making.allocate(making.write_study(folder, draws=2, replicates=2, more=SWEPT), folder / "swept.zarr")
    sweeps.run_store(store, workers=1)
    return store.path


def without(study: Path, whole: Path, folder: Path, draw: int, replicate: int) -> ws.StoredRuns:
    """A copy of a whole store in which one scenario failed at one point."""
    store = Store(shutil.copytree(whole, folder / "copy.zarr"))
    (block,) = (block for block in store.points.blocks() if draw in block.draws and replicate in block.replicates)
    status = store.status(block)
    status[0, 2, draw - block.draws.start, replicate - block.replicates.start] = FAILED
    store.write_status(block, status)
    return ws.StoredRuns(store.path)


def test_it_is_what_a_run_in_memory_says(whole: Path, in_memory: pd.DataFrame) -> None:
    runs = ws.StoredRuns(whole)
    pd.testing.assert_frame_equal(runs.result().compare().table, in_memory, check_exact=True)
    pd.testing.assert_frame_equal(runs.table(), in_memory, check_exact=True)
    assert str(runs.held()) == ""


def test_each_variant_is_a_study_of_its_own(swept: Path) -> None:
    runs = ws.StoredRuns(swept)
    assert [dict(values) for values in runs.variants][1] == {"budget": 5e5, "partnership_months": 24}
    for number in range(4):
        alone = ws.run(runs.study.at(number), workers=1).compare().table
        pd.testing.assert_frame_equal(runs.result(number).compare().table, alone, check_exact=True)
        assert runs.result(number).study.title.startswith(f"{runs.study.title}, variant {number}: budget ")
        part = runs.table().query("variant == @number")
        assert set(part["partnership_months"]) == {runs.variants[number]["partnership_months"]}
        np.testing.assert_array_equal(part["mean"], alone["mean"])


@pytest.mark.parametrize(("variant", "said"), [(None, "from 0 to 3 "), (4, "no variant 4"), (-1, "no variant -1")])
def test_a_variant_of_a_sweep_must_be_named(swept: Path, variant: int | None, said: str) -> None:
    with pytest.raises(ResultError, match=said):
        ws.StoredRuns(swept).result(variant)


def test_a_point_at_which_one_scenario_failed_is_left_out_of_all(study: Path, whole: Path, in_memory: pd.DataFrame, tmp_path: Path) -> None:
    runs = without(study, whole, tmp_path, draw=3, replicate=1)
    measures = ws.run(study, workers=1).measures["water_saved"].load().copy()
    measures[:, 3, 1] = np.nan
    found = runs.result().compare()
    for scenario in ("chance", "need"):
        row = found.get(scenario, "water_saved")
        assert row["runs"] == 23
        assert row["mean"] == pytest.approx(float(measures.sel(scenario=scenario).mean()), rel=1e-12)
        cost = found.get(scenario, "cost_per_water_saved")
        assert (
            np.isfinite(cost["low"])
            == np.isfinite(in_memory.query("scenario == @scenario and outcome == 'cost_per_water_saved'")["low"]).all()
        )
    assert "1 point where a scenario failed" in str(runs.held())


def test_what_is_not_run_yet_is_left_out_and_said(study: Path, in_memory: pd.DataFrame, tmp_path: Path) -> None:
    store = making.allocate(study, tmp_path / "begun.zarr")
    with pytest.raises(ResultError, match="no point yet"):
        ws.StoredRuns(store.path).result()
    sweeps.run_store(store, workers=1, points=(0, 11))  # three of six draws
    runs = ws.StoredRuns(store.path)
    found = runs.result().compare()
    assert (found.draws, found.replicates) == (3, 4)
    assert "12 points not run yet" in str(runs.held())
    assert "12 of 24 points" in repr(runs)
    few = ws.run(making.write_study(tmp_path, draws=3), workers=1).compare()
    pd.testing.assert_frame_equal(found.table, few.table, check_exact=True)


def test_replicates_that_were_not_needed_are_not_missing(tmp_path: Path) -> None:
    more = "stop: {effect: water_saved, error: 1e9, most_replicates: 8}"
    store = making.allocate(making.write_study(tmp_path, draws=2, replicates=2, more=more), tmp_path / "stopped.zarr")
    sweeps.run_store(store, workers=1)
    runs = ws.StoredRuns(store.path)
    assert (runs.result().compare().replicates, str(runs.held())) == (2, "")


def test_the_command_prints_and_writes_it(whole: Path, in_memory: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = runner.invoke(app, ["compare", str(whole)])
    assert done.exit_code == 0, done.output
    assert "6 draws from the posterior x 4" in " ".join(done.output.split())
    written = pd.read_csv(tmp_path / "wopsim-results" / "whole-store" / "comparison.csv")
    assert written["mean"].to_numpy() == pytest.approx(in_memory["mean"].to_numpy(), rel=1e-5, nan_ok=True)
    text = (tmp_path / "wopsim-results" / "whole-store" / "comparison.txt").read_text(encoding="utf-8")
    assert text.strip() in "\n".join(line.rstrip() for line in done.output.splitlines())


def test_the_command_shows_a_sweep_in_one_table(swept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = making.command("compare", swept, "--out", tmp_path / "a")  # in a process of its own, in which nothing was run
    assert alone.returncode == 0, alone.stderr
    assert alone.stdout.count("budget 500,000 ") == alone.stdout.count("partnership_months 12 ") == 2
    assert set(pd.read_csv(tmp_path / "a" / "comparison.csv")["variant"]) == {0, 1, 2, 3}
    monkeypatch.setattr(comparing_stores, "MOST_VARIANTS", 3)
    done = runner.invoke(app, ["compare", str(swept), "--out", str(tmp_path / "b")])
    assert done.exit_code == 0, done.output
    assert "of 4 combinations" in " ".join(done.output.split())
    means = pd.read_csv(tmp_path / "a" / "comparison.csv").query("outcome == 'people_served'")["mean"]
    again = pd.read_csv(tmp_path / "b" / "effects.csv").query("outcome == 'people_served'").sort_values(["variant", "scenario"])["mean"]
    np.testing.assert_allclose(again, means, rtol=1e-5)
    assert (tmp_path / "b" / "comparison.txt").read_text(encoding="utf-8").strip() in "\n".join(map(str.rstrip, done.output.splitlines()))


def test_options_that_say_how_to_run_are_refused(whole: Path) -> None:
    done = runner.invoke(app, ["compare", str(whole), "--draws", "3", "--engine", "agents"])
    assert done.exit_code == 2
    assert "--draws, --engine" in done.output


def test_a_damaged_chunk_is_named(whole: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(whole, tmp_path / "damaged.zarr"))
    chunk = next((store / "measures").glob("c.*"))
    data = bytearray(chunk.read_bytes())
    data[len(data) // 2] ^= 0xFF
    chunk.write_bytes(bytes(data))
    with pytest.raises(DamageError, match="--verify"):
        ws.StoredRuns(store).result().compare()
