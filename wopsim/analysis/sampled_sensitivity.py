"""How much each swept parameter matters for an outcome: shares of its variance (Saltelli), or steps along each range (Morris).

The outcome is one number for each row of the design, such as an effect averaged over the same draws and replicates everywhere: what
luck is left in it is the same in all rows. Formulas: first order as Saltelli and others (2010), total as Jansen (1999), and
mu* as Campolongo and others (2007).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wopsim.study.sensitivity_design import STEP, rows_together, unit_sample
from wopsim.study.study_parts import Sampled

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Shares:
    """What a Saltelli design tells of each parameter, (parameter,).

    Parameters
    ----------
    first, total : share of the variance that a parameter makes alone, and with all others; NaN where the outcome does not vary.
    first_error, total_error : standard errors (jackknife over base points; on the safe side, for these are spread evenly).
    used : base points of which every row is there.
    """

    first: Numbers
    first_error: Numbers
    total: Numbers
    total_error: Numbers
    used: int


@dataclass(frozen=True)
class Steps:
    """What a Morris design tells of each parameter, (parameter,), in the outcome's unit per whole range.

    Parameters
    ----------
    mean : average step; of opposite signs in different places they cancel.
    mean_size : average size of a step, mu*; mean_size_error : its standard error.
    spread : standard deviation of steps, sigma: above mean_size, what a parameter does hangs on the others, or is not even.
    used : trajectories of which every row is there.
    """

    mean: Numbers
    mean_size: Numbers
    mean_size_error: Numbers
    spread: Numbers
    used: int


def saltelli_shares(outcome: Numbers, sampled: Sampled) -> Shares:
    """Return first-order and total shares.

    Parameters
    ----------
    outcome : of each row of the design, in its order; base points with a NaN are left out.
    sampled : how the design was made.
    """
    parameters = len(sampled.parameters)
    rows = _complete(outcome, rows_together("saltelli", parameters))
    count = len(rows)
    if count < 2:
        nothing = np.full(parameters, np.nan)
        return Shares(nothing, nothing, nothing, nothing, count)
    rows = rows - rows.mean()
    base, other, mixed = rows[:, :1], rows[:, -1:], rows[:, 1:-1]
    alone, together = other * (mixed - base), 0.5 * (mixed - base) ** 2
    ends = np.concatenate([base, other], axis=1)
    each = np.stack(np.broadcast_arrays(alone, together, ends.sum(1, keepdims=True), (ends**2).sum(1, keepdims=True)))
    whole = each.sum(1)
    first, total = _shares(whole, count)
    without = _shares(whole[:, None] - each, count - 1)
    errors = np.sqrt((count - 1) / count * ((without - without.mean(1, keepdims=True)) ** 2).sum(1))
    return Shares(first, errors[0], total, errors[1], count)


def _shares(sums: Numbers, points: int) -> Numbers:
    """Return first-order and total shares, (2, ...).

    Parameters
    ----------
    sums : over base points, (4, ...): products of the first order, squares of the total, values of the ends and their squares.
    points : how many base points.
    """
    alone, together, values, squares = sums
    variance = squares / (2 * points) - (values / (2 * points)) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(variance > 0, np.stack([alone, together]) / points / variance, np.nan)


def morris_steps(outcome: Numbers, sampled: Sampled) -> Steps:
    """Return the size of steps along each range.

    Parameters
    ----------
    outcome : of each row of the design, in its order; trajectories with a NaN are left out.
    sampled : how the design was made.
    """
    parameters = len(sampled.parameters)
    together = rows_together("morris", parameters)
    places = unit_sample(sampled).reshape(-1, together, parameters)
    whole = outcome.reshape(-1, together)
    there = np.isfinite(whole).all(1)
    moves, changes = np.diff(places[there], axis=1), np.diff(whole[there], axis=1)
    steps = (np.sign(np.round(moves, 6)) * changes[..., None]).sum(1) / STEP  # each coordinate moves once
    count = len(steps)
    if count < 2:
        nothing = np.full(parameters, np.nan)
        return Steps(nothing, nothing, nothing, nothing, count)
    sizes = np.abs(steps)
    return Steps(steps.mean(0), sizes.mean(0), sizes.std(0, ddof=1) / np.sqrt(count), steps.std(0, ddof=1), count)


def _complete(outcome: Numbers, together: int) -> Numbers:
    """Return the rows of each base point beside each other, without those of which one is missing."""
    rows = outcome.reshape(-1, together)
    return np.asarray(rows[np.isfinite(rows).all(1)])
