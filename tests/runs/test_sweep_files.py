"""Sweeps in study files: which combinations there are, what they change, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import wopsim as ws
from tests.helpers import making
from wopsim import sweeps
from wopsim.declare import PARAMETERS
from wopsim.errors import StudyError
from wopsim.runs.in_memory import parameters_of
from wopsim.study.scenario import Study
from wopsim.study.study_parts import Sampled

SPREAD = """
sweep:
  {way}:
    points: 16
    ranges:
      budget: [1e6, 9e6]
      partnership_months: [12, 36]
      turnover: prior
"""


def read(folder: Path, more: str) -> Study:
    return ws.read_study(making.write_study(folder, more=more))


def test_a_grid_is_every_combination(tmp_path: Path) -> None:
    study = read(tmp_path, "sweep: {grid: {budget: [1e6, 2e6], drought_rate: [0, 0.1], new_function: [pro_poor, sanitation]}}")
    assert len(study.variants) == 8
    assert [variant["budget"] for variant in study.variants] == [1e6] * 4 + [2e6] * 4
    assert {tuple(variant.values()) for variant in study.variants} == {
        (budget, rate, function) for budget in (1e6, 2e6) for rate in (0.0, 0.1) for function in ("pro_poor", "sanitation")
    }


def test_a_list_is_run_row_by_row(tmp_path: Path) -> None:
    study = read(tmp_path, "sweep:\n  list:\n    - {budget: 1e6, cohort_size: 2}\n    - {cohort_size: 1, budget: 3e6}\n")
    assert study.variants == ({"budget": 1e6, "cohort_size": 2}, {"budget": 3e6, "cohort_size": 1})


ROWS = {
    ("{budget: 1e6, cohort_size: 2}", "{budget: 2e6, cohort_size: 2}", "{cohort_size: 2, budget: 1000000}"): (0, 2),
    ("{drought_rate: 0.3}", "{drought_rate: 0.30000000000000004}"): (0, 1),
    ("{pairing: random}", "{pairing: nearest}", "{pairing: by_need}", "{pairing: nearest}"): (1, 3),
}


@pytest.mark.parametrize("rows", ROWS)
def test_a_row_that_was_there_before_is_refused_with_both_lines(tmp_path: Path, rows: tuple[str, ...]) -> None:
    path = making.write_study(tmp_path, more="sweep:\n  list:\n" + "".join(f"    - {row}\n" for row in rows))
    path.write_text(path.read_text(encoding="utf-8").replace("pairing: by_need}}", "cohort_size: 2}}"), encoding="utf-8")
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines, 1) if line.strip() == f"- {rows[0]}")
    one, other = (first + place for place in ROWS[rows])
    with pytest.raises(StudyError) as caught:
        ws.read_study(path)
    assert f"line {other}: in list, the row of line {other} is that of line {one} again" in str(caught.value)


def test_rows_that_share_values_are_no_repeats(tmp_path: Path) -> None:
    rows = ("{drought_rate: 0.3, cohort_size: 2}", "{drought_rate: 0.3, cohort_size: 1}", "{drought_rate: 0.3001, cohort_size: 2}")
    study = read(tmp_path, "sweep:\n  list:\n" + "".join(f"    - {row}\n" for row in rows))
    assert [tuple(variant.values()) for variant in study.variants] == [(0.3, 2), (0.3, 1), (0.3001, 2)]


@pytest.mark.parametrize("way", ["latin_hypercube", "sobol"])
def test_points_fill_their_ranges_evenly(tmp_path: Path, way: str) -> None:
    variants = read(tmp_path, SPREAD.format(way=way)).variants
    assert len(variants) == 16
    budgets = np.sort([float(variant["budget"]) for variant in variants])
    slices = np.floor((budgets - 1e6) / (8e6 / 16)).astype(int)
    assert slices.tolist() == list(range(16))  # one in each slice, as both designs promise
    months = [variant["partnership_months"] for variant in variants]
    assert all(12 <= month <= 36 for month in months)
    assert {type(month) for month in months} == {PARAMETERS["partnership_months"].kind}
    prior = PARAMETERS["turnover"].prior
    assert prior is not None
    quartiles = np.quantile([float(variant["turnover"]) for variant in variants], [0.25, 0.75])
    low, high = prior.ppf([0.15, 0.35]), prior.ppf([0.65, 0.85])
    assert low[0] < quartiles[0] < low[1]
    assert high[0] < quartiles[1] < high[1]
    assert read(tmp_path, SPREAD.format(way=way)).variants == variants


def test_whole_numbers_of_a_range_are_equally_frequent(tmp_path: Path) -> None:
    more = "sweep: {latin_hypercube: {points: 300, ranges: {cohort_size: [1, 3]}}}"
    sizes = [variant["cohort_size"] for variant in read(tmp_path, more).variants]
    assert [sizes.count(size) for size in (1, 2, 3)] == [100, 100, 100]


def test_rows_of_a_file_are_those_of_a_list(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("budget,cohort_size,new_function\n1e6,2,pro_poor\n3_000_000,1,sanitation\n", encoding="utf-8")
    found = read(tmp_path, "sweep: {list: rows.csv}")
    row = "- {budget: 1e6, cohort_size: 2, new_function: pro_poor}"
    other = "- {budget: 3e6, cohort_size: 1, new_function: sanitation}"
    assert found == read(tmp_path, f"sweep:\n  list:\n    {row}\n    {other}\n")
    assert [type(value) for value in found.variants[1].values()] == [float, int, str]


ROWS_OF_A_FILE = {
    "budget\n1e6\nten\n": "rows.csv, line 3: 'budget' must be a number [EUR2024], not 'ten'.",
    "budget,cohort_size\n1e6,1\n\n2e6,1\n1e6,1\n": "rows.csv, line 5: in list, the row of line 5 is that of line 2 again",
    "budgt\n1e6\n": "rows.csv, line 2: no parameter 'budgt' (in list of sweep). Did you mean 'budget'?",
    "budget,cohort_size\n1e6\n": "rows.csv, line 2: 1 cell, but the header has 2 columns.",
    "budget;cohort_size\n1e6;-1\n": "rows.csv, line 2: 'cohort_size' is -1; it must lie between",
    "budget,budget\n1,2\n": "rows.csv, line 1: column 'budget' stands 2 times in the header",
    "budget\n": "rows.csv, line 1: the file has no row below its header",
    "budget,cohort_size\n1e6,\n": "rows.csv, line 2: 'cohort_size' must be one value",
}


@pytest.mark.parametrize("text", ROWS_OF_A_FILE)
def test_what_is_wrong_with_rows_of_a_file_is_said_with_its_line_there(tmp_path: Path, text: str) -> None:
    (tmp_path / "rows.csv").write_text(text, encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        read(tmp_path, "sweep: {list: rows.csv}")
    assert f"line 8: {ROWS_OF_A_FILE[text]}" in str(caught.value)
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize(("way", "rows"), [("saltelli", 16 * 5), ("morris", 16 * 4)])
def test_a_design_for_sensitivity_has_its_rows_in_its_ranges(tmp_path: Path, way: str, rows: int) -> None:
    study = read(tmp_path, SPREAD.format(way=way))
    assert len(study.variants) == rows
    assert study.sampled == Sampled(way, 16, study.seed, ("budget", "partnership_months", "turnover"))
    budgets = {float(variant["budget"]) for variant in study.variants}
    assert all(1e6 <= value <= 9e6 for value in budgets)
    if way == "morris":
        np.testing.assert_allclose(sorted(budgets), [1e6, 1e6 + 8e6 / 3, 1e6 + 16e6 / 3, 9e6])
        prior = PARAMETERS["turnover"].quantile([0.05, 0.95])
        rates = [float(variant["turnover"]) for variant in study.variants]
        np.testing.assert_allclose([min(rates), max(rates)], prior)


def test_several_ways_are_crossed(tmp_path: Path) -> None:
    more = "sweep:\n  grid: {cohort_size: [1, 2, 3]}\n  sobol: {points: 4, ranges: {budget: [1e6, 2e6]}}\n"
    variants = read(tmp_path, more).variants
    assert len(variants) == 12
    assert {name for variant in variants for name in variant} == {"cohort_size", "budget"}


def test_a_swept_value_overlays_scenarios_and_draws_but_gives_the_baseline_no_money(tmp_path: Path) -> None:
    study = read(tmp_path, "sweep: {grid: {budget: [1e6, 2e6], absorption: [0.1, 0.2], drought_rate: [0.5]}}")
    at = study.at(3)
    assert at.variants == ()
    for draw in (0, 1):
        baseline, chance = (parameters_of(at, scenario, draw) for scenario in (0, 1))
        assert (baseline.budget, baseline.absorption, baseline.drought_rate) == (0.0, 0.2, 0.5)
        assert (chance.budget, chance.absorption, chance.drought_rate) == (2e6, 0.2, 0.5)
        assert chance.pairing == "random"
    assert parameters_of(at, 1, 0).turnover != parameters_of(at, 1, 1).turnover


def test_a_store_of_a_sweep_has_the_dimension_variant_and_the_numbers_of_each_variant_alone(tmp_path: Path) -> None:
    path = making.write_study(
        tmp_path, draws=2, replicates=2, more="sweep: {grid: {budget: [3e4, 4e6], new_function: [pro_poor, sanitation]}}"
    )
    store = making.allocate(path, tmp_path / "swept.zarr", draws_together=2, replicates_together=2, variants_together=3)
    sweeps.run_store(store, workers=1)
    opened = xr.open_zarr(store.path).load()
    nrw = opened["yearly_outputs"].sel(yearly_output="nrw_share")
    assert opened["yearly_outputs"].dims == ("variant", "scenario", "draw", "replicate", "yearly_output", "time")
    assert opened["budget"].values.tolist() == [3e4, 3e4, 4e6, 4e6]
    assert opened["new_function"].values.tolist() == ["pro_poor", "sanitation"] * 2
    assert opened["budget"].attrs["units"] == "EUR2024"
    study = ws.read_study(path)
    for variant in (0, 3):
        alone = ws.run(study.at(variant), workers=1).dataset
        np.testing.assert_allclose(nrw.isel(variant=variant), alone["nrw_share"].mean("utility"), rtol=1e-6)
    spent = opened["measures"].sel(measure="programme_spent", scenario="need").mean(("draw", "replicate"))
    assert spent.values[2] > spent.values[0]


def test_plain_values_give_the_study_back(tmp_path: Path) -> None:
    study = read(tmp_path, SPREAD.format(way="sobol") + "keep: utility\nstop: {effect: people_served, error: 10, most_replicates: 40}\n")
    assert Study.from_dict(study.to_dict()) == study


def test_compare_and_trace_say_that_a_sweep_is_for_run(tmp_path: Path) -> None:
    study = read(tmp_path, "sweep: {grid: {budget: [1e6, 2e6]}}")
    with pytest.raises(ws.WopsimError, match="wopsim run"):
        ws.run(study)


WRONG = {
    "sweep: 5": "sweep must be a mapping (lines of 'name: value'), not 5.",
    "sweep: {}": "'sweep' is empty; give it one of grid, list, latin_hypercube, sobol, saltelli, morris, or delete it.",
    "sweep: {gird: {budget: [1]}}": "unknown key 'gird' in sweep; known: grid, list, latin_hypercube, sobol, "
    "saltelli, morris. Did you mean 'grid'?",
    "sweep: {grid: {}}": "'grid' names no parameter.",
    "sweep: {grid: {budgt: [1, 2]}}": "no parameter 'budgt' (in grid of sweep). Did you mean 'budget'?",
    "sweep: {grid: {budget: 5}}": "'budget' in grid must be a list of values ([1, 2, 3]), not 5.",
    "sweep: {grid: {budget: []}}": "'budget' in grid must be a list of values ([1, 2, 3]), not an empty list.",
    "sweep: {grid: {budget: [1e6, ten]}}": "'budget' must be a number [EUR2024], not 'ten'.",
    "sweep: {grid: {budget: [1e6, 1000000]}}": "'budget' lists a value twice; it would only be run twice.",
    "sweep: {grid: {drought_rate: [0.3, 0.1, 0.30000000000000004]}}": "'drought_rate' lists 0.3 and 0.30000000000000004, one value, twice; "
    "it would only be run twice.",
    "sweep: {grid: {pairing: [random, by_need]}}": "scenario 'need' sets 'pairing' itself, to 'by_need', which the sweep would replace; "
    "keep it in one of them.",
    "sweep: {grid: {cohort_size: [1, 2]}, sobol: {points: 2, ranges: {cohort_size: [1, 2]}}}": "'cohort_size' is swept by 'grid' and by "
    "'sobol'; keep it in one of them.",
    "sweep: {list: []}": "'list' must be a list of rows (- {budget: 1e6}) or the path of a CSV file, not an empty list.",
    "sweep: {list: [{budget: 1}, {cohort_size: 1}]}": "every row of list must set the same parameters; the first sets budget.",
    "sweep: {sobol: {points: 4}}": "'sobol' lacks 'ranges'.",
    "sweep: {sobol: {points: 5, ranges: {budget: [1, 2]}}}": "'points' of sobol is 5; only a power of two fills the ranges evenly. "
    "Take 4 or 8.",
    "sweep: {saltelli: {points: 5, ranges: {budget: [1, 2]}}}": "'points' of saltelli is 5; only a power of two fills the ranges evenly.",
    "sweep: {saltelli: {points: 32768, ranges: {budget: [1, 2], turnover: prior}}}": "saltelli makes 131072 combinations; a sweep may have "
    "100000. Take fewer points.",
    "sweep: {morris: {points: 2, ranges: {budget: [1, 2]}}, grid: {cohort_size: [1, 2]}}": "'morris' stands alone in a sweep: its points "
    "belong together. Take the others away.",
    "sweep: {list: rows.csv}": "rows.csv: there is no such file.",
    "sweep: {latin_hypercube: {points: 0, ranges: {budget: [1, 2]}}}": "'points' of latin_hypercube must be a whole number from 1 to "
    "100,000, not 0.",
    "sweep: {latin_hypercube: {points: 2, ranges: {}}}": "'ranges' of latin_hypercube names no parameter.",
    "sweep: {latin_hypercube: {points: 2, ranges: {budget: prior}}}": "'budget' is policy and has no prior; give its range as [low, high].",
    "sweep: {latin_hypercube: {points: 2, ranges: {budget: [2, 1]}}}": "the range of 'budget' must begin below its end: 2 is not below 1.",
    "sweep: {latin_hypercube: {points: 2, ranges: {turnover: [1]}}}": "the range of 'turnover' must be [low, high] or the word 'prior', "
    "not a list.",
    "sweep: {latin_hypercube: {points: 2, ranges: {new_function: [1, 2]}}}": "'new_function' has no range, it is one of some words; put it "
    "in grid or list.",
    "sweep: {grid: {objective_efficiency: [0, 1]}}": "scenario 'no_programme' with objective_efficiency = 0.0: ",
    "sweep: {latin_hypercube: {points: 90000, ranges: {budget: [1, 2]}}, grid: {cohort_size: [1, 2]}}": "the sweep has 180000 "
    "combinations; it may have 100000. Take fewer values or points.",
    "keep: runs": "'keep' must be one of scenario, utility, not 'runs'.",
    "stop: {effect: people_served}": "'stop' lacks 'error': Monte Carlo error of its mean to reach, in the effect's unit.",
    "stop: {effect: people_served, error: 0, most_replicates: 9}": "'error' of stop must be a number above 0, not 0.",
    "stop: {effect: people_served, error: 1, most_replicates: 4}": "'most_replicates' of stop must be a whole number above replicates (4) "
    "and at most 100000, not 4.",
    "stop: {effect: people_served, error: 1, most_replicates: 9, scenario: ned}": "'scenario' of stop must name a scenario, not 'ned'. Did "
    "you mean 'need'?",
    "stop: {efect: people_served}": "unknown key 'efect' in stop; known: effect, error, most_replicates, scenario. Did you mean 'effect'?",
}


@pytest.mark.parametrize("more", WRONG)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, more: str) -> None:
    with pytest.raises(StudyError) as caught:
        read(tmp_path, more)
    assert f"line 8: {WRONG[more]}" in str(caught.value)
    assert len(caught.value.problems) == 1
