"""Contract tests for strategies, for this package and for any other that brings its own.

>>> from wopsim.testing import check_funding, check_pairing
>>> check_pairing(MyPairing)
>>> check_funding(MyFunding)

A strategy that passes can be used by every engine. One that does not raises a StrategyError that says why.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from wopsim.errors import StrategyError
from wopsim.strategies.families import Floats, FundingStrategy, Ints, PairingStrategy, PairingView
from wopsim.streams import stream, uniform

ROUNDING = 1e-12  # how much of the money may be overspent by rounding, relative

_VIEW = stream("testing.view")
_COST = stream("testing.cost")
_SIZES = ((1, 1), (1, 6), (5, 1), (3, 8), (4, 9))
_EXAMPLES = 6


def check_pairing(strategy: PairingStrategy | type[PairingStrategy]) -> None:
    """Check a pairing strategy on made views of several sizes, with and without ties, free places and slots.

    Parameters
    ----------
    strategy : an instance, or a class that needs no arguments.

    Raises
    ------
    StrategyError : first broken promise; see `check_pairs`.
    """
    for view, u in _views():
        for slots in (0, 1, 3, u.shape[1]):
            check_pairs(strategy, view, slots, u)


def check_pairs(strategy: PairingStrategy | type[PairingStrategy], view: PairingView, slots: int, u: Floats) -> Ints:
    """Check a pairing strategy on one view and return its pairs.

    Parameters
    ----------
    strategy : an instance, or a class that needs no arguments.
    view, slots, u : see `PairingStrategy.pair`; no number occurs twice in `u`, so that it can break every tie.

    Raises
    ------
    StrategyError : the strategy fails; answers in another shape; pairs somebody who is not there, a mentee twice, or a
        mentor more often than its free places; gives more pairs than slots; writes into the view; answers
        differently when asked again or when the rows come in another order; takes back a choice when there is one
        more slot.
    """
    pair = _asked(strategy)
    view = PairingView(**{name: _locked(array) for name, array in vars(view).items()})
    u = _locked(u)
    pairs: Ints = pair(view, slots, u)
    _refuse(strategy, _what_is_wrong_with_pairs(pairs, view.free_places, view.reported_nrw.size, slots))
    if not np.array_equal(pairs, pair(view, slots, u)):
        _refuse(strategy, "answers differently when it is asked the same again")
    last = np.array([view.free_places.size - 1, view.reported_nrw.size - 1])
    turned = pair(_turned(view), slots, _locked(u[::-1, ::-1]))
    if turned.shape != pairs.shape or not np.array_equal(pairs, last - turned):
        _refuse(strategy, "answers differently when the same rows come in another order")
    more = pair(view, slots + 1, u)
    if not np.array_equal(pairs, more[: len(pairs)]):
        _refuse(strategy, "takes back a choice when there is one more slot")
    return pairs


def check_funding(strategy: FundingStrategy | type[FundingStrategy]) -> None:
    """Check a funding strategy on lists of costs of several lengths, from no money to more than enough.

    Parameters
    ----------
    strategy : an instance, or a class that needs no arguments.

    Raises
    ------
    StrategyError : first broken promise; see `check_grants`.
    """
    for count, example in product((0, 1, 2, 15), range(_EXAMPLES)):
        cost = 1e4 + 3e5 * uniform(_COST, 0, example, np.arange(count))
        for share in (0.0, 0.2, 0.7, 1.0, 3.0):
            check_grants(strategy, cost, share * math.fsum(cost))


def check_grants(strategy: FundingStrategy | type[FundingStrategy], planned_cost: Floats, money: float) -> Floats:
    """Check a funding strategy on one list of costs and return its grants.

    Parameters
    ----------
    strategy : an instance, or a class that needs no arguments.
    planned_cost, money : see `FundingStrategy.fund`.

    Raises
    ------
    StrategyError : the strategy fails; does not give one finite number, 0 or more, for each pair; gives more than the
        money; writes into the costs; answers differently when asked again.
    """
    fund = _asked(strategy)
    cost = _locked(planned_cost)
    grants: Floats = fund(cost, money)
    _refuse(strategy, _what_is_wrong_with_grants(grants, cost, money))
    if not np.array_equal(grants, fund(cost, money)):
        _refuse(strategy, "answers differently when it is asked the same again")
    return grants


def _what_is_wrong_with_pairs(pairs: object, free_places: Ints, mentees: int, slots: int) -> str | None:
    if not isinstance(pairs, np.ndarray) or pairs.ndim != 2 or pairs.shape[1] != 2 or not np.issubdtype(pairs.dtype, np.integer):
        return "must return whole numbers in the shape (pair, 2), also when there is no pair"
    if len(pairs) > slots:
        return f"returns {len(pairs)} pairs for {slots} slots"
    mentor, mentee = pairs[:, 0], pairs[:, 1]
    if ((mentor < 0) | (mentor >= free_places.size)).any():
        return f"names a mentor that is not there (the rows are 0 to {free_places.size - 1})"
    if ((mentee < 0) | (mentee >= mentees)).any():
        return f"names a mentee that is not there (the rows are 0 to {mentees - 1})"
    if np.unique(mentee).size < mentee.size:
        return "pairs a mentee twice"
    if (np.bincount(mentor, minlength=free_places.size) > free_places).any():
        return "pairs a mentor more often than it has free places"
    return None


def _what_is_wrong_with_grants(grants: object, cost: Floats, money: float) -> str | None:
    if not isinstance(grants, np.ndarray) or grants.shape != cost.shape or not np.issubdtype(grants.dtype, np.floating):
        return "must return one number (float) for each pair"
    if not np.isfinite(grants).all():
        return "gives a grant that is not a finite number; 0 means not funded"
    if (grants < 0).any():
        return "gives a negative grant; 0 means not funded"
    if math.fsum(grants) > money * (1.0 + ROUNDING):
        return f"gives {math.fsum(grants):.12g} in all, more than the money ({money:.12g})"
    return None


def _asked(strategy: object) -> Callable[..., Any]:
    """Return the strategy's method; what it raises becomes a StrategyError."""
    maker = strategy if isinstance(strategy, type) else lambda: strategy

    def ask(*question: object) -> Any:
        chooser: Any = maker()
        method = chooser.fund if hasattr(chooser, "fund") else chooser.pair
        try:
            return method(*question)
        except Exception as error:
            wrote = isinstance(error, ValueError) and "read-only" in str(error)
            _refuse(strategy, "writes into what it is shown; copy first" if wrote else f"fails: {error!r}", error)
            raise

    return ask


