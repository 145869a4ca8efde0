"""What a partnership of a design is expected to cost before anybody knows who takes part."""

from __future__ import annotations

import numpy as np

from wopsim.declare import Parameters
from wopsim.engines.prices import planned_cost
from wopsim.engines.settings import settings_of


def expected_cost(p: Parameters, distance: float) -> float:
    """Return the cost of one partnership that runs its course [EUR2024], channel overhead included, in a full cohort and without helpers.

    Parameters
    ----------
    p : of the design; distance : between mentor and mentee [km].
    """
    settings = settings_of([p]).view(np.recarray)[0]
    return float(planned_cost(settings, distance, 0.0, float(p.cohort_size), p.cohort_distance))
