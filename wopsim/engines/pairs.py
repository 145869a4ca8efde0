"""What two utilities have in common: distance, language, likeness of context.

It is kept for everybody with those only who can mentor, from when they first can: a table of everybody with everybody would be larger
than all else together.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from wopsim.compile import inline
from wopsim.engines import records
from wopsim.engines.records import Block, Records
from wopsim.streams import Floats

EARTH_RADIUS = 6371.0  # km
MOST_KEPT = 500
"""Utilities of a world up to which the distances of all from all are kept: 2 MB."""
_SIZES = ("small_town", "city", "metropolis")
_TOGETHER = 2**16
"""Pairs that are worked out in one go: what that takes on the way is several times what is kept."""
_INCOMES = ("low", "lower_middle", "upper_middle", "high")


def with_mentors(block: Block, worlds: npt.NDArray[np.int64]) -> Block:
    """Return the block with a row of `pairs` for everybody who can mentor in one of some worlds."""
    tables = block.worlds["pairs"][worlds]
    missing = block.roles["is_mentor"][worlds] & (block.pair_row[tables] < 0)
    for table in np.unique(tables[missing.any(axis=1)]):
        of_table = tables == table
        mentors = np.flatnonzero(missing[of_table].any(axis=0))
        rows = block.pair_row[table].max() + 1 + np.arange(mentors.size)
        block = block._replace(pairs=_with_rows(block.pairs, int(rows[-1]) + 1))
        for some in np.array_split(np.arange(mentors.size), math.ceil(mentors.size * block.pairs.shape[2] / _TOGETHER)):
            block.pairs[table, rows[some]] = _pairs_of(block.roles[worlds[of_table][0]], mentors[some])
        block.pair_row[table, mentors] = rows
    return block


def _with_rows(pairs: Records, rows: int) -> Records:
    """Pairs with at least so many rows; growing copies, so there is some room for the next."""
    tables, before, utilities = pairs.shape
    if rows <= before:
        return pairs
    larger = np.zeros((tables, min(utilities, max(rows, before + before // 4)), utilities), records.PAIR)
    larger[:, :before] = pairs
    return larger


def _pairs_of(roles: Records, mentors: npt.NDArray[np.int64]) -> Records:
    """(mentor, utility) of `PAIR`."""
    found = np.zeros((mentors.size, roles.size), records.PAIR)
    one = roles[mentors][:, None]
    found["distance"] = distance(one["latitude"], one["longitude"], roles["latitude"], roles["longitude"])
    found["same_language"] = one["language"] == roles["language"]
    found["unlike"] = unlike(one["size_step"], roles["size_step"], one["income_step"], roles["income_step"])
    return found


def distance(latitude: Floats, longitude: Floats, other_latitude: Floats, other_longitude: Floats) -> Floats:
    """Great-circle distance of places [radian] that are broadcast together [km]."""
    half = (
        np.sin((latitude - other_latitude) / 2) ** 2
        + np.cos(latitude) * np.cos(other_latitude) * np.sin((longitude - other_longitude) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def distances_among(roles: Records, rows: npt.NDArray[np.int64]) -> Floats:
    """Return the distances of some of a world's utilities from each other, (row, row) [km].

    The same few worlds come again with every call of every run: what is found for everybody in them is kept, unless they are large.
    """
    if roles.size > MOST_KEPT:
        return _apart(roles["latitude"][rows], roles["longitude"][rows])
    return _kept_apart(roles["latitude"].tobytes(), roles["longitude"].tobytes())[rows[:, None], rows]


@lru_cache(maxsize=2)
def _kept_apart(latitude: bytes, longitude: bytes) -> Floats:
    return _apart(np.frombuffer(latitude), np.frombuffer(longitude))


def _apart(latitude: Floats, longitude: Floats) -> Floats:
    return distance(latitude[:, None], longitude[:, None], latitude, longitude)


def contexts_of(size_class: npt.NDArray[np.str_], income: npt.NDArray[np.str_]) -> tuple[Floats, Floats]:
    """Return the size and the income of each utility, from 0 for the smallest or lowest to 1 for the largest or highest, (utility,)."""
    size = np.array([_SIZES.index(str(s)) for s in size_class]) / (len(_SIZES) - 1)
    wealth = np.array([_INCOMES.index(str(s)) for s in income]) / (len(_INCOMES) - 1)
    return size, wealth


@inline
def unlike(size: Any, other_size: Any, wealth: Any, other_wealth: Any) -> Any:
    """Difference of the contexts of two utilities, or of arrays of them, from what `contexts_of` says of each [1]."""
    return (abs(size - other_size) + abs(wealth - other_wealth)) / 2
