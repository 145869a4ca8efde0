import numpy as np
import pytest

from tests.helpers.fake import Truth, fake_result, measured


def mean(values):
    return float(values.isel(scenario=0).mean())


def test_regression_to_the_mean_makes_a_useless_programme_look_good():
    result = fake_result({"need": Truth("By need", mentored=8, by_need=True, nrw=0.0), "random": Truth("Random", mentored=8)}, 4, 30)
    tour = measured(result)
    assert float(tour["before_after"].sel(scenario="need").mean()) < -0.04
    assert abs(float(tour["before_after"].sel(scenario="random").mean())) < 0.02
    assert float(abs(tour["before_after_paired"]).max()) == pytest.approx(0.0, abs=1e-12)
    assert float(abs(tour["before_after_paired_points"]).max()) == pytest.approx(0.0, abs=1e-12)


def test_reported_change_is_what_would_have_happened_anyway_plus_the_effect():
    tour = measured(fake_result({"a": Truth("A", nrw=-0.06)}))
    assert mean(tour["before_after_paired"]) == pytest.approx(-0.06)
    assert mean(tour["before_after"]) == pytest.approx(mean(tour["before_after_anyway"]) + mean(tour["before_after_paired"]))


def test_times_are_the_year_end_before_the_agreement_and_the_first_after_the_exit():
    result = fake_result({"a": Truth("A", mentored=1)}, 1, 1)
    dataset = result.dataset
    utility = int(np.argmax(dataset["mentored"].values[1, 0, 0, -1]))
    dataset["agreement_time"].values[1, 0, 0, utility] = 2.0
    dataset["exit_time"].values[1, 0, 0, utility] = 5.0
    tour = measured(result)
    reported = dataset["reported_nrw_share"].values[1, 0, 0, :, utility]
    assert tour["before_after"].item() == pytest.approx(reported[6] - reported[2])
    pilot, whole = (dataset[name].values[1, 0, 0, :, utility] for name in ("pilot_nrw_share", "nrw_share"))
    last = np.flatnonzero(np.isfinite(pilot) & (np.arange(11) <= 5))[-1]
    assert tour["pilot_report"].item() == pytest.approx(pilot[last] - whole[2])


def test_a_partnership_that_ends_too_late_is_not_evaluated():
    tour = measured(fake_result({"a": Truth("A", years=9.8)}))
    assert float(tour["utilities_evaluated"].sum()) == 0
    assert np.isnan(tour["before_after"]).all()
    assert np.isnan(tour["before_after_points"]).all()


def test_a_partnership_without_a_mission_is_not_evaluated():
    result = fake_result({"a": Truth("A")})
    assert (measured(result)["utilities_evaluated"] == 10).all()
    result.dataset["mentored"][...] = 0.0
    assert (measured(result)["utilities_evaluated"] == 0).all()


def test_a_utility_without_a_pilot_zone_has_no_pilot_report():
    result = fake_result({"a": Truth("A", mentored=3)}, 2, 2)
    whole = measured(result)
    zone = int(np.flatnonzero(result.dataset["mentored"].values[1, 1, 0, -1])[0])
    result.dataset["pilot_nrw_share"].values[1, 1, 0, :, zone] = np.nan
    tour = measured(result)
    assert tour["pilots_evaluated"].values[0].tolist() == [[3, 3], [2, 3]]
    assert (tour["utilities_evaluated"] == 3).all()
    kept = tour["pilot_report_points"].values[0, 1, 0]
    assert np.isfinite(kept).sum() == 2
    assert float(tour["pilot_report"][0, 1, 0]) == pytest.approx(np.nanmean(kept))
    assert set(kept[np.isfinite(kept)]) < set(whole["pilot_report_points"].values[0, 1, 0])
