"""Values from scores: what is read off a curve is what the prior says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from wopsim.declare import PARAMETERS
from wopsim.inference.posterior.standard_scores import calibrated, values_of

OF_BETA = [name for name in calibrated() if PARAMETERS[name].prior is not None and PARAMETERS[name].prior.family == "beta"]


@pytest.mark.parametrize("name", OF_BETA)
def test_values_of_beta_priors_off_a_curve_are_their_quantiles(name: str) -> None:
    scores = np.linspace(-5.0, 5.0, 997)[:, None]  # between the points of the curve
    exact, quick = values_of([name], scores), values_of([name], scores, quick=True)
    np.testing.assert_allclose(quick, exact, rtol=1e-10)
    np.testing.assert_allclose(special.logit(quick), special.logit(exact), rtol=1e-9, atol=1e-9)


def test_far_out_the_curve_ends_where_the_prior_is_cut() -> None:
    far = np.array([[-40.0], [40.0]])
    np.testing.assert_allclose(values_of(["nrw_permanent"], far, quick=True), values_of(["nrw_permanent"], far), rtol=1e-9)


def test_other_priors_are_the_same_either_way() -> None:
    others = [name for name in calibrated() if name not in OF_BETA]
    scores = np.random.default_rng(2).normal(size=(5, len(others)))
    np.testing.assert_array_equal(values_of(others, scores, quick=True), values_of(others, scores))
