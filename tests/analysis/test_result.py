import json

import numpy as np
import pytest
import xarray as xr

from tests.helpers.fake import TYPICAL, Truth, fake_result
from wopsim.errors import ResultError
from wopsim.results import Result

KNOWN = {
    "nothing": Truth("Nothing", nrw=0.0, people=0.0),
    "works": Truth("Works", mentored=10, nrw=-0.05, draw_sd=0.005, luck_sd=0.002, people=1000.0),
}


@pytest.fixture(scope="module")
def result():
    return fake_result(KNOWN)


@pytest.fixture(scope="module")
def comparison(result):
    return result.compare()


def test_effect_keeps_dims_and_units_and_drops_the_baseline(result):
    effect = result.effect("people_served")
    assert effect.dims == result.dataset["people_served"].dims
    assert list(effect["scenario"].values) == ["nothing", "works"]
    assert effect.attrs["units"] == "person"
    assert "time" not in result.effect("people_served", time=3).dims
    assert float(abs(effect.sel(scenario="nothing")).max()) == 0.0


def test_effect_of_an_unknown_name_or_year_is_refused(result):
    with pytest.raises(ResultError, match="people_served"):
        result.effect("people_servd")
    with pytest.raises(ResultError, match="no year 99"):
        result.effect("people_served", time=99)
    with pytest.raises(ResultError, match="whole run"):
        result.effect("programme_spent", time=1)


def test_summary_adds_people_and_averages_shares(result):
    people, nrw = result.summary("people_served"), result.summary("nrw_share", utilities="mentored")
    total = result.effect("people_served", time=10).sum("utility").sel(scenario="works")
    assert float(people["mean"].sel(scenario="works")) == pytest.approx(float(total.mean()))
    assert float(nrw["mean"].sel(scenario="works")) == pytest.approx(-0.05, abs=0.01)
    assert float(nrw["chance_better"].sel(scenario="works")) == 1.0
    assert float(nrw["chance_better"].sel(scenario="nothing")) == 0.0


def test_comparison_of_nothing_is_exactly_nothing(comparison):
    for outcome in ("people_served", "water_saved", "nrw_all_mentees", "nrw_mentored"):
        row = comparison.get("nothing", outcome)
        assert (row["mean"], row["low"], row["high"], row["chance_better"]) == (0.0, 0.0, 0.0, 0.0)
    assert comparison.get("nothing", "cost_per_person")["undefined"] == "the mean effect is not a gain"


def test_comparison_finds_the_known_effects(result, comparison):
    assert comparison.get("works", "nrw_mentored")["mean"] == pytest.approx(-0.05, abs=0.01)
    assert comparison.get("works", "practice_mentored")["mean"] == pytest.approx(0.1)
    assert comparison.get("works", "occr_mentored")["mean"] == pytest.approx(0.05)
    assert comparison.get("works", "water_saved")["mean"] > 0
    people = comparison.get("works", "people_served")["mean"]
    assert people == pytest.approx(10 * 1000, rel=0.2)
    assert comparison.get("works", "cost_per_person")["mean"] == pytest.approx(9e6 / people)


def test_reach_is_the_share_of_money_beside_the_share_of_mentees(result, comparison):
    row = comparison.get("works", "support_low_income")
    support = result.dataset["support_received"].sel(scenario="works")
    low = support["income"] == "low"
    assert row["mean"] == pytest.approx(float(support.where(low, 0).sum() / support.sum()))
    assert row["reference"] == pytest.approx(0.25)


def test_weights_of_all_mentees_are_connections_at_the_start(result):
    nrw = result.effect("nrw_share", time=10).sel(scenario="works")
    weight = result.dataset["connections"].isel(scenario=0, time=0).where(result.dataset["role"] == "mentee", 0)
    expected = (nrw * weight).sum("utility") / weight.sum("utility")
    np.testing.assert_allclose(result.measures["nrw_all_mentees"].sel(scenario="works").values, expected.values)


def test_a_failed_run_is_named_instead_of_averaged_away(result):
    broken = result.dataset.copy(deep=True)
    broken["people_served"][1, 3, 2] = np.nan
    with pytest.raises(ResultError, match="scenario nothing, draw 3, replicate 2"):
        Result(broken, result.study).compare()
    with pytest.raises(ResultError, match="scenario nothing, draw 3, replicate 2"):
        Result(broken, result.study).effect("nrw_share")


def test_baseline_alone_cannot_be_compared(result):
    with pytest.raises(ResultError, match="baseline only"):
        Result(result.dataset.isel(scenario=slice(0, 1)), result.study).compare()


