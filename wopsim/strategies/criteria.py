"""Sums over the domains of practice that give the same bits for one world and for many."""

from __future__ import annotations

from collections.abc import Callable

from wopsim.strategies.protocols import Floats


def over_domains(term: Callable[..., Floats], *columns: Floats) -> Floats:
    """Return the sum of a term over domains, one domain after the other.

    The order in which `numpy.sum` adds depends on the layout of an array; this does not.

    Parameters
    ----------
    term : makes a new array of what stands in `columns` for one domain, elementwise.
    columns : (..., domain) each; they are broadcast together.
    """
    total = term(*(column[..., 0] for column in columns))
    for domain in range(1, columns[0].shape[-1]):
        total += term(*(column[..., domain] for column in columns))
    return total
