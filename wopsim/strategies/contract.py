"""Contract of pairing and funding strategies: what they promise; engines hold every answer against it, quickly where nothing is wrong."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import bool_, float64, int64, types

from wopsim.compile import at_once
from wopsim.errors import StrategyError
from wopsim.strategies.batching import pairs_of_world, world_of
from wopsim.strategies.protocols import Floats, FundingView, Ints, Offers, PairingView


def what_is_wrong_with_pairs(pairs: object, view: PairingView, slots: int) -> str | None:
    """Return the first promise of `PairingStrategy.pair` that `pairs` break, or None."""
    if not isinstance(pairs, np.ndarray) or pairs.ndim != 2 or pairs.shape[1] != 2 or pairs.dtype.kind not in "iu":
        return "must return whole numbers in the shape (pair, 2), also when there is no pair"
    if len(pairs) > slots:
        return f"returns {len(pairs)} pairs for {slots} slots"
    mentor, mentee = pairs[:, 0], pairs[:, 1]
    mentors, mentees = view.known.shape
    if ((mentor < 0) | (mentor >= mentors)).any():
        return f"names a mentor that is not there (the rows are 0 to {mentors - 1})"
    if ((mentee < 0) | (mentee >= mentees)).any():
        return f"names a mentee that is not there (the rows are 0 to {mentees - 1})"
    if not view.known[mentor, mentee].all():
        return "pairs two that the channel cannot bring together (not `known`)"
    if np.unique(mentee).size < mentee.size:
        return "pairs a mentee twice"
    if (np.bincount(mentor, minlength=mentors) > view.free_places).any():
        return "pairs a mentor more often than it has free places"
    return None


def what_is_wrong_with_pairs_of_worlds(pairs: object, view: PairingView, slots: Ints, mentors: Ints, mentees: Ints) -> str | None:
    """Return the first promise that `pairs` break in any world, or None.

    Parameters
    ----------
    pairs : what was answered.
    view : with a world axis.
    slots, mentors, mentees : (world,) most pairs that are wanted, and rows that are not padding.
    """
    if (
        not isinstance(pairs, np.ndarray)
        or pairs.ndim != 3
        or (len(pairs), pairs.shape[2]) != (slots.size, 2)
        or pairs.dtype.kind not in "iu"
    ):
        return "must return whole numbers in the shape (world, pair, 2) when it is asked for many worlds"
    doubtful = np.zeros(slots.size, dtype=bool)
    used, taken = np.zeros(view.free_places.shape, dtype=np.int64), np.zeros(view.reported_nrw.shape, dtype=bool)
    doubt_pairs(_signed(pairs), view.known, view.free_places, slots, used, taken, doubtful)
    if not doubtful.any():
        return None
    there = (pairs[..., 0] != -1) | (pairs[..., 1] != -1)
    if (there[:, 1:] & ~there[:, :-1]).any():
        return "must put the rows of -1 after the last pair of a world"
    for world in np.flatnonzero(doubtful).tolist():
        one = world_of(view, world, mentors[world], mentees[world])
        wrong = what_is_wrong_with_pairs(pairs[world][there[world]], one, int(slots[world]))
        if wrong is not None:
            return wrong
    return None


def _signed(pairs: Ints) -> Ints:
    """Return rows as compiled code takes them; what is too large for that stays too large for any view."""
    if pairs.dtype.kind == "u":
        pairs = np.minimum(pairs, np.uint64(np.iinfo(np.int64).max))
    return pairs.astype(np.int64, copy=False)


def what_is_wrong_with_offers(offers: object, view: FundingView, money: float) -> str | None:
    """Return the first promise of `FundingStrategy.fund` that `offers` break, or None."""
    if not isinstance(offers, Offers):
        return "must return Offers"
    wrong = _wrong_arrays(offers, view)
    if wrong is not None:
        return wrong
    for name, array in vars(offers).items():
        if not np.isfinite(array).all():
            return f"gives a {name!r} that is not a finite number; a grant of 0 means not funded"
        if (array < 0).any():
            return f"gives a negative {name!r}; a grant of 0 means not funded"
    if (offers.own_share >= 1).any():
        return "leaves the whole cost to the mentee: 'own_share' must stay below 1"
    if (offers.held_back > 1).any():
        return "holds back more than all: 'held_back' must be at most 1"
    if ((offers.first_phase <= 0) | (offers.first_phase > 1)).any():
        return "agrees on no time, or on more than was planned: 'first_phase' must be above 0 and at most 1"
    given = math.fsum(offers.grant) + math.fsum(offers.investment)
    if given > money * (1.0 + ROUNDING):
        return f"gives {given:.12g} in all, more than the money ({money:.12g})"
    funded = offers.grant > 0
    if (offers.grant < least_grant(view, offers) * (1.0 - ROUNDING))[funded].any():
        return "gives a grant that does not cover what is agreed: (1 - own_share) x (upfront_cost + first_phase x the rest of planned_cost)"
    if offers.investment[~funded].any():
        return "gives works money to a pair without a grant"
    return None


def least_grant(view: FundingView, offers: Offers) -> Floats:
    """Return the least that a grant has to be to cover what is agreed by the terms of the offers, (pair,) [EUR2024]."""
    running = view.planned_cost - view.upfront_cost
    return np.asarray((1.0 - offers.own_share) * (view.upfront_cost + running * offers.first_phase))


def what_is_wrong_with_offers_of_worlds(offers: object, view: FundingView, money: Floats, pairs: Ints) -> str | None:
    """Return the first promise that `offers` break in any world, or None.

    Parameters
    ----------
    offers : what was answered.
    view : with a world axis.
    money, pairs : (world,) what may be committed, and pairs that are not padding.
    """
    if not isinstance(offers, Offers):
        return "must return Offers"
    wrong = _wrong_arrays(offers, view)
    if wrong is not None:
        return wrong
    doubtful = np.zeros(money.size, dtype=bool)
    grant, own_share, held_back, first_phase, investment = (array.astype(np.float64, copy=False) for array in vars(offers).values())
    doubt_offers(
        grant, own_share, held_back, first_phase, investment, view.planned_cost, view.upfront_cost, money, pairs, doubtful
    )  # fmt: skip
    if not doubtful.any():
        return None
    there = np.arange(view.planned_cost.shape[1]) < pairs[:, None]
    if ((offers.grant != 0.0) | (offers.investment != 0.0))[~there].any():
        return "gives money where there is no pair: 'grant' and 'investment' must be 0 at padding"
    for world in np.flatnonzero(doubtful).tolist():
        count = pairs[world]
        one = Offers(**{name: array[world, :count] for name, array in vars(offers).items()})
        wrong = what_is_wrong_with_offers(one, pairs_of_world(view, world, count), float(money[world]))
        if wrong is not None:
            return wrong
    return None


def _wrong_arrays(offers: Offers, view: FundingView) -> str | None:
    for name, array in vars(offers).items():
        if not isinstance(array, np.ndarray) or array.shape != view.planned_cost.shape or array.dtype.kind != "f":
            return f"must return one number (float) of {name!r} for each pair"
    return None


def asked(strategy: object) -> Callable[..., Any]:
    """Return the strategy's method; what it raises becomes a StrategyError."""
    maker = strategy if isinstance(strategy, type) else lambda: strategy

    def ask(*question: object) -> Any:
        chooser: Any = maker()
        method = chooser.fund if hasattr(chooser, "fund") else chooser.pair
        try:
            return method(*question)
        except (Exception, SystemExit) as error:
            wrote = isinstance(error, ValueError) and "read-only" in str(error)
            refuse(strategy, "writes into what it is shown; copy first" if wrote else f"fails: {error!r}", error)
            raise

    return ask


