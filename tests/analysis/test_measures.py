"""What is measured of runs does not depend on how they were cut into blocks, nor on what nobody reads."""

import numpy as np
import pytest
import xarray as xr

from tests.helpers.fake import Truth, fake_result, measured
from wopsim.analysis import measures as measures_file
from wopsim.analysis.measures import NEEDED_BY_MEASURES, combine, measure
from wopsim.analysis.outcome_specs import EFFECTS, FACTS, NAIVE, REACH
from wopsim.analysis.required_outputs import MAY_BE_MISSING
from wopsim.declare import VARIABLES
from wopsim.errors import ResultError

TRUTHS = {
    "some": Truth("Some", mentored=9, by_need=True, nrw=-0.02, draw_sd=0.02, luck_sd=0.01, people=900.0),
    "one": Truth("One", mentored=1, nrw=-0.1, people=5000.0, years=1.5),
    "none": Truth("Nobody", mentored=0, cost=0.0),
}
PLAIN = ("scenario", "draw", "replicate")


@pytest.fixture(scope="module")
def result():
    """Six draws that differ in every number, as the model stores them."""
    made = fake_result(TRUTHS, 6, 3, mentees=19, mentors=4, horizon=9)
    rng = np.random.default_rng(5)
    for name, values in made.dataset.data_vars.items():
        if name not in ("mentored", "agreement_time", "exit_time"):
            values.values[...] *= rng.uniform(0.9, 1.1, values.shape)
    # in some draws fewer utilities are evaluated, so that blocks differ in what they hold of a run
    made.dataset["exit_time"].values[1, 2:4, :, ::2] = np.nan
    for name, values in made.dataset.data_vars.items():
        made.dataset[name] = values.astype(np.float32)
    return made


@pytest.fixture(scope="module")
def whole(result):
    return measured(result)


def contents(dataset):
    """Everything in a dataset, to the bit."""
    found = {}
    for name, values in dataset.variables.items():
        plain = values.values.tolist() if values.dtype.kind in "OUT" else values.values.tobytes()
        found[name] = (values.dims, values.shape, str(values.dtype), values.attrs, plain)
    return found, dataset.attrs


@pytest.mark.parametrize(
    "blocks",
    [
        [[0], [1], [2], [3], [4], [5]],
        [[5], [3], [0], [2], [4], [1]],
        [[4, 5], [0], [1, 2, 3]],
        [[1, 3, 5], [0, 2, 4]],
        [[0, 1, 2, 3, 4, 5]],
    ],
)
def test_any_cut_into_blocks_gives_the_same_bytes(result, whole, blocks):
    cut = [measure(result.dataset.isel(draw=draws), result.study) for draws in blocks]
    assert contents(combine(cut)) == contents(whole)


def test_draws_may_be_cut_by_replicates_as_well(result, whole):
    pieces = [([1], [1, 2]), ([0], [0, 1, 2]), ([2, 3, 4, 5], [2]), ([1], [0]), ([2, 3, 4, 5], [0, 1])]
    cut = [measure(result.dataset.isel(draw=draws, replicate=replicates), result.study) for draws, replicates in pieces]
    assert contents(combine(cut)) == contents(whole)


def test_any_layout_in_memory_gives_the_same_bytes(result, whole):
    turned = result.dataset.transpose("domain", "utility", "time", "draw", "replicate", "scenario").copy(deep=True)
    assert contents(measure(turned, result.study)) == contents(whole)
    moved = {name: (values.dims, np.asfortranarray(values.values), values.attrs) for name, values in result.dataset.data_vars.items()}
    assert contents(measure(result.dataset.assign(moved), result.study)) == contents(whole)


def test_a_scenario_or_replicate_less_changes_no_other(result, whole):
    fewer = measure(result.dataset.isel(scenario=[0, 2], replicate=[1]), result.study)
    for name, values in fewer.data_vars.items():
        kept = whole[name].isel({dim: [1] for dim in ("scenario", "replicate") if dim in values.dims})
        if "point" in values.dims:
            kept = kept.isel(point=slice(0, values.sizes["point"]))
        assert values.values.tobytes() == kept.values.tobytes(), name


def test_blocks_that_do_not_belong_together_are_refused(result):
    first, second = (measure(result.dataset.isel(draw=draws), result.study) for draws in ([0, 1], [1, 2]))
    with pytest.raises(ResultError, match="measured twice"):
        combine([first, second])
    again, more = (measure(result.dataset.isel(draw=[0], replicate=replicates), result.study) for replicates in ([0], [0, 1]))
    with pytest.raises(ResultError, match="a replicate was measured twice"):
        combine([again, more])
    other = measure(result.dataset.isel(draw=[3], scenario=[0, 1]), result.study)
    with pytest.raises(ResultError, match="different studies"):
        combine([first, other])


