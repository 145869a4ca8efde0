"""From standard normal scores to values and back: shape from the panel or assumed, level and spread by context.

On the scale of a quantity (see `quantities`) a value is `level + spread * shape(z)`, where `z` is a standard normal
score and `shape(0) = 0`, so the level is the median. The shape of a panel quantity runs straight between the panel's
quantiles and goes on with the slope of the last piece; the shape of any other quantity is `z` itself. Level and spread
stand in `scenarios/worlds/levels.csv` with their sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from wopsim.world.levels import levels_of
from wopsim.world.panel import quantiles
from wopsim.world.quantities import NAMES, QUANTITIES, Floats, Quantity

REAIS_TO_EUR2024 = 0.185
"""EUR2024 per R$2021: 1 / 6.38 (European Central Bank, mean rate of 2021) times 1.18 (rise of consumer prices in the
euro area from 2021 to 2024, Eurostat, rounded). Levels are set by region; this only places the panel's tariffs between the
limits of belief."""

_PANEL_UNIT = {"tariff": REAIS_TO_EUR2024}

SIZE_MIX = {0.002: 6e3, 0.05: 15e3, 0.20: 45e3, 0.35: 1e5, 0.60: 3e5, 0.82: 1e6, 0.95: 2.5e6, 0.998: 9e6}
"""Share of utilities that serve fewer people than this. Assumed: 35 % small towns, 47 % cities, 18 % metropolises.
Brazil's median provider has 11 000 people; the documented partnerships are mostly with cities, so the mix is larger."""


@dataclass(frozen=True)
class Shape:
    """A straight-line map from normal scores to the scale of a quantity, zero at the median.

    Parameters
    ----------
    z, t : knots, both increasing.
    """

    z: Floats
    t: Floats

    def at(self, z: npt.ArrayLike) -> Floats:
        """Return the shape at normal scores `z`, any shape."""
        return _lines(np.asarray(z, dtype=np.float64), self.z, self.t)

    def score(self, t: npt.ArrayLike) -> Floats:
        """Return the normal scores at which the shape is `t`, any shape."""
        return _lines(np.asarray(t, dtype=np.float64), self.t, self.z)


def _lines(x: Floats, xs: Floats, ys: Floats) -> Floats:
    """Straight lines through the knots, the outer ones going on."""
    piece = np.clip(np.searchsorted(xs, x) - 1, 0, len(xs) - 2)
    slope = (ys[piece + 1] - ys[piece]) / (xs[piece + 1] - xs[piece])
    return np.asarray(ys[piece] + slope * (x - xs[piece]))


def _through(quantity: Quantity, knots: dict[float, float]) -> Shape:
    """Shape through quantiles; outside the median, a knot that goes no further than the one before it is left out.

    So many providers report full coverage or metering that the outer quantiles coincide; a flat piece there would give
    many utilities the very same value after a shift.
    """
    from scipy import special

    probabilities = np.array(sorted(knots))
    t = quantity.to_scale([knots[p] for p in probabilities])
    further = np.concatenate([np.where(probabilities[:-1] < 0.5, t[:-1] < t[1:], True), [True]])
    further &= np.concatenate([[True], np.where(probabilities[1:] > 0.5, t[1:] > t[:-1], True)])
    z, t = special.ndtri(probabilities[further]), t[further]
    return Shape(z, t - _lines(np.array(0.0), z, t))


@lru_cache(maxsize=1)
def shapes() -> dict[str, Shape]:
    """Return the shape of every quantity."""
    panel = quantiles()
    straight = Shape(np.array([-1.0, 1.0]), np.array([-1.0, 1.0]))
    result = {}
    for name, quantity in QUANTITIES.items():
        if name == "population_served":
            result[name] = _through(quantity, SIZE_MIX)
        elif quantity.panel_shape:
            unit = _PANEL_UNIT.get(name, 1.0)
            result[name] = _through(quantity, {p: x * unit for p, x in panel[quantity.panel].items()})
        else:
            result[name] = straight
    return result


@dataclass(frozen=True)
class Marginals:
    """Level and spread of every quantity for every utility of a table.

    Parameters
    ----------
    level : (utility, quantity), on the scale of the quantity.
    spread : (utility, quantity) [1].
    """

    level: Floats
    spread: Floats

    def value(self, z: Floats) -> Floats:
        """Return values from normal scores, both (utility, quantity)."""
        columns = [
            QUANTITIES[name].from_scale(self.level[:, k] + self.spread[:, k] * shapes()[name].at(z[:, k])) for k, name in enumerate(NAMES)
        ]
        return np.column_stack(columns)

    def score(self, value: Floats) -> Floats:
        """Return normal scores of values, both (utility, quantity), NaN where a value is missing.

        A value at a cap (24 hours) gets the score in the middle of the probability that lies there.
        """
        columns = []
        for k, name in enumerate(NAMES):
            quantity, shape = QUANTITIES[name], shapes()[name]
            z = shape.score((quantity.to_scale(value[:, k]) - self.level[:, k]) / self.spread[:, k])
            columns.append(np.where(value[:, k] >= quantity.cap, _above(z), z))
        return np.clip(np.column_stack(columns), -4.0, 4.0)


def _above(z: Floats) -> Floats:
    """Score in the middle of the probability above `z`."""
    from scipy import special

    return np.asarray(-special.ndtri(0.5 * special.ndtr(-z)))


def marginals(utilities: pd.DataFrame) -> Marginals:
    """Return the marginals for every row of a table that has role, region, income and fragile."""
    levels, spreads = [], []
    for name in NAMES:
        median, spread = levels_of(utilities, name)
        levels.append(QUANTITIES[name].to_scale(median))
        spreads.append(spread)
    return Marginals(np.column_stack(levels), np.column_stack(spreads))
