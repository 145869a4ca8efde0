"""The chance of publication in a compiled loop against scipy, also far out, where its logarithm is what counts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, special, stats

from wopsim.inference.posterior.publication_chance import chances_of_publication


def test_what_is_certain_is_published_with_scipys_chance_also_far_out() -> None:
    x = np.linspace(-37.0, 9.0, 4601)[None, :]
    found = chances_of_publication(np.ones_like(x), x, np.zeros_like(x), np.ones(1))
    np.testing.assert_allclose(found, special.ndtr(x), rtol=2e-14)


def test_the_chance_is_the_mean_over_all_widths() -> None:
    rng = np.random.default_rng(1)
    slope, expected, variance = rng.normal(0.3, 0.6, (7, 5)), rng.normal(0.0, 3.0, (7, 5)), rng.uniform(0.05, 4.0, (7, 5))
    widths = np.array([0.2, 0.7, 1.0, 2.5])
    steep = slope[..., None]
    by_width = special.ndtr(steep * expected[..., None] / np.sqrt(1.0 + steep**2 * variance[..., None] / widths))
    np.testing.assert_allclose(chances_of_publication(slope, expected, variance, widths), by_width.mean(axis=-1), rtol=1e-13)


def test_it_is_the_chance_over_all_that_could_have_been_reported() -> None:
    slope, expected, variance = 0.8, -0.5, 0.7

    def at(improvement: float) -> float:
        return float(stats.norm.cdf(slope * improvement) * stats.norm.pdf(improvement, expected, np.sqrt(variance)))

    wanted, _ = integrate.quad(at, -10.0, 10.0)
    found = chances_of_publication(np.array([[slope]]), np.array([[expected]]), np.array([[variance]]), np.ones(1))
    assert found[0, 0] == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize("shape", [(3, 0), (0, 4), (2, 3, 4), (4,)])
def test_any_number_of_sets_and_reports(shape: tuple[int, ...]) -> None:
    found = chances_of_publication(np.zeros(shape), np.ones(shape), np.ones(shape), np.ones(2))
    assert found.shape == shape
    np.testing.assert_allclose(found, 0.5, rtol=1e-14)