def _refuse(strategy: object, what: str | None, cause: Exception | None = None) -> None:
    if what is not None:
        kind = strategy if isinstance(strategy, type) else type(strategy)
        raise StrategyError(f"strategy {getattr(kind, 'name', kind.__name__)!r} {what}.") from cause


def _locked(array: Any) -> Any:
    copy = array.copy()
    copy.setflags(write=False)
    return copy


def _turned(view: PairingView) -> PairingView:
    """Return the view with mentees and mentors in reverse order."""
    both = {"distance", "same_language", "planned_cost"}
    return PairingView(**{name: _locked(a[::-1, ::-1] if name in both else a[::-1]) for name, a in vars(view).items()})


def _views() -> Iterator[tuple[PairingView, Floats]]:
    """Yield made views and their uniform numbers: without ties, with all mentees and mentors alike, without free places."""
    for (mentors, mentees), example in product(_SIZES, range(_EXAMPLES)):
        view, u = _view(mentors, mentees, example)
        yield view, u
        yield PairingView(**{name: np.zeros_like(array) + array.flat[0] for name, array in vars(view).items()}), u
        yield replace(view, free_places=np.zeros_like(view.free_places)), u


def _view(mentors: int, mentees: int, example: int) -> tuple[PairingView, Floats]:
    def numbers(field: int, *shape: int) -> Floats:
        return uniform(_VIEW, 0, example, np.arange(math.prod(shape)), field).reshape(shape)

    view = PairingView(
        reported_nrw=numbers(0, mentees),
        coverage=numbers(1, mentees),
        occr=2.0 * numbers(2, mentees),
        supply_hours=24.0 * numbers(3, mentees),
        practice=numbers(4, mentees, 3),
        mentor_practice=numbers(5, mentors, 3),
        free_places=np.floor(4.0 * numbers(6, mentors)).astype(np.int64),
        distance=2e4 * numbers(7, mentors, mentees),
        same_language=numbers(8, mentors, mentees) < 0.5,
        planned_cost=1e4 + 3e5 * numbers(9, mentors, mentees),
    )
    return view, numbers(10, mentors, mentees)
