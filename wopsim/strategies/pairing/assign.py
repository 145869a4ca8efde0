"""Assign mentors to mentees one after the other: the last step of most pairing strategies."""

from __future__ import annotations

import numpy as np

from wopsim.strategies.families import Bools, Floats, Ints


def assign_in_order(order: Ints, rank: Floats | Ints, known: Bools, free_places: Ints, slots: int) -> Ints:
    """Return pairs, mentee by mentee, until `slots` or the mentors' places are used up.

    Parameters
    ----------
    order : (mentee,) mentees in the order in which they choose.
    rank : (mentor, mentee) smaller is preferred.
    known : (mentor, mentee) pairs that may be made.
    free_places : (mentor,) places of each mentor.
    slots : most pairs that are wanted.

    Returns
    -------
    (pair, 2) rows of (mentor, mentee).
    """
    left = free_places.copy()
    pairs: list[tuple[int, int]] = []
    for mentee in order:
        if len(pairs) == slots or not left.any():
            break
        open_to = known[:, mentee] & (left > 0)
        if not open_to.any():
            continue
        mentor = int(np.argmin(np.where(open_to, rank[:, mentee], np.inf)))
        left[mentor] -= 1
        pairs.append((mentor, int(mentee)))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def lottery_order(u: Floats) -> Ints:
    """Return the mentees in random order: by the smallest number of each, which is fair to all.

    Strategies that choose the mentor only take this order, so that they differ from the control in *by whom* alone.
    """
    return np.asarray(np.argsort(u.min(axis=0), kind="stable"), dtype=np.int64)


def rank_of(*keys: Floats | Bools) -> Ints:
    """Return each mentee's ranking of the mentors, (mentor, mentee), 0 is best.

    Parameters
    ----------
    keys : (mentor, mentee) each, smaller is better; the first decides, the next breaks its ties. The last is to be `u`, so
        that no tie is left to the order of the rows.
    """
    best_first = np.lexsort(keys[::-1], axis=0)
    return np.asarray(np.argsort(best_first, axis=0, kind="stable"), dtype=np.int64)
