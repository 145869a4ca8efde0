"""Fit M1, the background, to a panel of providers by maximum likelihood.

Every indicator gets a volatility of each provider's own, because panels show it in all of them, also where the engine has none.
Standard errors are those of the sandwich with providers as the independent units: they hold when the years of a provider are not quite
distributed as the model says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from scipy import optimize, special

from wopsim.errors import EvidenceError
from wopsim.inference.background.likelihood import AT_START, likelihoods, volatilities, year_end
from wopsim.inference.background.panel_series import Dynamics, Years
from wopsim.streams import Floats

Scale = Literal["identity", "log", "logit"]
Gross = Literal["none", "rare", "fitted"]
RARE_CHANCE, WIDE = 0.01, 3.0
"""One value in a hundred is a gross error, three typical standard deviations wide."""
LEAST_PROVIDERS = 20
STEP, STEP_OF_SLOPES = 1e-4, 1e-3
"""Of numerical derivatives; numbers are of the order of 1."""

TO_UNIT: dict[Scale, Callable[[float], float]] = {
    "identity": float,
    "log": lambda x: float(np.exp(x)),
    "logit": lambda x: float(special.expit(x)),
}
FROM_UNIT: dict[Scale, Callable[[float], float]] = {
    "identity": float,
    "log": lambda x: float(np.log(x)),
    "logit": lambda x: float(special.logit(x)),
}


@dataclass(frozen=True)
class Number:
    """One number that is fitted.

    Parameters
    ----------
    scale : on which its estimate is about normal.
    start, low, high : where the search begins and ends, in its own unit.
    sized : whether its unit is that of the indicator, so that it is fitted in typical spreads.
    """

    name: str
    scale: Scale
    start: float
    low: float
    high: float
    sized: bool = False


def numbers_of(dynamics: Dynamics, gross: Gross) -> tuple[Number, ...]:
    """Return what is fitted for an indicator: its mean for a utility of median size, and what the parameters of M1 describe.

    Reading noise stands on the identity scale, because the panel may show next to none; there the search ends at a fiftieth.
    """
    size = (Number("size", "identity", 0.0, -3.0, 3.0, sized=True),) if dynamics.by_size else ()
    errors = (Number("gross_chance", "logit", 0.05, 1e-4, 0.5), Number("gross_spread", "log", 1.3, 0.1, 10.0, sized=True))
    return (
        Number("mean", "identity", dynamics.mean / dynamics.spread, -30.0, 30.0, sized=True),
        *size,
        Number("spread", "log", 1.0, 0.1, 10.0, sized=True),
        Number("permanent", "logit", 0.15, 0.005, 0.95),
        Number("persistence", "logit", 0.8, 0.05, 0.99),
        Number("volatility_spread", "log", 0.7, 0.05, 2.0),
        Number("reading", "identity", 0.2, 0.02, 10.0, sized=True),
        *(errors if gross == "fitted" else ()),
    )


def log_likelihoods(years: Years, dynamics: Dynamics, value: dict[str, float]) -> Floats:
    """Return the log-likelihood of each provider, (provider,) [nat].

    Parameters
    ----------
    years : of the indicator.
    value : by name as in `numbers_of`, in the unit of the indicator; without chance of gross errors there are none.
    """
    out = np.empty(len(years.y))
    year = dynamics.year(value["persistence"])
    likelihoods(
        years.y, value["mean"] + value.get("size", 0.0) * years.size, dynamics.most, AT_START if dynamics.year is year_end else year, year,
        value["spread"], value["permanent"], value["reading"], value.get("gross_chance", 0.0), value.get("gross_spread", 0.0),
        *volatilities(value["volatility_spread"]), out,
    )  # fmt: skip
    return out


@dataclass(frozen=True)
class Problem:
    """What is fitted to what; the search sees numbers of the order of 1, sizes in typical spreads.

    Parameters
    ----------
    gross : whether values may be gross errors: none; one in a hundred, and then far off; or as many and as far off as fit best.
    """

    years: Years
    dynamics: Dynamics
    gross: Gross

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """What is fitted."""
        return numbers_of(self.dynamics, self.gross)

    @cached_property
    def unit(self) -> Floats:
        """Unit of each number in the search, (number,)."""
        return np.array([self.dynamics.spread if number.sized else 1.0 for number in self.numbers])

    @property
    def factor(self) -> Floats:
        """From the search to the scale, (number,): this factor and then `shift`."""
        return np.array([1.0 if number.scale == "log" else size for number, size in zip(self.numbers, self.unit, strict=True)])

    @property
    def shift(self) -> Floats:
        """See `factor`."""
        return np.array([np.log(size) if number.scale == "log" else 0.0 for number, size in zip(self.numbers, self.unit, strict=True)])

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """Where the search ends, (number,) each."""
        low = np.array([FROM_UNIT[number.scale](number.low) for number in self.numbers])
        return low, np.array([FROM_UNIT[number.scale](number.high) for number in self.numbers])

    def each(self, x: Floats) -> Floats:
        """Return the log-likelihood of each provider, (provider,) [nat]."""
        given = {"gross_chance": RARE_CHANCE, "gross_spread": WIDE * self.dynamics.spread} if self.gross == "rare" else {}
        value = {n.name: TO_UNIT[n.scale](at) * size for n, at, size in zip(self.numbers, x, self.unit, strict=True)}
        return log_likelihoods(self.years, self.dynamics, given | value)


@dataclass(frozen=True)
class Fit:
    """Fitted numbers of one indicator.

    Parameters
    ----------
    problem : what was fitted to what.
    x : (number,) where the likelihood is highest, as the search sees it.
    likelihood : highest log-likelihood [nat].
    """

    problem: Problem
    x: Floats
    likelihood: float

    @property
    def mean(self) -> Floats:
        """Estimates on the scale of each number, (number,)."""
        return self.x * self.problem.factor + self.problem.shift

    @property
    def estimates(self) -> dict[str, float]:
        """Estimates by name, each in its own unit."""
        return {number.name: TO_UNIT[number.scale](at) for number, at in zip(self.problem.numbers, self.mean, strict=True)}

    @cached_property
    def covariance(self) -> Floats:
        """Sandwich by provider on the scales, (number, number); zero for what lies where the search ends.

        Raises
        ------
        EvidenceError : the likelihood does not curve down (a panel that does not tell the numbers apart).
        """
        each, low, high = self.problem.each, *self.problem.bounds
        open_ = (self.x > low + 1e-3) & (self.x < high - 1e-3)
        steps = STEP_OF_SLOPES * np.eye(self.x.size)[open_]
        curvature = np.stack([_slopes(each, self.x - h).sum(axis=1) - _slopes(each, self.x + h).sum(axis=1) for h in steps])
        curvature = curvature[:, open_] / (2.0 * STEP_OF_SLOPES)
        curvature = (curvature + curvature.T) / 2.0
        if np.linalg.eigvalsh(curvature)[0] <= 0.0:
            name = self.problem.dynamics.name
            raise EvidenceError(f"{name}: the likelihood has no peak; the panel is too short or too even for a fit.")
        bread, slopes = np.linalg.inv(curvature), _slopes(each, self.x)[open_]
        full = np.zeros((self.x.size, self.x.size))
        full[np.ix_(open_, open_)] = bread @ (slopes @ slopes.T) @ bread
        return np.asarray(full * np.outer(self.problem.factor, self.problem.factor))


def fit(years: Years, dynamics: Dynamics, gross: Gross = "rare", near: Mapping[str, float] | None = None) -> Fit:
    """Return the fit of one indicator.

    Parameters
    ----------
    years : of the indicator, see `panel_series.years_of`.
    dynamics : of the indicator.
    gross : see `Problem`.
    near : numbers by name, each in its own unit, at which the search begins where they are given.

    Raises
    ------
    EvidenceError : fewer than 20 providers have a value, or the likelihood cannot be computed.
    """
    if len(years.y) < LEAST_PROVIDERS:
        raise EvidenceError(f"{dynamics.name}: {len(years.y)} providers have values; {LEAST_PROVIDERS} are the least for a fit.")
    problem = Problem(years, dynamics, gross)
    low, high = problem.bounds
    begin = [
        FROM_UNIT[number.scale]((near or {}).get(number.name, number.start * size) / size)
        for number, size in zip(problem.numbers, problem.unit, strict=True)
    ]
    best = optimize.minimize(
        lambda x: -problem.each(x).sum(), np.clip(begin, low, high), jac=lambda x: -_slopes(problem.each, x).sum(axis=1),
        method="L-BFGS-B", bounds=list(zip(low, high, strict=True)), options={"ftol": 1e-8},
    )  # fmt: skip
    if not np.isfinite(best.fun):
        raise EvidenceError(f"{dynamics.name}: the likelihood cannot be computed at {best.x}.")
    return Fit(problem, best.x, -float(best.fun))


def _slopes(each: Callable[[Floats], Floats], x: Floats) -> Floats:
    """Return derivatives of every provider's log-likelihood, (number, provider), by central differences."""
    return np.stack([(each(x + h) - each(x - h)) / (2.0 * STEP) for h in STEP * np.eye(x.size)])
