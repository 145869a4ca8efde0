"""Does the evidence speak about a rival mechanism: evidence ratios with and without it, and forecasts of left-out cases under both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from wopsim.declare import PARAMETERS
from wopsim.inference.posterior.calibration import Calibration
from wopsim.inference.posterior.log_posterior import Target
from wopsim.inference.posterior.standard_scores import values_of
from wopsim.streams import Floats

BESIDE_THEORIES: Mapping[str, tuple[str, ...]] = {
    "practice wanders": ("practice_wander",),
    "hours in the zone": ("zone_keeps_saved", "zone_first"),
    "losses as restless as in the panels": ("nrw_restless",),
    "small zones convince less": ("zone_size_effect",),
}
"""Mechanisms that may do nothing and belong to no named theory."""


@dataclass(frozen=True)
class Weighed:
    """One mechanism, weighed by the evidence.

    Parameters
    ----------
    name : of the theory or mechanism; parameters : of it, those that move.
    log_ratio : natural logarithm of how much likelier the evidence is with the mechanism (drawn from its prior) than without; error : its
        standard error.
    forecasts : log score of all left-out cases with it, less that without (positive: forecasts are better with it); forecasts_error : its
        standard error over cases.
    shift : largest shift of the mean of one of its parameters, in standard deviations of the prior.
    """

    name: str
    parameters: tuple[str, ...]
    log_ratio: float
    error: float
    forecasts: float
    forecasts_error: float
    shift: float


def mechanisms_of(target: Target) -> dict[str, tuple[str, ...]]:
    """Return the parameters that move of every theory, and of every mechanism beside them, by name."""
    found: dict[str, list[str]] = {}
    for name in target.names:
        theory = PARAMETERS[name].theory
        if theory:
            found.setdefault(theory.replace("_", " "), []).append(name)
    beside = {name: tuple(one for one in members if one in target.names) for name, members in BESIDE_THEORIES.items()}
    return {name: tuple(members) for name, members in {**found, **beside}.items() if members}


def weigh_theories(calibration: Calibration) -> list[Weighed]:
    """Weigh every mechanism that moves and may do nothing.

    The posterior with everything drawn is enough: the evidence without a mechanism, over that with it, is the mean over the posterior of
    the likelihood with the mechanism's parameters at their neutral values, over the likelihood as it is.
    """
    target = calibration.target
    flat = calibration.chains.flat
    scores = flat[:: max(1, len(flat) // calibration.study.checks.visits)]
    return weigh(target, scores, mechanisms_of(target))


def weigh(target: Target, scores: Floats, mechanisms: Mapping[str, Sequence[str]]) -> list[Weighed]:
    """Weigh mechanisms, parameters by name of each; `scores` (visit, parameter) are visits of the posterior, as independent as can be."""
    as_is = _log_likelihood(target, scores), target.by_case(scores)
    return [_weighed(target, scores, as_is, name, parameters) for name, parameters in mechanisms.items()]


def _weighed(target: Target, scores: Floats, as_is: tuple[Floats, Floats], name: str, parameters: Sequence[str]) -> Weighed:
    columns = [target.names.index(one) for one in parameters]
    neutral = np.array(scores)
    for column, parameter in zip(columns, parameters, strict=True):
        neutral[:, column] = score_of(parameter, float(PARAMETERS[parameter].default))
    whole, case_with = as_is
    weight = _log_likelihood(target, neutral) - whole
    log_ratio = -float(special.logsumexp(weight) - np.log(weight.size))
    off = np.exp(weight - weight.max())
    error = float(np.std(off) / np.mean(off) / np.sqrt(weight.size))
    case_without = target.by_case(neutral)
    heard = _cases_heard(target)
    with_ = np.log(weight.size) - special.logsumexp(-case_with[:, heard], axis=0)
    without = special.logsumexp(weight) - special.logsumexp(weight[:, None] - case_without[:, heard], axis=0)
    gain = with_ - without
    spread = float(gain.std(ddof=1) * np.sqrt(gain.size)) if gain.size > 1 else 0.0
    largest = max(float(np.mean(scores[:, column])) for column in columns) if columns else 0.0
    lowest = min(float(np.mean(scores[:, column])) for column in columns)
    shift = largest if abs(largest) >= abs(lowest) else lowest
    return Weighed(name, tuple(parameters), log_ratio, error, float(gain.sum()), spread, shift)


def score_of(name: str, value: float) -> float:
    """Return a score at which a parameter has a value, or comes nearest to it."""
    grid = np.linspace(-6.0, 6.0, 4801)
    values = values_of([name], grid[:, None])[:, 0]
    return float(grid[int(np.argmin(np.abs(values - value)))])


def _log_likelihood(target: Target, scores: Floats) -> Floats:
    return np.asarray(target(scores) - target.log_prior(scores))


def _cases_heard(target: Target) -> Floats:
    """Numbers of the cases with a partnership that count."""
    reports = target.reports
    return np.unique(reports.case[target.heard & reports.helped])
