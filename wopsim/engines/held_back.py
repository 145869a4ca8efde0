"""Whether a rule of how money is given held money back that would have paid for another pair."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wopsim.strategies.contract import least_grant
from wopsim.strategies.protocols import Bools, Floats, FundingView, Ints, Offers

PLENTY = 1e3
"""Times what all pairs cost: more money than any way of giving it takes."""


def held_back(view: FundingView, pairs: Ints, left: Floats, ask: Callable[[Floats], Offers]) -> Bools:
    """Return whether money that is left would have paid for one of the pairs that got none, (world,).

    The strategy itself is asked again, about these pairs only: what it offers them now was set aside for others. A pair to which it
    offers nothing even of plenty does not fulfil a condition, so that money was there for it and the rule was not.

    Parameters
    ----------
    view : the pairs that got nothing, with a world axis.
    pairs : (world,) how many are no padding.
    left : (world,) money that is left [EUR2024].
    ask : asks the funding strategy what it offers to these pairs of so much money, (world,).
    """
    there = np.arange(view.planned_cost.shape[1]) < pairs[:, None]
    offers = ask(left)
    gets = there & (offers.grant > 0.0)
    affordable = ~gets & could_be_paid(view, pairs, offers, left)
    if affordable.any():
        cost = np.where(there, view.planned_cost, 0.0).sum(axis=1)
        affordable &= ask(PLENTY * (cost + left)).grant <= 0.0
    return np.asarray((gets | affordable).any(axis=1))


def could_be_paid(view: FundingView, pairs: Ints, offers: Offers, left: Floats) -> Bools:
    """Return which pairs got nothing though the money left covers the terms of their offers, (world, pair); False at padding."""
    waiting = (np.arange(view.planned_cost.shape[1]) < pairs[:, None]) & (offers.grant <= 0.0)
    with np.errstate(invalid="ignore"):  # the cost of padding is infinite
        return np.asarray(waiting & (least_grant(view, offers) <= left[:, None]))
