"""Loops over mentees in which each choice depends on the ones before, compiled; one world after the other.

Callers see to it that shapes and indices are right: nothing is checked here.
"""

from __future__ import annotations

from typing import Any

from numba import bool_, float64, int64, types

from wopsim.compile import at_once

# any strides, read-only: what strategies pass is not copied, and one compiled function serves every kind of array
_RANK = types.Array(float64, 3, "A", readonly=True)
_PAIRS_GIVEN = types.Array(int64, 3, "A", readonly=True)
_KNOWN = types.Array(bool_, 3, "A", readonly=True)
_ROWS = types.Array(int64, 2, "A", readonly=True)
_COUNTS = types.Array(int64, 1, "A", readonly=True)
_CHANGED = int64[:, ::1]
_FLAGS = bool_[:, :, ::1]
_PAIRS = int64[:, :, ::1]
_ASSIGN = types.void(_ROWS, _RANK, _RANK, _RANK, _KNOWN, _CHANGED, _COUNTS, _PAIRS)
_MATCH = types.void(_RANK, _RANK, _RANK, _RANK, _RANK, _RANK, _KNOWN, _ROWS, _FLAGS, _CHANGED, _PAIRS)
_JOIN = types.void(_PAIRS_GIVEN, _KNOWN, _COUNTS, _RANK, int64, bool_[:, ::1], _PAIRS, _CHANGED, _CHANGED)


@at_once(bool_(_RANK, _RANK, _RANK, int64, int64, int64, int64, int64), nogil=True)
def _before(first: Any, second: Any, third: Any, world: int, mentor: int, mentee: int, other_mentor: int, other_mentee: int) -> bool:
    """Whether one pair ranks before another pair."""
    if first[world, mentor, mentee] != first[world, other_mentor, other_mentee]:
        return bool(first[world, mentor, mentee] < first[world, other_mentor, other_mentee])
    if second[world, mentor, mentee] != second[world, other_mentor, other_mentee]:
        return bool(second[world, mentor, mentee] < second[world, other_mentor, other_mentee])
    return bool(third[world, mentor, mentee] < third[world, other_mentor, other_mentee])


@at_once(_ASSIGN, nogil=True)
def assign(order: Any, first: Any, second: Any, third: Any, known: Any, left: Any, slots: Any, pairs: Any) -> None:
    """Give each mentee of `order` in turn the best known mentor with a place left; see `assign_in_order`.

    Parameters
    ----------
    left : (world, mentor) places; counted down.
    pairs : (world, pair, 2) is written from the front.
    """
    worlds, mentors, _ = known.shape
    for world in range(worlds):
        count = 0
        for mentee in order[world]:
            if count >= slots[world]:
                break
            best = -1
            for mentor in range(mentors):
                is_open = known[world, mentor, mentee] and left[world, mentor] > 0
                if is_open and (best < 0 or _before(first, second, third, world, mentor, mentee, best, mentee)):
                    best = mentor
            if best >= 0:
                left[world, best] -= 1
                pairs[world, count, 0] = best
                pairs[world, count, 1] = mentee
                count += 1


@at_once(_MATCH, nogil=True)
def match(
    first: Any, second: Any, third: Any, first_back: Any, second_back: Any, third_back: Any, known: Any, places: Any, asked: Any,
    held: Any, pairs: Any,
) -> None:  # fmt: skip
    """Let mentees ask one mentor after the other and mentors keep the best who asked; see `stable_matching`.

    Parameters
    ----------
    first, second, third : keys by which mentees rank mentors.
    first_back, second_back, third_back : keys by which mentors rank mentees.
    asked : (world, mentor, mentee) False; becomes True where the mentee has asked the mentor.
    held : (world, mentee) -1; becomes the mentor that holds the mentee.
    pairs : (world, pair, 2) is written from the front.
    """
    worlds, mentors, mentees = known.shape
    for world in range(worlds):
        for newcomer in range(mentees):
            mentee = newcomer
            while mentee >= 0:
                best = -1
                for mentor in range(mentors):
                    is_open = known[world, mentor, mentee] and not asked[world, mentor, mentee]
                    if is_open and (best < 0 or _before(first, second, third, world, mentor, mentee, best, mentee)):
                        best = mentor
                if best < 0:
                    break
                asked[world, best, mentee] = True
                held[world, mentee] = best
                count, last = 0, -1
                for other in range(mentees):
                    if held[world, other] == best:
                        count += 1
                        if last < 0 or _before(first_back, second_back, third_back, world, best, last, best, other):
                            last = other
                mentee = -1
                if count > places[world, best]:
                    held[world, last] = -1
                    mentee = last
        count = 0
        for mentor in range(mentors):
            while True:
                best = -1
                for mentee in range(mentees):
                    is_held = held[world, mentee] == mentor
                    if is_held and (best < 0 or _before(first_back, second_back, third_back, world, mentor, mentee, mentor, best)):
                        best = mentee
                if best < 0:
                    break
                held[world, best] = -1
                pairs[world, count, 0] = mentor
                pairs[world, count, 1] = best
                count += 1


@at_once(_JOIN, nogil=True)
def join(
    pairs: Any, known: Any, mentees: Any, between: Any, size: int, free: Any, joined: Any, cohort: Any, members: Any
) -> None:  # fmt: skip
    """Let each pair's mentee, unless it joined another before its turn, lead a cohort of its nearest neighbours; see `join_cohorts`.

    Parameters
    ----------
    pairs : (world, pair, 2); mentees : (world,) that are not padding; between : (world, mentee, mentee) distances; size : of a cohort.
    free : (world, mentee) True; becomes False where the mentee is in a cohort.
    joined : (world, row, 2), cohort and members : (world, row) are written from the front, a cohort's leader before the others.
    """
    for world in range(pairs.shape[0]):
        count, cohorts = 0, 0
        for pair in range(pairs.shape[1]):
            mentor, leader = pairs[world, pair, 0], pairs[world, pair, 1]
            if mentor < 0 or not free[world, leader]:
                continue
            first, member = count, leader
            while member >= 0:
                free[world, member] = False
                joined[world, count, 0], joined[world, count, 1], cohort[world, count] = mentor, member, cohorts
                count += 1
                member = -1
                if count - first < size:
                    for other in range(mentees[world]):
                        able = free[world, other] and known[world, mentor, other]
                        if able and (member < 0 or between[world, leader, other] < between[world, leader, member]):
                            member = other
            for row in range(first, count):
                members[world, row] = count - first
            cohorts += 1