def test_only_what_is_needed_is_read(result, whole):
    garbled = result.dataset.copy(deep=True)
    for name, values in garbled.data_vars.items():
        need = NEEDED_BY_MEASURES.get(name)
        if need in ("first", "first_last", "last"):
            keep = {"first": [0], "first_last": [0, -1], "last": [-1]}[need]
            between = np.setdiff1d(np.arange(values.sizes["time"]), np.arange(values.sizes["time"])[keep])
            values.values[:, :, :, between] = np.nan
            values.values[:, :, :, between[0]] = -1e30
    garbled = garbled.drop_vars([name for name in garbled.data_vars if name not in NEEDED_BY_MEASURES])
    assert set(garbled.data_vars) == set(NEEDED_BY_MEASURES)
    assert contents(measure(garbled, result.study)) == contents(whole)


def test_every_need_fits_the_output():
    for name, need in NEEDED_BY_MEASURES.items():
        assert (need == "once") == ("time" not in VARIABLES[name].dims), name


@pytest.mark.parametrize("name", sorted(set(NEEDED_BY_MEASURES) - MAY_BE_MISSING))
def test_a_hole_where_it_is_read_is_refused_with_the_name_of_the_run(result, name):
    broken = result.dataset.copy(deep=True)
    ends = {"first": [0], "last": [-1], "first_last": [0, -1], "years": [0, 4, -1]}.get(NEEDED_BY_MEASURES[name], [None])
    for end in ends:
        hole = broken.copy(deep=True)
        hole[name].values[(2, 4, 1) if end is None else (2, 4, 1, end)] = np.nan
        with pytest.raises(ResultError, match=rf"{name} is not finite in scenario one, draw 4, replicate 1\."):
            measure(hole.isel(draw=[3, 4]), result.study)
    with pytest.raises(ResultError, match=name):
        measure(broken.drop_vars(name), result.study)


def test_every_outcome_has_words_and_a_number_per_run(whole):
    for name in (*EFFECTS, *FACTS, *REACH, *NAIVE):
        assert whole[name].dims == PLAIN, name
        assert whole[name].dtype == np.float64
        assert set(whole[name].attrs) == {"units", "long_name", "better"}
    assert list(whole["scenario"].values) == list(TRUTHS)
    assert "utility" not in whole.dims


def test_paths_are_weighted_by_connections_at_the_start(result, whole):
    dataset = result.dataset.astype(np.float64)
    chosen = (dataset["mentored"].isel(time=-1) > 0).sel(scenario="some")
    weight = dataset["connections"].isel(scenario=0, time=0).where(chosen)
    for name, scenario in (("with", "some"), ("without", "no_programme")):
        expected = (dataset["nrw_share"].sel(scenario=scenario) * weight).sum("utility") / weight.sum("utility")
        np.testing.assert_allclose(whole[f"nrw_share_{name}"].sel(scenario="some"), expected.transpose("draw", "replicate", "time"))
    assert np.isnan(whole["nrw_share_with"].sel(scenario="none")).all()


def test_points_are_all_evaluated_utilities_in_order(result, whole):
    points = whole["before_after_points"].sel(scenario="some").values
    count = whole["utilities_evaluated"].sel(scenario="some").values
    assert set(count.ravel()) > {9.0}
    assert (np.isfinite(points).sum(axis=-1) == count).all()
    assert all((np.diff(run[np.isfinite(run)]) >= 0).all() for draw in points for run in draw)
    np.testing.assert_allclose(np.nanmean(points, axis=-1), whole["before_after"].sel(scenario="some"), rtol=1e-5)


def test_of_many_points_an_even_sample_is_kept(result, whole, monkeypatch):
    monkeypatch.setattr(measures_file, "MOST_POINTS", 3)
    few = measured(result)
    kept, every = few["before_after_points"].values[0, 0, 0], whole["before_after_points"].values[0, 0, 0]
    assert kept.tolist() == every[[1, 4, 7]].tolist()  # the middles of three thirds of nine
    assert few["before_after_points"].values[1, 0, 0, 0] == whole["before_after_points"].values[1, 0, 0, 0]
    assert contents(few[["before_after", "utilities_evaluated"]]) == contents(whole[["before_after", "utilities_evaluated"]])


def test_mean_of_support_counts_runs_by_their_money(result):
    support = result.dataset["support_received"].astype(np.float64).sel(scenario="some")
    expected = float(support.where(support["fragile"], 0.0).sum() / support.sum())
    assert result.compare().get("some", "support_fragile")["mean"] == pytest.approx(expected, rel=1e-12)
    assert np.isnan(result.compare().get("none", "support_fragile")["mean"])


def test_sums_are_as_exact_in_single_as_in_double_precision(result, whole):
    double = {name: values.astype(np.float64) for name, values in result.dataset.data_vars.items()}
    again = measure(xr.Dataset(double, result.dataset.coords, result.dataset.attrs), result.study)
    for name, values in again.data_vars.items():
        np.testing.assert_allclose(values, whole[name], rtol=1e-13, atol=0, err_msg=name)
