"""Worlds side by side for strategies, built here a second time, with any numbers where only padding stands."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from hypothesis import strategies as st

import wopsim.declared
from tests.helpers.questions import FOCUS, calls, questions
from tests.helpers.views import pairing_view
from wopsim.declare import Parameters
from wopsim.strategies.dispatch import ask_offers, ask_pairs
from wopsim.strategies.protocols import FundingView, Offers, PairingView

assert wopsim.declared

P = Parameters()

WORLDS = FOCUS.flatmap(lambda focus: st.lists(questions(st.just(focus)), min_size=1, max_size=4))
LISTS = st.lists(calls(), min_size=1, max_size=4)

U = np.array([[0.7, 0.8, 0.9], [0.1, 0.2, 0.3]])
QUESTION = (pairing_view([1, 2], 3, distance=[[900, 100, 500], [1000, 8000, 500]]), 3, U)

# mentor 0 does not know mentee 2; the third world is larger, so that there is padding
SMALL = (pairing_view([1, 2], 3, known=[[True, True, False], [True, True, True]]), 2, U)
LARGE = (pairing_view([1, 1, 1], 4), 4, (np.arange(12).reshape(3, 4) + 0.5) / 12)


def beside(arrays, shape, rest):
    both = np.full((len(arrays), *shape, *arrays[0].shape[len(shape) :]), rest, dtype=arrays[0].dtype)
    for world, array in enumerate(arrays):
        both[(world, *map(slice, array.shape[: len(shape)]))] = array
    return both


def columns_beside(views, lengths, rest, own):
    """Columns of views with a world axis; an axis as long as the view's is padded to the length in `lengths`."""
    columns = {}
    for field in fields(views[0]):
        if field.name != "focus":
            arrays = [getattr(view, field.name) for view in views]
            columns[field.name] = beside(arrays, lengths(field.name), own.get(field.name, rest))
    return columns


def pairing_worlds(asked, more=(0, 0), rest=0.25):
    mentors, mentees = np.array([u.shape for _, _, u in asked]).T
    long = (mentors.max() + more[0], mentees.max() + more[1])
    alone = pairing_view([1, 1], 3)  # 2 mentors, 3 mentees: tells which axes a column has

    def lengths(name):
        return tuple(long[size - 2] for size in getattr(alone, name).shape[: 2 if name != "practice" and name != "mentor_practice" else 1])

    own = {"known": False, "free_places": 0, "planned_cost": 1.0}
    view = PairingView(**columns_beside([view for view, _, _ in asked], lengths, rest, own), focus=asked[0][0].focus)
    slots = np.array([slots for _, slots, _ in asked])
    return view, slots, beside([u for _, _, u in asked], long, np.inf), mentors, mentees


def funding_worlds(asked, more=0, rest=0.25):
    counts = np.array([u.size for _, _, u in asked])
    long = (counts.max() + more,)
    own = {"planned_cost": np.inf, "upfront_cost": 0.0}
    view = FundingView(**columns_beside([view for view, _, _ in asked], lambda name: long, rest, own))
    return view, np.array([money for _, money, _ in asked]), beside([u for _, _, u in asked], long, np.inf), counts


def pairs_together(strategy, asked, p=P, **padding):
    view, slots, u, mentors, mentees = pairing_worlds(asked, **padding)
    # the worlds of a scenario differ in their draw
    ps = [p.replace(turnover=0.01 * (world + 1)) for world in range(len(asked))]
    together = ask_pairs(strategy, view, slots, u, ps, mentors, mentees)
    assert together.dtype == np.int64
    return [pairs[pairs[:, 0] >= 0].tolist() for pairs in together]


def offers_together(strategy, asked, p=P, **padding):
    view, money, u, counts = funding_worlds(asked, **padding)
    ps = [p.replace(turnover=0.01 * (world + 1)) for world in range(len(asked))]
    offers = ask_offers(strategy, view, money, u, ps, counts)
    return [Offers(**{name: array[world, :count] for name, array in vars(offers).items()}) for world, count in enumerate(counts)]


def bytes_of(offers):
    return [array.tobytes() for array in vars(offers).values()]


def alone(strategy):
    """The same strategy, but one that knows one world only."""

    class Alone:
        def pair(self, view, slots, u, p):
            assert (u.ndim, type(slots), view.known.flags.writeable) == (2, int, False)
            return strategy.pair(view, slots, u, p)

    class AlsoAlone:
        def fund(self, view, money, u, p):
            assert (u.ndim, type(money), view.cash.flags.writeable) == (1, float, False)
            return strategy.fund(view, money, u, p)

    return Alone() if hasattr(strategy, "pair") else AlsoAlone()
