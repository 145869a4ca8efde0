"""M6 Pilot, then scale: a pilot zone improves within months; the rest follows only with practice, money and management.

Whole-utility figures mix the treated and the untreated part of the network. The treated part starts as the pilot zone.
"""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp

# fmt: off
param("pilot_zone", 0.02, unit="1", role="calibrated", prior=Prior("lognormal", 0.02, 0.4), valid=(0.0, 0.5), source="semarang2024; mcwd_cww; assumed",
      doc="Share of the network that a partnership works in first, without a grant.")
param("treatment_cost", 100.0, unit="EUR2024/connection", role="calibrated", prior=Prior("lognormal", 100.0, 0.4), valid=(1.0, 10000.0),
      source="wyatt_selangor; derived: 525 USD per m3/day saved times about 0.2 m3/day saved per connection",
      doc="Works needed to bring a connection's part of the network under the improved way of working.")
param("pilot_focus", 3.0, unit="1", role="calibrated", prior=Prior("lognormal", 3.0, 0.5), valid=(0.0, 1000.0), source="assumed",
      doc="How many times faster experts get a pilot crew going than they teach a whole domain's staff.")
param("crew_fading", 0.3, unit="1/year", role="calibrated", prior=Prior("lognormal", 0.3, 0.5), valid=(0.0, 50.0), source="assumed",
      doc="Speed at which the crew of the treated zone loses what experts showed it hands-on, once they are away.")
param("leak_cut_max", 0.95, unit="1", role="calibrated", prior=Prior("beta", 0.9, 0.08), valid=(0.0, 1.0),
      source="assumed; the floor is what cannot be avoided, so full practice comes near it; pilots of partnerships.csv are evidence, not prior",
      doc="Cut of real losses above the floor in a zone run at full practice, where there was none before.")
param("theft_cut_max", 0.8, unit="1", role="calibrated", prior=Prior("beta", 0.75, 0.13), valid=(0.0, 1.0),
      source="assumed; from half to nearly all; pilots of partnerships.csv are evidence, not prior",
      doc="Cut of apparent losses in a zone run at full practice, where there was none before.")
param("cut_speed", 4.0, unit="1/year", role="fixed", valid=(0.0, 50.0), plausible=(2.0, 8.0), source="semarang2024; mcwd_cww",
      doc="Speed at which losses fall in a treated zone when control is better than before: pilots took three to eight months.")
param("regrowth_speed", 0.4, unit="1/year", role="calibrated", prior=Prior("lognormal", 0.4, 0.5), valid=(0.0, 10.0), source="assumed",
      doc="Speed at which losses grow back in a treated zone when control is worse than before.")
param("spread_rate", 0.4, unit="1/year", role="calibrated", prior=Prior("lognormal", 0.4, 0.5), valid=(0.0, 10.0), source="mcwd_cww; coppel2011; assumed",
      doc="Speed at which the improved way of working spreads at full gain in the zone, management and autonomy, money permitting.")
param("sustaining_practice", 0.55, unit="1", role="uncertain", prior=Prior("beta", 0.55, 0.09), valid=(0.01, 1.0), source="assumed",
      doc="Technical practice of the zone's crew below which treated zones slip back.")
param("shrink_rate", 0.5, unit="1/year", role="calibrated", prior=Prior("lognormal", 0.5, 0.5), valid=(0.0, 10.0), source="assumed",
      doc="Speed at which treated zones slip back without any technical practice.")
param("zone_size_effect", 0.0, unit="1", role="uncertain", prior=Prior("beta", 0.4, 0.25), valid=(0.0, 1.0), neutral=True, source="assumed; pilots of the evidence that did not spread were small; 0 is that any zone convinces alike",
      doc="How much slower the improved way of working spreads from a zone that is next to nothing than from one that convinces.")
param("convincing_zone", 0.1, unit="1", role="fixed", valid=(0.001, 1.0), plausible=(0.03, 0.25), source="assumed", doc="Treated share of the network that convinces everybody.")
# fmt: on


