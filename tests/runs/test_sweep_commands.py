"""The commands of sweeps, as a user types them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from typer.testing import CliRunner

import wopsim as ws
from tests.helpers import making
from wopsim import sweeps
from wopsim.cli.main import app
from wopsim.runs.plan import Plan

runner = CliRunner()


def test_a_new_user_plans_runs_looks_and_exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = making.write_study(tmp_path, draws=2, replicates=2)
    monkeypatch.chdir(tmp_path)
    done = runner.invoke(app, ["plan", study.name])
    assert done.exit_code == 0, done.output
    assert "3 scenarios x 2 draws x 2 replicates = 12 runs of 2 years, kept by scenario." in done.output
    assert "Points 0 to 3 in 1 block" in done.output
    assert "worker" in done.output
    done = runner.invoke(app, ["run", study.name])
    assert done.exit_code == 0, done.output
    assert "runs/small.zarr: 12 done, 0 pending of 12 runs." in done.output
    done = runner.invoke(app, ["status", "runs/small.zarr", "--verify"])
    assert done.exit_code == 0
    assert "Everything that was written is as it was written." in done.output
    done = runner.invoke(app, ["export", "runs/small.zarr", "small.csv"])
    assert done.exit_code == 0, done.output
    assert len(pd.read_csv("small.csv")) == 12


def test_it_asks_above_a_limit(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = making.plan_of(ws.read_study(study))
    long = dataclasses.replace(small, minutes=100.0)
    assert (small.too_much, long.too_much, dataclasses.replace(small, bytes_stored=1e10).too_much) == (False, True, True)
    monkeypatch.setattr(sweeps, "plan", lambda *_: long)
    done = runner.invoke(app, ["run", str(study), "--out", str(tmp_path / "a.zarr")])
    assert done.exit_code == 2
    assert "About 100 minutes" in done.output
    assert "--yes" in done.output
    assert not (tmp_path / "a.zarr").exists()
    done = runner.invoke(app, ["run", str(study), "--out", str(tmp_path / "a.zarr"), "--workers", "1", "--yes"])
    assert done.exit_code == 0, done.output


def test_a_plan_says_times_and_sizes_in_words(study: Path) -> None:
    plan = making.plan_of(ws.read_study(study))
    said = {minutes: str(dataclasses.replace(plan, minutes=minutes, bytes_stored=minutes * 1e9)) for minutes in (0.0, 0.5, 45.0, 180.0)}
    assert "About 1 seconds" not in said[0.5]
    assert "About 30 seconds with 1 worker, and 500.0 MB" in said[0.5]
    assert "About 45 minutes with 1 worker, and 45.0 GB" in said[45.0]
    assert "About 3.0 hours" in said[180.0]
    assert said[180.0].endswith("tables and figures come on top.")
    assert isinstance(plan, Plan)


def test_a_plan_counts_what_it_takes_until_the_first_run(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has to be started and to import takes seconds in which nothing runs."""
    from wopsim.runs import plan as planning

    question = ws.read_study(study)
    trial = planning.try_out(question, sweeps.keeper_of(question))
    clock = iter((0.0, 60.0 + trial.timed))
    monkeypatch.setattr(planning, "in_processes", lambda *_, **__: [(None, trial)])
    monkeypatch.setattr(planning, "time", SimpleNamespace(perf_counter=lambda: next(clock)))  # other threads keep the true one
    found = planning.make_plan(question, sweeps.keeper_of(question), 1)
    assert found.minutes == pytest.approx(1.0 + trial.seconds * question.runs / 60.0)


def test_a_job_array_fills_a_store(study: Path, whole: Path, tmp_path: Path) -> None:
    store = making.allocate(study, tmp_path / "array.zarr")
    for first in range(0, 24, 5):  # no task knows where blocks begin
        last = min(first + 4, 23)
        done = runner.invoke(app, ["run", str(study), "--out", str(store.path), "--point", f"{first}..{last}", "--workers", "1"])
        assert done.exit_code == 0, done.output
    assert "72 done, 0 pending of 72 runs." in done.output
    assert making.chunks(store.path) == making.chunks(whole)


@pytest.mark.parametrize(("words", "said"), [("5..2", "no points 5..2"), ("0..24", "points 0 to 23"), ("a..b", "--point must be")])
def test_points_that_are_not_there_are_refused(study: Path, whole: Path, words: str, said: str) -> None:
    done = runner.invoke(app, ["run", str(study), "--out", str(whole), "--point", words])
    assert done.exit_code == 2
    assert said in done.output


