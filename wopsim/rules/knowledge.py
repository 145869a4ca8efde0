"""M11 Knowledge sharing on a platform: events move everybody a little, and make good introductions likelier."""

from __future__ import annotations

from wopsim.declare import Prior, param
from wopsim.rules.compiling import rule

# fmt: off
param("sharing_gain", 0.004, unit="1/year", role="calibrated", prior=Prior("lognormal", 0.004, 0.7), valid=(0.0, 0.5), source="cai2018china; assumed",
      doc="Share of the gap to the platform's mean practice that its events close in a year for every member.")
param("sharing_reach", 0.08, unit="1/year", role="calibrated", prior=Prior("beta", 0.08, 0.04), valid=(0.0, 1.0), source="assumed",
      doc="Share of pairs unknown to a platform that its events bring into its register in a year.")
# fmt: on


@rule
def shared(skill: float, mean_practice: float, gain: float, step: float) -> float:
    """Skill that a member gains from events in a step [1]; nothing for those above the mean."""
    return max(0.0, mean_practice - skill) * gain * step


@rule
def reach_after(reach: float, sharing: float, years: float) -> float:
    """Share of pairs that a channel can bring together after `years` of events [1]; `sharing` [1/year]."""
    return 1.0 - (1.0 - reach) * (1.0 - sharing) ** years
