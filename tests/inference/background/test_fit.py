"""The fit of the background finds the truth of synthetic panels, and refuses what cannot be fitted."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from validation.background_synthetic import synthetic_years
from wopsim.declare import PARAMETERS, Parameters
from wopsim.errors import EvidenceError
from wopsim.inference.background.estimates import background_estimates, lasting_share
from wopsim.inference.background.fit import FROM_UNIT, fit, log_likelihoods
from wopsim.inference.background.likelihood import year_end, year_mean
from wopsim.inference.background.panel_series import DYNAMICS, Years, years_of

SCRIPT = Path(__file__).parents[3] / "calibration" / "fit_background.py"
CALM = {"mean": 0.3, "spread": 0.8, "permanent": 0.3, "persistence": 0.7, "volatility_spread": 0.0, "reading": 0.25}


def _normal(times: list[int], value: dict[str, float]) -> stats.multivariate_normal:
    """Distribution of values at some years when nothing but normal numbers is in them."""
    lag = np.abs(np.subtract.outer(times, times))
    variance = value["spread"] ** 2
    covariance = variance * (value["permanent"] + (1 - value["permanent"]) * value["persistence"] ** lag)
    return stats.multivariate_normal(np.full(len(times), value["mean"]), covariance + value["reading"] ** 2 * np.eye(len(times)))


def test_without_volatility_the_likelihood_is_that_of_a_normal_distribution_with_gaps() -> None:
    y = np.array([[0.1, np.nan, -0.4, 0.9, np.nan, np.nan, 0.2]])
    known = np.flatnonzero(~np.isnan(y[0]))
    expected = _normal(list(known), CALM).logpdf(y[0, known])
    assert log_likelihoods(Years(y, np.zeros(1)), DYNAMICS["cost"], CALM)[0] == pytest.approx(expected, abs=1e-10)


def test_own_volatility_is_integrated_over() -> None:
    value = CALM | {"volatility_spread": 0.8}
    y = np.array([[0.1, -0.4, 1.9]])
    rng = np.random.default_rng(1)
    volatility = np.exp(0.8 * rng.standard_normal(200_000) - 0.64)
    lasting, passing = 0.64 * 0.3, 0.64 * 0.7 * volatility**2
    share = lasting / (lasting + passing)
    whole = 0.8 * rng.standard_normal(volatility.size)
    permanent = share * whole + np.sqrt(lasting * (1 - share)) * rng.standard_normal(volatility.size)
    r1 = 0.7 * (whole - permanent) + np.sqrt(passing * 0.51) * rng.standard_normal(volatility.size)
    r2 = 0.7 * r1 + np.sqrt(passing * 0.51) * rng.standard_normal(volatility.size)
    density = 1.0
    for seen, level in zip(y[0], (whole, permanent + r1, permanent + r2), strict=True):
        density = density * stats.norm.pdf(seen - 0.3 - level, scale=0.25 * volatility)
    found = np.exp(log_likelihoods(Years(y, np.zeros(1)), DYNAMICS["cost"], value)[0])
    assert found == pytest.approx(density.mean(), abs=4 * density.std() / np.sqrt(density.size))


def test_values_at_the_edge_count_as_beyond_it() -> None:
    edge = DYNAMICS["collection"].most
    value = CALM | {"mean": edge - 0.5}
    found = log_likelihoods(Years(np.array([[edge + 1e-9]]), np.zeros(1)), DYNAMICS["collection"], value)[0]
    assert found == pytest.approx(stats.norm.logsf(0.5, scale=np.hypot(0.8, 0.25)), abs=1e-9)


def test_a_gross_error_hardly_moves_what_follows() -> None:
    value = CALM | {"gross_chance": 0.01, "gross_spread": 5.0}
    calm = np.array([[0.3, 0.3, 0.3, 0.3]])
    wrong = np.array([[0.3, 9.0, 0.3, 0.3]])
    loss = log_likelihoods(Years(calm, np.zeros(1)), DYNAMICS["cost"], value) - log_likelihoods(
        Years(wrong, np.zeros(1)), DYNAMICS["cost"], value
    )
    alone = np.log(0.01) + stats.norm.logpdf(8.7, scale=5.0)
    assert -loss[0] == pytest.approx(alone, abs=1.5)


def test_the_mean_of_a_year_is_that_of_its_quarters() -> None:
    year, kept = year_mean(0.5), 0.5**0.25
    rng = np.random.default_rng(2)
    r, steps = np.full(200_000, 2.0), []
    for _ in range(4):
        r = kept * r + np.sqrt(1 - kept**2) * rng.standard_normal(r.size)
        steps.append(r)
    mean = np.mean(steps, axis=0)
    assert [2 * year.kept, 2 * year.shown] == pytest.approx([r.mean(), mean.mean()], abs=0.01)
    assert [year.moved, year.seen, year.both] == pytest.approx([r.var(), mean.var(), np.cov(r, mean)[0, 1]], abs=0.01)
    assert year_end(0.5).moved == pytest.approx(year.moved)


@pytest.mark.parametrize(
    ("name", "truth"),
    [
        (
            "nrw",
            {"mean": -0.6, "size": 0.2, "spread": 1.1, "permanent": 0.2, "persistence": 0.75, "volatility_spread": 0.6, "reading": 0.2},
        ),
        ("collection", {"mean": 6.5, "spread": 3.0, "permanent": 0.3, "persistence": 0.7, "volatility_spread": 0.4, "reading": 0.06}),
        ("growth", {"mean": 0.02, "spread": 0.03, "permanent": 0.3, "persistence": 0.6, "volatility_spread": 0.6, "reading": 0.01}),
    ],
)
def test_the_truth_of_a_synthetic_panel_is_found(name: str, truth: dict[str, float]) -> None:
    dynamics = DYNAMICS[name]
    one = fit(synthetic_years(dynamics, truth, 300, 16, 7), dynamics)
    errors = np.sqrt(np.diag(one.covariance))
    found = {number.name for number, error in zip(one.problem.numbers, errors, strict=True) if error > 0}
    assert found >= set(truth) - {"reading"}  # little reading noise lies where the search ends, and has no error there
    for number, mean, error in zip(one.problem.numbers, one.mean, errors, strict=True):
        if number.name not in found:
            continue
        assert abs(mean - FROM_UNIT[number.scale](truth[number.name])) < 3.5 * error, number.name
        # and it is found with some precision: a fit that knows nothing passes no test
        assert error < (1.0 if number.scale != "identity" else 2.0 * dynamics.spread), number.name


def test_too_few_providers_are_refused() -> None:
    with pytest.raises(EvidenceError, match="19 providers have values; 20 are the least"):
        fit(Years(np.zeros((19, 3)), np.zeros(19)), DYNAMICS["cost"])


def test_values_of_a_panel_are_put_on_their_scales() -> None:
    index = pd.MultiIndex.from_tuples([("a", 2000), ("a", 2002), ("a", 2003), ("b", 2003)], names=["provider", "year"])
    panel = pd.DataFrame({"nrw_share": [0.5, 0.001, 0.2, np.nan], "connections": [100.0, 100.0, 110.0, 90.0]}, index=index)
    panel["population_served"] = [193e3, 193e3, 193e3, np.nan]
    nrw = years_of(panel, DYNAMICS["nrw"])
    np.testing.assert_allclose(nrw.y, [[0.0, np.nan, np.log(0.02 / 0.98), np.log(0.25)]])
    assert nrw.size.tolist() == [pytest.approx(0.0)]
    np.testing.assert_allclose(years_of(panel, DYNAMICS["growth"]).y, [[np.log(1.1)]])


def test_what_lasts_without_own_volatility_is_the_permanent_share() -> None:
    assert lasting_share(0.3, 0.0) == pytest.approx(0.3)
    assert lasting_share(0.15, 0.9) > 0.3


def test_shipped_estimates_are_of_parameters_and_within_their_range() -> None:
    table = background_estimates()
    assert set(table["parameter"]) <= set(PARAMETERS)
    Parameters(**dict(zip(table["parameter"], table["estimate"], strict=True)))
    assert (table["sd"] >= table["sd_sampling"]).all()
    back = [FROM_UNIT[scale](x) for scale, x in zip(table["scale"], table["estimate"], strict=True)]
    np.testing.assert_allclose(table["mean"], back, atol=2e-3)


def test_the_command_names_what_is_wrong_with_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.csv").write_text("year,prov\n2000,a\n")
    assert runpy.run_path(str(SCRIPT))["main"]([str(tmp_path / "p.csv")]) == 2
    assert "column 'nrw_dist' is missing" in capsys.readouterr().err
