"""Whatever is done to what a result, a comparison or a world hands out, it goes on holding what it held."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import wopsim as ws
from tests.helpers.fake import Truth, fake_result
from wopsim.study.scenario import Scenario
from wopsim.world.synthesis import synthesise


@pytest.fixture
def result() -> ws.Result:
    made = fake_result({"a": Truth("A", nrw=-0.02), "b": Truth("B", mentored=3)}, 2, 2, mentees=8, mentors=2, horizon=8)
    return ws.Result(made.dataset, made.study)


def test_a_changed_table_is_not_what_is_compared_printed_and_written(result: ws.Result, tmp_path: Path) -> None:
    comparison = result.compare()
    before, text = comparison.table.copy(deep=True), str(comparison)
    table = comparison.table
    table["mean"] = table["mean"] / 1000
    table.loc[table["scenario"] == "a", "low"] = 0.0
    table.columns = [name.upper() for name in table.columns]
    row = comparison.get("a", "people_served")
    row["mean"] = -1.0
    pd.testing.assert_frame_equal(result.compare().table, before)
    assert str(result.compare()) == text
    result.write(tmp_path, figures=())
    written = pd.read_csv(tmp_path / "comparison.csv")
    np.testing.assert_allclose(written["mean"], before["mean"], rtol=1e-5)


def test_numbers_of_runs_cannot_be_written_to(result: ws.Result) -> None:
    for held in (result.dataset, result.measures, result.dataset.copy(deep=False)):
        for name, values in held.data_vars.items():
            with pytest.raises(ValueError, match="read-only"):
                values.values[...] = 0.0
            with pytest.raises(ValueError, match="read-only"):
                held[name] *= 2.0
    with pytest.raises(ValueError, match="read-only"):
        result.dataset["role"].values[0] = "mentor"


def test_what_is_added_renamed_or_dropped_stays_outside(result: ws.Result) -> None:
    before = result.dataset.copy(deep=True), result.measures.copy(deep=True)
    for held in (result.dataset, result.measures):
        held["mine"] = held["time"] * 2
        held["scenario"] = [name.upper() for name in held["scenario"].values]
        del held["people_served"]
        next(iter(held.data_vars.values())).attrs["units"] = "percent"
        held.attrs["title"] = "mine"
    assert result.dataset.identical(before[0])
    assert result.measures.identical(before[1])


def test_a_copy_may_be_changed(result: ws.Result) -> None:
    mine = result.dataset.copy(deep=True)
    mine["nrw_share"][...] = 0.5
    assert float(mine["nrw_share"].min()) == 0.5
    assert float(result.dataset["nrw_share"].min()) < 0.5


def test_a_world_keeps_its_utilities(tmp_path: Path) -> None:
    world = synthesise(n_mentees=6, n_mentors=2, seed=3)
    before, drawn = world.utilities.copy(deep=True), world.drawn.copy(deep=True)
    first = world.numbers["population_served"].copy()
    table, flags = world.utilities, world.drawn
    table["population_served"] = 1.0
    flags["population_served"] = True
    world.numbers["population_served"] = first * 0.0
    for kept in (world.numbers["population_served"], world.text("role"), *world.levels("nrw_share")):
        with pytest.raises(ValueError, match="read-only"):
            kept[0] = kept[1]
    pd.testing.assert_frame_equal(world.utilities, before)
    pd.testing.assert_frame_equal(world.drawn, drawn)
    np.testing.assert_array_equal(world.numbers["population_served"], first)
    ws.write_world(world, tmp_path / "w.csv")
    pd.testing.assert_series_equal(ws.read_world(tmp_path / "w.csv").utilities["population_served"], before["population_served"])


def test_a_world_does_not_follow_the_table_it_was_made_of() -> None:
    table = synthesise(n_mentees=6, n_mentors=2, seed=3).utilities
    world = ws.World("w", table, "test")
    before = world.utilities.copy(deep=True)
    table["population_served"] = 1.0
    pd.testing.assert_frame_equal(world.utilities, before)


def test_lists_of_parameters_and_outputs_are_of_the_caller() -> None:
    for listed in (ws.parameters, ws.outputs):
        mine = listed()
        mine["unit"] = "none"
        assert set(listed()["unit"]) != {"none"}


def test_settings_of_a_scenario_cannot_be_changed() -> None:
    given = {"budget": 1.0}
    scenario = Scenario("a", "A", given)
    given["budget"] = 2.0
    with pytest.raises(TypeError):
        scenario.settings["budget"] = 3.0  # type: ignore[index]
    assert scenario.settings == {"budget": 1.0}
    assert pickle.loads(pickle.dumps(scenario)) == scenario
