"""Baselines that combinations of swept values share: run once, and the same to the last bit."""

from __future__ import annotations

import dataclasses
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import wopsim as ws
from tests.helpers import making
from wopsim import sweeps
from wopsim.declare import PARAMETERS
from wopsim.runs import worker
from wopsim.runs.chunks import Block, Points
from wopsim.runs.in_memory import parameters_of, run_block
from wopsim.runs.plan import Plan
from wopsim.runs.shared_baselines import SHOWN, by_baseline, different_baselines, with_one_baseline
from wopsim.runs.store import PENDING
from wopsim.runs.unread_parameters import _others
from wopsim.runs.worker import batches
from wopsim.study.scenario import Study

MORE = "sweep: {grid: {budget: [5e5, 2e6], partnership_months: [12, 24], turnover: [0.1, 0.3]}}"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return ws.read_study(making.write_study(tmp_path_factory.mktemp("shared"), draws=2, replicates=2, more=MORE))


def baselines(study: Study, changes: list[dict[str, object]]) -> list[dict[str, np.ndarray]]:
    """Outputs of the baseline with other settings, all run together."""
    one = study.at(0).scenarios[0]
    changed = [dataclasses.replace(one, settings={**one.settings, **values, "budget": 0.0}) for values in changes]
    runs = run_block(dataclasses.replace(study.at(0), scenarios=tuple(changed), horizon_years=6), [0], replicates=[0, 1])
    return [{str(name): values.values[place] for name, values in runs.data_vars.items()} for place in range(len(changed))]


def test_no_other_parameter_of_a_programme_moves_a_baseline(study: Study) -> None:
    p = parameters_of(study.at(0), 0, 0)
    names = [name for name, declared in PARAMETERS.items() if declared.role == "policy" and name not in SHOWN and name != "budget"]
    assert len(names) > 30
    others = [{name: value} for name in names for value in _others(name, p)]
    plain, *found = baselines(study, [{}, *others])
    for values, outputs in zip(others, found, strict=True):
        for name, numbers in outputs.items():
            np.testing.assert_array_equal(numbers, plain[name], err_msg=f"{values} moves {name}")


def test_who_may_apply_is_shown_by_a_baseline(study: Study) -> None:
    plain, low = baselines(study, [{}, {"eligible_income": "low"}])
    assert not np.array_equal(plain["may_apply"], low["may_apply"])


def test_only_baselines_that_differ_are_run(study: Study) -> None:
    assert different_baselines(study) == 2  # by turnover
    assert different_baselines(study.at(0)) == 1
    studies = [study.at(number) for number in range(8)]
    groups = by_baseline(studies)
    assert sorted(number for group in groups for number in group) == list(range(8))
    for group in groups:
        assert len({study.at(number).scenarios[0].settings["turnover"] for number in group}) == 1
        joined = with_one_baseline([studies[number] for number in group])
        assert joined.scenarios[0] == studies[group[0]].scenarios[0]
        others = [one for number in group for one in studies[number].scenarios[1:]]
        assert [dict(one.settings) for one in joined.scenarios[1:]] == [dict(one.settings) for one in others]
    assert len(groups) == 2
    eligible = study.under({"eligible_income": "low"}), study.under({"eligible_income": "all", "budget": 1e6}), study.under({"budget": 3e6})
    assert by_baseline(eligible) == [[0], [1], [2]]


def test_blocks_hold_all_variants_that_share_a_baseline(study: Study) -> None:
    many = dataclasses.replace(study, draws=100, replicates=20, variants=tuple({"budget": float(number)} for number in range(40)))
    shared = Points.of(many, 400, 5_000)
    assert shared.variants_together == 40
    assert shared.block_count > 10
    alone = Points.of(dataclasses.replace(many, variants=tuple({"turnover": number / 100} for number in range(40))), 400, 5_000)
    assert alone.variants_together == 1
    assert alone.replicates_together == 20


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of runs that were run together."""
    runs: list[int] = []
    plain = worker.run_block

    def noted(*arguments: object, **more: object) -> xr.Dataset:
        found = plain(*arguments, **more)  # type: ignore[arg-type]
        runs.append(found.sizes["scenario"] * found.sizes["draw"] * found.sizes["replicate"])
        return found

    monkeypatch.setattr(worker, "run_block", noted)
    return runs


def test_a_store_holds_the_same_bytes_as_when_each_variant_is_run_alone(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: list[int]
) -> None:
    together, alone = (making.allocate(study.path, tmp_path / f"{name}.zarr", 2, 2, 8) for name in ("together", "alone"))
    sweeps.run_store(together, workers=1)
    assert sum(counted) == (2 + 2 * 8) * 4
    counted.clear()
    monkeypatch.setattr(worker, "runs_together", lambda study: 1)
    sweeps.run_store(alone, workers=1)
    assert sum(counted) == 3 * 8 * 4
    assert making.chunks(together.path) == making.chunks(alone.path)


def test_a_part_that_is_missing_is_run_again_to_the_same_bytes(study: Study, tmp_path: Path) -> None:
    store = making.allocate(study.path, tmp_path / "store.zarr", 2, 2, 8)
    sweeps.run_store(store, workers=1)
    before = making.chunks(store.path)
    block = next(store.points.blocks())
    status = store.status(block)
    status[3, :, 1] = PENDING
    store.write_status(block, status)
    sweeps.run_store(store, workers=1)
    assert making.chunks(store.path) == before


def test_each_different_baseline_runs_once_over_the_whole_sweep(study: Study, tmp_path: Path, counted: list[int]) -> None:
    store = making.allocate(study.path, tmp_path / "store.zarr", 1, 1, 8)
    assert store.points.block_count == 4
    sweeps.run_store(store, workers=1)
    assert sum(counted) == (2 + 2 * 8) * 4


def test_the_plan_says_that_baselines_are_shared(study: Study) -> None:
    plan = making.plan_of(study)
    assert "The 8 variants have 2 different baselines between them." in str(plan)
    one = dataclasses.replace(study, variants=({"turnover": 0.1}, {"turnover": 0.2}))
    assert "baseline" not in str(Plan(one, dataclasses.replace(plan.points, variants=2), plan.template, 1, 0.0, 0.0))


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("sizes", [(4, 24, 4), (50, 1, 4), (1, 30, 5), (3, 2, 90), (1, 1, 1)])
def test_a_block_is_cut_into_boxes_that_hold_each_point_once(sizes: tuple[int, int, int], shared: bool) -> None:
    block = Block(0, *(range(3, 3 + size) for size in sizes))
    boxes = list(batches(block, 50, shared))
    points = [point for box in boxes for point in product(*box)]
    assert len(points) == len(set(points)) == np.prod(sizes)
    assert all(np.prod([len(side) for side in box]) <= 50 for box in boxes)
    if shared:
        assert max(len(variants) for variants, _, _ in boxes) == sizes[0]
    else:
        whole = (sizes[1], sizes[2])
        assert all(len(variants) == 1 or (len(draws), len(replicates)) == whole for variants, draws, replicates in boxes)
