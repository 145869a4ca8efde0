"""A result whose utilities were not kept has every table and figure, and says what it cannot answer."""

import io

import numpy as np
import pytest
import xarray as xr

from tests.helpers.fake import TYPICAL, Truth, fake_result, measured
from wopsim.analysis import measures as measures_file
from wopsim.errors import ResultError
from wopsim.results import Result

FIGURES = ("fan", "people_served", "practice", "pilot_against_utility")


@pytest.fixture(scope="module")
def full():
    return fake_result(TYPICAL, 4, 3)


@pytest.fixture(scope="module")
def small(full):
    return Result(None, full.study, measured(full))


def picture(figure):
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=60, metadata={"Software": None})
    return buffer.getvalue()


def test_the_tables_are_the_same(full, small):
    assert str(small.compare()) == str(full.compare())
    assert small.compare().table.equals(full.compare().table)


@pytest.mark.parametrize("name", FIGURES)
def test_the_figures_are_the_same(full, small, name):
    assert picture(getattr(small.plot, name)()) == picture(getattr(full.plot, name)())


@pytest.mark.parametrize(
    "ask",
    [
        lambda result: result.dataset,
        lambda result: result.effect("nrw_share"),
        lambda result: result.summary("people_served"),
        lambda result: result.plot.fan("occr"),
    ],
)
def test_what_needs_utilities_is_refused_with_what_to_do(small, ask):
    with pytest.raises(ResultError) as refused:
        ask(small)
    for words in ("84 runs", 'keep="utility"', "--keep utility", "fewer draws"):
        assert words in str(refused.value)


def test_it_says_that_it_is_without_utilities(full, small):
    assert repr(small) == repr(full)[:-1] + ", without utilities>"
    assert (full.has_utilities, small.has_utilities) == (True, False)
    with pytest.raises(ResultError, match="needs a dataset or its measures"):
        Result(None, full.study)


def test_both_kinds_are_written_and_read_again(full, small, tmp_path):
    kinds = {"full": full, "small": small}
    names = {kind: [path.name for path in result.write(tmp_path / kind, figures="people_served")] for kind, result in kinds.items()}
    assert names["full"] == ["results.nc", *names["small"]]
    assert names["small"][0] == "measures.nc"
    with xr.open_dataset(tmp_path / "small" / "measures.nc", engine="h5netcdf") as plain:
        assert plain["people_served"].dims == ("scenario", "draw", "replicate")
        assert plain["people_served"].attrs["units"] == "person"
    for kind, result in kinds.items():
        again = Result.read(tmp_path / kind)
        assert again.has_utilities == result.has_utilities
        assert again.study == result.study
        assert again.measures.equals(result.measures)
        for name, values in result.measures.data_vars.items():
            assert (again.measures[name].dtype, again.measures[name].attrs) == (values.dtype, values.attrs)
        assert str(again.compare()) == str(result.compare())
        for name in ("people_served", "pilot_against_utility"):
            assert picture(getattr(again.plot, name)()) == picture(getattr(result.plot, name)())


def test_a_folder_never_holds_utilities_of_another_run(full, small, tmp_path):
    full.write(tmp_path, figures=())
    small.write(tmp_path, figures=())
    assert not (tmp_path / "results.nc").exists()
    assert not Result.read(tmp_path).has_utilities
    other = fake_result({"a": Truth("A")}, 2, 2)
    other.write(tmp_path / "other", figures=())
    (tmp_path / "other" / "results.nc").rename(tmp_path / "results.nc")
    with pytest.raises(ResultError, match="of different studies"):
        Result.read(tmp_path)


def test_a_folder_of_an_earlier_version_without_measures_is_read(full, tmp_path):
    full.write(tmp_path, figures=())
    (tmp_path / "measures.nc").unlink()
    again = Result.read(tmp_path)
    np.testing.assert_allclose(again.compare().table["mean"], full.compare().table["mean"], rtol=1e-4, atol=1e-9)


def test_a_sample_of_points_draws_nearly_the_same_picture_and_says_that_it_is_one(monkeypatch):
    truths = {"a": Truth("A", mentored=36, nrw=-0.05, luck_sd=0.03)}
    every = fake_result(truths, 5, 4)
    monkeypatch.setattr(measures_file, "MOST_POINTS", 12)
    few = Result(None, every.study, measured(every))
    monkeypatch.undo()
    whole, sampled = every.plot.pilot_against_utility(), few.plot.pilot_against_utility()

    def medians(figure):
        return [float(text.get_text().replace("−", "-")) for text in figure.axes[0].texts]

    np.testing.assert_allclose(medians(sampled), medians(whole), atol=0.6)
    said = " ".join(text.get_text() for text in sampled.texts).replace("\n", " ")
    assert "more than 12 evaluated utilities" in said
    assert "even sample" not in " ".join(text.get_text() for text in whole.texts)