def test_scenario_that_mentors_nobody_has_reasons_instead_of_numbers():
    row = fake_result({"none": Truth("Nobody", mentored=0, cost=0.0)}).compare()
    assert row.get("none", "nrw_mentored")["undefined"] == "no utility was mentored"
    assert row.get("none", "cost_per_person")["undefined"] == "no money was spent"
    assert row.get("none", "people_served")["mean"] == 0.0
    assert "no utility was mentored" in str(row)


def test_more_runs_are_asked_for_only_where_designs_are_not_told_apart():
    wide = {"nrw": -0.02, "draw_sd": 0.02, "luck_sd": 0.02}
    near = {"a": Truth("A", people=100.0, **wide), "b": Truth("B", people=100.0, **wide), "far": Truth("Far", people=9000.0)}
    found = fake_result(near, 4, 3).compare(useful=1.0)
    assert found.more_runs("a") == found.more_runs("b") > 0
    assert found.more_runs("far") == 0
    draws, replicates = found.needed("a")
    assert draws * replicates == 4 * 3 + found.more_runs("a")
    assert {found.closest.first, found.closest.second} == {"a", "b"}
    assert fake_result(near, 4, 3).compare(useful=1e6).more_runs("a") == 0  # nothing that matters is left open


def test_a_difference_that_matters_is_a_part_of_the_largest_effect_unless_somebody_names_one():
    made = fake_result({"a": Truth("A", people=100.0), "b": Truth("B", people=1000.0)})
    largest = made.compare().get("b", "people_served")["mean"]
    assert made.compare().useful == pytest.approx(0.1 * largest)
    assert made.compare(useful=7.0).useful == 7.0
    with pytest.raises(ResultError, match="below zero"):
        made.compare(useful=-1.0)


def test_written_results_open_with_plain_xarray_and_read_back(tmp_path, result):
    paths = result.write(tmp_path / "new" / "folder", figures=())
    assert all(path.stat().st_size > 0 for path in paths)
    with xr.open_dataset(paths[0], engine="h5netcdf") as plain:
        assert plain["people_served"].attrs["units"] == "person"
        assert plain["nrw_share"].attrs["long_name"].startswith("non-revenue water")
        assert plain["time"].attrs["units"] == "year"
        assert json.loads(plain.attrs["study"])["seed"] == result.study.seed
        assert list(plain["label"].values) == ["No programme", "Nothing", "Works"]
    again = Result.read(tmp_path / "new" / "folder")
    assert again.study == result.study
    np.testing.assert_allclose(again.compare().table["mean"], result.compare().table["mean"], rtol=1e-4, atol=1e-9)
    assert "time" not in result.dataset.attrs
    assert "units" not in result.dataset["time"].attrs


def test_comparison_csv_holds_every_scenario_and_outcome(tmp_path, result, comparison):
    import pandas as pd

    result.write(tmp_path, figures=())
    table = pd.read_csv(tmp_path / "comparison.csv")
    assert len(table) == len(comparison.table)
    assert set(table["scenario"]) == set(KNOWN)


def test_only_figures_that_are_asked_for_are_drawn_and_none_of_an_earlier_run_stays(tmp_path):
    small = fake_result({"short_need": TYPICAL["short_need"]}, 2, 2)
    drawn = {path.name for path in small.write(tmp_path, figures=["unit_costs", "people_served"])}
    assert (
        {path.name for path in tmp_path.glob("*.png")} == {"people_served.png", "unit_costs.png"} == {x for x in drawn if x.endswith("png")}
    )
    assert not [path for path in small.write(tmp_path, figures=()) if path.suffix == ".png"]
    assert not list(tmp_path.glob("*.png"))
    with pytest.raises(ResultError, match=r"no figure 'unit_cost'; known: nrw_fan, .* Did you mean 'unit_costs'"):
        small.write(tmp_path / "other", figures="unit_cost")
    assert not (tmp_path / "other").exists()


def test_reading_what_is_not_a_result_is_refused(tmp_path):
    with pytest.raises(ResultError, match="no result in"):
        Result.read(tmp_path)
    (tmp_path / "results.nc").write_bytes(b"not a netCDF file")
    with pytest.raises(ResultError, match="cannot read"):
        Result.read(tmp_path)
    xr.Dataset({"a": 1}).to_netcdf(tmp_path / "results.nc", engine="h5netcdf")
    with pytest.raises(ResultError, match="not written by wopsim"):
        Result.read(tmp_path)


def test_writing_onto_a_file_is_refused(tmp_path, result):
    (tmp_path / "taken").write_text("x")
    with pytest.raises(ResultError, match="cannot write"):
        result.write(tmp_path / "taken")


def test_repeated_writing_gives_the_same_numbers_and_pictures(tmp_path):
    small = fake_result({"short_need": TYPICAL["short_need"]}, 2, 2)
    first, second = small.write(tmp_path / "a"), small.write(tmp_path / "b")
    for one, other in zip(first[1:], second[1:], strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name
