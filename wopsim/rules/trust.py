"""M5 Trust grows with missions on time and falls with delay and change of counterpart; low trust ends partnerships."""

from __future__ import annotations

from wopsim.declare import Prior, param
from wopsim.rules.compiling import rule
from wopsim.rules.elementary import exp

# fmt: off
param("trust_start", 0.45, unit="1", role="calibrated", prior=Prior("beta", 0.45, 0.1), valid=(0.0, 1.0), source="assumed",
      doc="Trust when an agreement is signed.")
param("trust_gain", 0.12, unit="1", role="calibrated", prior=Prior("beta", 0.12, 0.05), valid=(0.0, 1.0), source="assumed; vei_annual_2016 says that trust takes time",
      doc="Share of missing trust gained with a mission on time.")
param("trust_delay_loss", 0.8, unit="1/year", role="fixed", valid=(0.0, 10.0), plausible=(0.2, 2.0), source="assumed",
      doc="Relative loss of trust per year of delay of a mission.")
param("trust_reset", 0.5, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.2, 0.8), source="assumed",
      doc="Share of trust lost when the mentee's leadership changes.")
param("early_end_rate", 0.06, unit="1/year", role="calibrated", prior=Prior("lognormal", 0.06, 0.5), valid=(0.0, 5.0), source="assumed",
      doc="Rate at which partnerships end early at trust 0.5.")
param("early_end_trust", 3.0, unit="1", role="fixed", valid=(0.0, 20.0), plausible=(1.0, 6.0), source="assumed",
      doc="How strongly low trust raises the rate of an early end (log rate per unit of trust).")
param("counterpart_rate", 0.25, unit="1/year", role="fixed", valid=(0.0, 5.0), plausible=(0.1, 0.5), source="assumed", doc="Rate at which a partnership's counterpart at the mentee leaves the post.")
param("counterpart_loss", 0.3, unit="1", role="uncertain", prior=Prior("beta", 0.3, 0.15), valid=(0.0, 1.0), source="assumed", doc="Share of trust lost when the counterpart changes.")
param("review_trust", 0.3, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.1, 0.45), source="assumed", doc="Trust below which a mid-term review ends a partnership.")
# fmt: on


@rule
def trust_after_mission(trust: float, gain: float, delay_loss: float, delay: float) -> float:
    """Trust after a mission that came `delay` years late [1].

    Parameters
    ----------
    trust : before [1], 0 to 1.
    gain : share of missing trust gained by a mission [1].
    delay_loss : relative loss per year of delay [1/year].
    delay : how late the mission was [year], 0 or more.
    """
    kept = trust * exp(-delay_loss * delay)
    return kept + gain * (1.0 - kept)


@rule
def trust_after_change(trust: float, reset: float) -> float:
    """Trust after a change of the mentee's leadership [1]; `reset` is the share lost."""
    return trust * (1.0 - reset)


@rule
def change_chance(rate: float, span: float) -> float:
    """Chance that the counterpart leaves the post within `span` years [1]; `rate` [1/year]."""
    return 1.0 - exp(-rate * span)


@rule
def early_end_chance(rate: float, by_trust: float, trust: float, span: float) -> float:
    """Chance that a partnership ends within `span` years [1]; `rate` at trust 0.5 [1/year]."""
    return 1.0 - exp(-rate * exp(by_trust * (0.5 - trust)) * span)
