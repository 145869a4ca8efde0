"""Give each mentee, in a stated order, the free mentor it ranks first: the last step of greedy pairing strategies."""

from __future__ import annotations

import numpy as np

from wopsim.strategies.families import Floats, Ints


def assign_in_order(order: Ints, rank: Floats, free_places: Ints, slots: int) -> Ints:
    """Return pairs, mentee by mentee, until `slots` or the mentors' places are used up.

    Parameters
    ----------
    order : (mentee,) mentees in the order in which they choose.
    rank : (mentor, mentee) smaller is preferred.
    free_places : (mentor,) places of each mentor.
    slots : most pairs that are wanted.

    Returns
    -------
    (pair, 2) rows of (mentor, mentee)
    """
    left = free_places.copy()
    pairs: list[tuple[int, int]] = []
    for mentee in order:
        if len(pairs) == slots or not left.any():
            break
        mentor = int(np.argmin(np.where(left > 0, rank[:, mentee], np.inf)))
        left[mentor] -= 1
        pairs.append((mentor, int(mentee)))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)
