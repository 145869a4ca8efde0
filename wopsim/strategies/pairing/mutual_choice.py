"""Mutual choice: both sides state whom they like, and nobody is left with a pair that two others would both rather have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wopsim.declare import Parameters, param
from wopsim.strategies import matching_loops
from wopsim.strategies.criteria import topic_fit
from wopsim.strategies.matching import Key, as_worlds, best_first, keys_of, without_empty_rows
from wopsim.strategies.protocols import PAIRING, Bools, Floats, Ints, PairingView

param("choice_likeness", 0.5, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.2, 0.8), source="assumed",
      doc="Pairing `mutual_choice`: weight of a like context in a mentee's liking of mentors; the rest is topic fit.")  # fmt: skip
param("choice_language", 0.5, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.2, 0.8), source="assumed",
      doc="Pairing `mutual_choice`: weight of a shared language in a mentor's liking of mentees; the rest is motivation.")  # fmt: skip


@PAIRING.register("mutual_choice")
@dataclass(frozen=True)
class MutualChoice:
    """The stable matching that mentees like best; those whose two sides like each other most come first.

    A mentee likes a mentor by topic fit and likeness of context, a mentor likes a mentee by motivation and same language, in
    the proportions of `choice_likeness` and `choice_language`. Deferred acceptance [@gale1962].
    """

    name: ClassVar[str]
    many_worlds: ClassVar[bool] = True
    score: ClassVar[str] = "minus how much the mentee likes the mentor"

    def scores(self, view: PairingView, u: Floats, p: Parameters) -> Floats:
        """See `Scores`."""
        return -likings(view, p)[0]

    def pair(self, view: PairingView, slots: int | Ints, u: Floats, p: Parameters) -> Ints:
        """See `PairingStrategy.pair`. The matching is made for all applicants, whatever the slots."""
        by_mentee, by_mentor = likings(view, p)
        matched = stable_matching((-by_mentee, u), (-by_mentor, u), view.known, view.free_places)
        return best_first(matched, by_mentee + by_mentor, u, slots)


def likings(view: PairingView, p: Parameters) -> tuple[Floats, Floats]:
    """Return how much mentees like mentors and how much mentors like mentees, (mentor, mentee) each [1], 0 to 1."""
    by_mentee = (1.0 - p.choice_likeness) * topic_fit(view) + p.choice_likeness * (1.0 - view.unlike)
    by_mentor = (1.0 - p.choice_language) * view.motivation[..., None, :] + p.choice_language * view.same_language
    return by_mentee, by_mentor


def stable_matching(mentee_rank: Key | tuple[Key, ...], mentor_rank: Key | tuple[Key, ...], known: Bools, places: Ints) -> Ints:
    """Return the stable matching that is best for the mentees, by deferred acceptance.

    Each array may have a world axis in front; then all have it, and a world's rows end with rows of -1.

    Parameters
    ----------
    mentee_rank : (mentor, mentee) how the mentee ranks the mentor, smaller is preferred; or several of these: the first decides,
        the next breaks its ties. No ties are left.
    mentor_rank : (mentor, mentee) how the mentor ranks the mentee, likewise.
    known : (mentor, mentee) pairs that may be made.
    places : (mentor,) most mentees of each mentor.

    Returns
    -------
    (pair, 2) rows of (mentor, mentee), by mentor, then as the mentor ranks them.
    """
    allowed = as_worlds(np.asarray(known, dtype=bool))
    worlds, mentors, mentees = shape = allowed.shape
    most = np.broadcast_to(np.asarray(places, dtype=np.int64), (worlds, mentors))
    asked, held = np.zeros(shape, dtype=bool), np.full((worlds, mentees), -1, dtype=np.int64)
    pairs = np.full((worlds, mentees, 2), -1, dtype=np.int64)
    matching_loops.match(*keys_of(mentee_rank, shape), *keys_of(mentor_rank, shape), allowed, most, asked, held, pairs)
    found = without_empty_rows(pairs)
    return found if known.ndim > 2 else found[0]
