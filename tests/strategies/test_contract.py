"""Every registered strategy keeps the contract; for each promise there is a wrong strategy that the check refuses."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from wopsim.errors import StrategyError
from wopsim.strategies.families import FUNDING, PAIRING, PairingView
from wopsim.strategies.pairing.assign import assign_in_order
from wopsim.testing import check_funding, check_grants, check_pairing, check_pairs

# few different values, so that ties are common
LEVELS = st.sampled_from([0.0, 0.25, 0.5, 1.0])


@st.composite
def questions(draw):
    """A view, a number of slots, and numbers that all differ."""
    mentors, mentees = draw(st.integers(1, 5)), draw(st.integers(1, 8))

    def array(shape, scale=1.0):
        return scale * draw(hnp.arrays(np.float64, shape, elements=LEVELS))

    view = PairingView(
        reported_nrw=array(mentees),
        coverage=array(mentees),
        occr=array(mentees, 2.0),
        supply_hours=array(mentees, 24.0),
        practice=array((mentees, 3)),
        mentor_practice=array((mentors, 3)),
        free_places=draw(hnp.arrays(np.int64, mentors, elements=st.integers(0, 3))),
        distance=array((mentors, mentees), 9000.0),
        same_language=draw(hnp.arrays(np.bool_, (mentors, mentees))),
        planned_cost=1e5 + array((mentors, mentees), 3e5),
    )
    order = draw(st.permutations(range(mentors * mentees)))
    u = (np.array(order).reshape(mentors, mentees) + 0.5) / (mentors * mentees)
    return view, draw(st.integers(0, mentees + 1)), u


@pytest.mark.parametrize("name", PAIRING.names())
@settings(deadline=None, max_examples=150)
@given(question=questions())
def test_pairing_keeps_the_contract(name, question):
    view, slots, u = question
    pairs = check_pairs(PAIRING.get(name), view, slots, u)
    assert len(pairs) <= min(slots, u.shape[1], view.free_places.sum())


@pytest.mark.parametrize("name", PAIRING.names())
def test_pairing_keeps_the_contract_on_the_made_views(name):
    check_pairing(PAIRING.get(name))
    check_pairing(PAIRING.create(name))


@pytest.mark.parametrize("name", FUNDING.names())
@settings(deadline=None, max_examples=200)
@given(cost=hnp.arrays(np.float64, st.integers(0, 40), elements=st.floats(1e3, 1e7)), share=st.floats(0, 2))
def test_funding_keeps_the_contract(name, cost, share):
    money = share * math.fsum(cost)
    grants = check_grants(FUNDING.get(name), cost, money)
    if money == 0:
        assert not grants.any()


@pytest.mark.parametrize("name", FUNDING.names())
def test_funding_keeps_the_contract_on_the_made_costs(name):
    check_funding(FUNDING.get(name))
    check_funding(FUNDING.create(name))


# wrong strategies: each breaks one promise


def greedy(view, slots, u):
    return assign_in_order(np.argsort(u.min(axis=0)), u, view.free_places, slots)


class MenteeTwice:
    def pair(self, view, slots, u):
        pairs = greedy(view, slots, u)
        return np.concatenate([pairs, pairs[:1]]) if 0 < len(pairs) < slots and view.free_places[pairs[0, 0]] > 1 else pairs


class TooManyPlaces:
    def pair(self, view, slots, u):
        return greedy(replace(view, free_places=view.free_places + 1), slots, u)


class TooManyPairs:
    def pair(self, view, slots, u):
        return greedy(view, slots + 1, u)


class NoSuchMentee:
    def pair(self, view, slots, u):
        return greedy(view, slots, u) + np.array([0, 1])


class NoSuchMentor:
    def pair(self, view, slots, u):
        return greedy(view, slots, u) - np.array([1, 0])


class Columns:
    def pair(self, view, slots, u):
        return greedy(view, slots, u).T


class Reals:
    def pair(self, view, slots, u):
        return greedy(view, slots, u).astype(float)


class Listed:
    def pair(self, view, slots, u):
        return greedy(view, slots, u).tolist()


class NothingIsNone:
    def pair(self, view, slots, u):
        pairs = greedy(view, slots, u)
        return pairs if len(pairs) else None


class WritesView:
    def pair(self, view, slots, u):
        view.free_places[:] = 1
        return greedy(view, slots, u)


class WritesLuck:
    def pair(self, view, slots, u):
        u.sort()
        return greedy(view, slots, u)


class Remembers:
    def __init__(self):
        self.calls = 0

    def pair(self, view, slots, u):
        self.calls += 1
        return greedy(view, slots if self.calls % 2 else 0, u)


class FirstComeFirstServed:
    def pair(self, view, slots, u):
        return assign_in_order(np.arange(u.shape[1]), u, view.free_places, slots)


class FirstOfEquals:
    """Ties are broken by the row: by need, but equal need goes to the first."""

    def pair(self, view, slots, u):
        return assign_in_order(np.argsort(-view.reported_nrw, kind="stable"), u, view.free_places, slots)


class FirstMentorOfEquals:
    def pair(self, view, slots, u):
        return assign_in_order(np.argsort(u.min(axis=0)), view.distance, view.free_places, slots)


class TakesBack:
    def pair(self, view, slots, u):
        order = np.argsort(u.min(axis=0))
        return assign_in_order(order if slots % 2 else order[::-1], u, view.free_places, slots)


class NeedsTwo:
    def pair(self, view, slots, u):
        second = np.sort(u, axis=1)[:, 1]
        return greedy(view, slots, u + 0 * second[:, None])


class FailsWithoutPlaces:
    def pair(self, view, slots, u):
        view.planned_cost[view.free_places > 0].min()
        return greedy(view, slots, u)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (MenteeTwice, "pairs a mentee twice"),
        (TooManyPlaces, "more often than it has free places"),
        (TooManyPairs, "pairs for 0 slots"),
        (NoSuchMentee, "a mentee that is not there"),
        (NoSuchMentor, "a mentor that is not there"),
        (Columns, r"shape \(pair, 2\)"),
        (Reals, "whole numbers"),
        (Listed, r"shape \(pair, 2\)"),
        (NothingIsNone, "also when there is no pair"),
        (WritesView, "writes into what it is shown"),
        (WritesLuck, "writes into what it is shown"),
        (Remembers(), "asked the same again"),
        (FirstComeFirstServed, "in another order"),
        (FirstOfEquals, "in another order"),
        (FirstMentorOfEquals, "in another order"),
        (TakesBack, "takes back a choice"),
        (NeedsTwo, "fails: IndexError"),
        (FailsWithoutPlaces, "fails: ValueError"),
    ],
    ids=lambda x: x.__name__ if isinstance(x, type) else "",
)
def test_a_wrong_pairing_is_refused_with_a_plain_sentence(wrong, sentence):
    kind = wrong if isinstance(wrong, type) else type(wrong)
    with pytest.raises(StrategyError, match=f"^strategy '{kind.__name__}' .*{sentence}.*\\.$"):
        check_pairing(wrong)


def test_a_pairing_that_keeps_the_contract_passes():
    class Right:
        def pair(self, view, slots, u):
            return greedy(view, slots, u)

    check_pairing(Right)
    check_pairing(Right())


class GivesTooMuch:
    def fund(self, planned_cost, money):
        return planned_cost * 1.0


class GivesBack:
    def fund(self, planned_cost, money):
        return np.where(np.arange(planned_cost.size) == 1, -1.0, 0.0)


class NotFundedIsNaN:
    def fund(self, planned_cost, money):
        return np.where(planned_cost <= money / max(1, planned_cost.size), planned_cost, np.nan)


class OnlyTheFunded:
    def fund(self, planned_cost, money):
        return planned_cost[np.cumsum(planned_cost) <= money]


class WholeEuros:
    def fund(self, planned_cost, money):
        return np.zeros(planned_cost.size, dtype=np.int64)


class WritesCosts:
    def fund(self, planned_cost, money):
        planned_cost[np.cumsum(planned_cost) > money] = 0.0
        return planned_cost


class OnceOnly:
    def __init__(self):
        self.calls = 0

    def fund(self, planned_cost, money):
        self.calls += 1
        share = money / max(1, planned_cost.size)
        return np.full(planned_cost.size, share if self.calls % 2 else 0.0)


class NeedsAPair:
    def fund(self, planned_cost, money):
        planned_cost.min()
        return np.zeros_like(planned_cost)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (GivesTooMuch, "more than the money"),
        (GivesBack, "gives a negative grant"),
        (NotFundedIsNaN, "not a finite number"),
        (OnlyTheFunded, "one number .* for each pair"),
        (WholeEuros, "one number .float. for each pair"),
        (WritesCosts, "writes into what it is shown"),
        (OnceOnly(), "asked the same again"),
        (NeedsAPair, "fails: ValueError"),
    ],
    ids=lambda x: x.__name__ if isinstance(x, type) else "",
)
def test_a_wrong_funding_is_refused_with_a_plain_sentence(wrong, sentence):
    kind = wrong if isinstance(wrong, type) else type(wrong)
    with pytest.raises(StrategyError, match=f"^strategy '{kind.__name__}' .*{sentence}.*\\.$"):
        check_funding(wrong)


def test_a_registered_name_is_used_in_the_sentence():
    class Named(GivesTooMuch):
        name = "generous"

    with pytest.raises(StrategyError, match=r"^strategy 'generous' gives"):
        check_funding(Named)
