"""Mutual choice: both sides state whom they like, and nobody is left with a pair that two others would both rather have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters, param
from wopsim.strategies.families import PAIRING, Bools, Floats, Ints, PairingView
from wopsim.strategies.pairing.assign import rank_of
from wopsim.strategies.pairing.fit import topic_fit

param("choice_likeness", 0.5, unit="1", role="fixed", valid=(0.0, 1.0), source="assumed",
      doc="Pairing `mutual_choice`: weight of a like context in a mentee's liking of mentors; the rest is topic fit.")  # fmt: skip
param("choice_language", 0.5, unit="1", role="fixed", valid=(0.0, 1.0), source="assumed",
      doc="Pairing `mutual_choice`: weight of a shared language in a mentor's liking of mentees; the rest is motivation.")  # fmt: skip


@PAIRING.register("mutual_choice")
@dataclass(frozen=True)
class MutualChoice:
    """The stable matching that mentees like best; those whose two sides like each other most come first.

    A mentee likes a mentor by topic fit and likeness of context, a mentor likes a mentee by motivation and same language, in
    the proportions of `choice_likeness` and `choice_language`. Deferred acceptance [@gale1962].
    """

    name: ClassVar[str]
    score: ClassVar[str] = "minus how much the mentee likes the mentor"

    def scores(self, view: PairingView, u: Floats, p: Parameters) -> Floats:
        """See `Scores`."""
        return -likings(view, p)[0]

    def pair(self, view: PairingView, slots: int, u: Floats, p: Parameters) -> Ints:
        """See `PairingStrategy.pair`. The matching is made for all applicants, whatever the slots."""
        by_mentee, by_mentor = likings(view, p)
        matched = stable_matching(rank_of(-by_mentee, u), rank_of(-by_mentor.T, u.T).T, view.known, view.free_places)
        mentor, mentee = matched[:, 0], matched[:, 1]
        order = np.lexsort((u[mentor, mentee], -(by_mentee + by_mentor)[mentor, mentee]))
        return matched[order[:slots]]


def likings(view: PairingView, p: Parameters) -> tuple[Floats, Floats]:
    """Return how much mentees like mentors and how much mentors like mentees, (mentor, mentee) each [1], 0 to 1."""
    by_mentee = (1.0 - p.choice_likeness) * topic_fit(view) + p.choice_likeness * (1.0 - view.unlike)
    by_mentor = (1.0 - p.choice_language) * view.motivation + p.choice_language * view.same_language
    return by_mentee, by_mentor


def stable_matching(mentee_rank: Ints, mentor_rank: Ints, known: Bools, places: Ints) -> Ints:
    """Return the stable matching that is best for the mentees, by deferred acceptance.

    Parameters
    ----------
    mentee_rank : (mentor, mentee) place of the mentor on the mentee's list, 0 is first; no ties.
    mentor_rank : (mentor, mentee) place of the mentee on the mentor's list, 0 is first; no ties.
    known : (mentor, mentee) pairs that may be made.
    places : (mentor,) most mentees of each mentor.

    Returns
    -------
    (pair, 2) rows of (mentor, mentee), by mentor.
    """
    lists = [[int(j) for j in np.argsort(mentee_rank[:, i]) if known[j, i]] for i in range(known.shape[1])]
    held: list[list[int]] = [[] for _ in places]
    asking = [i for i, wanted in enumerate(lists) if wanted]
    while asking:
        mentee = asking.pop()
        mentor = lists[mentee].pop(0)
        held[mentor] = sorted([*held[mentor], mentee], key=lambda i: int(mentor_rank[mentor, i]))
        if len(held[mentor]) > places[mentor]:
            refused = held[mentor].pop()
            if lists[refused]:
                asking.append(refused)
    pairs = [(mentor, mentee) for mentor, mentees in enumerate(held) for mentee in mentees]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)
