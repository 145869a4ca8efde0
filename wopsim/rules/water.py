"""M8 Supply and losses: the IWA water balance of a utility that may have to ration.

Input = billed + unbilled authorised + apparent + real, always. Where supply capacity is short, hours are cut: leaks
run for a shorter time, and people use less, but not in proportion, because they store water (use grows with the square
root of hours [assumed]); water saved lengthens hours or serves new connections; more hours mean more
pressure and so more leakage.
"""

from __future__ import annotations

import math

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import power

# fmt: off
param("loss_floor", 0.018, unit="m3/connection/day", role="fixed", valid=(0.0, 1.0), plausible=(0.008, 0.05), source="kinta2015srell",
      doc="Real loss per connection below which control does not pay (short-run economic level).")
param("pressure_exponent", 0.5, unit="1", role="calibrated", prior=Prior("normal", 0.5, 0.15), valid=(-1.0, 3.0), source="assumed; davao_pressure shows the direction",
      doc="How real losses per hour of supply grow with hours of supply, through pressure.")
param("unbilled_share", 0.02, unit="1", role="uncertain", prior=Prior("lognormal", 0.02, 0.7), valid=(0.0, 0.5), source="assumed",
      doc="Unbilled authorised consumption, share of authorised consumption.")
param("supply_headroom", 0.35, unit="1", role="uncertain", prior=Prior("lognormal", 0.3, 0.6), valid=(0.0, 5.0), source="assumed; from a tenth to nearly twice what is used",
      doc="Spare supply capacity of a utility that supplies around the clock.")
param("energy_saving_max", 0.3, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.1, 0.45), source="assumed; iuwash_2019 aims at 15 %",
      doc="Cut of energy per cubic metre at full technical gain.")
param("quality_effect", 1.0, unit="logit", role="uncertain", prior=Prior("uniform", 0.0, 2.0), valid=(0.0, 20.0), source="assumed; from none to two logits, as from 70 to 95 % of samples",
      doc="Rise of logit water-quality compliance at full technical gain.")
# fmt: on


@rule
def billed_use(consumption: float, persons: float, unbilled_share: float) -> float:
    """Billed consumption per connection [m3/connection/day].

    Parameters
    ----------
    consumption : authorised [L/person/day].
    persons : per connection [person/connection].
    unbilled_share : of authorised consumption [1].
    """
    return consumption / 1000.0 * persons * (1.0 - unbilled_share)


@rule
def unbilled_use(billed: float, unbilled_share: float) -> float:
    """Unbilled authorised consumption that goes with billed consumption [same unit]."""
    return billed * unbilled_share / (1.0 - unbilled_share)


@rule
def use_at(around_the_clock: float, share_of_day: float) -> float:
    """Use with supply for a share of the day [1], from use with supply around the clock; same unit."""
    return around_the_clock * math.sqrt(share_of_day)


@rule
def leakage_at(around_the_clock: float, share_of_day: float) -> float:
    """Real losses with supply for a share of the day [1], from those with supply around the clock; same unit."""
    return around_the_clock * share_of_day


@rule
def apparent_at_start(billed: float, nrw_share: float, apparent_share: float, unbilled_share: float) -> float:
    """Apparent losses per connection that fit the reported balance [m3/connection/day], in the unit of `billed`."""
    lost = billed * nrw_share / (1.0 - nrw_share) - billed * unbilled_share / (1.0 - unbilled_share)
    return max(0.0, lost) * apparent_share


@rule
def real_at_start(billed: float, nrw_share: float, apparent_share: float, unbilled_share: float) -> float:
    """Real losses per connection that fit the reported balance [m3/connection/day], in the unit of `billed`."""
    lost = billed * nrw_share / (1.0 - nrw_share) - billed * unbilled_share / (1.0 - unbilled_share)
    return max(0.0, lost) * (1.0 - apparent_share)


@rule
def treated_real(real: float, floor: float, cut: float) -> float:
    """Real losses per connection in the treated zone [m3/connection/day]: only what is above the floor can be cut."""
    return real - cut * max(0.0, real - floor)


@rule
def mixed(untreated: float, treated: float, share: float) -> float:
    """Mean of both parts of the network by their shares [same unit]."""
    return (1.0 - share) * untreated + share * treated


@rule
def recovered_billed(apparent_before: float, apparent_after: float, recovered_share: float) -> float:
    """Consumption that is billed once apparent losses were removed [same unit]."""
    return recovered_share * (apparent_before - apparent_after)


@rule
def pressure_factor(supplied: float, supplied_at_start: float, exponent: float) -> float:
    """Real losses per hour of supply relative to the start [1]: more hours, more pressure."""
    return power(supplied / supplied_at_start, exponent)


@rule
def share_of_day(capacity: float, use: float, leakage: float) -> float:
    """Share of the day with supply [1], 0 to 1: as long as the capacity lasts.

    Solves capacity = use * sqrt(share) + leakage * share for the share.

    Parameters
    ----------
    capacity : of supply [m3/day].
    use, leakage : what would flow around the clock [m3/day].
    """
    # the form of the quadratic formula that does not divide by a leakage near 0;
    # never a zero below: compiled code divides before it looks at the condition, and would warn
    root = 2.0 * capacity / max(1e-100, use + math.sqrt(use * use + 4.0 * leakage * capacity))
    return 1.0 if capacity >= use + leakage else min(1.0, root * root)


@rule
def ratio(part: float, whole: float) -> float:
    """Part over whole, 0 where there is nothing [1]."""
    # never a zero below: compiled code may divide before it looks at the condition, and would warn
    return part / max(1e-100, whole) if whole > 0.0 else 0.0


@rule
def lost_per_connection(nrw_share: float, system_input: float, connections: float) -> float:
    """Non-revenue water per connection [L/connection/day] of a system input [m3/day]."""
    return 1000.0 * nrw_share * system_input / connections


@rule
def intensity_after_gain(intensity: float, saving_max: float, gain: float) -> float:
    """Energy per cubic metre with a technical gain [kWh/m3]."""
    return intensity * (1.0 - saving_max * gain)
