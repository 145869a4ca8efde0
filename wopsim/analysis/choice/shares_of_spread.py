"""What part of a spread between worlds each drawn number makes: alone (first-order) and with others (total), from the draws themselves.

Numbers must be drawn independently of each other, as priors are; draws of a posterior nearly are, and then shares only nearly add up.
A first-order share is the variance of the mean given the number, by regression on a spline. What numbers do together is looked for
pair by pair, as products of polynomials of two numbers; what only three or more do together is not seen, so totals are too small then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wopsim.analysis.choice.spline_ridge import fit
from wopsim.streams import Floats

_DEGREES = 4
"""Highest power of a number in a product with another."""
_FALSE_PAIRS = 0.1
"""Pairs that are taken for real by chance, on average, where none is."""


@dataclass(frozen=True)
class Shares:
    """Shares of the variance between worlds, by number (number,).

    Parameters
    ----------
    first : what would go if the number were known; first_error : its standard error.
    total : what would stay if all others were known; at least `first`; total_error : its standard error.
    """

    first: Floats
    first_error: Floats
    total: Floats
    total_error: Floats


def shares_of_spread(numbers: Mapping[str, Floats], values: Floats, variance: float) -> Shares:
    """Return what part of the variance of a value each number makes.

    Parameters
    ----------
    numbers : by name, (draw,); none constant.
    values : (draw,), replicates averaged: luck that is left in them is no part of a share.
    variance : of the value between worlds, cleaned of luck.
    """
    draws, count = len(values), len(numbers)
    nothing = np.zeros(count)
    if variance <= 1e-18 * max(float(np.mean(values**2)), 1e-300) or not count:
        return Shares(nothing, nothing, nothing, nothing)
    centred = values - values.mean()
    table = np.stack(list(numbers.values()), axis=1)
    first, first_error, sure = np.zeros(count), np.zeros(count), np.zeros(count, dtype=bool)
    for place, number in enumerate(table.T):
        found = fit(number[:, None], values[:, None])
        told = found.values[:, 0] - values.mean()
        sure[place] = found.kept.any()
        freedom = float(found.kept.sum())
        noise = float(np.sum((centred - told) ** 2)) / max(draws - 1.0 - freedom, 1.0)
        # what a smoother makes of noise alone is no share
        first[place] = max(0.0, (float(np.mean(told * centred)) - noise * freedom / draws) / variance)
        # Influence of one draw on the ratio of the two variances; and what noise alone would do where there is nothing to find.
        influence = (2.0 * told * centred - told**2 - first[place] * centred**2) / variance
        blind = 2.0 * max(freedom, 1.0) * (noise / (draws * variance)) ** 2
        first_error[place] = np.sqrt(float(np.var(influence)) / draws + blind)
    together, together_variance = _pairs(table, _left(table[:, sure], values), count)
    total = first + together / variance
    total_error = np.sqrt(first_error**2 + together_variance / variance**2)
    # no part is larger than the whole; what is found of few draws may be, for the variance is found of them, too
    return Shares(np.minimum(first, 1.0), first_error, np.minimum(total, 1.0), total_error)


def _left(table: Floats, values: Floats) -> Floats:
    """Return what numbers that move the value by themselves leave of it, (draw,)."""
    if not table.shape[1]:
        return values - values.mean()
    return np.asarray(values - fit(table, values[:, None]).values[:, 0])


def _pairs(table: Floats, left: Floats, count: int) -> tuple[Floats, Floats]:
    """Return for each number the variance that it makes in pairs with others, and the squared error of that, (number,) both."""
    from scipy.stats import chi2

    draws = len(left)
    powers = [_polynomials(number) for number in table.T]
    columns = np.concatenate(powers, axis=1)
    mine = np.repeat(np.arange(count), [power.shape[1] for power in powers])
    # Coefficient of every product of two columns at once, and its squared error.
    coefficient = columns.T @ (left[:, None] * columns) / draws
    square_error = ((columns**2).T @ (left[:, None] ** 2 * columns**2) / draws - coefficient**2) / draws
    owner = np.zeros((count, len(mine)))
    owner[mine, np.arange(len(mine))] = 1.0
    sizes = owner.sum(axis=1)

    def by_pair(of_products: Floats) -> Floats:
        return np.asarray(owner @ of_products @ owner.T)

    safe = np.maximum(square_error, 1e-300)
    surprise = chi2.sf(by_pair(coefficient**2 / safe), np.outer(sizes, sizes))
    pairs = max(count * (count - 1) / 2.0, 1.0)
    real = surprise < _FALSE_PAIRS / pairs
    np.fill_diagonal(real, False)
    made = np.where(real, np.maximum(by_pair(coefficient**2 - square_error), 0.0), 0.0)
    error = np.where(real, by_pair(4.0 * coefficient**2 * square_error + 2.0 * square_error**2), 0.0)
    return made.sum(axis=1), error.sum(axis=1)


def _polynomials(number: Floats) -> Floats:
    """Return orthonormal polynomials of the ranks of a number without the constant, (draw, power): fewer where it has few values."""
    from scipy.stats import rankdata

    ranks = 2.0 * (rankdata(number) - 0.5) / len(number) - 1.0
    degrees = min(_DEGREES, len(np.unique(number)) - 1)
    directions, _ = np.linalg.qr(np.vander(ranks, degrees + 1, increasing=True))
    return np.asarray(directions[:, 1:] * np.sqrt(len(number)))
