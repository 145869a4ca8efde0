"""Ask a strategy for many worlds: once where it knows many worlds, else one world after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from wopsim.declare import Parameters
from wopsim.strategies.batching import locked_funding, locked_pairing, pairs_of_world, read_only, world_of
from wopsim.strategies.contract import (
    asked,
    refuse,
    what_is_wrong_with_offers,
    what_is_wrong_with_offers_of_worlds,
    what_is_wrong_with_pairs,
    what_is_wrong_with_pairs_of_worlds,
)
from wopsim.strategies.protocols import Floats, FundingStrategy, FundingView, Ints, Offers, PairingStrategy, PairingView


def ask_pairs(
    strategy: PairingStrategy | type[PairingStrategy],
    view: PairingView,
    slots: Ints,
    u: Floats,
    p_of_worlds: Sequence[Parameters],
    mentors: Ints,
    mentees: Ints,
) -> Ints:
    """Return the pairs of each world.

    Parameters
    ----------
    strategy : an instance, or a class that needs no arguments.
    view, u : with a world axis, see `PairingView`.
    slots : (world,) most pairs that are wanted.
    p_of_worlds : parameters of each world, which differ in nothing but the calibrated ones.
    mentors, mentees : (world,) rows that are not padding.

    Returns
    -------
    (world, pair, 2) rows of (mentor, mentee) in order of preference; rows of -1 follow the last pair of a world.

    Raises
    ------
    StrategyError : the strategy fails, or breaks a promise in one of the worlds.
    """
    view, u, slots = locked_pairing(view), read_only(u), read_only(slots)
    if knows_many_worlds(strategy) and slots.size:
        pairs: Ints = asked(strategy)(view, slots, u, p_of_worlds[0].without_draw())
        refuse(strategy, what_is_wrong_with_pairs_of_worlds(pairs, view, slots, mentors, mentees))
        return pairs
    answers = []
    for world, wanted in enumerate(slots.tolist()):
        one = world_of(view, world, mentors[world], mentees[world])
        answer = np.empty((0, 2), dtype=np.int64)
        if one.known.size:  # where there is nobody, there is nothing to ask
            answer = asked(strategy)(one, wanted, u[world, : mentors[world], : mentees[world]], p_of_worlds[world])
            refuse(strategy, what_is_wrong_with_pairs(answer, one, wanted))
        answers.append(answer)
    found = np.full((slots.size, max(map(len, answers), default=0), 2), -1, dtype=np.int64)
    for rows, answer in zip(found, answers, strict=True):
        rows[: len(answer)] = answer
    return found


def ask_offers(
    strategy: FundingStrategy | type[FundingStrategy],
    view: FundingView,
    money: Floats,
    u: Floats,
    p_of_worlds: Sequence[Parameters],
    pairs: Ints,
) -> Offers:
    """Return the offers of each world.

    Parameters
    ----------
    strategy : an instance, or a class that needs no arguments.
    view, u : with a world axis, see `FundingView`.
    money : (world,) what may be committed [EUR2024].
    p_of_worlds : parameters of each world, which differ in nothing but the calibrated ones.
    pairs : (world,) pairs that are not padding.

    Returns
    -------
    Offers
        (world, pair) each; what stands at padding means nothing, but `grant` and `investment` are 0 there.

    Raises
    ------
    StrategyError : the strategy fails, or breaks a promise in one of the worlds.
    """
    view, u, money = locked_funding(view), read_only(u), read_only(money)
    if knows_many_worlds(strategy) and money.size:
        offers: Offers = asked(strategy)(view, money, u, p_of_worlds[0].without_draw())
        refuse(strategy, what_is_wrong_with_offers_of_worlds(offers, view, money, pairs))
        return offers
    found = {field.name: np.zeros(u.shape) for field in fields(Offers)}
    for world, free in enumerate(money.tolist()):
        count = pairs[world]
        if count:
            one = pairs_of_world(view, world, count)
            answer = asked(strategy)(one, free, u[world, :count], p_of_worlds[world])
            refuse(strategy, what_is_wrong_with_offers(answer, one, free))
            for name, array in vars(answer).items():
                found[name][world, :count] = array
    return Offers(**found)


def knows_many_worlds(strategy: object) -> bool:
    """Return whether a strategy says that it takes arrays with a world axis."""
    return bool(getattr(strategy, "many_worlds", False))
