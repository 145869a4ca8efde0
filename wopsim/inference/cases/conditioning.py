"""From the versions of a case to what they say about its value after, given its value before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wopsim.inference.cases.case_runs import Versions
from wopsim.streams import Floats

FLOOR = 0.02
"""Smallest spread of a case [logit or log], so that a case in which nothing happens is not believed to the last digit."""


@dataclass(frozen=True)
class Moments:
    """Mean and variance of the value after, given the baseline, and of the change; each (set,), on the indicator's scale."""

    mean: Floats
    variance: Floats
    change: Floats
    change_variance: Floats


def given_baseline(versions: Versions, linked: bool) -> tuple[Floats, Floats]:
    """Return values after and how far each was moved, (set, version) both.

    Each version's value before is moved to what the stated baseline allows, and its value after moves along the regression
    of after on before across versions (the conditioning of an ensemble Kalman smoother: exact for normal distributions).

    Parameters
    ----------
    versions : of one case.
    linked : whether the values before and after belong to one run; not so when the baseline lies before the start of the
        partnership, where the start already is what the baseline says about it.
    """
    after = versions.after
    if not linked or np.isnan(versions.middle).any():
        return after, np.zeros_like(after)
    before = versions.before - np.nanmean(versions.before, axis=1, keepdims=True)
    valid = np.isfinite(after)
    known = np.maximum(1, valid.sum(axis=1, keepdims=True))
    moved = after - np.where(valid, after, 0.0).sum(axis=1, keepdims=True) / known
    slope = np.sum(np.where(valid, before * moved, 0.0), axis=1) / np.maximum(1e-9, np.sum(np.where(valid, before**2, 0.0), axis=1))
    slope = np.clip(slope, 0.0, 1.5)[:, None]
    # every version keeps its place among the others, at the spread that the stated baseline leaves
    spread = np.nanstd(versions.before, axis=1, keepdims=True)
    shrink = np.minimum(1.0, versions.spread / np.maximum(1e-9, spread))
    shift = slope * (np.mean(versions.middle) + before * shrink - versions.before)
    return after + shift, shift


def moments(versions: Versions, linked: bool) -> Moments:
    """Return moments of a case over its versions; a pilot that opens in fewer than two of them has the moments of no change."""
    after, shift = given_baseline(versions, linked)
    change = after - (versions.before + np.where(np.isfinite(shift), shift, 0.0))
    return Moments(*_moments(after, versions.before), *_moments(change, np.zeros_like(change)))


def _moments(values: Floats, otherwise: Floats) -> tuple[Floats, Floats]:
    known = np.isfinite(values)
    values = np.where(known.sum(axis=1, keepdims=True) > 1, values, otherwise)
    return np.nanmean(values, axis=1), np.maximum(FLOOR**2, np.nanvar(values, axis=1, ddof=1))
