"""Need, as both families measure it."""

from __future__ import annotations

import numpy as np

from wopsim.strategies.protocols import Floats


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
