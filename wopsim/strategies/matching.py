"""Matching mentors to mentees: one after the other in a stated order, or the best pairs of a matching first."""

from __future__ import annotations

from typing import TypeAlias, TypeVar

import numpy as np

from wopsim.strategies import matching_loops
from wopsim.strategies.protocols import Bools, Floats, Ints

Key: TypeAlias = Floats | Ints | Bools
Array = TypeVar("Array", Floats, Ints, Bools)

_NOTHING = np.zeros(1)  # a key that breaks no tie


def assign_in_order(order: Ints, rank: Key | tuple[Key, ...], known: Bools, free_places: Ints, slots: int | Ints) -> Ints:
    """Return pairs, mentee by mentee, until `slots` or the mentors' places are used up.

    With a world axis in front of `known`, the other arrays have it as well, and so have the pairs: rows of -1 follow the last
    pair of a world.

    Parameters
    ----------
    order : (mentee,) mentees in the order in which they choose.
    rank : (mentor, mentee) smaller is preferred; or several of these: the first decides, the next breaks its ties.
    known : (mentor, mentee) pairs that may be made.
    free_places : (mentor,) places of each mentor.
    slots : most pairs that are wanted.

    Returns
    -------
    (pair, 2) rows of (mentor, mentee).

    Raises
    ------
    ValueError : shapes that do not fit together.
    IndexError : `order` names a mentee that is not there.
    """
    allowed = as_worlds(np.asarray(known, dtype=bool))
    worlds, mentors, mentees = allowed.shape
    turns = np.asarray(order, dtype=np.int64)
    if turns.size and not 0 <= turns.min() <= turns.max() < mentees:
        raise IndexError(f"the order names a mentee that is not there (the rows are 0 to {mentees - 1})")
    turns = _stretched(turns, (worlds, turns.shape[-1]))
    left = np.array(_stretched(np.asarray(free_places), (worlds, mentors)), dtype=np.int64, order="C")
    wanted = _stretched(np.asarray(slots, dtype=np.int64), (worlds,))
    pairs = np.full((*turns.shape, 2), -1, dtype=np.int64)
    matching_loops.assign(turns, *keys_of(rank, allowed.shape), allowed, left, wanted, pairs)
    found = without_empty_rows(pairs)
    return found if known.ndim > 2 else found[0]


def as_worlds(array: Array) -> Array:
    """Return the array with a world axis before its last two axes, also where there is none."""
    return array if array.ndim > 2 else array[None]


def keys_of(rank: Key | tuple[Key, ...], shape: tuple[int, ...]) -> tuple[Floats, Floats, Floats]:
    """Return three keys, (world, mentor, mentee) each: as many as the compiled loops compare."""
    given = rank if isinstance(rank, tuple) else (rank,)
    keys = [_stretched(np.asarray(key, dtype=np.float64), shape) for key in (*given, _NOTHING, _NOTHING)]
    if len(given) > 3:
        return keys[0], keys[1], rank_of(*keys[2:]).astype(float)
    return keys[0], keys[1], keys[2]


def _stretched(array: Array, shape: tuple[int, ...]) -> Array:
    """Return the array in a shape; numpy takes its time also where there is nothing to do."""
    return array if array.shape == shape else np.broadcast_to(array, shape)


def without_empty_rows(pairs: Ints) -> Ints:
    """Return (world, pair, 2) pairs without the last rows that are -1 in all worlds."""
    return pairs[:, : (pairs[..., 0] >= 0).sum(axis=-1).max(initial=0)]


def lottery_order(u: Floats) -> Ints:
    """Return the mentees in random order: by the smallest number of each, which is fair to all.

    Strategies that choose the mentor only take this order, so that they differ from the control in *by whom* alone.
    """
    return np.asarray(np.argsort(u.min(axis=-2), axis=-1, kind="stable"), dtype=np.int64)


def rank_of(*keys: Key) -> Ints:
    """Return each mentee's ranking of the mentors, (mentor, mentee), 0 is best; with a world axis in front where the keys have it.

    Parameters
    ----------
    keys : (mentor, mentee) each, smaller is better; the first decides, the next breaks its ties. The last is to be `u`, so
        that no tie is left to the order of the rows.
    """
    best_first = np.lexsort(keys[::-1], axis=-2)
    return np.asarray(np.argsort(best_first, axis=-2, kind="stable"), dtype=np.int64)


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
