"""M21 Hours in the zone: an isolated zone may have water for longer than the rest of the town.

First by the water that is saved in it, which then does not flow to others; beyond that at the cost of the others' hours.
Together both parts never take more than there is.
"""

from __future__ import annotations

import math

from wopsim.compile import rule
from wopsim.declare import Prior, param

# fmt: off
param("zone_keeps_saved", 0.0, unit="1", role="uncertain", prior=Prior("beta", 0.3, 0.3), valid=(0.0, 1.0), neutral=True, source="assumed; from nothing to all of it; pilots of partnerships.csv are evidence, not prior",
      doc="How far a treated zone keeps the water that is saved in it as hours of its own; 0: saved water flows to the whole network alike.")
param("zone_first", 0.0, unit="1", role="uncertain", prior=Prior("beta", 0.1, 0.13), valid=(0.0, 1.0), neutral=True, source="assumed; wsp_karnataka: continuous supply in demonstration zones of towns that stayed intermittent",
      doc="How far a treated zone comes to supply around the clock at the cost of the others, beyond the water that is saved in it; 0: not at all.")
param("zone_most", 0.5, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.2, 0.9), source="assumed",
      doc="Share of all water beyond which treated zones take none at the cost of others.")
# fmt: on


@rule
def drawn(use: float, leakage: float, share_of_day: float) -> float:
    """Water that flows when it flows for a share of the day [m3/day]; `use` and `leakage` are those around the clock [m3/day]."""
    return use * math.sqrt(share_of_day) + leakage * share_of_day


@rule
def kept_hours(alike: float, by_saving: float, keeps: float) -> float:
    """Share of the day in the zone [1], between that of all alike and that which its own fair share of water would do for."""
    return alike + keeps * max(0.0, by_saving - alike)


@rule
def first_hours(kept: float, first: float, most: float) -> float:
    """Share of the day in the zone when it comes first [1]: towards the whole day, but not beyond `most`, if that is beyond `kept`."""
    return max(kept, min(most, kept + first * (1.0 - kept)))
