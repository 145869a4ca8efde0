"""Runs that fail, stores that are not what they seem, and chunks that are broken."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

import wopsim as ws
from tests.helpers import making
from wopsim import sweeps
from wopsim.analysis.reduction import Keep
from wopsim.analysis.required_outputs import MAY_BE_MISSING
from wopsim.cli.main import app
from wopsim.errors import FailedRunsError, ResultError, StoreError
from wopsim.runs import fingerprints, provenance, worker
from wopsim.runs.repair import damaged
from wopsim.runs.store import DONE, FAILED, Store
from wopsim.runs.summary import broken_pairs


@pytest.fixture
def store(study: Path, tmp_path: Path) -> Store:
    return making.allocate(study, tmp_path / "victim.zarr")


class Broken:
    """Runs blocks as always, but for one run of scenario, draw and replicate, which raises or gives NaN."""

    def __init__(self, scenario: str, how: str, draw: int = 2, replicate: int = 1) -> None:
        self.run, self.where, self.how = worker.run_block, (scenario, draw, replicate), how
        self.asked: Counter[tuple[str, int, int]] = Counter()

    def __call__(self, study: Any, draws: Any, outputs: Any = None, engine: Any = "compiled", replicates: Any = None) -> xr.Dataset:
        scenario, draw, replicate = self.where
        names = [one.name for one in study.scenarios]
        self.asked.update((name, d, r) for name in names for d in draws for r in replicates)
        here = scenario in names and draw in draws and replicate in replicates
        if here and self.how == "raise":
            raise ZeroDivisionError("a rule divided by nothing")
        runs = self.run(study, draws, outputs, replicates=replicates)
        if here:
            runs["occr"].loc[{"scenario": scenario, "draw": draw, "replicate": replicate, "time": 1}] = np.nan
        return runs


def test_what_is_kept_and_what_is_named_as_wrong_hold_the_same_outputs_for_missing(study: Path) -> None:
    question = ws.read_study(study)
    runs = worker.run_block(question, [0], replicates=[0])
    name = next(str(name) for name in runs.data_vars if name in MAY_BE_MISSING)
    runs[name] = np.nan * runs[name]
    for keeper, wrong in ((Keep("scenario"), False), (Keep("scenario", MAY_BE_MISSING - {name}), True)):
        assert any(name in text for text in worker.unsound(runs, keeper).values()) == wrong
        with pytest.raises(ResultError, match=name) if wrong else nullcontext():
            keeper.keep(runs, question)


@pytest.mark.parametrize("how", ["raise", "nan"])
@pytest.mark.parametrize("scenario", ["no_programme", "need"])
def test_one_run_that_fails_costs_no_other(store: Store, whole: Path, monkeypatch: pytest.MonkeyPatch, how: str, scenario: str) -> None:
    monkeypatch.setattr(worker, "run_block", Broken(scenario, how))
    with pytest.raises(FailedRunsError) as caught:
        sweeps.run_store(store, workers=1)
    status = xr.open_zarr(store.path)["status"]
    assert int((status == FAILED).sum()) == 1
    assert int(status.sel(scenario=scenario, draw=2, replicate=1)) == FAILED
    assert int((status == DONE).sum()) == status.size - 1
    (failure,) = store.failures()
    assert (failure.draw, failure.replicate) == (2, 1)
    said = "ZeroDivisionError: a rule divided by nothing" if how == "raise" else "'occr' is not a finite number"
    assert said in failure.text
    assert ("Traceback" in failure.text) == (how == "raise")
    told = str(caught.value)
    assert "1 run failed" in told
    assert f"scenario '{scenario}', draw 2, replicate 1" in told
    assert "break pairs with the baseline" in told
    opened, wanted = xr.open_zarr(store.path).load(), xr.open_zarr(whole).load()
    assert opened["yearly_outputs"].sel(scenario=scenario, draw=2, replicate=1).isnull().all()
    good = opened["status"] == DONE
    xr.testing.assert_equal(opened["yearly_outputs"], wanted["yearly_outputs"].where(good))
    paired = good & good.sel(scenario="no_programme", drop=True)
    xr.testing.assert_equal(opened["measures"], wanted["measures"].where(paired))


def test_failed_runs_are_run_again_and_nothing_else(store: Store, whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(worker, "run_block", Broken("need", "raise"))
        with pytest.raises(FailedRunsError):
            sweeps.run_store(store, workers=1)
        with pytest.raises(FailedRunsError):  # without being asked, they are left alone
            sweeps.run_store(store, workers=1)
    counted = Broken("nobody", "raise")
    monkeypatch.setattr(worker, "run_block", counted)
    sweeps.run_store(store, workers=1, retry_failed=True)
    assert set(counted.asked) == {(name, 2, 1) for name in ("no_programme", "chance", "need")}
    assert set(counted.asked.values()) == {1}
    assert making.chunks(store.path) == making.chunks(whole)
    assert store.failures() == []


def test_every_run_of_a_block_may_fail(store: Store, whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> xr.Dataset:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(worker, "run_block", never)
        with pytest.raises(FailedRunsError, match="72 runs failed: MemoryError"):
            sweeps.run_store(store, workers=1)
    assert damaged(store, store.points.blocks()) == {}
    sweeps.run_store(store, workers=1, retry_failed=True)
    assert making.chunks(store.path) == making.chunks(whole)


def test_scenarios_that_are_compared_over_different_points_are_named(store: Store) -> None:
    status = np.full((1, 3, 6, 4), DONE, dtype=np.int8)
    assert broken_pairs(store, status) == []
    status[0, 2, 1, 1] = FAILED
    lines = broken_pairs(store, status)
    assert "need lacks 1 of 24 each" in lines[0]
    assert "different draws and replicates" in lines[1]
    status[0, :, 1, 1] = FAILED
    (line,) = broken_pairs(store, status)  # all lack the same
    assert "chance lacks 1, need lacks 1" in line


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


DAMAGES = {"flipped": flipped, "truncated": lambda data: data[: len(data) // 2], "empty": lambda data: b"", "missing": None}


@pytest.mark.parametrize(
    ("name", "how"),
    [("yearly_outputs", "truncated"), ("yearly_outputs", "missing"), ("measures", "flipped"), ("status", "empty"), ("status", "missing")],
)
def test_a_damaged_chunk_is_found_and_only_its_block_is_run_again(
    whole: Path, study: Path, tmp_path: Path, name: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    place = tmp_path / "damaged.zarr"
    shutil.copytree(whole, place)
    chunk = sorted((place / name).glob("c.*"))[3]
    change = DAMAGES[how]
    chunk.unlink() if change is None else chunk.write_bytes(change(chunk.read_bytes()))
    runner = CliRunner()
    if (name, how) != ("status", "missing"):  # a block without status was not run
        done = runner.invoke(app, ["status", str(place), "--verify"])
        assert done.exit_code == 7, done.output
        assert str(chunk.relative_to(place)) in done.output or name == "status"
    counted = Broken("nobody", "raise")
    monkeypatch.setattr(worker, "run_block", counted)
    done = runner.invoke(app, ["run", str(study), "--out", str(place), "--verify", "--workers", "1"])
    assert done.exit_code == 0, done.output
    assert len(counted.asked) == 6  # three scenarios, two replicates
    assert making.chunks(place) == making.chunks(whole)
    assert runner.invoke(app, ["status", str(place), "--verify"]).exit_code == 0


def test_a_damaged_status_is_told_without_verify(whole: Path, study: Path, tmp_path: Path) -> None:
    import shutil

    place = tmp_path / "damaged.zarr"
    shutil.copytree(whole, place)
    next((place / "status").glob("c.*")).write_bytes(b"")
    for words in (["status", str(place)], ["run", str(study), "--out", str(place)]):
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 7
        assert "--verify" in done.output


@pytest.mark.parametrize("text", ["", "{", '{"zarr_format": 3}', "null"])
def test_a_damaged_description_is_told(whole: Path, tmp_path: Path, text: str) -> None:
    import shutil

    place = tmp_path / "damaged.zarr"
    shutil.copytree(whole, place)
    (place / "zarr.json").write_text(text)
    with pytest.raises(StoreError, match=r"cannot be read|was not made"):
        Store(place)


def refused(study: Path, store: Path) -> str:
    before = making.written(store)
    done = CliRunner().invoke(app, ["run", str(study), "--out", str(store)])
    assert done.exit_code == 4, done.output
    assert making.written(store) == before
    assert "Traceback" not in done.output
    return done.output


def test_a_store_of_another_study_is_refused_and_the_difference_named(study: Path, whole: Path, tmp_path: Path) -> None:
    text = study.read_text().replace("world: world.csv", f"world: {study.parent / 'world.csv'}")
    other = tmp_path / "other.yaml"
    for old, new, said in (
        ("seed: 7", "seed: 8", "'seed' is 8; in the store it is 7."),
        ("draws: 6", "draws: 7", "'draws' is 7; in the store it is 6."),
        ("budget: 2e6", "budget: 3e6", "'budget' of scenario 'need' is 3000000.0; in the store it is 2000000.0."),
        ("  need:", "  needy:", "the scenarios are no_programme, chance, needy; those of the store are no_programme, chance, need."),
        ("scenarios:", "sweep: {grid: {cohort_size: [1, 2]}}\nscenarios:", "the sweep has 2 other combinations; the store has 0."),
        ("scenarios:", "keep: utility\nscenarios:", "'keep' is 'utility'; in the store it is 'scenario'."),
    ):
        assert old in text
        other.write_text(text.replace(old, new))
        assert said in refused(other, whole), said


def test_words_for_people_and_places_may_change(study: Path, whole: Path, tmp_path: Path) -> None:
    text = study.read_text().replace("world: world.csv", f"world: {study.parent / 'world.csv'}")
    (tmp_path / "renamed.yaml").write_text(text.replace("title: Small", "title: Small but mine"))
    done = CliRunner().invoke(app, ["run", str(tmp_path / "renamed.yaml"), "--out", str(whole)])
    assert done.exit_code == 0, done.output


def test_a_store_of_another_version_or_posterior_or_world_is_refused(
    study: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(provenance, "__version__", "9.9.9")
        assert "wopsim is 9.9.9; the store was made with 0." in refused(study, whole)
    with monkeypatch.context() as patch:
        patch.setattr(fingerprints, "source_sha256", lambda: "another")
        assert "the code of wopsim" in refused(study, whole)
    with monkeypatch.context() as patch:
        patch.setattr(provenance, "draws_identity", lambda source: ("prior", "2026-09"))
        assert "draws are from the prior; those of the store are from the posterior." in refused(study, whole)
    with monkeypatch.context() as patch:
        patch.setattr(provenance, "draws_identity", lambda source: ("posterior", "another"))
        assert "draws are from another posterior" in refused(study, whole)
    text = (study.parent / "world.csv").read_text()
    (tmp_path / "world.csv").write_text(text + "\n")
    (tmp_path / "small.yaml").write_text(study.read_text())
    assert "has other content than when the store was made" in refused(tmp_path / "small.yaml", whole)


def test_a_worker_with_other_code_refuses_to_write(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from wopsim.errors import StoreMismatchError

    monkeypatch.setattr(worker, "source_sha256", lambda: "another")
    with pytest.raises(StoreMismatchError, match="has other code of wopsim than the run that made"):
        sweeps.run_store(store, workers=1)
    assert not list((store.path / "status").glob("c.*"))


def test_a_plan_is_refused_where_no_point_can_be_run(study: Path) -> None:
    from wopsim.errors import WopsimError
    from wopsim.runs import plan

    def never(*_: object, **__: object) -> xr.Dataset:
        raise WopsimError("this strategy is broken.")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "run_block", never)
        with pytest.raises(WopsimError, match=r"none of the first 5 draws of the study can be run\. this strategy is broken\."):
            plan.try_out(ws.read_study(study), sweeps.keeper_of(ws.read_study(study)))


def test_status_tells_failures_and_their_tracebacks(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "run_block", Broken("need", "raise"))
    with pytest.raises(FailedRunsError):
        sweeps.run_store(store, workers=1)
    done = CliRunner().invoke(app, ["status", str(store.path), "--tracebacks"])
    assert done.exit_code == 0
    assert "71 done, 1 failed, 0 pending of 72 runs." in done.output
    assert "Traceback (most recent call last)" in done.output
    assert "ZeroDivisionError: a rule divided by nothing" in done.output
    assert json.loads((store.path / ".wopsim" / "failures-0000004.json").read_text())["runs"] == [[0, 2, 2, 1, 0]]