@rule
def convincing(effect: float, treated: float, whole: float) -> float:
    """Speed of spreading relative to that from a zone that convinces [1]; `treated` is the zone, `whole` one that convinces [1]."""
    return 1.0 - effect * (1.0 - min(1.0, treated / whole))


@rule
def pilot_size(zone: float, grant: float, treatment_cost: float, connections: float, learned: float) -> float:
    """Share of the network in the pilot zone that a first mission opens [1], at most 0.25.

    Parameters
    ----------
    zone : share without a grant [1].
    grant : pilot grant [EUR2024].
    treatment_cost : works per connection [EUR2024/connection].
    connections : of the utility [connection], above 0.
    learned : skill gained in the technical domain [1]; where nothing is learned no pilot opens.
    """
    if learned <= 0.0:
        return 0.0
    return min(0.25, zone + grant / (treatment_cost * connections))


@rule
def pilot_in_kind(works: float, grant: float) -> float:
    """What the mentee gives to its pilot zone in material and labour [EUR2024]: the works there, less the grant; both [EUR2024]."""
    return max(0.0, works - grant)


@rule
def presence_after_mission(
    presence: float, rate: float, pilot_focus: float, absorption: float, relationship: float, expert_days: float
) -> float:
    """Hands-on help in the pilot zone after a mission [1], 0 to 1; see `taught_share` for the units."""
    return presence + (1.0 - presence) * (1.0 - exp(-rate * pilot_focus * absorption * relationship * expert_days))


@rule
def presence_after(presence: float, fading: float, step: float) -> float:
    """What the zone's crew keeps after `step` years without experts [1]; `fading` [1/year]."""
    return presence * exp(-fading * step)


@rule
def zone_practice(practice: float, guide: float, presence: float) -> float:
    """Practice of the crew in the treated zone [1]: the mentee's own, lifted towards what the experts showed hands-on."""
    return practice + presence * max(0.0, guide - practice)


@rule
def zone_gain(zone_practice: float, at_start: float) -> float:
    """How far practice in the zone lies above the utility's own at the start [1], 0 to 1: only what was gained cuts losses."""
    return max(0.0, zone_practice - at_start) / max(1e-9, 1.0 - at_start)


@rule
def cut_after(cut: float, cut_max: float, gain: float, cut_speed: float, regrowth_speed: float, step: float) -> float:
    """Share of losses cut in the treated zone after a step [1], 0 to 1.

    Parameters
    ----------
    cut : before [1].
    cut_max : cut at full gain [1].
    gain : in the zone since the start [1], 0 to 1.
    cut_speed, regrowth_speed : speeds down and up [1/year].
    step : length of the step [year].
    """
    target = cut_max * gain
    # both, because a loop works out once what does not differ between utilities
    falling, rising = exp(-cut_speed * step), exp(-regrowth_speed * step)
    return target + (cut - target) * (falling if target > cut else rising)


@rule
def wanted_spread(treated: float, spread_rate: float, gain: float, managerial: float, autonomy: float, step: float) -> float:
    """Share of the network that the utility would bring under treatment in a step, money permitting [1].

    Parameters
    ----------
    treated : share treated now [1]; without a first zone nothing spreads.
    spread_rate : at full gain, management and autonomy [1/year].
    gain : technical gain in the zone since the start [1], 0 to 1: what works there is copied.
    managerial : practice score [1].
    autonomy : of the utility [1].
    step : length of the step [year].
    """
    if treated <= 0.0:
        return 0.0
    return (1.0 - treated) * (1.0 - exp(-spread_rate * gain * managerial * autonomy * step))


@rule
def treated_after(treated: float, zone_practice: float, sustaining: float, shrink_rate: float, step: float) -> float:
    """Treated share after a step [1]: zones slip back while their crew's practice is below `sustaining`."""
    lacking = max(0.0, 1.0 - zone_practice / sustaining)
    return treated * exp(-shrink_rate * lacking * step)


@rule
def cut_when_spread(cut: float, treated_before: float, treated_after: float) -> float:
    """Mean cut over the treated part when it grew [1]: new zones start without any cut."""
    return cut * min(1.0, treated_before / max(1e-12, treated_after))
