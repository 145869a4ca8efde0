"""M7 Commercial practice lowers apparent losses and raises collection; enforcement needs management and autonomy."""

from __future__ import annotations

import math

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp

# fmt: off
param("commercial_cut_max", 0.6, unit="1", role="calibrated", prior=Prior("beta", 0.6, 0.12), valid=(0.0, 1.0), source="assumed",
      doc="Cut of apparent losses in the whole utility at full commercial gain and enforcement.")
param("commercial_speed", 0.7, unit="1/year", role="fixed", valid=(0.0, 20.0), plausible=(0.3, 2.0), source="assumed",
      doc="Speed at which billing and enforcement follow commercial practice.")
param("recovered_share", 0.6, unit="1", role="uncertain", prior=Prior("beta", 0.6, 0.18), valid=(0.0, 1.0), source="assumed; from a third to nearly all: what people no longer use when they have to pay is not known",
      doc="Share of removed apparent losses that is billed afterwards; the rest is no longer used.")
param("collection_effect", 4.0, unit="logit", role="calibrated", prior=Prior("lognormal", 4.0, 0.5), valid=(0.0, 50.0), source="assumed",
      doc="Rise of logit collection at full commercial gain and enforcement.")
# fmt: on


@rule
def gain_of(practice: float, at_start: float) -> float:
    """How far practice moved from its start [1]: towards full, up to 1; where it fell, towards none, down to -1."""
    moved = practice - at_start
    return moved / max(1e-9, 1.0 - at_start if moved >= 0.0 else at_start)


@rule
def enforcement(managerial: float, autonomy: float) -> float:
    """Ability to enforce bills and cut off theft [1], 0 to 1: the geometric mean of management and autonomy."""
    return math.sqrt(managerial * autonomy)


@rule
def commercial_cut_after(cut: float, cut_max: float, gain: float, enforcement: float, speed: float, step: float) -> float:
    """Share of apparent losses cut in the whole utility after a step [1].

    Parameters
    ----------
    cut : before [1].
    cut_max : at full gain and enforcement [1].
    gain : of commercial practice since the start [1]; where it fell, apparent losses grow.
    enforcement : [1].
    speed : [1/year]; step : [year].
    """
    target = cut_max * gain * enforcement
    return target + (cut - target) * exp(-speed * step)


@rule
def collection_shift(effect: float, gain: float, enforcement: float) -> float:
    """Rise of logit collection [logit]; `effect` at full gain and enforcement."""
    return effect * gain * enforcement
