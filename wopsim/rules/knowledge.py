"""M11 Knowledge sharing on a platform: events move everybody a little, and make good introductions likelier."""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import power

# fmt: off
param("sharing_days", 0.2, unit="day/year", role="calibrated", prior=Prior("lognormal", 0.2, 0.8), valid=(0.0, 50.0), source="cai2018china; assumed",
      doc="Expert-days a year that a platform's events and peer networks are worth to each member.")
param("sharing_closeness", 0.4, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.15, 0.7), source="assumed", doc="How well members learn from each other at events, as `relationship`.")
param("sharing_reach", 0.08, unit="1/year", role="calibrated", prior=Prior("beta", 0.08, 0.04), valid=(0.0, 1.0), source="assumed",
      doc="Share of pairs unknown to a platform that its events bring into its register in a year.")
# fmt: on


@rule
def reach_after(reach: float, sharing: float, years: float) -> float:
    """Share of pairs that a channel can bring together after `years` of events [1]; `sharing` [1/year]."""
    return 1.0 - (1.0 - reach) * power(1.0 - sharing, years)
