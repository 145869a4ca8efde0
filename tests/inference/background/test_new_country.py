"""What the panels of some countries say of another one: closed forms, and known truths."""

from __future__ import annotations

import numpy as np
import pytest

from wopsim.errors import EvidenceError
from wopsim.inference.background.countries import COUNTRIES
from wopsim.inference.background.new_country import between_countries, new_country, predictive
from wopsim.inference.background.panel_term import PanelFit, read_panel_fit
from wopsim.inference.posterior.calibration_file import read_calibration

BETWEEN = read_calibration().study.background.between_countries
FITS = [read_panel_fit(country) for country in COUNTRIES]


def _fit(**means: float) -> PanelFit:
    return PanelFit(tuple(means), ("log",) * len(means), np.array(list(means.values())), np.full(len(means), 0.1))


def test_one_country_tells_its_own_value_and_nothing_of_how_far_countries_differ() -> None:
    tau, chance = between_countries(np.array([0.7]), np.array([0.2]), 0.5)
    assert chance @ tau**2 == pytest.approx(0.25, rel=1e-4)  # of the half-normal prior itself
    # one variance between countries for the country that is known, one for the other
    assert predictive(np.array([0.7]), np.array([0.2]), 0.5) == pytest.approx((0.7, np.sqrt(0.2**2 + 2 * 0.25)), rel=1e-4)


def test_alike_countries_pool_as_normal_numbers_do() -> None:
    mean, spread = np.array([0.1, 0.4, 0.3]), np.array([0.1, 0.2, 0.4])
    weight = spread**-2
    middle, sd = predictive(mean, spread, 1e-6)
    assert middle == pytest.approx(weight @ mean / weight.sum())
    assert sd == pytest.approx(weight.sum() ** -0.5)


def test_with_one_spread_between_countries_the_answer_is_the_normal_one() -> None:
    """Many countries, each known exactly: the spread between them is seen, and the prior hardly matters."""
    mean = 2.0 * np.random.default_rng(3).standard_normal(4000) + 5.0
    middle, sd = predictive(mean, np.full(mean.size, 1e-3), 10.0)
    assert middle == pytest.approx(mean.mean(), abs=1e-6)
    assert sd == pytest.approx(mean.std() * np.sqrt(1 + 1 / mean.size), rel=5e-3)


def test_mean_and_spread_of_many_countries_are_found() -> None:
    rng = np.random.default_rng(4)
    spread = rng.uniform(0.1, 0.6, 200)
    estimate = 1.0 + 0.4 * rng.standard_normal(200) + spread * rng.standard_normal(200)
    tau, chance = between_countries(estimate, spread, 1.0)
    middle = chance @ tau
    error = np.sqrt(chance @ (tau - middle) ** 2)
    assert error < 0.06
    assert abs(middle - 0.4) < 3 * error
    assert predictive(estimate, spread, 1.0)[0] == pytest.approx(1.0, abs=0.12)


def test_a_third_country_lies_within_what_two_say_of_it_as_often_as_said() -> None:
    """Worlds of three countries, the spread between them from its prior: the third is within 1.645 standard deviations in 90 %."""
    rng = np.random.default_rng(5)
    n, prior, spread = 1500, 0.7, np.array([0.1, 0.4])
    true = prior * np.abs(rng.standard_normal(n))[:, None] * rng.standard_normal((n, 3))
    seen = true[:, :2] + spread * rng.standard_normal((n, 2))
    found = np.array([predictive(one, spread, prior) for one in seen])
    inside = np.abs(true[:, 2] - found[:, 0]) < 1.645 * found[:, 1]
    assert inside.mean() == pytest.approx(0.91, abs=0.03)  # tails are heavier than normal, the middle is fuller
    assert ((true[:, 2] - found[:, 0]) / found[:, 1]).std() == pytest.approx(1.0, abs=0.08)


def test_the_more_two_countries_differ_the_wider_the_third() -> None:
    near, far = (predictive(np.array([0.0, apart]), np.full(2, 0.1), 0.5) for apart in (0.1, 1.5))
    assert far[1] > near[1] > 0.1
    assert far[0] == pytest.approx(0.75)


def test_a_parameter_of_one_country_alone_is_wider_than_one_of_two_alike() -> None:
    both = new_country([_fit(a=0.5, b=0.5), _fit(a=0.5)], {"a": 0.5, "b": 0.5})
    assert both.mean == pytest.approx([0.5, 0.5])
    assert both.spread[0] < both.spread[1]


def test_another_country_is_less_known_than_either() -> None:
    other = new_country(FITS, BETWEEN)
    assert other.names == tuple(BETWEEN)
    for k, name in enumerate(other.names):
        means = [fit.mean[fit.names.index(name)] for fit in FITS]
        assert min(means) <= other.mean[k] <= max(means)
        # a fit that hardly knows (California's seven years say little of persistence) is helped by the other country
        assert other.spread[k] > min(fit.spread[fit.names.index(name)] for fit in FITS)
        assert other.spread[k] > 0.5 * abs(means[0] - means[1])


def test_a_parameter_that_no_panel_knows_is_refused() -> None:
    with pytest.raises(EvidenceError, match=r"no panel has an estimate of teaching_rate; there are nrw_spread"):
        new_country(FITS, {"nrw_spread": 0.3, "teaching_rate": 0.3})