def refuse(strategy: object, what: str | None, cause: BaseException | None = None) -> None:
    """Raise a StrategyError that says what the strategy does wrong, if anything."""
    if what is not None:
        kind = strategy if isinstance(strategy, type) else type(strategy)
        package = f" of the package {kind.package}" if hasattr(kind, "package") else ""
        raise StrategyError(f"strategy {getattr(kind, 'name', kind.__name__)!r}{package} {what}.") from cause


ROUNDING = 1e-12  # how much of the money may be overspent by rounding, relative
ADDING = 1e-9  # more than the error of a plain sum, relative

# any strides, read-only: what strategies answer is not copied
_COUNTS = types.Array(int64, 1, "A", readonly=True)
_NUMBERS = types.Array(float64, 2, "A", readonly=True)
_PAIRS = types.Array(int64, 3, "A", readonly=True)
_KNOWN = types.Array(bool_, 3, "A", readonly=True)
_PLACES = types.Array(int64, 2, "A", readonly=True)
_MONEY = types.Array(float64, 1, "A", readonly=True)


@at_once(types.void(_PAIRS, _KNOWN, _PLACES, _COUNTS, int64[:, ::1], bool_[:, ::1], bool_[::1]), nogil=True)
def doubt_pairs(pairs: Any, known: Any, places: Any, slots: Any, used: Any, taken: Any, doubtful: Any) -> None:
    """Set `doubtful` where a promise of `PairingStrategy.pair` is broken.

    Parameters
    ----------
    pairs : (world, pair, 2); known : (world, mentor, mentee); places : (world, mentor); slots : (world,).
    used, taken : (world, mentor) 0 and (world, mentee) False; written over.
    doubtful : (world,) False.
    """
    worlds, mentors, mentees = known.shape
    for world in range(worlds):
        count, ended = 0, False
        for row in range(pairs.shape[1]):
            mentor, mentee = pairs[world, row, 0], pairs[world, row, 1]
            if mentor == -1 and mentee == -1:
                ended = True
            elif ended or not (0 <= mentor < mentors and 0 <= mentee < mentees):
                doubtful[world] = True
            else:
                count += 1
                used[world, mentor] += 1
                if not known[world, mentor, mentee] or taken[world, mentee] or used[world, mentor] > places[world, mentor]:
                    doubtful[world] = True
                taken[world, mentee] = True
        if count > slots[world]:
            doubtful[world] = True


