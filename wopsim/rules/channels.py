"""Channels: who brings operators together, what it costs, whom it knows, how fast and how well it introduces."""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param

# fmt: off
param("overhead_direct", 0.10, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.05, 0.2), source="hutton2008; assumed", doc="Overhead of the direct channel on delivery.")
param("overhead_global_platform", 0.18, unit="1", role="uncertain", prior=Prior("lognormal", 0.17, 0.45), valid=(0.0, 1.0), source="hutton2008; assumed; half to twice", doc="Overhead of a global platform on delivery.")
param("overhead_regional_platform", 0.15, unit="1", role="uncertain", prior=Prior("lognormal", 0.15, 0.45), valid=(0.0, 1.0), source="hutton2008; assumed; half to twice", doc="Overhead of a regional platform on delivery.")
param("reach_direct", 0.15, unit="1", role="calibrated", prior=Prior("beta", 0.15, 0.07), valid=(0.0, 1.0), source="assumed",
      doc="Share of pairs that a donor knows by itself.")
param("reach_global_platform", 0.6, unit="1", role="calibrated", prior=Prior("beta", 0.6, 0.12), valid=(0.0, 1.0), source="assumed",
      doc="Share of pairs that a global platform knows.")
param("reach_regional_platform", 0.8, unit="1", role="calibrated", prior=Prior("beta", 0.8, 0.1), valid=(0.0, 1.0), source="assumed",
      doc="Share of pairs within its region that a regional platform knows.")
param("reach_outside_region", 0.1, unit="1", role="calibrated", prior=Prior("beta", 0.1, 0.05), valid=(0.0, 1.0), source="assumed",
      doc="Share of pairs across regions that a regional platform knows.")
param("delay_direct", 1.3, unit="1", role="fixed", valid=(0.1, 10.0), plausible=(0.8, 2.5), source="assumed", doc="Time to introduction and agreement through the direct channel, relative to a platform.")
param("delay_global_platform", 1.0, unit="1", role="fixed", valid=(0.1, 10.0), source="definition", doc="Time to introduction and agreement through a global platform.")
param("delay_regional_platform", 0.8, unit="1", role="fixed", valid=(0.1, 10.0), plausible=(0.5, 1.3), source="assumed", doc="Time to introduction and agreement through a regional platform.")
param("introduction_direct", -0.05, unit="1", role="fixed", valid=(-0.5, 0.5), plausible=(-0.2, 0.1), source="assumed", doc="Change of the trust at the start through the direct channel.")
param("introduction_global_platform", 0.0, unit="1", role="fixed", valid=(-0.5, 0.5), source="definition", doc="Change of the trust at the start through a global platform.")
param("introduction_regional_platform", 0.05, unit="1", role="fixed", valid=(-0.5, 0.5), plausible=(-0.1, 0.2), source="assumed; vietnam_australia names relationships",
      doc="Change of the trust at the start through a regional platform.")
# fmt: on


@rule
def first_trust(trust: float, introduction: float) -> float:
    """Trust when an agreement is signed, with the quality of the introduction [1]."""
    return min(0.95, max(0.05, trust + introduction))
