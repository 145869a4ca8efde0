"""What the panel says about the background: as evidence, and as the priors of what no partnership says anything about."""

from __future__ import annotations

import numpy as np
import pytest

import wopsim.declared  # noqa: F401  (declares every parameter)
from wopsim.declare import PARAMETERS
from wopsim.inference.background.countries import COUNTRIES
from wopsim.inference.background.new_country import new_country
from wopsim.inference.background.panel_term import read_panel_fit
from wopsim.inference.posterior.calibration_file import read_calibration

FIT = read_panel_fit()
EVIDENCE = new_country([read_panel_fit(country) for country in COUNTRIES], read_calibration().study.background.between_countries)
PRIORS = [name for name in FIT.names if name not in EVIDENCE.names and PARAMETERS[name].role == "calibrated"]


@pytest.mark.parametrize("name", PRIORS)
def test_a_prior_is_the_panels_estimate(name):
    place = FIT.names.index(name)
    prior = PARAMETERS[name].prior
    assert prior is not None
    low, middle, high = (float(FIT.on_scale(name, prior.ppf(u))) for u in (0.1587, 0.5, 0.8413))
    assert middle == pytest.approx(FIT.mean[place], abs=0.6 * FIT.spread[place])
    assert 0.5 * (high - low) == pytest.approx(FIT.spread[place], rel=0.35)


def test_background_parameters_are_evidence_or_prior_and_not_both():
    assert set(EVIDENCE.names) <= set(FIT.names)
    assert len(PRIORS) >= 10
    for name, spread in zip(EVIDENCE.names, EVIDENCE.spread, strict=True):  # evidence would count twice if it were in the prior too
        prior = PARAMETERS[name].prior
        assert prior is not None
        low, high = (float(FIT.on_scale(name, prior.ppf(u))) for u in (0.1587, 0.8413))
        if FIT.scales[FIT.names.index(name)] != "identity":
            assert 0.5 * (high - low) > spread


@pytest.mark.parametrize("name", EVIDENCE.names)
def test_the_likelihood_is_highest_at_the_estimate(name):
    place = EVIDENCE.names.index(name)
    mean, spread = EVIDENCE.mean[place], EVIDENCE.spread[place]
    inverse = {"identity": lambda y: y, "log": np.exp, "logit": lambda y: 1.0 / (1.0 + np.exp(-y))}[EVIDENCE.scales[place]]
    others = {other: 0.5 for other in EVIDENCE.names if other != name}
    at = [float(EVIDENCE.log_likelihood({**others, name: inverse(mean + z * spread)})) for z in (-1.0, 0.0, 1.0)]
    assert at[1] - at[0] == pytest.approx(0.5)
    assert at[1] - at[2] == pytest.approx(0.5)
