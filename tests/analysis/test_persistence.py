"""What is left of an effect five years after the exit, on made data."""

import numpy as np
import pytest

from tests.helpers.fake import Truth, fake_result, measured

EXITS = (2.0, 3.4, 5.0, 5.1)


@pytest.fixture
def result():
    """Four mentored utilities that left at EXITS; effects of 0.2 and -0.04 up to the exit."""
    result = fake_result({"a": Truth("A", mentored=0)}, 2, 2, mentees=6, mentors=2, horizon=10)
    dataset = result.dataset
    for row, left in enumerate(EXITS):
        dataset["mentored"].values[1, :, :, 1:, row] = 1.0
        dataset["exit_time"].values[1, :, :, row] = left
        dataset["practice"].values[1, :, :, :, row] += 0.2
        dataset["nrw_share"].values[1, :, :, :, row] -= 0.04
    return result


def later(result, row, year, practice, nrw):
    """Let the effects in a year be these."""
    dataset = result.dataset
    dataset["practice"].values[1, :, :, year, row] = dataset["practice"].values[0, :, :, year, row] + practice
    dataset["nrw_share"].values[1, :, :, year, row] = dataset["nrw_share"].values[0, :, :, year, row] + nrw


def test_share_that_is_left_is_the_median_over_utilities_with_five_years_after(result):
    # exits at 2.0, 3.4 and 5.0 count from years 2, 4 and 5; the one at 5.1 from year 6 has no year 11
    later(result, 0, 7, 0.15, -0.05)
    later(result, 1, 9, 0.10, -0.01)
    later(result, 2, 10, 0.05, 0.01)
    found = measured(result)
    np.testing.assert_allclose(found["left_practice"], 0.5)
    np.testing.assert_allclose(found["left_nrw"], 0.25)
    assert (found["utilities_followed"] == 3).all()


def test_an_effect_that_stays_is_left_whole(result):
    found = measured(result)
    np.testing.assert_allclose(found["left_practice"], 1.0)
    np.testing.assert_allclose(found["left_nrw"], 1.0)


def test_without_an_effect_there_is_nothing_to_be_left(result):
    for row, year in ((0, 2), (1, 4), (2, 5)):
        later(result, row, year, 0.004, 0.02)
    found = measured(result)
    assert np.isnan(found["left_practice"]).all()
    assert np.isnan(found["left_nrw"]).all()
    assert (found["utilities_followed"] == 3).all()


def test_never_mentored_is_never_followed(result):
    result.dataset["mentored"].values[...] = 0.0
    found = measured(result)
    assert (found["utilities_followed"] == 0).all()
    assert np.isnan(found["left_practice"]).all()


def test_the_comparison_says_why_it_is_missing():
    row = fake_result({"late": Truth("Late", years=6.0)}, 3, 3).compare().get("late", "left_practice")
    assert np.isnan(row["mean"])
    assert "5 years before the end" in row["undefined"]
