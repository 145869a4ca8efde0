"""Every registered strategy keeps the contract; for each promise there is a wrong strategy that the check refuses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

import wopsim.declared
from tests.helpers.questions import SHARES, calls, questions
from wopsim.declare import Parameters
from wopsim.errors import StrategyError
from wopsim.strategies.funding.commit import commit_in_order
from wopsim.strategies.matching import assign_in_order
from wopsim.strategies.protocols import FUNDING, PAIRING, FundingView, Offers
from wopsim.testing import check_funding, check_offers, check_pairing, check_pairs

assert wopsim.declared


@pytest.mark.parametrize("name", PAIRING.names())
@settings(max_examples=150)
@given(question=questions())
def test_pairing_keeps_the_contract(name, question):
    view, slots, u = question
    pairs = check_pairs(PAIRING.get(name), view, slots, u)
    assert len(pairs) <= min(slots, u.shape[1], view.free_places.sum())
    assert len(check_pairs(PAIRING.get(name), replace(view, known=np.zeros_like(view.known)), slots, u)) == 0


@pytest.mark.parametrize("name", PAIRING.names())
def test_pairing_keeps_the_contract_on_the_made_views(name):
    check_pairing(PAIRING.get(name))
    check_pairing(PAIRING.create(name))


@pytest.mark.parametrize("name", FUNDING.names())
@settings(max_examples=150)
@given(call=calls(), shares=SHARES)
def test_funding_keeps_the_contract(name, call, shares):
    view, money, u = call
    p = Parameters(**shares)
    offers = check_offers(FUNDING.get(name), view, money, u, p)
    nothing = check_offers(FUNDING.get(name), view, 0.0, u, p)
    assert not nothing.grant.any()
    assert not nothing.investment.any()
    assert (offers.grant <= view.planned_cost).all()


@pytest.mark.parametrize("name", ["by_need", "by_readiness", "lottery"])
@settings(max_examples=50)
@given(call=calls())
def test_funding_that_ranks_does_not_look_at_the_order_of_pairing(name, call):
    view, money, u = call
    turned = FundingView(**{column: array[::-1].copy() for column, array in vars(view).items()})
    strategy, p = FUNDING.create(name), Parameters()
    assert (strategy.fund(view, money, u, p).grant == strategy.fund(turned, money, u[::-1].copy(), p).grant[::-1]).all()


@pytest.mark.parametrize("name", FUNDING.names())
def test_funding_keeps_the_contract_on_the_made_pairs(name):
    check_funding(FUNDING.get(name))
    check_funding(FUNDING.create(name), Parameters(partnership_months=6))


# wrong strategies: each breaks one promise


def greedy(view, slots, u):
    return assign_in_order(np.argsort(u.min(axis=0)), u, view.known, view.free_places, slots)


class MenteeTwice:
    def pair(self, view, slots, u, p):
        pairs = greedy(view, slots, u)
        return np.concatenate([pairs, pairs[:1]]) if 0 < len(pairs) < slots and view.free_places[pairs[0, 0]] > 1 else pairs


class TooManyPlaces:
    def pair(self, view, slots, u, p):
        return greedy(replace(view, free_places=view.free_places + 1), slots, u)


class TooManyPairs:
    def pair(self, view, slots, u, p):
        return greedy(view, slots + 1, u)


class Unknown:
    def pair(self, view, slots, u, p):
        return greedy(replace(view, known=np.ones_like(view.known)), slots, u)


class NoSuchMentee:
    def pair(self, view, slots, u, p):
        return greedy(view, slots, u) + np.array([0, 1])


class NoSuchMentor:
    def pair(self, view, slots, u, p):
        return greedy(view, slots, u) - np.array([1, 0])


class Columns:
    def pair(self, view, slots, u, p):
        return greedy(view, slots, u).T


class Reals:
    def pair(self, view, slots, u, p):
        return greedy(view, slots, u).astype(float)


class Listed:
    def pair(self, view, slots, u, p):
        return greedy(view, slots, u).tolist()


class NothingIsNone:
    def pair(self, view, slots, u, p):
        pairs = greedy(view, slots, u)
        return pairs if len(pairs) else None


class WritesView:
    def pair(self, view, slots, u, p):
        view.free_places[:] = 1
        return greedy(view, slots, u)


class WritesLuck:
    def pair(self, view, slots, u, p):
        u.sort()
        return greedy(view, slots, u)


class Remembers:
    def __init__(self):
        self.calls = 0

    def pair(self, view, slots, u, p):
        self.calls += 1
        return greedy(view, slots if self.calls % 2 else 0, u)


class FirstComeFirstServed:
    def pair(self, view, slots, u, p):
        return assign_in_order(np.arange(u.shape[1]), u, view.known, view.free_places, slots)


class FirstOfEquals:
    """Ties are broken by the row: by need, but equal need goes to the first."""

    def pair(self, view, slots, u, p):
        return assign_in_order(np.argsort(-view.reported_nrw, kind="stable"), u, view.known, view.free_places, slots)


class FirstMentorOfEquals:
    def pair(self, view, slots, u, p):
        return assign_in_order(np.argsort(u.min(axis=0)), view.distance, view.known, view.free_places, slots)


class TakesBack:
    def pair(self, view, slots, u, p):
        order = np.argsort(u.min(axis=0))
        return assign_in_order(order if slots % 2 else order[::-1], u, view.known, view.free_places, slots)


class NeedsTwo:
    def pair(self, view, slots, u, p):
        second = np.sort(u, axis=1)[:, 1]
        return greedy(view, slots, u + 0 * second[:, None])


class FailsWithoutPlaces:
    def pair(self, view, slots, u, p):
        view.planned_cost[view.free_places > 0].min()
        return greedy(view, slots, u)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (MenteeTwice, "pairs a mentee twice"),
        (TooManyPlaces, "more often than it has free places"),
        (TooManyPairs, "pairs for 0 slots"),
        (Unknown, "cannot bring together"),
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
        def pair(self, view, slots, u, p):
            return greedy(view, slots, u)

    check_pairing(Right)
    check_pairing(Right())


def test_a_pairing_may_say_that_it_takes_choices_back():
    class Open(TakesBack):
        keeps_earlier_choices = False

    check_pairing(Open)


class GivesTooMuch:
    def fund(self, view, money, u, p):
        return Offers.plain(view.planned_cost * 1.0)


class GivesBack:
    def fund(self, view, money, u, p):
        return Offers.plain(np.where(np.arange(u.size) == 1, -1.0, 0.0))


class NotFundedIsNaN:
    def fund(self, view, money, u, p):
        return Offers.plain(np.where(view.planned_cost <= money / max(1, u.size), view.planned_cost, np.nan))


class OnlyTheFunded:
    def fund(self, view, money, u, p):
        return Offers.plain(view.planned_cost[np.cumsum(view.planned_cost) <= money])


class WholeEuros:
    def fund(self, view, money, u, p):
        return Offers.plain(np.zeros(u.size, dtype=np.int64))


class OnlyGrants:
    def fund(self, view, money, u, p):
        return np.zeros(u.size)


class WritesCosts:
    def fund(self, view, money, u, p):
        view.planned_cost[np.cumsum(view.planned_cost) > money] = 0.0
        return Offers.plain(view.planned_cost)


class OnceOnly:
    def __init__(self):
        self.calls = 0

    def fund(self, view, money, u, p):
        self.calls += 1
        return Offers.plain(commit_in_order(np.arange(u.size if self.calls % 2 else 0), view.planned_cost, money))


class NeedsAPair:
    def fund(self, view, money, u, p):
        view.planned_cost.min()
        return Offers.plain(np.zeros(u.size))


class ALittleForAll:
    def fund(self, view, money, u, p):
        return Offers.plain(np.minimum(view.planned_cost, money / max(1, u.size)))


class Changes:
    """Funds as `equal` does, and sets one column of the offers to one number."""

    def __init__(self, column, number):
        self.change = {column: number}

    def fund(self, view, money, u, p):
        plain = Offers.plain(commit_in_order(np.arange(u.size), view.planned_cost, money))
        return replace(plain, **{column: np.full(u.size, number) for column, number in self.change.items()})


class WorksOnly:
    def fund(self, view, money, u, p):
        nothing = Offers.plain(np.zeros(u.size))
        return replace(nothing, investment=np.full(u.size, money / max(1, u.size)))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (GivesTooMuch, "more than the money"),
        (GivesBack, "gives a negative 'grant'"),
        (NotFundedIsNaN, "not a finite number"),
        (OnlyTheFunded, "one number .* for each pair"),
        (WholeEuros, "one number .float. of 'grant' for each pair"),
        (OnlyGrants, "must return Offers"),
        (WritesCosts, "writes into what it is shown"),
        (OnceOnly(), "asked the same again"),
        (NeedsAPair, "fails: ValueError"),
        (ALittleForAll, "does not cover"),
        (Changes("own_share", 1.0), "whole cost to the mentee"),
        (Changes("held_back", 1.1), "holds back more than all"),
        (Changes("first_phase", 0.0), "agrees on no time"),
        (Changes("first_phase", 1.1), "agrees on no time"),
        (Changes("investment", 1e6), "more than the money"),
        (WorksOnly, "works money to a pair without a grant"),
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
