"""What each design is worth in each plausible world (draw), cleaned of luck, and how well the runs tell it.

The mean over few replicates is noisy, and the largest of several noisy means is too large: luck would look like a difference between
worlds, and value of information would be made of it. So what can be told from the draw itself is told by regression; what is left
varies more than worlds do, by as much as replicates of one world vary, and is drawn together by that much.
Deviations end with the covariance that worlds have: that of the means less that of luck.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from wopsim.analysis.choice.luck_of_means import luck_of_means
from wopsim.analysis.choice.spline_ridge import fit
from wopsim.streams import Floats, Stream, normal, stream, uniform

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wopsim.analysis.paired import Grid

RESAMPLED = stream("choice.resampled_draws")
SHIFTED = stream("choice.error_of_means")
LEFT_OVER = stream("choice.left_over")
TIMES = 200
"""Sets of runs that might have come out instead, by which errors are judged."""


@dataclass(frozen=True)
class Worlds:
    """What designs are worth in plausible worlds.

    Parameters
    ----------
    values : (design, draw) cleaned of luck.
    means : (draw, design) as they were run, replicates averaged.
    shift : (design, direction) square root of the covariance of what luck does to all draws alike.
    replicates : of each draw.
    """

    values: Floats
    means: Floats
    shift: Floats
    replicates: int

    @property
    def sizes(self) -> tuple[int, int]:
        """Number of designs and of draws."""
        return self.values.shape[0], self.values.shape[1]

    def and_nothing(self) -> Worlds:
        """Return the same with no programme as the last: it is worth nothing in every world, whatever the luck."""
        return replace(
            self, values=np.pad(self.values, ((0, 1), (0, 0))), means=np.pad(self.means, ((0, 0), (0, 1))),
            shift=np.pad(self.shift, ((0, 1), (0, 0))),
        )  # fmt: skip

    def shifts(self) -> Floats:
        """Return what luck might have done to the means of the designs instead, (time, design)."""
        times, directions = np.meshgrid(np.arange(TIMES), np.arange(self.shift.shape[1]), indexing="ij")
        return normal(SHIFTED, 0, times, one=directions.astype(np.uint64)) @ self.shift.T

    def again(self) -> Iterator[Floats]:
        """Yield values that might have come out instead, (design, draw): other draws of the same kind, and other luck."""
        for chosen, shift in zip(resampled(self.sizes[1]), self.shifts(), strict=True):
            yield self.values[:, chosen] + shift[:, None]


@lru_cache(maxsize=4)
def resampled(draws: int, source: Stream = RESAMPLED) -> npt.NDArray[np.int64]:
    """Return draws chosen with replacement, (time, draw); not to be changed."""
    times, places = np.meshgrid(np.arange(TIMES), np.arange(draws), indexing="ij")
    return np.asarray(uniform(source, 0, times, one=places.astype(np.uint64)) * draws, dtype=np.int64)


def worlds(value: Grid, numbers: Mapping[str, Floats]) -> Worlds:
    """Return what designs are worth in each draw, cleaned of luck.

    Parameters
    ----------
    value : (design, draw, replicate); NaN where a point was not run, for all designs.
    numbers : what differs between draws, by name, (draw,).

    With one replicate nothing says how much luck there is: then a draw is worth what the regression says.
    """
    designs, draws, _ = value.shape
    here = np.isfinite(value).all(axis=0)
    # Differences and what all designs have in common are cleaned apart: mostly it is the common part that varies.
    common = value.mean(axis=0)  # NaN where a point was not run
    columns = np.concatenate([value - common, common[None]])
    means, luck = luck_of_means(columns)
    inside = means.T
    table = np.stack(list(numbers.values()), axis=1) if numbers else np.zeros((draws, 0))
    fitted = fit(table, inside)
    to_designs = np.concatenate([np.eye(designs), np.ones((designs, 1))], axis=1)
    if luck is None:
        cleaned = fitted.values
        error = np.cov(inside - fitted.values, rowvar=False) / draws
    else:
        cleaned = _with_covariance(fitted.values, inside, _of_worlds(inside, luck.of_draw))
        error = luck.of_all
    roots, axes = np.linalg.eigh(to_designs @ error @ to_designs.T)
    shift = axes * np.sqrt(np.where(roots > 1e-12 * np.abs(roots).max(initial=0.0), roots, 0.0))  # designs that are one have one luck
    return Worlds(to_designs @ cleaned.T, inside @ to_designs.T, shift, int(here.any(axis=0).sum()))


def _of_worlds(means: Floats, noise: Floats) -> Floats:
    """Return the covariance between worlds: that of the means (draw, column) less that of the noise, and none below zero."""
    draws, count = means.shape
    there = np.atleast_2d(np.cov(means, rowvar=False))
    known = noise + 1e-9 * max(float(np.trace(there)), 1e-300) * np.eye(count)
    white, coloured = _power(known, -0.5), _power(known, 0.5)
    times, axes = np.linalg.eigh(white @ there @ white)
    # In so few draws noise alone reaches up to this many times its own variance (Marchenko and Pastur); below, nothing is known of worlds.
    edge = (1.0 + np.sqrt(count / draws)) ** 2
    return np.asarray(coloured @ (axes * np.where(times > edge, times - 1.0, 0.0)) @ axes.T @ coloured)


def _with_covariance(told: Floats, means: Floats, true: Floats) -> Floats:
    """Return values (draw, column) with a covariance: as the regression told them, and as much as is missing of what it left over."""
    left = means - told
    missing = true - np.cov(told, rowvar=False)
    values = told + _moved(left, _power(missing, 1.0))
    return np.asarray(values.mean(axis=0) + _moved(values, true))


def _moved(values: Floats, true: Floats) -> Floats:
    """Return deviations from the mean with another covariance, by the linear map that moves them least."""
    there = np.atleast_2d(np.cov(values, rowvar=False))
    root, turned = _power(there, 0.5), _power(there, -0.5)
    return np.asarray((values - values.mean(axis=0)) @ (turned @ _power(root @ true @ root, 0.5) @ turned))


def _power(matrix: Floats, power: float) -> Floats:
    """Return a power of a symmetric matrix, what is not above zero left out."""
    roots, axes = np.linalg.eigh((matrix + matrix.T) / 2.0)
    real = roots > 1e-12 * max(float(np.abs(roots).max(initial=0.0)), 1e-300)
    return np.asarray((axes[:, real] * roots[real] ** power) @ axes[:, real].T)
