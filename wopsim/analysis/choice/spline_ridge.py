"""Regression of what designs gain on what is drawn: cubic splines of each number, with a ridge whose strength is cross-validated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from wopsim.streams import Floats

_KNOTS = 3
"""Inner knots of each spline, where there are draws enough."""
_PENALTIES = 10.0 ** np.arange(-4.0, 5.0)
"""Of standardised columns, as a share of the number of draws."""
SURE = 2.0
"""Standard errors by which a regression has to be better than the mean alone."""


@dataclass(frozen=True)
class Fitted:
    """A linear smoother for each target: `directions` @ diag(`kept`) @ `directions`.T, and the mean.

    Parameters
    ----------
    directions : (draw, direction) orthonormal, each with mean zero; kept : (direction, target) 0 to 1.
    values : (draw, target) fitted.
    """

    directions: Floats
    kept: Floats
    values: Floats

    def smooth(self, targets: Floats) -> Floats:
        """Return what the same smoother makes of other targets, (draw, time x target)."""
        mean = targets.mean(axis=0)
        speaks = self.kept.any(axis=1)
        if not speaks.any():
            return np.broadcast_to(mean, targets.shape)
        directions = self.directions[:, speaks]
        turned = (directions.T @ targets).reshape(directions.shape[1], -1, self.kept.shape[1]) * self.kept[speaks][:, None, :]
        return mean + directions @ turned.reshape(directions.shape[1], -1)


def fit(numbers: Floats, targets: Floats) -> Fitted:
    """Fit targets to sums of splines of the numbers; a target on which they do not speak gets its mean.

    The penalty is the one with the smallest error of leaving one draw out, for each target by itself; the mean alone stays unless
    that error is smaller by more than `SURE` standard errors: of a hundred numbers some seem to matter by chance.

    Parameters
    ----------
    numbers : (draw, number), none constant; targets : (draw, target).
    """
    draws = len(targets)
    directions, sizes = _basis(np.ascontiguousarray(numbers, dtype=np.float64).tobytes(), numbers.shape)
    mean = targets.mean(axis=0)
    centred = targets - mean
    turned = directions.T @ centred
    alone = (centred * draws / (draws - 1.0)) ** 2
    best = alone.mean(axis=0)
    kept = np.zeros((len(sizes), targets.shape[1]))
    for penalty in _PENALTIES * draws:
        share = sizes**2 / (sizes**2 + penalty)
        leverage = 1.0 / draws + (directions**2) @ share
        # A draw that the fit follows wherever it goes says nothing of what the fit would be without it.
        if leverage.max(initial=0.0) > 0.98:
            continue
        missed = (centred - directions @ (share[:, None] * turned)) / (1.0 - leverage)[:, None]
        gained = alone - missed**2
        better = (missed**2).mean(axis=0) < best
        sure = gained.mean(axis=0) > SURE * gained.std(axis=0, ddof=1) / np.sqrt(draws)
        take = better & sure
        best[take] = (missed**2).mean(axis=0)[take]
        kept[:, take] = share[:, None]
    values = mean + directions @ (kept * turned)
    return Fitted(directions, kept, values)


@lru_cache(maxsize=4)
def _basis(numbers: bytes, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    """Return what `_principal` makes of the splines of all numbers.

    Kept, because one table of draws meets many outcomes, and the live page asks for three tables again and again.
    """
    table = np.frombuffer(numbers).reshape(shape)
    columns = np.concatenate(_splines(table), axis=1) if table.size else np.zeros((shape[0], 0))
    return _principal(columns - columns.mean(axis=0))


def _principal(columns: Floats) -> tuple[Floats, Floats]:
    """Return left singular directions and values, of the smaller of both products of the columns: many times faster than of themselves."""
    draws, count = columns.shape
    squares, axes = np.linalg.eigh(columns @ columns.T if draws < count else columns.T @ columns)
    real = squares > 1e-12 * squares.max(initial=1e-300)
    sizes = np.sqrt(squares[real])
    return (axes[:, real] if draws < count else columns @ axes[:, real] / sizes), sizes


def _splines(table: Floats) -> list[Floats]:
    """Return columns of a cubic spline of the ranks of each number, standardised: (draw, column); a straight line of few different values.

    Ranks and splines of all numbers at once: asked for one after the other, they took as long as all the rest.
    """
    from scipy.interpolate import BSpline
    from scipy.stats import rankdata

    draws = len(table)
    ranks = (rankdata(table, axis=0) - 0.5) / draws
    curved = np.array([len(np.unique(number)) >= 8 for number in table.T])
    inner = np.linspace(0.0, 1.0, _KNOTS + 2)[1:-1]
    knots = np.concatenate([[0.0] * 4, inner, [1.0] * 4])
    points = ranks.T[curved].ravel()
    bases = BSpline.design_matrix(points, knots, 3).toarray() if points.size else np.zeros((0, len(knots) - 4))
    # The columns of a basis add up to one everywhere, so one of them is spare.
    curves = iter(bases.reshape(-1, draws, len(knots) - 4)[:, :, 1:-1])
    lines = (rank[:, None] for rank in ranks.T)
    return [_standardised(np.concatenate([line, next(curves)], axis=1) if bent else line) for line, bent in zip(lines, curved, strict=True)]


def _standardised(columns: Floats) -> Floats:
    """Return columns with mean 0 and spread 1, without those that have none."""
    spread = columns.std(axis=0)
    return (columns - columns.mean(axis=0))[:, spread > 0] / spread[spread > 0]
