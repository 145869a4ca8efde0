"""Put the pairs of a matching in order: the last step of strategies that match everybody at once."""

from __future__ import annotations

import numpy as np

from wopsim.strategies.matching import as_worlds, without_empty_rows
from wopsim.strategies.protocols import Floats, Ints


def best_first(pairs: Ints, worth: Floats, u: Floats, slots: int | Ints) -> Ints:
    """Return at most `slots` of the pairs, by worth, largest first.

    Each array may have a world axis in front; then all have it, and a world's rows end with rows of -1.

    Parameters
    ----------
    pairs : (pair, 2) rows of (mentor, mentee); rows of -1 are no pairs.
    worth : (mentor, mentee).
    u : (mentor, mentee) decides between equals, smaller first.
    slots : most pairs that are wanted.

    Returns
    -------
    (pair, 2).
    """
    rows = as_worlds(pairs)
    real = rows[..., 0] >= 0
    place = (np.arange(len(rows))[:, None], np.where(real, rows[..., 0], 0), np.where(real, rows[..., 1], 0))
    order = np.lexsort((as_worlds(u)[place], np.where(real, -as_worlds(worth)[place], np.inf)), axis=-1)
    found = np.take_along_axis(rows, order[..., None], axis=1)
    found[np.arange(rows.shape[1]) >= np.minimum(real.sum(axis=-1), slots)[:, None]] = -1
    found = without_empty_rows(found)
    return found if pairs.ndim > 2 else found[0]
