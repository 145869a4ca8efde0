"""The emulator against functions that are known, and scores against the priors they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from wopsim.declare import PARAMETERS
from wopsim.inference.checks.theories_weighed import score_of
from wopsim.inference.posterior.emulator import coordinates, fit_emulator
from wopsim.inference.posterior.simulation_table import Bank
from wopsim.inference.posterior.standard_scores import calibrated, scores_of, sets_of, values_of
from wopsim.streams import Floats

NAMES = ("a", "b", "c", "d")


def truth(x: Floats) -> Floats:
    """Three quadratic numbers of the first two or three scores, (..., 3)."""
    a, b, c = x[..., 0], x[..., 1], x[..., 2]
    return np.stack([1.0 + 0.5 * a - 0.3 * b + 0.2 * a * b, -0.4 * a**2 + 0.1 * c, 0.3 * b * c - 0.2 * b**2], axis=-1)


def bank(points: int = 400, noise: float = 0.0, seed: int = 2) -> Bank:
    chance = np.random.default_rng(seed)
    x = chance.standard_normal((points, len(NAMES)))
    found = truth(x) + noise * chance.standard_normal((points, 3))
    return Bank(x, NAMES, found[:, :1], np.exp(found[:, 1:2]), found[:, 2:])


def fresh(number: int = 2000) -> Floats:
    return np.random.default_rng(9).standard_normal((number, len(NAMES)))


def test_a_quadratic_function_comes_back() -> None:
    emulator = fit_emulator(bank(), NAMES)
    x = fresh()
    mean, variance, figures = emulator(x)
    known = truth(x)
    inside = (np.abs(x) < 4.0).all(axis=-1)
    assert mean[inside, 0] == pytest.approx(known[inside, 0], abs=0.02)
    assert np.log(variance[inside, 0]) == pytest.approx(known[inside, 1], abs=0.04)
    assert figures[inside, 0] == pytest.approx(known[inside, 2], abs=0.02)
    assert (emulator.explained > 0.999).all()
    assert (emulator.error < 0.02).all()


@pytest.mark.parametrize("noise", [0.1, 0.5])
def test_the_stated_error_covers_the_real_one(noise: float) -> None:
    emulator = fit_emulator(bank(noise=noise), NAMES)
    x = fresh()
    mean, _, figures = emulator(x)
    chance = np.random.default_rng(4)
    for column, found, error in ((0, mean[:, 0], emulator.error[0]), (2, figures[:, 0], emulator.figure_error[0])):
        off = truth(x)[:, column] + noise * chance.standard_normal(len(x)) - found
        assert off.std() == pytest.approx(error, rel=0.2)
        assert 0.85 < (np.abs(off) < 1.645 * error).mean() < 0.95
        assert error > 0.95 * noise


def test_the_error_of_a_mean_is_in_its_variance() -> None:
    plain, noisy = fit_emulator(bank(), NAMES), fit_emulator(bank(noise=0.5), NAMES)
    x = np.zeros((1, len(NAMES)))
    assert noisy(x)[1][0, 0] > noisy.error[0] ** 2 > 0.2 > plain.error[0] ** 2
    assert noisy(x)[1][0, 0] == pytest.approx(
        np.exp((noisy.weights[:, 1] * _features_at_zero()).sum() + noisy.offset[1]) + noisy.error[0] ** 2
    )


def _features_at_zero() -> Floats:
    first, second = np.triu_indices(len(NAMES))
    return np.concatenate([np.zeros(len(NAMES)), np.where(first == second, -1.0, 0.0)])


def test_what_a_parameter_that_stays_out_does_is_error() -> None:
    """b moves the first number and is not among the emulator's parameters."""
    emulator = fit_emulator(bank(2000), ("a", "c"))
    assert emulator.names == ("a", "c")
    # what is left of 0.5 a - 0.3 b + 0.2 a b without b has variance 0.3^2 + 0.2^2
    assert emulator.error[0] == pytest.approx(np.hypot(0.3, 0.2), rel=0.1)
    assert emulator(np.array([[1.0, 0.0]]))[0][0, 0] == pytest.approx(1.5, abs=0.05)


def test_parameters_are_found_by_name() -> None:
    turned = fit_emulator(bank(), ("d", "c", "b", "a"))
    x = fresh(50)
    one, other = fit_emulator(bank(), NAMES)(x)[0], turned(x[:, ::-1])[0]
    assert one == pytest.approx(other, abs=1e-3)


def test_noise_alone_explains_nothing_and_is_all_error() -> None:
    chance = np.random.default_rng(1)
    noise = chance.standard_normal((300, 3))
    emulator = fit_emulator(Bank(chance.standard_normal((300, 4)), NAMES, noise[:, :1], np.exp(noise[:, 1:2]), noise[:, 2:]), NAMES)
    assert (emulator.explained < 0.1).all()
    assert emulator.error == pytest.approx(1.0, abs=0.15)


def test_nothing_explodes_far_out() -> None:
    emulator = fit_emulator(bank(noise=0.1), NAMES)
    far, edge = np.full((1, 4), 50.0), np.full((1, 4), 4.0)
    for one, other in zip(emulator(far), emulator(edge), strict=True):
        np.testing.assert_array_equal(one, other)


