"""A box of plausible worlds in which cases are dense: patient rule induction, by peeling and pasting (Friedman and Fisher 1999).

Of many numbers, those few are looked at that move the difference most. From all worlds, a thin slice at one end of one of these numbers
is peeled off again and again, that one which leaves most cases for each world it takes. Of the boxes on the way, that one is taken which
tells cases best from others; it keeps the limits that matter most, and is pasted to where that cannot be bettered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wopsim.streams import Floats

Worlds = npt.NDArray[np.bool_]
"""(world,) which of them."""
PEELED = 0.1
"""Share of the worlds of a box that is peeled off at a time [assumed]."""
LEAST_SHARE = 0.1
"""Share of all worlds that a box holds at least [assumed]."""
LEAST_WORLDS = 5
"""Worlds that a box holds at least [assumed]."""
LOOKED_AT = 4
"""Numbers that are looked at: those that move the difference most, for among very many numbers chance finds a box in anything [assumed]."""
MOST_NUMBERS = 2
"""Numbers that a box limits at most: more nobody remembers [assumed]."""
LOW, HIGH = 0, 1


@dataclass(frozen=True)
class Box:
    """Limits on some numbers.

    Parameters
    ----------
    ends : (2, number) lowest and highest value inside; infinite where there is no limit.
    """

    ends: Floats

    def holds(self, table: Floats) -> Worlds:
        """Return which worlds (world, number) are inside."""
        return np.asarray(((table > self.ends[LOW]) & (table < self.ends[HIGH])).all(axis=1))

    @property
    def limits(self) -> tuple[tuple[int, int], ...]:
        """Where there is a limit: number, and `LOW` or `HIGH`."""
        return tuple((int(number), int(side)) for number, side in zip(*np.nonzero(np.isfinite(self.ends.T)), strict=True))

    @property
    def numbers(self) -> tuple[int, ...]:
        """Which numbers are limited."""
        return tuple(dict.fromkeys(number for number, _ in self.limits))

    def without(self, number: int) -> Box:
        """Return the box with no limit on that number."""
        ends = self.ends.copy()
        ends[:, number] = -np.inf, np.inf
        return Box(ends)

    def moved(self, number: int, side: int, end: float) -> Box:
        """Return the box with another end."""
        ends = self.ends.copy()
        ends[side, number] = end
        return Box(ends)


def least_inside(worlds: int) -> int:
    """Return how many worlds a box holds at least."""
    return max(LEAST_WORLDS, int(np.ceil(LEAST_SHARE * worlds)))


def everywhere(numbers: int) -> Box:
    """Return the box without limits."""
    return Box(np.stack([np.full(numbers, -np.inf), np.full(numbers, np.inf)]))


def told(inside: npt.ArrayLike, cases_inside: npt.ArrayLike, worlds: int, cases: int) -> Floats:
    """Return how well boxes tell cases from others: the correlation of being inside with being a case, 1 where they are the same.

    Parameters
    ----------
    inside, cases_inside : worlds and cases in each box; worlds, cases : in all.
    """
    held, hits = np.asarray(inside, dtype=np.float64), np.asarray(cases_inside, dtype=np.float64)
    spread = np.sqrt(held * (worlds - held) * cases * (worlds - cases))
    return np.divide(hits * worlds - held * cases, spread, out=np.zeros_like(spread), where=spread > 0.0)


def best_box(table: Floats, difference: Floats, useful: float = 0.0) -> tuple[Box, float]:
    """Return the box that tells worlds with a difference above `useful` best from others, and how well it does (see `told`).

    Parameters
    ----------
    table : (world, number).
    difference : (world,).
    """
    case = difference > useful
    box = _best_peeled(table, case, moving(table, difference))
    while len(box.numbers) > MOST_NUMBERS:
        box = max((box.without(number) for number in box.numbers), key=lambda one: _told_by(one, table, case))
    if box.numbers:
        again = _best_peeled(table, case, np.array(box.numbers))  # what was peeled of other numbers stood in the way
        box = max((box, again), key=lambda one: _told_by(one, table, case))
    box = _pasted(box, table, case)
    return box, _told_by(box, table, case)


def moving(table: Floats, difference: Floats) -> npt.NDArray[np.intp]:
    """Return the numbers that go most together with a difference, up or down, or in the middle against both ends."""
    ranks, of_difference = _ranks(table), _ranks(difference[:, None])
    together = np.maximum(np.abs(of_difference.T @ ranks), np.abs(of_difference.T @ _scaled(ranks**2)))[0]
    return np.sort(np.argsort(-together, kind="stable")[:LOOKED_AT])


def _ranks(values: Floats) -> Floats:
    from scipy.stats import rankdata

    return _scaled(rankdata(values, axis=0))


def _scaled(values: Floats) -> Floats:
    """Columns with mean 0 and length 1; a constant one is 0."""
    centred = values - values.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    return np.asarray(np.divide(centred, length, out=np.zeros_like(centred), where=length > 0.0))


def peeled(table: Floats, case: Worlds, numbers: npt.NDArray[np.intp]) -> Iterator[tuple[Box, int, int]]:
    """Yield box after box, each a slice of one of these numbers smaller, the one without limits first, with its worlds and its cases."""
    box = everywhere(table.shape[1])
    yield box, len(case), int(case.sum())
    held, hits = table[:, numbers], case.astype(np.float64)
    least = least_inside(len(case))
    while len(held) > least and hits.any():
        keeps, ends = _slices(held)
        left = keeps.sum(axis=1)
        dense = np.divide(np.einsum("sin,i->sn", keeps, hits), left, out=np.zeros(left.shape), where=left > 0)
        may = (left >= least) & (left < len(held))
        if not may.any():
            return
        gain = np.where(may, (dense - hits.mean()) / np.maximum(len(held) - left, 1), -np.inf)
        side, place = np.unravel_index(np.argmax(gain), gain.shape)
        box = box.moved(int(numbers[place]), int(side), float(ends[side, place]))
        kept = keeps[side, :, place]
        held, hits = held[kept], hits[kept]
        yield box, len(held), int(hits.sum())


def _slices(held: Floats) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Return what is left (side, world, number) when a slice is taken off either side of each number, and where it is cut."""
    worlds = len(held)
    taken = max(1, int(PEELED * worlds))
    ordered = np.sort(held, axis=0)
    low, high = ordered[taken], ordered[worlds - 1 - taken]
    # Where more than a slice has the lowest value, all of these go.
    keeps = np.stack([
        np.where(low == ordered[0], held > low, held >= low), np.where(high == ordered[-1], held < high, held <= high),
    ])  # fmt: skip
    inner = np.where(keeps[LOW], held, np.inf).min(axis=0), np.where(keeps[HIGH], held, -np.inf).max(axis=0)
    outer = np.where(keeps[LOW], -np.inf, held).max(axis=0), np.where(keeps[HIGH], np.inf, held).min(axis=0)
    with np.errstate(invalid="ignore"):  # of slices that leave nothing
        return keeps, (np.stack(inner) + np.stack(outer)) / 2.0


