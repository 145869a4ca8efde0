"""A store holds what was run, can be read by plain xarray, and says where it comes from."""

from __future__ import annotations

import json
import os
import shutil
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import wopsim as ws
from tests.helpers import making
from wopsim import sweeps
from wopsim.analysis.measures import measure
from wopsim.errors import StoreError
from wopsim.runs.chunks import Points
from wopsim.runs.store import DONE, PENDING, Store


@pytest.fixture(scope="module")
def direct(study: Path) -> xr.Dataset:
    return ws.run(study, workers=1).dataset


def test_it_is_allocated_whole_before_anything_is_run(study: Path, tmp_path: Path) -> None:
    store = making.allocate(study, tmp_path / "new.zarr")
    opened = xr.open_zarr(store.path)
    assert dict(opened.sizes)["scenario"] == 3
    assert (opened["status"] == PENDING).all()
    assert opened["yearly_outputs"].isnull().all()


def test_plain_xarray_reads_totals_means_and_quantiles_of_every_run(whole: Path, direct: xr.Dataset) -> None:
    opened = xr.open_zarr(whole)
    assert (opened["status"] == DONE).all()
    yearly, of_run = (opened[f"{dim}s"].to_dataset(dim) for dim in ("yearly_output", "run_output"))
    assert opened["scenario"].values.tolist() == ["no_programme", "chance", "need"]
    np.testing.assert_allclose(yearly["nrw_share"], direct["nrw_share"].mean("utility"), rtol=1e-6)
    np.testing.assert_allclose(yearly["people_served"], direct["people_served"].sum("utility"), rtol=1e-6)
    for domain in direct["domain"].values:
        np.testing.assert_allclose(yearly[f"skill_{domain}"], direct["skill"].sel(domain=domain).mean("utility"), rtol=1e-6)
    np.testing.assert_allclose(of_run["programme_spent"], direct["programme_spent"], rtol=1e-6)
    last = direct["nrw_share"].isel(time=-1).astype("float64").quantile([0.05, 0.5, 0.95], "utility").transpose(..., "quantile")
    np.testing.assert_allclose(opened["distribution"].sel(output="nrw_share", quantile=[0.05, 0.5, 0.95]), last, rtol=1e-6)
    managerial = direct["skill"].isel(time=-1).sel(domain="managerial").astype("float64").quantile(0.25, "utility")
    np.testing.assert_allclose(opened["distribution"].sel(output="skill_managerial", quantile=0.25), managerial, rtol=1e-6)
    told = opened.sel(yearly_output="people_served")
    assert told["yearly_output_units"] == direct["people_served"].attrs["units"]
    assert str(told["yearly_output_long_name"].values).endswith(", total over utilities")
    assert str(opened.sel(yearly_output="skill_managerial")["yearly_output_long_name"].values).endswith(", mean over utilities: managerial")
    assert set(yearly) | set(of_run) > set(direct.drop_dims("domain").data_vars)


def test_what_does_not_apply_to_a_utility_is_left_out_of_mean_and_quantiles(whole: Path, direct: xr.Dataset) -> None:
    opened = xr.open_zarr(whole)
    time = direct["agreement_time"].astype("float64")
    assert time.isnull().any()
    held = opened["run_outputs"].sel(run_output="agreement_time")
    np.testing.assert_allclose(held, time.mean("utility"), rtol=1e-6)
    some = np.isfinite(held).compute()
    middle = opened["distribution"].sel(output="agreement_time", quantile=0.5)
    np.testing.assert_allclose(middle.where(some), time.median("utility"), rtol=1e-6)
    assert middle.where(~some).isnull().all()


def test_measures_are_those_of_a_comparison(whole: Path, direct: xr.Dataset, study: Path) -> None:
    opened = xr.open_zarr(whole)["measures"]
    wanted = measure(direct, ws.read_study(study))
    assert opened.sel(scenario="no_programme").isnull().all()
    for name in ("people_served", "nrw_mentored", "programme_spent", "before_after"):
        np.testing.assert_array_equal(opened.sel(measure=name).isel(scenario=slice(1, None)), wanted[name])
    assert opened["measure_units"].sel(measure="people_served") == "person"


def test_every_number_is_kept_where_utilities_are(study: Path, direct: xr.Dataset, tmp_path: Path) -> None:
    path = making.write_study(study.parent, more="keep: utility", name="utilities")
    store = making.allocate(path, tmp_path / "utility.zarr")
    sweeps.run_store(store, workers=1)
    opened = xr.open_zarr(store.path)
    for name, values in direct.data_vars.items():
        np.testing.assert_array_equal(opened[name], values)
    assert opened["country"].values.tolist() == direct["country"].values.tolist()


def test_attributes_say_where_it_comes_from(whole: Path, study: Path) -> None:
    attributes = xr.open_zarr(whole).attrs
    for word in ("wopsim_version", "wopsim_commit", "study_sha256", "world_sha256", "draws_sha256", "lock_sha256", "seed", "created"):
        assert attributes[word], word
    merged = json.loads(attributes["study"])
    assert [one["name"] for one in merged["scenarios"]] == ["no_programme", "chance", "need"]
    assert merged["scenarios"][1]["settings"]["budget"] == 2e6
    assert Store(whole).study.scenarios == ws.read_study(study).scenarios
    assert "numpy==" in attributes["libraries"]


def test_one_file_of_each_variable_for_a_block_and_no_more(whole: Path) -> None:
    store = Store(whole)
    for name in ("status", *store.names):
        assert len(list((whole / name).glob("c*"))) == store.points.block_count
    assert not list(whole.rglob(".wopsim-draft-*"))