def test_a_store_that_is_not_there_is_told(tmp_path: Path) -> None:
    for words in (["status"], ["export"]):
        done = runner.invoke(app, [*words, str(tmp_path / "none.zarr"), *(["a.csv"] if words == ["export"] else [])])
        assert done.exit_code == 2
        assert "does not exist" in done.output


def test_python_runs_and_resumes_a_sweep(study: Path, whole: Path, tmp_path: Path) -> None:
    store = making.allocate(study, tmp_path / "python.zarr")
    sweeps.run_store(store, workers=1, points=(0, 9))
    told: list[int] = []
    opened = ws.sweep(study, store.path, workers=1, progress=lambda tally: told.append(tally.done))
    assert told[0] > 0
    assert told[-1] == 72
    xr.testing.assert_equal(opened.load(), xr.open_zarr(whole).load())


class TestExport:
    """Exported numbers are those of the store."""

    def test_netcdf_is_the_store(self, whole: Path, tmp_path: Path) -> None:
        done = runner.invoke(app, ["export", str(whole), str(tmp_path / "a.nc")])
        assert done.exit_code == 0, done.output
        with xr.open_dataset(tmp_path / "a.nc", engine="h5netcdf") as opened:
            wanted = xr.open_zarr(whole).load()
            assert opened.attrs["study_sha256"] == wanted.attrs["study_sha256"]
            for name, values in wanted.data_vars.items():
                np.testing.assert_array_equal(opened[name], values)
            assert opened["scenario"].values.tolist() == wanted["scenario"].values.tolist()

    @pytest.mark.parametrize("ending", ["csv", "parquet"])
    def test_tables_hold_a_row_for_each(self, whole: Path, tmp_path: Path, ending: str) -> None:
        read = {"csv": pd.read_csv, "parquet": pd.read_parquet}[ending]
        opened = xr.open_zarr(whole).load()
        rows = {"runs": 72, "years": 72 * 3, "distribution": 72 * opened.sizes["output"]}
        for table, count in rows.items():
            out = tmp_path / f"{table}.{ending}"
            done = runner.invoke(app, ["export", str(whole), str(out), "--table", table])
            assert done.exit_code == 0, done.output
            frame = read(out)
            assert len(frame) == count
            at = frame[(frame["scenario"] == "need") & (frame["draw"] == 4) & (frame["replicate"] == 3)]
            run = opened.sel(scenario="need", draw=4, replicate=3)
            if table == "runs":
                assert at["measured_people_served"].item() == pytest.approx(float(run["measures"].sel(measure="people_served")), rel=1e-6)
            elif table == "years":
                for name in ("nrw_share", "skill_managerial"):
                    held = run["yearly_outputs"].sel(yearly_output=name)
                    np.testing.assert_allclose(at.sort_values("time")[name], held, rtol=1e-6)
            else:
                median = at.set_index("output").loc["nrw_share", "q_0.5"]
                assert median == pytest.approx(float(run["distribution"].sel(output="nrw_share", quantile=0.5)), rel=1e-6)

    def test_runs_that_are_not_done_are_left_out(self, study: Path, tmp_path: Path) -> None:
        store = making.allocate(study, tmp_path / "half.zarr")
        sweeps.run_store(store, workers=1, points=(0, 11))
        done = runner.invoke(app, ["export", str(store.path), str(tmp_path / "half.csv")])
        assert "36 rows of 36 runs; 36 runs that are not done are left out." in done.output
        assert len(pd.read_csv(tmp_path / "half.csv")) == 36

    def test_what_cannot_be_written_is_told(self, whole: Path, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        for out, code, said in (
            (tmp_path / "a.xlsx", 2, "let it end in .nc, .parquet, .csv"),
            (tmp_path / "file" / "a.csv", 6, "File exists"),
        ):
            done = runner.invoke(app, ["export", str(whole), str(out)])
            assert done.exit_code == code, done.output
            assert said in done.output
        done = runner.invoke(app, ["export", str(whole), str(tmp_path / "a.csv"), "--table", "utilities"])
        assert done.exit_code == 2
        assert "holds nothing for the table 'utilities'" in done.output
        assert list(tmp_path.iterdir()) == [tmp_path / "file"]
