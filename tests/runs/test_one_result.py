"""One `Result`: runs of a store answer what the same runs in memory answer, with the same numbers."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib.figure import Figure

import wopsim as ws
from tests.helpers import making
from wopsim import sweeps
from wopsim.errors import DamageError, ResultError
from wopsim.report.figures import plot
from wopsim.runs.store import FAILED, Store

SWEPT = "keep: utility\nsweep: {grid: {budget: [5e5, 2e6]}}"
VARIANT = 1


@pytest.fixture(scope="module")
def with_utilities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep that keeps utilities."""
    folder = tmp_path_factory.mktemp("utilities")
    store = making.allocate(making.write_study(folder, draws=2, replicates=2, more=SWEPT), folder / "utilities.zarr")
    sweeps.run_store(store, workers=1)
    return store.path


@pytest.fixture(scope="module")
def stored(with_utilities: Path) -> ws.Result:
    return ws.StoredRuns(with_utilities).result(VARIANT)


@pytest.fixture(scope="module")
def in_memory(stored: ws.Result) -> ws.Result:
    return ws.run(stored.study, workers=1, keep="utility")


@pytest.fixture(scope="module")
def measured_only(whole: Path) -> ws.Result:
    return ws.StoredRuns(whole).result()


def drawn(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=50, metadata={"Software": None})
    return buffer.getvalue()


def same(one: xr.Dataset, other: xr.Dataset) -> bool:
    """Whether two datasets hold the same numbers and labels, with the same words on each; who made them when may differ."""
    return one.drop_attrs(deep=False).identical(other.drop_attrs(deep=False))


def test_every_number_is_the_same(stored: ws.Result, in_memory: ws.Result) -> None:
    assert same(stored.dataset, in_memory.dataset)
    assert same(stored.detailed_measures, in_memory.measures)
    assert same(stored.measures, in_memory.measures.drop_vars(set(in_memory.measures.data_vars) - set(stored.measures.data_vars)))
    pd.testing.assert_frame_equal(stored.compare().table, in_memory.compare().table, check_exact=True)
    pd.testing.assert_frame_equal(stored.start(), in_memory.start(), check_exact=True)
    assert (str(stored.compare()), repr(stored)) == (str(in_memory.compare()), repr(in_memory))


@pytest.mark.parametrize("name", ["nrw_share", "capacity", "programme_spent", "pilot_nrw_share"])
def test_effects_are_the_same(name: str, stored: ws.Result, in_memory: ws.Result) -> None:
    assert stored.effect(name).identical(in_memory.effect(name))
    assert stored.summary(name, utilities="mentored" if name == "nrw_share" else "all").identical(
        in_memory.summary(name, utilities="mentored" if name == "nrw_share" else "all")
    )


@pytest.mark.parametrize("name", ["fan", "people_served", "practice", "unit_costs", "pilot_against_utility"])
def test_figures_are_the_same(name: str, stored: ws.Result, in_memory: ws.Result) -> None:
    assert drawn(getattr(stored.plot, name)()) == drawn(getattr(in_memory.plot, name)())


def test_what_is_written_is_the_same_and_says_where_it_is_from(stored: ws.Result, in_memory: ws.Result, tmp_path: Path) -> None:
    kinds = {"store": stored, "memory": in_memory}
    names = [[path.name for path in result.write(tmp_path / kind, figures=())] for kind, result in kinds.items()]
    assert names[0] == names[1]
    for name in set(names[0]) - {"results.nc", "measures.nc", "study.json"}:
        assert (tmp_path / "store" / name).read_bytes() == (tmp_path / "memory" / name).read_bytes(), name
    again = ws.Result.read(tmp_path / "store")
    assert again.effect("nrw_share").equals(ws.Result.read(tmp_path / "memory").effect("nrw_share"))
    with pytest.raises(ResultError, match="made of a store"):
        in_memory.write(tmp_path / "store")


def test_a_story_is_told_of_a_store(stored: ws.Result, in_memory: ws.Result, measured_only: ws.Result) -> None:
    assert str(stored.trace("need", 1, 1)) == str(in_memory.trace("need", 1, 1))
    assert str(measured_only.trace("need", 5, 3))


def test_without_utilities_it_draws_and_writes_what_it_can(
    measured_only: ws.Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plot, "DPI", 20)
    assert not measured_only.has_utilities
    (tmp_path / "a").mkdir()
    written = {path.name for path in measured_only.write(tmp_path / "a")}
    assert written == {"measures.nc", "comparison.csv", "comparison.txt", "people_served.png", "unit_costs.png", "study.json"}
    again = ws.Result.read(tmp_path / "a")
    pd.testing.assert_frame_equal(again.compare().table, measured_only.compare().table)
    for ask in (lambda: measured_only.dataset, lambda: measured_only.effect("nrw_share"), measured_only.plot.fan):
        with pytest.raises(ResultError, match="keep: utility"):
            ask()


def test_nothing_is_read_before_it_is_asked_for(with_utilities: Path, tmp_path: Path) -> None:
    path = Path(shutil.copytree(with_utilities, tmp_path / "damaged.zarr"))
    result = ws.StoredRuns(path).result(VARIANT)
    chunk = next((path / "nrw_share").glob(f"c.{VARIANT}.*"))
    data = bytearray(chunk.read_bytes())
    data[len(data) // 2] ^= 0xFF
    chunk.write_bytes(bytes(data))
    assert len(result.compare().table)  # which needs no utilities
    with pytest.raises(DamageError, match="--verify"):
        result.effect("people_served")


def test_a_point_at_which_one_scenario_failed_is_left_out_of_every_answer(
    with_utilities: Path, in_memory: ws.Result, tmp_path: Path
) -> None:
    store = Store(shutil.copytree(with_utilities, tmp_path / "gap.zarr"))
    (block,) = (block for block in store.points.blocks() if VARIANT in block.variants and 0 in block.draws and 1 in block.replicates)
    status = store.status(block)
    status[VARIANT - block.variants.start, 2, 0 - block.draws.start, 1 - block.replicates.start] = FAILED
    store.write_status(block, status)
    gap = ws.StoredRuns(store.path).result(VARIANT)
    effect, all_of_it = gap.effect("people_served"), in_memory.effect("people_served")
    assert bool(effect.isel(draw=0, replicate=1).isnull().all())
    left = all_of_it.copy(deep=True)
    left[{"draw": 0, "replicate": 1}] = np.nan
    assert effect.identical(left)
    assert set(gap.summary("people_served")["runs"].values) == {3}
    assert gap.compare().get("chance", "people_served")["runs"] == 3
    assert not gap.has_details
    with pytest.raises(ResultError, match="draw 0, replicate 1"):
        gap.trace("chance", 0, 1)
    assert str(gap.trace("chance", 1, 1))
