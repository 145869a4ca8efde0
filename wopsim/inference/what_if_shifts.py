"""What it does to a forecast that something about the partnership is not known, or could be otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wopsim.streams import Floats

HARDLY = 0.05
"""Part of a forecast's 90 % range below which a shift of its middle hardly matters [1, assumed]."""


@dataclass(frozen=True)
class Shift:
    """What becomes of one forecast number.

    Parameters
    ----------
    least, most : how far its middle moves, of all values that were tried, in the row's unit.
    share : part of its spread that is there because the thing is drawn [1]; None where it is not drawn.
    hardly : whether the middle moves by no more than `HARDLY` of the 90 % range.
    """

    least: float
    most: float
    share: float | None
    hardly: bool


@dataclass(frozen=True)
class WhatIf:
    """One thing that was tried otherwise; see `wopsim.inference.cases.other_plans`.

    Parameters
    ----------
    thing, known : which, and what is known of it; values : what it was tried as, in words.
    helped : what becomes of the value with the partnership; effect : of what the partnership changes.
    """

    thing: str
    known: str
    values: Sequence[str]
    helped: Shift
    effect: Shift


def shift_of(beside: Floats, tried: Floats, span: float, share: float | None) -> Shift:
    """Return how far a middle moves.

    Parameters
    ----------
    beside : (sample,) what it is compared with; tried : (value, sample) the same under each value that was tried, with the same luck.
    span : width of the forecast's 90 % range; share : see `Shift`.
    """
    moves = np.median(tried, axis=1) - np.median(beside)
    return Shift(float(moves.min()), float(moves.max()), share, bool(np.abs(moves).max() <= HARDLY * span))


def share_of_spread(runs: Floats) -> float:
    """Return the part of the variance that one thing makes by itself [1]: that of means over all else, cleaned of luck.

    A mean over few runs differs from value to value by what else was met in them, too. How much that is shows in how the values differ from
    one set of parameters to the next, and from one version to the next; it is taken off.

    Parameters
    ----------
    runs : (value, part, set, version) the same sets and versions under each value of the thing, which are equally likely. Sets and
        versions of one part are crossed; those of another part are others.
    """
    values = runs.shape[0]
    means = runs.mean(axis=(1, 2, 3))
    own = runs - means[:, None, None, None] - runs.mean(axis=0) + runs.mean()  # how the values differ, beyond their means
    noise = _of_means(own.mean(axis=3)) + _of_means(own.mean(axis=2)) - _of_means(own)
    between = max(0.0, float(means.var()) - (values - 1) / values * max(0.0, noise))
    within = float(runs.reshape(values, -1).var(axis=1).mean())
    return between / (between + within) if between > 0.0 else 0.0


def _of_means(own: Floats) -> float:
    """Variance of a value's mean that comes from having met so many sets, or versions, and no more; `own` sums to zero over all axes."""
    values, met = own.shape[0], own[0].size
    return float(np.sum(own**2)) / ((values - 1) * (met - 1) * met) if values > 1 and met > 1 else 0.0
