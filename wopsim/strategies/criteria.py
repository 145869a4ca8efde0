"""Criteria by which strategies choose: sums over domains, need, and how a mentor's practice fits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wopsim.strategies.protocols import Floats, PairingView


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


def need_of(reported_nrw: Floats, coverage: Floats, occr: Floats, supply_hours: Floats) -> Floats:
    """Return how bad the service is [1], 0 (nothing missing) to 1: the mean of four gaps, with equal weights [assumed].

    Parameters
    ----------
    reported_nrw, coverage : [1], 0 to 1, any shape.
    occr : operating cost coverage ratio [1]; above 1 counts as 1.
    supply_hours : [h/day], 0 to 24.
    """
    uncovered_cost = np.clip(1.0 - occr, 0.0, 1.0)
    return np.asarray((reported_nrw + (1.0 - coverage) + uncovered_cost + (1.0 - supply_hours / 24.0)) / 4.0)


def topic_fit(view: PairingView) -> Floats:
    """Return the mentor's practice, weighted by what the programme is about and the mentee is weak in, (mentor, mentee) [1].

    The weight of a domain is focus x (1 - the mentee's practice). A mentee without any weakness in focus has fit 0 with all.
    With a world axis in the view, it stands in front here too.
    """
    weight = view.focus * (1.0 - view.practice)
    found = over_domains(np.multiply, weight[..., None, :, :], view.mentor_practice[..., :, None, :])
    whole = over_domains(np.positive, weight)[..., None, :]
    return np.asarray(np.divide(found, whole, out=np.zeros_like(found), where=whole > 0.0))
