"""M4: who joins a cohort. A strategy says who leads each; of those who applied, its nearest neighbours whom the channel knows join it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from wopsim.strategies import matching_loops
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
    between = distances()
    rows = between.shape[:2]  # a mentee is in one cohort
    joined = Joined(np.full((*rows, 2), -1), np.zeros(rows, np.int64), np.ones(rows, np.int64), np.zeros(rows))
    matching_loops.join(np.asarray(pairs, np.int64), known, of_mentees, between, size, np.ones(rows, bool), *joined[:3])
    for members in range(2, size + 1):
        world, row = np.nonzero(joined.members == members)
        whole = (world.reshape(-1, members), row.reshape(-1, members))  # those of a cohort stand together
        mentees = joined.pairs[*whole, 1]
        of_each = between[whole[0][:, :, None], mentees[:, :, None], mentees[:, None, :]]
        joined.apart[whole] = of_each.sum(axis=2) / (members - 1)
    longest = int((joined.pairs[..., 0] >= 0).sum(axis=1).max(initial=0))
    return Joined._make(np.ascontiguousarray(column[:, :longest]) for column in joined)  # compiled code knows no other


def kept(joined: Joined, keep: Bools) -> Joined:
    """Return the rows that are kept, (world, pair), in their order; what is left of a cohort is a smaller one."""
    order = np.argsort(~keep, axis=1, kind="stable")[:, : keep.sum(axis=1).max(initial=0)]
    there = np.take_along_axis(keep, order, axis=1)
    pairs = np.take_along_axis(joined.pairs, order[..., None], axis=1)
    pairs[~there] = -1
    cohort, apart = np.take_along_axis(joined.cohort, order, axis=1), np.take_along_axis(joined.apart, order, axis=1)
    same = (cohort[:, :, None] == cohort[:, None, :]) & there[:, None, :]
    return Joined(pairs, cohort, np.maximum(1, same.sum(axis=2)), apart)
