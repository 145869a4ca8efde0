"""M12 Shocks, addressed by year and place: every scenario meets the same."""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp

# fmt: off
param("leadership_rate", 0.2, unit="1/year", role="uncertain", prior=Prior("lognormal", 0.2, 0.45), valid=(0.0, 4.0), source="assumed; directors stay for two and a half to ten years", doc="Changes of leadership per utility.")
param("leadership_motivation", 0.12, unit="1", role="uncertain", prior=Prior("lognormal", 0.1, 0.6), valid=(0.0, 1.0), source="assumed; from hardly felt to a quarter of the scale",
      doc="Standard deviation of the jump of motivation when the leadership changes, up or down.")
param("drought_rate", 0.08, unit="1/year", role="uncertain", prior=Prior("lognormal", 0.07, 0.7), valid=(0.0, 4.0), source="assumed; once in five to once in fifty years, in the mean of countries", doc="Droughts per country, each a year long.")
param("drought_loss", 0.2, unit="1", role="uncertain", prior=Prior("beta", 0.2, 0.1), valid=(0.0, 1.0), source="assumed; from a dry summer to the loss of the main source", doc="Share of supply capacity lost in a drought.")
param("conflict_rate", 0.06, unit="1/year", role="context", valid=(0.0, 4.0), plausible=(0.02, 0.15), source="assumed; lviv_2022", doc="Outbreaks of conflict per fragile country, each a year long.")
param("conflict_loss", 0.25, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.1, 0.6), source="assumed", doc="Share of supply capacity lost in a conflict.")
param("pandemic_rate", 0.02, unit="1/year", role="context", valid=(0.0, 4.0), plausible=(0.005, 0.05), source="assumed; lukanga_covid", doc="Pandemics in the world, each a year long.")
param("currency_rate", 0.05, unit="1/year", role="context", valid=(0.0, 4.0), plausible=(0.02, 0.15), source="assumed", doc="Currency crises per country, each a year long.")
param("currency_cost", 0.2, unit="1", role="fixed", valid=(0.0, 5.0), plausible=(0.05, 0.5), source="assumed", doc="Relative rise of operating cost in the year of a currency crisis.")
# fmt: on


@rule
def strikes(u: float, rate: float, span: float) -> float:
    """1 when a shock of `rate` [1/year] comes within `span` years, given the uniform number `u`; else 0."""
    return 1.0 if u < 1.0 - exp(-rate * span) else 0.0


@rule
def supply_after_shocks(capacity: float, drought: float, drought_loss: float, conflict: float, conflict_loss: float) -> float:
    """Supply capacity in a year with or without drought and conflict [m3/day]."""
    return capacity * (1.0 - drought * drought_loss) * (1.0 - conflict * conflict_loss)


@rule
def motivation_after_change(motivation: float, changed: float, spread: float, z: float) -> float:
    """Motivation after a change of leadership (`changed` 1) [1], 0.05 to 0.95: a new leader can be better or worse."""
    return min(0.95, max(0.05, motivation + spread * z)) if changed > 0.0 else motivation
