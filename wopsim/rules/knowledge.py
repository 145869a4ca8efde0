"""M11 Knowledge sharing on a platform: events move everybody a little, and make good introductions likelier."""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp, power

# fmt: off
param("sharing_days", 0.2, unit="day/year", role="calibrated", prior=Prior("lognormal", 0.2, 0.8), valid=(0.0, 50.0), source="cai2018china; assumed",
      doc="Expert-days a year that a platform's events and peer networks are worth to each member.")
param("sharing_closeness", 0.4, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.15, 0.7), source="assumed", doc="How well members learn from each other at events, as `relationship`.")
param("sharing_reach", 0.08, unit="1/year", role="calibrated", prior=Prior("beta", 0.08, 0.04), valid=(0.0, 1.0), source="assumed",
      doc="Share of pairs unknown to a platform that its events bring into its register in a year.")
param("event_cost", 0.0, unit="EUR2024/year", role="uncertain", prior=Prior("lognormal", 600.0, 0.8), valid=(0.0, 1e5), neutral=True, source="assumed; from a share of a secretariat to a yearly journey of one person; 0 is that events are free",
      doc="What a platform's events and exchanges cost the programme for each member that takes part.")
param("event_turnout", 1.0, unit="1", role="uncertain", prior=Prior("beta", 0.5, 0.2), valid=(0.0, 1.0), neutral=True, source="assumed; 1 is that everybody comes",
      doc="Chance that a member with motivation 0.5 takes part in a quarter's events; the motivated come rather.")
param("peer_days", 0.0, unit="day/year", role="uncertain", prior=Prior("lognormal", 0.2, 1.0), valid=(0.0, 50.0), neutral=True, source="cai2018china; assumed; 0 is no network of peers",
      doc="Expert-days a year that exchange with peers who are alike is worth to each member, beside a platform's events.")
param("peer_unlike", 0.25, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.0, 0.5), source="assumed", doc="Difference of contexts up to which two members that work in the same language are peers; 0.25 is one of two steps of size, or about one of three of income.")
param("benchmark_effort", 0.0, unit="1/year", role="uncertain", prior=Prior("lognormal", 0.1, 1.0), valid=(0.0, 20.0), neutral=True, source="assumed; 0 is that comparison moves nobody",
      doc="Share of missing motivation that a member gains in a year of comparison, per unit of reported NRW above the mean of those who take part.")
# fmt: on


@rule
def turnout_of(turnout: float, motivation: float) -> float:
    """Chance that a member takes part in a quarter's events [1]; `turnout` at motivation 0.5, `motivation` [1]."""
    return power(turnout, 2.0 * (1.0 - motivation))


@rule
def motivation_when_compared(motivation: float, effort: float, behind: float, step: float) -> float:
    """Motivation after a step of comparison with others [1].

    Parameters
    ----------
    motivation : before [1].
    effort : `benchmark_effort` [1/year].
    behind : how much worse its reported NRW is than the mean [1]; who is better stays as it is.
    step : [year].
    """
    return motivation + (1.0 - motivation) * (1.0 - exp(-effort * max(0.0, behind) * step))


@rule
def reach_after(reach: float, sharing: float, years: float) -> float:
    """Share of pairs that a channel can bring together after `years` of events [1]; `sharing` [1/year]."""
    return 1.0 - (1.0 - reach) * power(1.0 - sharing, years)
