import numpy as np
import pytest
from fake import Truth, fake_result

from wopsim.analysis.naive import before_after


def mean(values):
    return float(values.isel(scenario=0).mean())


def test_regression_to_the_mean_makes_a_useless_programme_look_good():
    result = fake_result({"need": Truth("By need", mentored=8, by_need=True, nrw=0.0), "random": Truth("Random", mentored=8)}, 4, 30)
    tour = before_after(result.dataset)
    assert float(tour["reported"].sel(scenario="need").mean()) < -0.04
    assert abs(float(tour["reported"].sel(scenario="random").mean())) < 0.02
    assert float(abs(tour["paired"]).max()) == pytest.approx(0.0, abs=1e-12)


def test_reported_change_is_what_would_have_happened_anyway_plus_the_effect():
    tour = before_after(fake_result({"a": Truth("A", nrw=-0.06)}).dataset)
    assert mean(tour["paired"]) == pytest.approx(-0.06)
    assert mean(tour["reported"]) == pytest.approx(mean(tour["anyway"]) + mean(tour["paired"]))


def test_times_are_the_year_end_before_the_agreement_and_the_first_after_the_exit():
    dataset = fake_result({"a": Truth("A", mentored=1)}, 1, 1).dataset
    utility = int(np.argmax(dataset["mentored"].values[1, 0, 0, -1]))
    dataset["agreement_time"].values[1, 0, 0, utility] = 2.0
    dataset["exit_time"].values[1, 0, 0, utility] = 5.0
    tour = before_after(dataset).isel(scenario=0, draw=0, replicate=0, utility=utility)
    reported = dataset["reported_nrw_share"].values[1, 0, 0, :, utility]
    assert float(tour["reported"]) == pytest.approx(reported[6] - reported[2])
    pilot, whole = (dataset[name].values[1, 0, 0, :, utility] for name in ("pilot_nrw_share", "nrw_share"))
    last = np.flatnonzero(np.isfinite(pilot) & (np.arange(11) <= 5))[-1]
    assert float(tour["pilot"]) == pytest.approx(pilot[last] - whole[2])


def test_a_partnership_that_ends_too_late_is_not_evaluated():
    tour = before_after(fake_result({"a": Truth("A", years=9.8)}).dataset)
    assert int(tour["reported"].notnull().sum()) == 0


def test_a_partnership_without_a_mission_is_not_evaluated():
    dataset = fake_result({"a": Truth("A")}).dataset
    dataset["mentored"][...] = 0.0
    assert int(before_after(dataset)["reported"].notnull().sum()) == 0