def test_the_bytes_do_not_depend_on_workers_or_order(study: Path, whole: Path, tmp_path: Path) -> None:
    store = making.allocate(study, tmp_path / "two.zarr")
    count = store.points.count
    for first, workers in ((count // 2, 2), (0, 1)):  # the later half first
        sweeps.run_store(store, workers=workers, points=(first, first + count // 2 - 1))
    assert making.chunks(store.path) == making.chunks(whole)


def test_the_numbers_do_not_depend_on_the_blocks(study: Path, whole: Path, tmp_path: Path) -> None:
    store = making.allocate(study, tmp_path / "large.zarr", draws_together=4, replicates_together=4)
    sweeps.run_store(store, workers=1)
    xr.testing.assert_equal(xr.open_zarr(store.path).load(), xr.open_zarr(whole).load())


def test_a_folder_that_is_no_store_is_left_alone(study: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(StoreError, match="is no store"):
        sweeps.opened(ws.read_study(study), tmp_path / "mine")
    with pytest.raises(StoreError, match="give another place"):
        making.allocate(study, tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_no_folder_of_a_stranger_is_removed_whatever_the_store_is_called(study: Path, tmp_path: Path) -> None:
    names = (".results.old", ".runs1.zarr.bak", ".config.backup", ".wopsim-draft-" + "0a" * 16, ".results." + "0a" * 16)
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "thesis.txt").write_text("years of work")
        os.utime(tmp_path / name, (0, 0))
    for name in ("results", "runs[1].zarr", "*", ".wopsim-draft-"):
        making.allocate(study, tmp_path / name)
    assert all((tmp_path / name / "thesis.txt").is_file() for name in names)


def test_what_was_left_of_a_store_that_was_never_finished_is_removed_when_it_is_old(study: Path, tmp_path: Path) -> None:
    whole = making.allocate(study, tmp_path / "a.zarr").path
    old, fresh = (tmp_path / (".wopsim-draft-" + digits * 16 + ".zarr") for digits in ("0a", "0b"))
    for place in (old, fresh):
        shutil.copytree(whole, place)
    os.utime(old, (0, 0))
    making.allocate(study, tmp_path / "b.zarr")
    assert not old.exists()
    assert fresh.exists()


def test_opening_and_making_a_store_leave_the_configuration_of_zarr_alone(study: Path, tmp_path: Path) -> None:
    import zarr

    before = zarr.config.get("array.write_empty_chunks")
    store = making.allocate(study, tmp_path / "a.zarr")
    Store(store.path)
    assert zarr.config.get("array.write_empty_chunks") is before is False
    with zarr.config.set({"array.write_empty_chunks": False}):
        sweeps.run_store(store, workers=1)
    assert len(list((store.path / "measures").glob("c*"))) == store.points.block_count


def test_a_store_of_something_else_is_refused(study: Path, tmp_path: Path) -> None:
    import zarr

    zarr.create_group(tmp_path / "other.zarr")
    with pytest.raises(StoreError, match="was not made by `wopsim run`"):
        sweeps.opened(ws.read_study(study), tmp_path / "other.zarr")


@pytest.mark.parametrize("replicates", [1, 7, 12, 400])
@pytest.mark.parametrize("draws", [1, 3, 1000])
@pytest.mark.parametrize("run_bytes", [4_000, 700_000])
@pytest.mark.parametrize("variants", [0, 1000])
def test_blocks_hold_every_point_once_and_rounds_are_whole_blocks(
    study: Path, draws: int, replicates: int, run_bytes: int, variants: int
) -> None:
    import dataclasses

    if variants * draws * replicates > 1_000_000:
        return
    swept = tuple({"budget": float(number)} for number in range(variants))
    asked = dataclasses.replace(ws.read_study(study), draws=draws, replicates=replicates, variants=swept)
    points = Points.of(asked, 160, run_bytes)
    assert replicates % points.replicates_together == 0
    assert points.draws_together == 1 or points.replicates_together == replicates
    found = []
    for block in points.blocks():
        assert block == points.block(block.number)
        assert block.points * points.scenarios * run_bytes <= 100_000_000
        found += product(block.variants, block.draws, block.replicates)
    assert len(set(found)) == len(found) == points.count
    if draws * replicates == 1 and variants:  # a sweep of very many variants with one run each is no very many files
        assert points.block_count < 25


def test_ranges_of_points_cut_the_blocks_into_parts(study: Path) -> None:
    import dataclasses

    asked = dataclasses.replace(ws.read_study(study), variants=tuple({"budget": float(number)} for number in range(4)))
    points = dataclasses.replace(Points.of(asked, 8, 10_000), variants_together=4, draws_together=2, replicates_together=2)
    for size in (1, 3, 5, 16, 48, 96):
        parts = [list(points.blocks(first, first + size - 1)) for first in range(0, points.count, size)]
        assert [block.number for part in parts for block in part] == list(range(points.block_count))
        assert max(map(len, parts)) == max(1, size // 16)  # no task has more than its part


def test_a_store_is_read_where_it_was_opened(study: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = ws.StoredRuns(whole).result().measures
    for folder in ("here", "there"):
        shutil.copytree(whole, tmp_path / folder / "r.zarr")
    for chunk in (tmp_path / "there" / "r.zarr" / "measures").glob("c.*"):
        chunk.unlink()
    monkeypatch.chdir(tmp_path / "here")
    runs, opened = ws.StoredRuns("r.zarr"), ws.sweep(study, "r.zarr", workers=1)
    monkeypatch.chdir(tmp_path / "there")
    assert runs.result().measures.identical(expected)
    held = opened["measures"].sel(measure="people_served").isel(scenario=slice(1, None))
    np.testing.assert_array_equal(held.values, expected["people_served"].values)
