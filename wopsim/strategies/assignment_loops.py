"""The assignment of mentees to mentors' places with the largest sum, compiled; one world after the other.

Shortest augmenting paths [@crouse2016]. The same numbers are added in the same order, and of equals the same is taken, as by
`scipy.optimize.linear_sum_assignment`, so the answer is the same where several are equally good: a test holds one against the other.
What differs is how a step of a search goes through the columns: in loops without branches, of which a processor does several at once.
With many applicants for few places a search takes dozens of steps.

Callers see to it that shapes and indices are right: nothing is checked here but whether gains are numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import bool_, float64, int64, types

from wopsim.compile import at_once, device, inline

NUMBERS, WHOLE_NUMBERS = 6, 9
"""Rows of the memory in which an assignment is worked out."""

_NOBODY = -1
_PLACES = WHOLE_NUMBERS - 1
_ALL_BUT_SIGN = 0x7FFF_FFFF_FFFF_FFFF

# any strides, read-only: what strategies pass is not copied, and one compiled function serves every kind of array
_GAIN = types.Array(float64, 3, "A", readonly=True)
_KNOWN = types.Array(bool_, 3, "A", readonly=True)
_ROWS = types.Array(int64, 2, "A", readonly=True)
_COUNTS = types.Array(int64, 1, "A", readonly=True)
_ASSIGN = bool_(
    _GAIN, _KNOWN, _ROWS, _ROWS, _ROWS, _COUNTS, float64[::1], float64[:, ::1], int64[:, ::1], int64[:, ::1], int64[:, :, ::1]
)  # fmt: skip


@inline
def _in_order(bits: int) -> int:
    """Return whole numbers in the order of the numbers whose bits they are, below zero too; and from these the bits again."""
    return bits ^ ((bits >> 63) & _ALL_BUT_SIGN)


@inline
def _claim(free: bool, place: int, columns: int) -> int:
    """Return the claim of a column among equally near ones: of the free ones the last that waits comes first, without any the first."""
    return columns + 1 + place if free else columns - place


@inline
def _place_of(claim: int, columns: int) -> int:
    """Return the place of the column that has a claim."""
    return claim - columns - 1 if claim > columns else columns - claim


@inline
def _largest(claim: Any, distance: Any, nearest: float, columns: int) -> int:
    """Return the largest claim of the columns that are nearest."""
    largest = 0
    for column in range(columns):
        its = claim[column] if distance[column] == nearest else 0
        largest = its if its > largest else largest
    return largest


@inline
def _look(cost: Any, row_price: float, price: Any, so_far: float, distance: Any, bits: Any) -> float:
    """Note which columns are nearer over a row than they were, and return how near the nearest is.

    Parameters
    ----------
    cost : (column,) of the row; row_price : of the row.
    price : (column,) infinitely low where the search has been; so_far : distance of the row.
    distance : (column, and one more) infinite where the search has been.
    bits : the same memory as whole numbers: the smallest of these is found several at once, that of numbers with a point is not.
    """
    for column in range(cost.size):
        over, known = so_far + cost[column] - row_price - price[column], distance[column]
        distance[column] = over if over < known else known
    least = _ALL_BUT_SIGN
    for column in range(cost.size):
        ordered = _in_order(bits[column])
        least = ordered if ordered < least else least
    bits[cost.size] = _in_order(least)
    return float(distance[cost.size])


@device
def _nearest_free(cost: Any, newcomer: int, numbers: Any, bits: Any, whole: Any) -> int:
    """Return the free column that is nearest to a row, over rows that would move; `whole[7]` becomes the row before each on the way."""
    row_of, column_of, waiting, place, claim, seen, looked_from, before = (
        whole[0], whole[1], whole[2], whole[3], whole[4], whole[5], whole[6], whole[7],
    )  # fmt: skip
    row_price, price, open_price, settled, start, distance = numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]
    columns = cost.shape[1]
    for column in range(columns):
        open_price[column], distance[column] = price[column], np.inf
        waiting[column] = columns - 1 - column
        place[column] = columns - 1 - column
        claim[column] = _claim(row_of[column] == _NOBODY, place[column], columns)
    left, steps, so_far, row = columns, 0, 0.0, newcomer
    while True:
        looked_from[steps], start[steps] = row, so_far
        so_far = _look(cost[row], row_price[row], open_price, so_far, distance, bits[5])
        column = waiting[_place_of(_largest(claim, distance, so_far, columns), columns)]
        settled[column] = so_far
        if row_of[column] == _NOBODY:
            break
        seen[steps] = column
        steps += 1
        open_price[column], distance[column] = -np.inf, np.inf
        left -= 1
        last = waiting[left]
        waiting[place[column]], place[last] = last, place[column]
        claim[last] = _claim(row_of[last] == _NOBODY, place[last], columns)
        row = row_of[column]
    free = column
    row = _NOBODY
    while row != newcomer:  # who was first to come as near to the column as it is
        step = 0
        row = newcomer
        while start[step] + cost[row, column] - row_price[row] - price[column] != settled[column]:
            step += 1
            row = looked_from[step]
        before[column] = row
        column = column_of[row]
    row_price[newcomer] += so_far
    for step in range(steps):
        column = seen[step]
        row_price[row_of[column]] += so_far - settled[column]
        price[column] -= so_far - settled[column]
    return int(free)


@device
def _solve(cost: Any, numbers: Any, bits: Any, whole: Any) -> None:
    """Give each row of `cost` a column of its own, with the smallest sum; row by row, each by the shortest way to a free column.

    Parameters
    ----------
    cost : (row, column), no more rows than columns.
    numbers, bits, whole : as in `assign_best`; `whole[0]` becomes the row of each column or -1, `whole[1]` the column of each row.
    """
    rows, columns = cost.shape
    row_of, column_of = whole[0], whole[1]
    row_price, price = numbers[0], numbers[1]
    for column in range(columns):
        row_of[column], price[column] = _NOBODY, 0.0
    for row in range(rows):
        row_price[row] = 0.0
    for newcomer in range(rows):
        column = _nearest_free(cost, newcomer, numbers, bits, whole)
        row = _NOBODY
        while row != newcomer:  # everybody on the way moves to the next column
            row = whole[7, column]
            row_of[column] = row
            column, column_of[row] = column_of[row], column


@at_once(_ASSIGN, nogil=True, error_model="numpy")
def assign_best(
    gain: Any, known: Any, places: Any, mentors: Any, mentees: Any, applicants: Any, cost: Any, numbers: Any, bits: Any, whole: Any,
    pairs: Any,
) -> bool:  # fmt: skip
    """Find the pairs with the largest sum of gain, without those that gain nothing; return whether all gains are numbers.

    Parameters
    ----------
    gain, known : (world, mentor, mentee); what is not known gains nothing.
    places : (world, mentor), no more than there are applicants.
    mentors, mentees : (world, rank) in the order in which a search takes them; those that are padding come last.
    applicants : (world,) mentees that are not padding.
    cost : room for the places times the applicants of every world.
    numbers : (`NUMBERS`, more than the places and the applicants of every world); bits : the same memory as whole numbers.
    whole : (`WHOLE_NUMBERS`, likewise).
    pairs : (world, pair, 2) is written from the front, in the order of the places.
    """
    whose = whole[_PLACES]
    for world in range(gain.shape[0]):
        there, seats = applicants[world], 0
        for mentor in mentors[world]:
            for _ in range(places[world, mentor]):
                whose[seats] = mentor
                seats += 1
        # a search wants no fewer columns than rows
        by_mentee = there < seats
        rows, columns = (there, seats) if by_mentee else (seats, there)
        table = cost[: rows * columns].reshape((rows, columns))
        for seat in range(seats):
            for rank in range(there):
                mentor, mentee = whose[seat], mentees[world, rank]
                loss = -gain[world, mentor, mentee] if known[world, mentor, mentee] else -0.0
                if not np.isfinite(loss):
                    return False
                if by_mentee:
                    table[rank, seat] = loss
                else:
                    table[seat, rank] = loss
        _solve(table, numbers, bits, whole)
        row_of, column_of = whole[0], whole[1]
        count = 0
        for seat in range(seats):
            rank = row_of[seat] if by_mentee else column_of[seat]
            if rank == _NOBODY:
                continue
            mentor, mentee = whose[seat], mentees[world, rank]
            if known[world, mentor, mentee] and gain[world, mentor, mentee] > 0.0:
                pairs[world, count, 0], pairs[world, count, 1] = mentor, mentee
                count += 1
    return True
