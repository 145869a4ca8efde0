"""M4: who joins a cohort. A strategy says who leads each; of those who applied, its nearest neighbours whom the channel knows join it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from wopsim.strategies.protocols import Bools, Floats, Ints


class Joined(NamedTuple):
    """The pairs of a call, cohort by cohort.

    Parameters
    ----------
    pairs : (world, pair, 2) rows of (mentor, mentee), the members of a cohort after its leader; rows of -1 follow the last pair of a world.
    cohort : (world, pair) number of its cohort.
    members : (world, pair) of its cohort [mentee].
    apart : (world, pair) mean distance to the other members [km], 0 without any.
    """

    pairs: Ints
    cohort: Ints
    members: Ints
    apart: Floats


def join_cohorts(pairs: Ints, known: Any, of_mentees: Ints, distances: Callable[[], Floats], size: int) -> Joined:
    """Fill up cohorts of `size`: each pair, unless its mentee joined another before its turn, leads one.

    Parameters
    ----------
    pairs : (world, pair, 2) as a strategy gives them.
    known : (world, mentor, mentee) whether the channel can bring two together.
    of_mentees : (world,) applicants that are not padding.
    distances : returns (world, mentee, mentee) distances of applicants [km]; only asked where there are cohorts.
    size : of a full cohort [mentee].
    """
    if size == 1:
        alone = np.ones(pairs.shape[:2], dtype=np.int64)
        return Joined(pairs, np.cumsum(alone, axis=1) - 1, alone, np.zeros(pairs.shape[:2]))
    found = [_of_world(*one, size) for one in zip(pairs, known, of_mentees.tolist(), distances(), strict=True)]
    longest = max((len(rows) for rows in found), default=0)
    several = (len(found), longest)
    joined = Joined(np.full((*several, 2), -1), np.zeros(several, np.int64), np.ones(several, np.int64), np.zeros(several))
    for world, rows in enumerate(found):
        for place, (mentor, mentee, cohort, members, apart) in enumerate(rows):
            joined.pairs[world, place] = mentor, mentee
            joined.cohort[world, place], joined.members[world, place], joined.apart[world, place] = cohort, members, apart
    return joined


def kept(joined: Joined, keep: Bools) -> Joined:
    """Return the rows that are kept, (world, pair), in their order; what is left of a cohort is a smaller one."""
    order = np.argsort(~keep, axis=1, kind="stable")[:, : keep.sum(axis=1).max(initial=0)]
    there = np.take_along_axis(keep, order, axis=1)
    pairs = np.take_along_axis(joined.pairs, order[..., None], axis=1)
    pairs[~there] = -1
    cohort, apart = np.take_along_axis(joined.cohort, order, axis=1), np.take_along_axis(joined.apart, order, axis=1)
    same = (cohort[:, :, None] == cohort[:, None, :]) & there[:, None, :]
    return Joined(pairs, cohort, np.maximum(1, same.sum(axis=2)), apart)


def _of_world(pairs: Ints, known: Any, mentees: int, between: Floats, size: int) -> list[tuple[int, int, int, int, float]]:
    """Rows of (mentor, mentee, cohort, members, apart) of one world."""
    free = np.ones(mentees, dtype=bool)
    rows: list[tuple[int, int, int, int, float]] = []
    cohorts = 0
    for mentor, leader in pairs[pairs[:, 0] >= 0].tolist():
        if not free[leader]:
            continue
        free[leader] = False
        able = np.flatnonzero(free & known[mentor, :mentees])
        nearest = able[np.argsort(between[leader, able], kind="stable")][: size - 1]
        free[nearest] = False
        members = np.array([leader, *nearest.tolist()])
        apart = between[members[:, None], members].sum(axis=1) / max(1, members.size - 1)
        rows += [(mentor, one, cohorts, members.size, distance) for one, distance in zip(members.tolist(), apart.tolist(), strict=True)]
        cohorts += 1
    return rows
