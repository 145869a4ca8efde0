"""Kernels for many grids draw x replicate at once: mean, variance components, quantiles. What is missing (NaN) is left out of each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


def means(grids: Numbers) -> Numbers:
    """Return the mean of each grid (..., draw, replicate); NaN where nothing is defined."""
    here = np.isfinite(grids)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(here, grids, 0.0).sum((-2, -1)) / here.sum((-2, -1)))


def variance_components(grids: Numbers) -> Numbers:
    """Return the variance between draws, between replicates and of the rest, (3, ...), by analysis of variance.

    effect[d, k] = mean + draw_d + luck_k + rest_dk, all independent. Components below zero are set to zero. Missing cells are left out;
    the components are then approximate. NaN where a grid cannot tell (fewer than 2 draws or replicates, or too few cells).

    Parameters
    ----------
    grids : (..., draw, replicate).
    """
    grids = np.ascontiguousarray(grids)  # so that sums do not depend on what stands beside in memory
    here = np.isfinite(grids)
    values = np.where(here, grids, 0.0)
    in_row, in_column = here.sum(-1), here.sum(-2)
    rows, columns, count = (in_row > 0).sum(-1), (in_column > 0).sum(-1), in_row.sum(-1)
    mean = means(grids)
    with np.errstate(invalid="ignore", divide="ignore"):
        by_row = np.where(in_row > 0, values.sum(-1) / in_row - mean[..., None], 0.0)
        by_column = np.where(in_column > 0, values.sum(-2) / in_column - mean[..., None], 0.0)
        left = np.where(here, values - mean[..., None, None] - by_row[..., :, None] - by_column[..., None, :], 0.0)
        rest = (left**2).sum((-2, -1)) / (count - rows - columns + 1)
        between_rows = np.maximum(0.0, (by_row**2).sum(-1) / (rows - 1) - rest / (count / rows))
        between_columns = np.maximum(0.0, (by_column**2).sum(-1) / (columns - 1) - rest / (count / columns))
    told = (rows >= 2) & (columns >= 2) & (count > rows + columns - 1)
    return np.where(told, np.stack([between_rows, between_columns, rest]), np.nan)


def errors(grids: Numbers) -> Numbers:
    """Return the Monte Carlo error of the mean of each grid (..., draw, replicate): luck that draws share counts as often as it is."""
    between_rows, between_columns, rest = variance_components(grids)
    draws, replicates = grids.shape[-2:]
    return np.asarray(np.sqrt(between_rows / draws + between_columns / replicates + rest / (draws * replicates)))


def quantiles(values: npt.NDArray[np.floating], probabilities: Sequence[float]) -> Numbers:
    """Return quantiles over the last axis, (..., probability), of what is defined; NaN where nothing is.

    `numpy.nanquantile` takes one row at a time, which would take as long as the runs.
    """
    ordered = np.sort(values, axis=-1)  # what is missing comes last
    last = np.isfinite(ordered).sum(axis=-1)[..., None] - 1
    place = np.asarray(probabilities) * np.maximum(last, 0)
    below = np.floor(place).astype(np.intp)
    places = (below, np.minimum(below + 1, np.maximum(last, 0)))
    low, high = (np.take_along_axis(ordered, at, axis=-1).astype(np.float64) for at in places)
    return np.where(last >= 0, low + (high - low) * (place - below), np.nan)
