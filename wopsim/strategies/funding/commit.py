"""Commit money pair by pair in a stated order: the last step of funding strategies that rank."""

from __future__ import annotations

from wopsim.strategies.families import Floats, Ints


def commit_in_order(order: Ints, price: Floats, money: float) -> Floats:
    """Return `price` for the pairs that get it, 0 for the others.

    Parameters
    ----------
    order : (pair,) pairs in the order in which they are offered money.
    price : (pair,) what each needs [EUR2024].
    money : what may be committed [EUR2024].

    Returns
    -------
    (pair,) [EUR2024]; a pair that does not fit in what is left is passed over, a cheaper one after it is not.
    """
    committed = price * 0.0
    left = money
    for row in order:
        if price[row] <= left:
            committed[row] = price[row]
            left -= price[row]
    return committed