def test_any_shape() -> None:
    emulator = fit_emulator(bank(), NAMES)
    x = fresh(6)
    flat, shaped = emulator(x), emulator(x.reshape(2, 3, 4))
    for one, other in zip(flat, shaped, strict=True):
        assert other.shape == (2, 3, 1)
        assert other.reshape(6, 1) == pytest.approx(one)


def test_a_number_that_never_changes() -> None:
    x = fresh(100)
    emulator = fit_emulator(Bank(x, NAMES, np.ones((100, 1)), np.full((100, 1), 0.5), np.zeros((100, 1))), NAMES)
    mean, variance, figures = emulator(x)
    assert mean == pytest.approx(1.0)
    assert variance == pytest.approx(0.5)
    assert figures == pytest.approx(0.0)


class TestScores:
    def test_all_calibrated_parameters_in_the_order_of_their_names(self) -> None:
        names = calibrated()
        assert names == sorted(name for name, declared in PARAMETERS.items() if declared.role == "calibrated")

    @pytest.mark.parametrize("name", calibrated())
    def test_a_score_is_the_quantile_of_the_prior(self, name: str) -> None:
        """Against scipy's distributions, cut to what the parameter may be."""
        declared = PARAMETERS[name]
        prior = declared.prior
        assert prior is not None
        size = prior.a * (1.0 - prior.a) / prior.b**2 - 1.0 if prior.b else 1.0
        known = {
            "normal": lambda: stats.norm(prior.a, prior.b),
            "lognormal": lambda: stats.lognorm(prior.b, scale=prior.a),
            "uniform": lambda: stats.uniform(prior.a, prior.b - prior.a),
            "beta": lambda: stats.beta(prior.a * size, (1.0 - prior.a) * size),
        }[prior.family]()
        scores = np.linspace(-3.0, 3.0, 13)
        values = values_of([name], scores[:, None])[:, 0]
        low, high = declared.valid
        assert values == pytest.approx(np.clip(known.ppf(special.ndtr(scores)), low, high), rel=1e-6, abs=1e-9)
        inside = (values > low) & (values < high)
        assert inside.any()
        assert special.ndtri(known.cdf(values[inside])) == pytest.approx(scores[inside], abs=1e-4)

    def test_scores_far_out_are_values_that_may_be(self) -> None:
        names = calibrated()
        for score in (-40.0, 40.0):
            values = values_of(names, np.full((1, len(names)), score))
            assert np.isfinite(values).all()
            (one,) = sets_of(names, values)
            assert [PARAMETERS[name].check(value) for name, value in one.items()] == [None] * len(names)

    def test_no_prior_no_score(self) -> None:
        with pytest.raises(ValueError, match="budget has no prior"):
            values_of(["budget"], np.zeros((1, 1)))

    def test_one_set_for_each_row(self) -> None:
        found = sets_of(["turnover", "most_partnerships"], np.array([[0.1, 2.0], [0.3, 4.0]]))
        assert found == [{"turnover": 0.1, "most_partnerships": 2}, {"turnover": 0.3, "most_partnerships": 4}]
        assert isinstance(found[0]["most_partnerships"], int)

    @pytest.mark.parametrize("name", ["turnover", "selection_published", "routine_teaching"])
    def test_a_value_has_its_score_again(self, name: str) -> None:
        scores = np.linspace(-3.0, 3.0, 41)
        assert scores_of(name, values_of([name], scores[:, None])[:, 0]) == pytest.approx(scores, abs=2e-3)

    @pytest.mark.parametrize("name", ["setup_days", "missed_days", "presence_thinning"])
    def test_what_was_cut_to_nothing_has_the_mean_of_its_scores(self, name: str) -> None:
        scores = special.ndtri((np.arange(40_000) + 0.5) / 40_000)
        values = values_of([name], scores[:, None])[:, 0]
        nothing = values == 0.0
        assert 0.05 < nothing.mean() < 0.6
        found = scores_of(name, values)
        assert found[nothing] == pytest.approx(scores[nothing].mean(), abs=0.01)
        assert found[~nothing] == pytest.approx(scores[~nothing], abs=0.01)


class TestRivals:
    """Parameters that may do nothing enter by value, so that doing nothing is one place and not a long flat stretch."""

    def test_a_linear_effect_of_the_value_is_found_whole(self) -> None:
        x = np.random.default_rng(3).standard_normal((600, 2))
        days = values_of(["missed_days"], x[:, :1])[:, 0]
        mean = (0.3 * days + 0.1 * x[:, 1])[:, None]
        emulator = fit_emulator(Bank(x, ("missed_days", "turnover"), mean, np.ones_like(mean), mean), ("missed_days", "turnover"))
        assert emulator.explained[0] > 0.9999
        at = np.array([[-4.0, 0.0], [-1.0, 0.0], [score_of("missed_days", 0.0), 0.0]])
        assert emulator(at)[0][:, 0] == pytest.approx(0.0, abs=0.01)

    def test_others_enter_by_score(self) -> None:
        x = np.random.default_rng(4).standard_normal((5, 2))
        np.testing.assert_array_equal(coordinates(["turnover", "nobody_declared_this"], x), x)