@at_once(types.void(*(_NUMBERS,) * 7, _MONEY, _COUNTS, bool_[::1]), nogil=True, error_model="numpy")
def doubt_offers(
    grant: Any, own_share: Any, held_back: Any, first_phase: Any, investment: Any, planned_cost: Any, upfront_cost: Any, money: Any,
    pairs: Any, doubtful: Any,
) -> None:  # fmt: skip
    """Set `doubtful` where a promise of `FundingStrategy.fund` may be broken; never in too few worlds.

    Parameters
    ----------
    grant, own_share, held_back, first_phase, investment : (world, pair) of the offers.
    planned_cost, upfront_cost : (world, pair) of the view.
    money, pairs : (world,) what may be committed, and pairs that are not padding.
    doubtful : (world,) False.
    """
    for world in range(grant.shape[0]):
        given = 0.0
        for row in range(grant.shape[1]):
            offer, works = grant[world, row], investment[world, row]
            if row >= pairs[world]:
                fine = offer == 0.0 and works == 0.0
            else:
                own, first, upfront = own_share[world, row], first_phase[world, row], upfront_cost[world, row]
                agreed = (1.0 - own) * (upfront + (planned_cost[world, row] - upfront) * first)
                # whatever is not a number makes one of these false
                fine = (
                    offer >= 0.0 and 0.0 <= own < 1.0 and 0.0 <= held_back[world, row] <= 1.0 and 0.0 < first <= 1.0
                    and (offer == 0.0 or offer >= agreed * (1.0 - ROUNDING)) and (works == 0.0 or (works > 0.0 and offer > 0.0))
                )  # fmt: skip
                given += offer + works
            if not fine:
                doubtful[world] = True
        if not (given <= money[world] * (1.0 - ADDING) or given == 0.0):
            doubtful[world] = True
