"""Likelihood of one indicator of a panel under M1: a lasting level, a part that reverts, reading noise, and gross errors.

A Kalman filter with two states, the lasting level and the reverting part, runs along the years of each provider. Gross errors and
censored values make the states no longer normal; after each year the filter goes on with the normal distribution of the same mean
and covariance (assumed-density filtering).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from wopsim.compile import device, entry
from wopsim.streams import Floats

QUARTERS = 4
NODES, FARTHEST = 25, 3.6
"""Quadrature over a standard normal number: evenly spaced, because one provider's years say much about its volatility."""


class Year(NamedTuple):
    """What a year does to a reverting part of variance 1, and what is seen of it.

    Parameters
    ----------
    kept : of the part at the end of the last year, left at the end of this one [1].
    shown : of the part at the end of the last year, in what is seen of this one [1].
    moved, both, seen : variance of the end, covariance of end and what is seen, variance of what is seen, given the last end.
    """

    kept: float
    shown: float
    moved: float
    both: float
    seen: float


def year_end(persistence: float) -> Year:
    """Return the year of an indicator that is seen at the end of the year; `persistence` after a year [1]."""
    new = 1.0 - persistence**2
    return Year(persistence, persistence, new, new, new)


def year_mean(persistence: float) -> Year:
    """Return the year of an indicator of which the mean of four quarters is seen, each after its step; `persistence` after a year [1]."""
    kept = persistence ** (1.0 / QUARTERS)
    left = kept ** np.arange(QUARTERS)  # of a shock, so many quarters later
    at_end, in_mean = left[::-1], np.cumsum(left)[::-1] / QUARTERS  # of the shock of each quarter
    new = 1.0 - kept**2
    return Year(
        persistence, float(kept * left.sum() / QUARTERS), new * float(at_end @ at_end), new * float(at_end @ in_mean),
        new * float(in_mean @ in_mean),
    )  # fmt: skip


AT_START = Year(1.0, 1.0, 0.0, 0.0, 0.0)
"""No time at all: the first value is that of the start."""


def volatilities(spread: float) -> tuple[Floats, Floats]:
    """Return nodes of own volatility [1] and the logarithm of their weights; `spread` as in `nrw_volatility_spread`, 0 for none."""
    if spread == 0.0:
        return np.ones(1), np.zeros(1)
    z = np.linspace(-FARTHEST, FARTHEST, NODES)
    log_weight = -0.5 * z**2
    return np.exp(spread * z - spread**2), np.asarray(log_weight - np.log(np.exp(log_weight).sum()))


@device
def _log_density(distance: float, variance: float) -> float:
    return -0.5 * (math.log(2.0 * math.pi * variance) + distance * distance / variance)


@entry
def likelihoods(
    y: Any, mean: Any, most: float, first: Any, year: Any, spread: float, permanent: float, reading: float, chance: float, gross: float,
    volatility: Any, log_weight: Any, out: Any,
) -> None:  # fmt: skip
    """Write the log-likelihood of each provider's years to `out`, (provider,).

    Parameters
    ----------
    y : (provider, year) values on the logit or log scale, NaN where missing; what lies at `most` or above is only known to do so.
    mean : (provider,) mean of the lasting level.
    most : [logit or log], infinite for none.
    first, year : what is between the start and the first value, and between a year and the next.
    spread, permanent : standard deviation of the whole at the start [logit or log], and permanent share at volatility 1.
    reading : standard deviation of reading noise at volatility 1 [logit or log].
    chance, gross : of a gross error [1], and the standard deviation that it adds [logit or log].
    volatility, log_weight : (node,) see `volatilities`.
    """
    variance = spread * spread
    lasting = variance * permanent
    for i in range(y.shape[0]):
        begin = 0
        while math.isnan(y[i, begin]):
            begin += 1
        highest, total = -math.inf, 0.0
        for node in range(volatility.size):
            square = volatility[node] * volatility[node]
            passing, noise = (variance - lasting) * square, reading * reading * square
            # lasting level c and reverting part r, split at the start as `wopsim.rules.background.permanent_part` does
            share = lasting / (lasting + passing)
            open_ = lasting * (1.0 - share)
            c, r = mean[i], 0.0
            cc, cr, rr = share * share * variance + open_, share * (1.0 - share) * variance - open_, (1.0 - share) ** 2 * variance + open_
            found = log_weight[node]
            for t in range(begin, y.shape[1]):
                kept, shown, moved, both, seen = first if t == begin else year
                # the year moves on; m is what will be seen
                m = c + shown * r
                mm = cc + 2.0 * shown * cr + shown * shown * rr + seen * passing
                cm = cc + shown * cr
                rm = kept * (cr + shown * rr) + both * passing
                r, cr, rr = kept * r, kept * cr, kept * kept * rr + moved * passing
                if math.isnan(y[i, t]):
                    continue
                # without and with a gross error: how likely, how far the value lies above m, how much is left open
                plain, wrong = mm + noise, mm + noise + gross * gross
                if y[i, t] < most:
                    above = above_wrong = y[i, t] - m
                    left = left_wrong = 0.0
                    log_right, log_wrong = _log_density(above, plain), _log_density(above, wrong)
                else:
                    log_right, above, left = _beyond(most - m, plain)
                    log_wrong, above_wrong, left_wrong = _beyond(most - m, wrong)
                odds = chance / (1.0 - chance) * math.exp(min(600.0, log_wrong - log_right))
                p = 1.0 / (1.0 + odds)
                found += math.log1p(odds) + math.log1p(-chance) + log_right if odds < 1e200 else math.log(chance) + log_wrong
                a, b = above / plain, above_wrong / wrong
                gain = p * a + (1.0 - p) * b
                less = p * (1.0 - left) / plain + (1.0 - p) * (1.0 - left_wrong) / wrong - p * (1.0 - p) * (a - b) * (a - b)
                c, r = c + cm * gain, r + rm * gain
                cc, cr, rr = cc - cm * cm * less, cr - cm * rm * less, rr - rm * rm * less
            if found > highest:
                total = total * math.exp(highest - found) + 1.0
                highest = found
            else:
                total += math.exp(found - highest)
        out[i] = highest + math.log(total)


@device
def _beyond(edge: float, variance: float) -> Any:
    """Of a normal number of mean 0: log of the chance to lie above `edge`; there, its mean, and its variance relative to `variance`."""
    sd = math.sqrt(variance)
    a = edge / sd
    if a > 8.0:  # far out the tail is an exponential one
        return _log_density(edge, variance) + math.log(sd / a), sd * (a + 1.0 / a), 1.0 / (a * a)
    tail = 0.5 * math.erfc(a / math.sqrt(2.0))
    steep = math.exp(-0.5 * a * a) / math.sqrt(2.0 * math.pi) / tail
    return math.log(tail), sd * steep, 1.0 + a * steep - steep * steep
