"""What luck might have done to the means of several outcomes of the same runs at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wopsim.analysis.choice.luck_of_means import luck_of_means
from wopsim.analysis.choice.worlds import TIMES, Worlds
from wopsim.analysis.paired import Grid
from wopsim.streams import Floats, normal, stream

BESIDE = stream("choice.error_of_means_beside")


def shifts_beside(first: tuple[Worlds, Grid], others: Sequence[tuple[Worlds, Grid]]) -> list[Floats]:
    """Return shifts of the means of other outcomes that go with `first`'s own `shifts`, each (time, design).

    Whoever weighs outcomes against each other may add shifts as he adds outcomes: what the same luck did to both is in both.

    Parameters
    ----------
    first, others : what designs are worth by an outcome, and the runs (design, draw, replicate) that it was made of.
    """
    if not others:
        return []
    error = _error([first, *others])
    own = first[0].sizes[0]
    told = error[own:, :own] @ np.linalg.pinv(error[:own, :own], rcond=1e-9, hermitian=True)
    roots, axes = np.linalg.eigh(error[own:, own:] - told @ error[:own, own:])
    left = axes * np.sqrt(np.where(roots > 1e-12 * np.abs(roots).max(initial=0.0), roots, 0.0))
    times, directions = np.meshgrid(np.arange(TIMES), np.arange(len(roots)), indexing="ij")
    found = first[0].shifts() @ told.T + normal(BESIDE, 0, times, one=directions.astype(np.uint64)) @ left.T
    return np.split(found, len(others), axis=1)


def _error(outcomes: Sequence[tuple[Worlds, Grid]]) -> Floats:
    """Covariance of what luck does to the means of all designs by all outcomes, as `wopsim.analysis.choice.worlds.worlds` has it of one."""
    grid = np.concatenate([runs for _, runs in outcomes])
    _, luck = luck_of_means(grid)
    if luck is not None:
        return luck.of_all
    left = np.concatenate([worlds.means - worlds.values.T for worlds, _ in outcomes], axis=1)
    return np.asarray(np.cov(left, rowvar=False) / grid.shape[1])
