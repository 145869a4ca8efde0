"""Replicates are added until an effect is known well enough, and not one round more."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr
from typer.testing import CliRunner

import wopsim as ws
from tests.helpers import making
from wopsim import sweeps
from wopsim.analysis.paired import monte_carlo
from wopsim.cli.main import app
from wopsim.errors import StoreError
from wopsim.runs.store import DONE, NOT_NEEDED, Store


def errors(whole: xr.Dataset, scenario: str) -> list[float]:
    """Monte Carlo error of the effect on people after 2, 4, ... replicates."""
    effect = whole["measures"].sel(measure="people_served", scenario=scenario).values
    return [monte_carlo(effect[:, :count]).error for count in range(2, effect.shape[1] + 1, 2)]


def stopping(folder: Path, error: float, most: int = 8, scenario: str = "need") -> Store:
    more = f"stop: {{effect: people_served, error: {error!r}, most_replicates: {most}, scenario: {scenario}}}"
    path = making.write_study(folder, draws=3, replicates=2, more=more, name=f"stop{error:.0f}")
    return making.allocate(path, folder / f"{error!r}.zarr", draws_together=3, replicates_together=2)


@pytest.fixture(scope="module")
def eight(tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    """The same study with eight replicates, run whole."""
    folder = tmp_path_factory.mktemp("eight")
    path = making.write_study(folder, draws=3, replicates=8)
    store = making.allocate(path, folder / "eight.zarr", draws_together=3, replicates_together=8)
    sweeps.run_store(store, workers=1)
    return xr.open_zarr(store.path).load()


def test_it_stops_after_the_first_round_that_is_good_enough(eight: xr.Dataset, tmp_path: Path) -> None:
    found = errors(eight, "need")
    target = sorted(found)[1]
    rounds = next(number for number, error in enumerate(found, 1) if error <= target)
    store = stopping(tmp_path, target)
    told: list[str] = []
    sweeps.run_store(store, workers=1, say=told.append)
    opened = xr.open_zarr(store.path).load()
    status = opened["status"].isel(scenario=0, draw=0)
    assert status.values.tolist() == [DONE] * 2 * rounds + [NOT_NEEDED] * (8 - 2 * rounds)
    xr.testing.assert_equal(opened["measures"].isel(replicate=slice(2 * rounds)), eight["measures"].isel(replicate=slice(2 * rounds)))
    assert opened["measures"].isel(replicate=slice(2 * rounds, None)).isnull().all()
    assert f"Monte Carlo error of people_served with {2 * rounds} replicates: {found[rounds - 1]:.4g}" in told[-1]
    assert "which is enough" in told[-1]
    before = making.written(store.path)
    sweeps.run_store(store, workers=1)  # the same line again: nothing to do
    assert making.written(store.path) == before


def test_it_ends_where_it_must_and_says_that_it_is_not_enough(tmp_path: Path) -> None:
    store = stopping(tmp_path, 1e-9, most=6)
    told: list[str] = []
    sweeps.run_store(store, workers=1, say=told.append)
    assert (xr.open_zarr(store.path)["status"] == DONE).all()
    assert "more than the 1e-09 asked for" in told[-1]


def test_an_effect_that_is_not_measured_is_refused(tmp_path: Path) -> None:
    more = "stop: {effect: people_servd, error: 1, most_replicates: 8}"
    path = making.write_study(tmp_path, more=more)
    with pytest.raises(StoreError, match="Did you mean 'people_served'"):
        sweeps.keeper_of(ws.read_study(path))


def test_a_job_array_cannot_decide_when_to_stop(tmp_path: Path) -> None:
    store = stopping(tmp_path, 1.0)
    done = CliRunner().invoke(app, ["run", str(tmp_path / "stop1.yaml"), "--out", str(store.path), "--point", "0..3"])
    assert done.exit_code == 2
    assert "take 'stop' out for a job array" in done.output
