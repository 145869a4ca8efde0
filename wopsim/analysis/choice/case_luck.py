"""What chance alone finds, and what is found again: worlds shuffled, and worlds drawn anew.

Worlds of one draw are not independent of each other, so draws are shuffled and drawn anew as a whole, and combinations of swept values
within each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from wopsim.analysis.choice.worlds import resampled
from wopsim.streams import Floats, stream, uniform

SHUFFLED = stream("case_luck.shuffled_draws")
SHUFFLED_WITHIN = stream("case_luck.shuffled_variants")
AGAIN = stream("case_luck.resampled")
TIMES = 99
"""Times that worlds are shuffled: with it, one chance in a hundred can be told."""
TIMES_AGAIN = 60
"""Times that worlds are drawn anew."""
RARE = 0.05
"""Chance of luck finding as much, up to which something is taken as found [assumed]."""
_SAME = 1e-12
FEW_DRAWS = 10
"""Draws below which combinations of swept values are drawn anew instead."""


def shuffles(difference: Floats) -> Iterator[Floats]:
    """Yield differences (draw, variant) that belong to other worlds: as likely as the true ones if nothing explains them."""
    draws, variants = (np.arange(size, dtype=np.uint64) for size in difference.shape)
    for time in range(TIMES):
        order = np.argsort(uniform(SHUFFLED, 0, time, one=draws))
        within = np.argsort(uniform(SHUFFLED_WITHIN, 0, time, one=draws[:, None], other=variants[None, :]), axis=1)
        yield np.take_along_axis(difference[order], within, axis=1)


def by_luck(found: float, tells: Callable[[Floats], float], difference: Floats) -> Floats:
    """Return what is found in worlds that are shuffled; no more of it than it takes to see that `found` is not rare.

    Parameters
    ----------
    found : in the worlds as they are.
    tells : what is found in any worlds (draw, variant).
    difference : (draw, variant).
    """
    seen: list[float] = []
    as_much = 0
    for shuffled in shuffles(difference):
        seen.append(tells(shuffled))
        as_much += seen[-1] >= found - _SAME
        if as_much > RARE * TIMES:
            break
    return np.array(seen)


def chance(found: float, luck: Floats) -> float:
    """Return how often chance finds as much or more, the finding itself counted among the chances."""
    return float((1 + np.sum(luck >= found - _SAME)) / (1 + len(luck)))


def drawn_anew(shape: tuple[int, int]) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Yield worlds drawn with replacement, and those that were not drawn, as places in `difference.ravel()`; shape (draw, variant)."""
    draws, variants = shape
    places = np.arange(draws * variants).reshape(shape)
    units = places if draws >= FEW_DRAWS else places.T
    for rows in resampled(len(units), AGAIN)[:TIMES_AGAIN]:
        left = np.setdiff1d(np.arange(len(units)), rows)
        yield units[rows].ravel(), units[left].ravel()