def _best_peeled(table: Floats, case: Worlds, numbers: npt.NDArray[np.intp]) -> Box:
    boxes, inside, hits = zip(*peeled(table, case, numbers), strict=True)
    found: Box = boxes[int(np.argmax(told(inside, hits, len(case), int(case.sum()))))]
    return found


def _told_by(box: Box, table: Floats, case: Worlds) -> float:
    inside = box.holds(table)
    return float(told(inside.sum(), (inside & case).sum(), len(case), int(case.sum())))


def _pasted(box: Box, table: Floats, case: Worlds) -> Box:
    """Return the box with each end moved to where it tells most, as long as that helps, and without ends that tell nothing."""
    best = _told_by(box, table, case)
    again = True
    while again:
        again = False
        for number, side in box.limits:
            moved, told_there = _moved_best(box, number, side, table, case)
            if told_there > best + 1e-12:
                box, best, again = moved, told_there, True
    for number, side in box.limits:
        free = box.moved(number, side, (-np.inf, np.inf)[side])
        if _told_by(free, table, case) >= best - 1e-12:
            box = free
    return box


def _moved_best(box: Box, number: int, side: int, table: Floats, case: Worlds) -> tuple[Box, float]:
    free = box.moved(number, side, (-np.inf, np.inf)[side])
    inside = free.holds(table)
    sign = -1.0 if side == LOW else 1.0
    values = sign * table[inside, number]
    order = np.argsort(values, kind="stable")
    values, hits = values[order], np.cumsum(case[inside][order])
    last = np.append(np.flatnonzero(np.diff(values) > 0.0), len(values) - 1)  # of equal values
    last = last[last + 1 >= least_inside(len(case))]
    if not last.size:
        return box, 0.0
    found = told(last + 1, hits[last], len(case), int(case.sum()))
    place = int(np.argmax(found))
    at = int(last[place])
    end = np.inf if at == len(values) - 1 else (values[at] + values[at + 1]) / 2.0
    return box.moved(number, side, sign * end), float(found[place])
