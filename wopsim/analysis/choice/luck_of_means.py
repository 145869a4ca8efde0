"""How far luck moves the means of several things that are measured in the same runs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wopsim.analysis.paired import Grid
from wopsim.streams import Floats


class LuckOfMeans(NamedTuple):
    """What the same luck does to several rows of numbers.

    Parameters
    ----------
    of_draw : (row, row) covariance of luck in the mean of a draw.
    of_all : (row, row) covariance of luck in the mean of all draws.
    """

    of_draw: Floats
    of_all: Floats


def luck_of_means(rows: Grid) -> tuple[Floats, LuckOfMeans | None]:
    """Return (row, draw) the means over replicates, without what a replicate does in all draws; and how much luck is in them.

    Where too few replicates tell of luck, there is None.

    Parameters
    ----------
    rows : (row, draw, replicate); NaN where a point was not run, in all rows.
    """
    here = np.isfinite(rows).all(axis=0)
    count = here.sum(axis=1)
    draws, replicates = rows.shape[1], int(here.any(axis=0).sum())
    # the same luck meets every draw: what it does to all of them is an error of the means, not a difference between draws
    shared = np.nanmean(rows, axis=1) - np.nanmean(rows, axis=(1, 2))[:, None]
    inside = np.nanmean(rows - shared[:, None, :], axis=2)
    spare = here.sum() - draws - (replicates - 1)
    if spare <= 0:
        return inside, None
    rest = np.where(here, rows - shared[:, None, :] - inside[:, :, None], 0.0)
    of_draw = np.einsum("adr,bdr->ab", rest, rest) / spare * np.mean(1.0 / count)
    return inside, LuckOfMeans(of_draw, np.cov(shared, rowvar=True, ddof=1) / replicates + of_draw / draws)
