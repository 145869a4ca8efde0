"""A promise broken in one of many worlds is found."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest

from tests.helpers.views import funding_view
from tests.helpers.worlds_together import (
    LARGE,
    SMALL,
    U,
    offers_together,
    pairs_together,
)
from wopsim.errors import StrategyError
from wopsim.strategies.protocols import FUNDING, PAIRING, Offers


class BreaksPairs:
    """Random, but for the pairs of world 1."""

    many_worlds: ClassVar[bool] = True

    def __init__(self, change):
        self.change = change

    def pair(self, view, slots, u, p):
        pairs = PAIRING.create("random").pair(view, slots, u, p)
        if pairs.ndim == 3 and len(pairs) > 1:
            pairs[1] = self.change(pairs[1].copy())
        return pairs


def put(row, mentor, mentee):
    def change(pairs):
        pairs[row] = mentor, mentee
        return pairs

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (put(0, 2, 0), r"names a mentor that is not there \(the rows are 0 to 1\)"),
        (put(0, 7, 0), "names a mentor that is not there"),
        (put(0, -1, 0), "names a mentor that is not there"),
        (put(0, 1, 3), r"names a mentee that is not there \(the rows are 0 to 2\)"),
        (put(0, 1, -1), "names a mentee that is not there"),
        (put(0, 0, 2), r"not `known`"),
        (put(2, 0, 1), "returns 3 pairs for 2 slots"),
        (lambda pairs: pairs[[0, 0, 2]], "pairs a mentee twice"),
        (lambda pairs: np.array([[0, 0], [0, 1], [-1, -1]]), "more often than it has free places"),
        (lambda pairs: np.roll(pairs, 1, axis=0), "rows of -1 after the last pair"),
    ],
)
def test_pairs_that_break_a_promise_in_one_world_are_refused(change, sentence):
    with pytest.raises(StrategyError, match=f"^strategy 'BreaksPairs' .*{sentence}"):
        pairs_together(BreaksPairs(change), [LARGE, SMALL, SMALL])


@pytest.mark.parametrize(
    "answer",
    [lambda pairs: pairs[0], lambda pairs: pairs[:2], lambda pairs: pairs.astype(float), lambda pairs: pairs.tolist(), lambda pairs: None],
)
def test_pairs_of_another_shape_are_refused(answer):
    class Shaped:
        many_worlds = True

        def pair(self, view, slots, u, p):
            return answer(PAIRING.create("random").pair(view, slots, u, p))

    with pytest.raises(StrategyError, match=r"whole numbers in the shape \(world, pair, 2\)"):
        pairs_together(Shaped, [LARGE, SMALL, SMALL])


def test_a_promise_broken_in_one_world_is_found_alone_as_well():
    class TooMany:
        def pair(self, view, slots, u, p):
            return PAIRING.create("random").pair(view, 3, u, p)

    with pytest.raises(StrategyError, match="returns 2 pairs for 1 slots"):
        pairs_together(TooMany, [LARGE, (SMALL[0], 1, U)])


LIST = (funding_view([100.0, 200.0, 300.0], upfront_cost=[10.0] * 3), 300.0, np.array([0.1, 0.5, 0.9]))
LONG = (funding_view([100.0] * 5), 500.0, np.linspace(0.1, 0.9, 5))


def in_world_one(**columns):
    """A strategy that funds as `equal` does and changes columns of world 1."""

    class BreaksOffers:
        many_worlds = True

        def fund(self, view, money, u, p):
            offers = FUNDING.create("equal").fund(view, money, u, p)
            changed = {name: getattr(offers, name).copy() for name in columns}
            for name, values in columns.items():
                changed[name][1, : len(values)] = values
            return replace(offers, **changed)

    return BreaksOffers


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"grant": [np.nan]}, "'grant' that is not a finite number"),
        ({"investment": [np.inf]}, "'investment' that is not a finite number"),
        ({"held_back": [-0.1]}, "a negative 'held_back'"),
        ({"own_share": [1.0]}, "'own_share' must stay below 1"),
        ({"held_back": [0, 1.1]}, "'held_back' must be at most 1"),
        ({"first_phase": [1.0, 0.0]}, "'first_phase' must be above 0 and at most 1"),
        ({"first_phase": [1.0, 1.1]}, "'first_phase' must be above 0 and at most 1"),
        ({"grant": [100, 200, 300]}, r"gives 600 in all, more than the money \(300\)"),
        ({"investment": [1.0]}, r"gives 301 in all, more than the money \(300\)"),
        ({"grant": [99.0]}, "does not cover"),
        ({"grant": [100.0, 0.0, 0.0], "investment": [0, 1.0]}, "works money to a pair without a grant"),
        ({"grant": [100.0, 0, 0, 10.0]}, "must be 0 at padding"),
        ({"investment": [0, 0, 0, 10.0]}, "must be 0 at padding"),
    ],
)
def test_offers_that_break_a_promise_in_one_world_are_refused(columns, sentence):
    with pytest.raises(StrategyError, match=f"^strategy 'BreaksOffers' .*{sentence}"):
        offers_together(in_world_one(**columns), [LONG, LIST, LIST])


def test_what_else_stands_at_padding_means_nothing():
    strategy = in_world_one(own_share=[0, 0, 0, np.nan, 2.0], first_phase=[1, 1, 1, 0.0, -1.0], held_back=[0, 0, 0, np.inf])
    assert [offers.grant.tolist() for offers in offers_together(strategy, [LONG, LIST])] == [[100.0] * 5, [100.0, 200.0, 0.0]]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda offers: None, "must return Offers"),
        (lambda offers: replace(offers, own_share=offers.own_share[0]), "one number .float. of 'own_share' for each pair"),
        (lambda offers: replace(offers, held_back=offers.held_back.astype(int)), "one number .float. of 'held_back' for each pair"),
    ],
)
def test_offers_of_another_shape_are_refused(answer, sentence):
    class Shaped:
        many_worlds = True

        def fund(self, view, money, u, p):
            return answer(FUNDING.create("equal").fund(view, money, u, p))

    with pytest.raises(StrategyError, match=sentence):
        offers_together(Shaped, [LONG, LIST])


def test_an_offer_that_is_just_the_money_is_taken():
    # 0.1 + 0.2 is a little more than 0.3: by rounding, not by spending
    exact = (funding_view([0.1, 0.2]), 0.3, np.array([0.1, 0.2]))

    class All:
        many_worlds = True

        def fund(self, view, money, u, p):
            return Offers.plain(np.where(np.isfinite(view.planned_cost), view.planned_cost, 0.0))

    assert [offers.grant.tolist() for offers in offers_together(All, [exact, LONG])] == [[0.1, 0.2], [100.0] * 5]
