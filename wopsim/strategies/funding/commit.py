"""Commit money pair by pair in a stated order: the last step of funding strategies that rank."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import float64, int64, types

from wopsim.compile import at_once
from wopsim.strategies.protocols import Floats, Ints


def commit_in_order(order: Ints, price: Floats, money: float | Floats) -> Floats:
    """Return `price` for the pairs that get it, 0 for the others.

    `price` may have a world axis in front; then `money` has one, and `order` may have one.

    Parameters
    ----------
    order : (pair,) pairs in the order in which they are offered money.
    price : (pair,) what each needs [EUR2024]; infinity is never committed.
    money : what may be committed [EUR2024].

    Returns
    -------
    (pair,) [EUR2024]; a pair that does not fit in what is left is passed over, a cheaper one after it is not.

    Raises
    ------
    ValueError : shapes that do not fit together.
    IndexError : `order` names a pair that is not there.
    """
    prices = np.asarray(price, dtype=np.float64)
    prices = prices if price.ndim > 1 else prices[None]
    worlds, pairs = prices.shape
    turns = np.asarray(order, dtype=np.int64)
    if turns.size and not 0 <= turns.min() <= turns.max() < pairs:
        raise IndexError(f"the order names a pair that is not there (the rows are 0 to {pairs - 1})")
    left = np.array(np.broadcast_to(money, worlds), dtype=np.float64, order="C")
    committed = np.zeros(prices.shape)
    _commit(np.broadcast_to(turns, (worlds, turns.shape[-1])), prices, left, committed)
    return committed if price.ndim > 1 else committed[0]


def without_padding(planned_cost: Floats) -> Floats:
    """Return the cost, but 0 instead of infinity: a part of it can be taken everywhere."""
    return np.where(np.isfinite(planned_cost), planned_cost, 0.0)


_ORDER = types.Array(int64, 2, "A", readonly=True)
_PRICE = types.Array(float64, 2, "A", readonly=True)


@at_once(types.void(_ORDER, _PRICE, float64[::1], float64[:, ::1]), nogil=True)
def _commit(order: Any, price: Any, left: Any, committed: Any) -> None:
    for world in range(order.shape[0]):
        for row in order[world]:
            if np.isfinite(price[world, row]) and price[world, row] <= left[world]:
                committed[world, row] = price[world, row]
                left[world] -= price[world, row]
