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
from wopsim.runs.chunks import Block
from wopsim.runs.in_memory import parameters_of, run_block
from wopsim.runs.plan import Plan
from wopsim.runs.shared_baselines import SHOWN, different_baselines, each_once
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
    scenarios, places = each_once([study.at(number) for number in range(8)])
    assert len(scenarios) == 2 + 2 * 8
    for number, mine in enumerate(places):
        there = study.at(number).scenarios
        assert [scenarios[place] for place in mine[1:]] == list(there[1:])
        assert scenarios[mine[0]].settings["turnover"] == there[0].settings["turnover"]
    eligible = study.under({"eligible_income": "low"}), study.under({"eligible_income": "all", "budget": 1e6}), study.under({"budget": 3e6})
    assert len({places[0] for places in each_once(eligible)[1]}) == 3


def test_a_store_holds_the_same_bytes_as_when_each_variant_is_run_alone(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[int] = []
    plain = worker.run_block

    def counted(*arguments: object, **more: object) -> xr.Dataset:
        found = plain(*arguments, **more)  # type: ignore[arg-type]
        runs.append(found.sizes["scenario"] * found.sizes["draw"] * found.sizes["replicate"])
        return found

    monkeypatch.setattr(worker, "run_block", counted)
    together, alone = (making.allocate(study.path, tmp_path / f"{name}.zarr", 2, 2, 8) for name in ("together", "alone"))
    sweeps.run_store(together, workers=1)
    assert sum(runs) == (2 + 2 * 8) * 4
    runs.clear()
    monkeypatch.setattr(worker, "TOGETHER", 1)
    sweeps.run_store(alone, workers=1)
    assert sum(runs) == 3 * 8 * 4
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


def test_the_plan_says_that_baselines_are_shared(study: Study) -> None:
    plan = making.plan_of(study)
    assert "The 8 variants have 2 different baselines between them; variants that are worked on together share theirs" in str(plan)
    one = dataclasses.replace(study, variants=({"turnover": 0.1}, {"turnover": 0.2}))
    assert "baseline" not in str(Plan(one, dataclasses.replace(plan.points, variants=2), plan.template, 1, 0.0, 0.0))


@pytest.mark.parametrize("sizes", [(4, 24, 4), (50, 1, 4), (1, 30, 5), (3, 2, 90), (1, 1, 1)])
def test_a_block_is_cut_into_boxes_that_hold_each_point_once_and_variants_together(sizes: tuple[int, int, int]) -> None:
    block = Block(0, *(range(3, 3 + size) for size in sizes))
    boxes = list(batches(block, 50))
    points = [point for box in boxes for point in product(*box)]
    assert len(points) == len(set(points)) == np.prod(sizes)
    assert all(np.prod([len(side) for side in box]) <= 50 for box in boxes)
    together = min(sizes[0], max(1, 50 // sizes[2]))
    assert max(len(variants) for variants, _, _ in boxes) == together
