"""What the panel says about the background: as evidence, and as the priors of what no partnership says anything about."""

from __future__ import annotations

import numpy as np
import pytest

import wopsim.declared  # noqa: F401  (declares every parameter)
from wopsim.declare import PARAMETERS
from wopsim.errors import EvidenceError
from wopsim.inference.background.panel_term import read_panel_fit
from wopsim.inference.posterior.calibration_file import read_calibration

FIT = read_panel_fit()
EVIDENCE = read_calibration().study.background.parameters
PRIORS = [name for name in FIT.names if name not in EVIDENCE and PARAMETERS[name].role == "calibrated"]


@pytest.mark.parametrize("name", PRIORS)
def test_a_prior_is_the_panels_estimate(name):
    place = FIT.names.index(name)
    prior = PARAMETERS[name].prior
    assert prior is not None
    low, middle, high = (float(FIT.on_scale(name, prior.ppf(u))) for u in (0.1587, 0.5, 0.8413))
    assert middle == pytest.approx(FIT.mean[place], abs=0.6 * FIT.spread[place])
    assert 0.5 * (high - low) == pytest.approx(FIT.spread[place], rel=0.35)


def test_background_parameters_are_evidence_or_prior_and_not_both():
    assert set(EVIDENCE) <= set(FIT.names)
    assert len(PRIORS) >= 10
    for name in EVIDENCE:  # evidence would count twice if the prior were the estimate itself
        prior = PARAMETERS[name].prior
        assert prior is not None
        low, high = (float(FIT.on_scale(name, prior.ppf(u))) for u in (0.1587, 0.8413))
        if FIT.scales[FIT.names.index(name)] != "identity":
            assert 0.5 * (high - low) > FIT.spread[FIT.names.index(name)]


@pytest.mark.parametrize("name", EVIDENCE)
def test_the_likelihood_is_highest_at_the_estimate(name):
    place = FIT.names.index(name)
    fit = FIT.only([name])
    inverse = {"identity": lambda y: y, "log": np.exp, "logit": lambda y: 1.0 / (1.0 + np.exp(-y))}[fit.scales[0]]
    at = fit.log_likelihood({name: inverse(FIT.mean[place] + FIT.spread[place] * np.array([-1.0, 0.0, 1.0]))})
    assert at[1] - at[0] == pytest.approx(0.5)
    assert at[1] - at[2] == pytest.approx(0.5)


def test_widening_multiplies_the_spread():
    narrow, wide = (FIT.only(["nrw_persistence"], factor) for factor in (1.0, 2.0))
    assert wide.spread == pytest.approx(2.0 * narrow.spread)
    assert wide.mean == pytest.approx(narrow.mean)


def test_a_parameter_that_the_panel_does_not_know_is_refused():
    with pytest.raises(EvidenceError, match=r"no estimate of teaching_rate"):
        FIT.only(["nrw_spread", "teaching_rate"])
