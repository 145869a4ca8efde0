"""Designs of Saltelli and of Morris: points in the unit cube from which it can be read how much each parameter matters.

The order of the points belongs to the design. One base point (Saltelli) or trajectory (Morris) after the other:

- Saltelli: A, then A with one coordinate after the other taken from B, then B; A and B are halves of one point of a Sobol sequence.
- Morris: from a point of a grid of four levels, one coordinate after the other, in an order of chance, moves up or down by two thirds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from wopsim.study.study_parts import Sampled, Sampling

Points = npt.NDArray[np.float64]

STEP = 2.0 / 3.0
"""Move of a coordinate in a Morris design, as a share of the range."""


def rows_together(kind: Sampling, parameters: int) -> int:
    """Return how many rows of a design belong to one base point or trajectory."""
    return parameters + (2 if kind == "saltelli" else 1)


def rows_of_sample(sampled: Sampled) -> int:
    """Return how many rows a design has."""
    return sampled.points * rows_together(sampled.kind, len(sampled.parameters))


def unit_sample(sampled: Sampled) -> Points:
    """Return the points of a design in the unit cube, (row, parameter); the same seed gives the same points."""
    make = _saltelli if sampled.kind == "saltelli" else _morris
    return make(sampled.points, len(sampled.parameters), sampled.seed)


def _saltelli(points: int, parameters: int, seed: int) -> Points:
    from scipy.stats import qmc

    both = qmc.Sobol(2 * parameters, rng=seed).random(points)
    first, second = both[:, :parameters], both[:, parameters:]
    rows = np.repeat(first[:, None, :], parameters + 2, axis=1)
    every = np.arange(parameters)
    rows[:, 1 + every, every] = second
    rows[:, -1] = second
    return rows.reshape(-1, parameters)


def _morris(points: int, parameters: int, seed: int) -> Points:
    from scipy.stats import qmc

    chance = qmc.LatinHypercube(3 * parameters, rng=seed).random(points)
    level, way, turn = np.split(chance, 3, axis=1)
    low = np.where(level < 0.5, 0.0, 1.0 - STEP)
    up = way < 0.5
    when = np.argsort(np.argsort(turn, axis=1), axis=1)  # the turn at which each coordinate moves
    moved = when[:, None, :] < np.arange(parameters + 1)[None, :, None]
    return (low[:, None, :] + STEP * (moved == up[:, None, :])).reshape(-1, parameters)
