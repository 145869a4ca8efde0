"""Contract tests for strategies, for this package and for any other that brings its own.

>>> from wopsim.strategies.funding.lottery import Lottery
>>> from wopsim.strategies.pairing.nearest import Nearest
>>> from wopsim.testing import check_funding, check_pairing
>>> check_pairing(Nearest)               # or your own class
>>> check_funding(Lottery)

A strategy that passes can be used by every engine. One that does not raises a StrategyError that says why.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from itertools import product
from typing import Any

import numpy as np

import wopsim.declared
from wopsim.declare import Parameters
from wopsim.strategies.batching import lists_side_by_side, side_by_side
from wopsim.strategies.contract import asked, refuse, what_is_wrong_with_offers, what_is_wrong_with_pairs
from wopsim.strategies.dispatch import ask_offers, ask_pairs, knows_many_worlds
from wopsim.strategies.protocols import Floats, FundingStrategy, FundingView, Ints, Offers, PairingStrategy, PairingView
from wopsim.streams import stream, uniform

assert wopsim.declared  # declares the parameters that strategies read

_VIEW = stream("testing.view")
_PAIRS = stream("testing.pairs")
_SIZES = ((1, 1), (1, 6), (5, 1), (3, 8), (4, 9))
_EXAMPLES = 6
_NOT_ALONE = "answers differently when it is asked for many worlds at once (many_worlds)"


def check_pairing(strategy: PairingStrategy | type[PairingStrategy], p: Parameters | None = None) -> None:
    """Check a pairing strategy on made views of several sizes: with and without ties, free places, slots, known pairs.

    If its class says `many_worlds = True`, check as well that it gives the same answers for many worlds at once.

    Parameters
    ----------
    strategy : an instance, or a class that needs no arguments.
    p : parameters; None takes every default.

    Raises
    ------
    StrategyError : first broken promise; see `check_pairs` and `check_pairs_of_worlds`.
    """
    by_focus: dict[bytes, list[tuple[PairingView, int, Floats]]] = {}
    for view, u in _views():
        for slots in (0, 1, 3, u.shape[1]):
            check_pairs(strategy, view, slots, u, p)
            by_focus.setdefault(view.focus.tobytes(), []).append((view, slots, u))
    if knows_many_worlds(strategy):
        for questions in by_focus.values():  # the worlds of a scenario have one focus
            check_pairs_of_worlds(strategy, questions, p)
            check_pairs_of_worlds(strategy, questions[::-3], p)


def check_pairs(
    strategy: PairingStrategy | type[PairingStrategy], view: PairingView, slots: int, u: Floats, p: Parameters | None = None
) -> Ints:
    """Check a pairing strategy on one view and return its pairs.

    Parameters
    ----------
    strategy : an instance, or a class that needs no arguments.
    view, slots, u : see `PairingStrategy.pair`; no number occurs twice in `u`, so that it can break every tie.
    p : parameters; None takes every default.

    Raises
    ------
    StrategyError : the strategy fails; answers in another shape; pairs somebody who is not there, two who are not known to
        each other's channel, a mentee twice, or a mentor more often than its free places; gives more pairs than slots;
        writes into the view; answers differently when asked again or when the rows come in another order; takes back a
        choice when there is one more slot, unless its class says `keeps_earlier_choices = False`.
    """
    p = Parameters() if p is None else p
    pair = asked(strategy)
    view = PairingView(**{field.name: _locked(getattr(view, field.name)) for field in fields(view)})
    u = _locked(u)
    pairs: Ints = pair(view, slots, u, p)
    refuse(strategy, what_is_wrong_with_pairs(pairs, view, slots))
    if not np.array_equal(pairs, pair(view, slots, u, p)):
        refuse(strategy, "answers differently when it is asked the same again")
    last = np.array([view.free_places.size - 1, view.reported_nrw.size - 1])
    turned = pair(_turned(view), slots, _locked(u[::-1, ::-1]), p)
    if turned.shape != pairs.shape or not np.array_equal(pairs, last - turned):
        refuse(strategy, "answers differently when the same rows come in another order")
    more = pair(view, slots + 1, u, p)
    if getattr(strategy, "keeps_earlier_choices", True) and not np.array_equal(pairs, more[: len(pairs)]):
        refuse(strategy, "takes back a choice when there is one more slot")
    return pairs


def check_pairs_of_worlds(
    strategy: PairingStrategy | type[PairingStrategy], questions: Sequence[tuple[PairingView, int, Floats]], p: Parameters | None = None
) -> None:
    """Check that a pairing strategy gives many worlds at once what it gives each of them alone.

    Parameters
    ----------
    strategy : an instance, or a class that needs no arguments.
    questions : view, slots and u of each world, all with the same focus; see `PairingStrategy.pair`.
    p : parameters; None takes every default. What is asked for many worlds lacks the calibrated ones.

    Raises
    ------
    StrategyError : the strategy fails, answers in another shape, breaks a promise in a world, or answers differently.
    """
    p = Parameters() if p is None else p
    view, u = side_by_side([view for view, _, _ in questions], [u for _, _, u in questions])
    slots = np.array([slots for _, slots, _ in questions])
    mentors, mentees = np.array([u.shape for _, _, u in questions]).T
    together = ask_pairs(strategy, view, slots, u, [p] * len(questions), mentors, mentees)
    for pairs, question in zip(together, questions, strict=True):
        if not np.array_equal(pairs[(pairs >= 0).all(axis=1)], asked(strategy)(*question, p)):
            refuse(strategy, _NOT_ALONE)


def check_funding(strategy: FundingStrategy | type[FundingStrategy], p: Parameters | None = None) -> None:
    """Check a funding strategy on lists of pairs of several lengths, from no money to more than enough.

    If its class says `many_worlds = True`, check as well that it gives the same answers for many worlds at once.

    Parameters
    ----------
    strategy : an instance, or a class that needs no arguments.
    p : parameters; None takes every default.

    Raises
    ------
    StrategyError : first broken promise; see `check_offers` and `check_offers_of_worlds`.
    """
    questions = []
    for count, example in product((0, 1, 2, 15), range(_EXAMPLES)):
        view, u = _funding_view(count, example)
        for share in (0.0, 0.2, 0.7, 1.0, 3.0):
            money = share * math.fsum(view.planned_cost)
            check_offers(strategy, view, money, u, p)
            questions.append((view, money, u))
    if knows_many_worlds(strategy):
        check_offers_of_worlds(strategy, questions, p)
        check_offers_of_worlds(strategy, questions[::-3], p)


def check_offers(
    strategy: FundingStrategy | type[FundingStrategy], view: FundingView, money: float, u: Floats, p: Parameters | None = None
) -> Offers:
    """Check a funding strategy on one list of pairs and return its offers.

    Parameters
    ----------
    strategy : an instance, or a class that needs no arguments.
    view, money, u : see `FundingStrategy.fund`.
    p : parameters; None takes every default.

    Raises
    ------
    StrategyError : the strategy fails; does not give finite numbers, 0 or more, for each pair; gives a share out of its
        range; gives more than the money, or a grant that does not cover what is agreed; gives works money to a pair
        without a grant; writes into the view; answers differently when asked again.
    """
    p = Parameters() if p is None else p
    fund = asked(strategy)
    view = FundingView(**{name: _locked(array) for name, array in vars(view).items()})
    u = _locked(u)
    offers: Offers = fund(view, money, u, p)
    refuse(strategy, what_is_wrong_with_offers(offers, view, money))
    again = fund(view, money, u, p)
    if any(not np.array_equal(array, getattr(again, name)) for name, array in vars(offers).items()):
        refuse(strategy, "answers differently when it is asked the same again")
    return offers


def check_offers_of_worlds(
    strategy: FundingStrategy | type[FundingStrategy], questions: Sequence[tuple[FundingView, float, Floats]], p: Parameters | None = None
) -> None:
    """Check that a funding strategy gives many worlds at once what it gives each of them alone.

    Parameters
    ----------
    strategy : an instance, or a class that needs no arguments.
    questions : view, money and u of each world; see `FundingStrategy.fund`.
    p : parameters; None takes every default. What is asked for many worlds lacks the calibrated ones.

    Raises
    ------
    StrategyError : the strategy fails, answers in another shape, breaks a promise in a world, or answers differently.
    """
    p = Parameters() if p is None else p
    view, u = lists_side_by_side([view for view, _, _ in questions], [u for _, _, u in questions])
    money, counts = np.array([money for _, money, _ in questions]), np.array([u.size for _, _, u in questions])
    together = ask_offers(strategy, view, money, u, [p] * len(questions), counts)
    for world, question in enumerate(questions):
        alone: Offers = asked(strategy)(*question, p)
        if any(not np.array_equal(array[world, : counts[world]], getattr(alone, name)) for name, array in vars(together).items()):
            refuse(strategy, _NOT_ALONE)


def _locked(array: Any) -> Any:
    copy = array.copy()
    copy.setflags(write=False)
    return copy


def _turned(view: PairingView) -> PairingView:
    """Return the view with mentees and mentors in reverse order."""
    both = {"distance", "same_language", "unlike", "known", "predicted_gain", "planned_cost"}
    turned = {name: a[::-1, ::-1] if name in both else a[::-1] for name, a in vars(view).items() if name != "focus"}
    return PairingView(**{name: _locked(a) for name, a in turned.items()}, focus=view.focus)


def _views() -> Iterator[tuple[PairingView, Floats]]:
    """Yield made views and their numbers: without ties, all mentees and mentors alike, no free place, no known pair, no gain."""
    for (mentors, mentees), example in product(_SIZES, range(_EXAMPLES)):
        view, u = _view(mentors, mentees, example)
        yield view, u
        alike = {name: np.zeros_like(array) + array.flat[0] for name, array in vars(view).items() if name not in {"known", "focus"}}
        yield PairingView(**alike, known=view.known, focus=view.focus), u
        yield replace(view, free_places=np.zeros_like(view.free_places)), u
        yield replace(view, known=np.zeros_like(view.known)), u
        yield replace(view, predicted_gain=np.zeros_like(view.predicted_gain)), u


def _view(mentors: int, mentees: int, example: int) -> tuple[PairingView, Floats]:
    def numbers(field: int, *shape: int) -> Floats:
        return uniform(_VIEW, 0, example, np.arange(math.prod(shape)), field).reshape(shape)

    focus = numbers(17, 3)
    view = PairingView(
        reported_nrw=numbers(0, mentees),
        coverage=numbers(1, mentees),
        occr=2.0 * numbers(2, mentees),
        supply_hours=24.0 * numbers(3, mentees),
        practice=numbers(4, mentees, 3),
        motivation=numbers(11, mentees),
        mentor_practice=numbers(5, mentors, 3),
        mentor_motivation=numbers(12, mentors),
        mentor_coverage=numbers(18, mentors),
        former_mentee=numbers(13, mentors) < 0.4,
        free_places=np.floor(4.0 * numbers(6, mentors)).astype(np.int64),
        distance=2e4 * numbers(7, mentors, mentees),
        same_language=numbers(8, mentors, mentees) < 0.5,
        unlike=numbers(14, mentors, mentees),
        known=numbers(15, mentors, mentees) < 0.7,
        predicted_gain=0.4 * numbers(16, mentors, mentees),
        planned_cost=1e4 + 3e5 * numbers(9, mentors, mentees),
        focus=focus / focus.sum(),
    )
    return view, numbers(10, mentors, mentees)


def _funding_view(count: int, example: int) -> tuple[FundingView, Floats]:
    def numbers(field: int, *shape: int) -> Floats:
        return uniform(_PAIRS, 0, example, np.arange(math.prod(shape)), field).reshape(shape)

    view = FundingView(
        planned_cost=1e4 + 3e5 * numbers(0, count),
        upfront_cost=1e4 * numbers(11, count),
        reported_nrw=numbers(1, count),
        coverage=numbers(2, count),
        occr=2.0 * numbers(3, count),
        supply_hours=24.0 * numbers(4, count),
        motivation=numbers(5, count),
        practice=numbers(6, count, 3),
        autonomy=numbers(7, count),
        cash=1e5 * numbers(8, count),
        population_served=1e6 * numbers(9, count),
    )
    return view, numbers(10, count)
