"""M9 Money: revenue, cost, works, large investment, debt. Cash in = cash out + change of cash, always."""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp, log

# fmt: off
param("staff_cost_share", 0.38, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.2, 0.5), source="snis2021", doc="Staff cost, share of operating cost at the start.")
param("energy_cost_share", 0.27, unit="1", role="uncertain", prior=Prior("beta", 0.27, 0.09), valid=(0.0, 1.0), source="snis2021 (mean); assumed: spread between countries, from gravity schemes to deep wells", doc="Energy cost, share of operating cost at the start.")
param("staff_productivity", 0.02, unit="1/year", role="fixed", valid=(-0.2, 0.2), plausible=(0.0, 0.05), source="snis2021",
      doc="Yearly fall of staff per connection without any programme; real wages rise as fast.")
param("cash_start", 0.1, unit="year", role="fixed", valid=(0.0, 10.0), plausible=(0.02, 0.4), source="assumed", doc="Cash at the start, in years of billed revenue.")
param("reserve", 0.3, unit="year", role="fixed", valid=(0.0, 10.0), plausible=(0.1, 1.0), source="assumed",
      doc="Cash that a utility keeps, in years of billed revenue; what is above goes to the owner.")
param("works_share", 0.3, unit="1/year", role="calibrated", prior=Prior("lognormal", 0.3, 0.5), valid=(0.0, 2.0), source="assumed",
      doc="Share of cash that a utility would spend in a year on spreading the improved way of working, and the same on extension.")
param("investment_rate", 0.03, unit="1/year", role="uncertain", prior=Prior("lognormal", 0.03, 0.65), valid=(0.0, 1.0), source="assumed; heidler2023 has sizes, not rates",
      doc="Rate of large investment projects per utility.")
param("investment_finances", 0.0, unit="1", role="calibrated", prior=Prior("normal", 0.0, 0.3), valid=(-3.0, 3.0), source="waterworx_mtr2019",
      doc="Effect of log operating cost coverage on the log rate of large investment; the mid-term review found no clear link.")
param("investment_person", 60.0, unit="EUR2024/person", role="uncertain", prior=Prior("lognormal", 60.0, 0.7), valid=(0.0, 10000.0), source="assumed; heidler2023; a third to three times",
      doc="Median size of a large investment per person in the service area.")
param("investment_spread", 0.8, unit="log", role="uncertain", prior=Prior("lognormal", 0.75, 0.35), valid=(0.0, 3.0), source="heidler2023; assumed; half to twice", doc="Spread of the size of a large investment.")
param("investment_loan_share", 0.7, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.3, 0.95), source="snis2021", doc="Share of a large investment that is a loan.")
param("project_speed", 0.35, unit="1/year", role="uncertain", prior=Prior("lognormal", 0.35, 0.5), valid=(0.0, 4.0), source="assumed; slow procurement to prompt works", doc="Share of unspent project money spent in a year.")
param("project_works_share", 0.25, unit="1", role="uncertain", prior=Prior("beta", 0.25, 0.13), valid=(0.0, 1.0), source="assumed; loans differ, as with connections",
      doc="Share of project money offered for spreading the improved way of working; what is not used for it builds supply.")
param("project_connection_share", 0.3, unit="1", role="uncertain", prior=Prior("beta", 0.3, 0.12), valid=(0.0, 1.0), source="assumed; loans differ: from hardly any connections to half of the money", doc="Share of project money for connections.")
param("supply_cost", 1200.0, unit="EUR2024/(m3/day)", role="uncertain", prior=Prior("lognormal", 1200.0, 0.5), valid=(10.0, 1e5), source="wyatt_ratio; derived: 2 to 3 times the cost of water from loss reduction",
      doc="Cost of new supply capacity.")
param("debt_service", 0.07, unit="1/year", role="fixed", valid=(0.0, 1.0), plausible=(0.04, 0.15), source="assumed", doc="Interest and repayment, share of debt.")
param("interest", 0.03, unit="1/year", role="fixed", valid=(0.0, 1.0), plausible=(0.01, 0.06), source="assumed", doc="Interest, share of debt.")
# fmt: on


@rule
def operating_cost(
    staff: float,
    wage: float,
    input_volume: float,
    energy_intensity: float,
    energy_price: float,
    other: float,
    connections: float,
    level: float,
) -> float:
    """Operating cost [EUR2024/year].

    Parameters
    ----------
    staff : [person]; wage : [EUR2024/person/year].
    input_volume : system input [m3/day]; energy_intensity : [kWh/m3]; energy_price : [EUR2024/kWh].
    other : [EUR2024/connection/year]; connections : [connection].
    level : cost level relative to the start [1].
    """
    energy = input_volume * 365.25 * energy_intensity * energy_price
    return level * (staff * wage + energy + other * connections)


@rule
def billed_revenue(billed_volume: float, tariff: float) -> float:
    """Billed revenue [EUR2024/year] of a billed volume [m3/day] at an average tariff [EUR2024/m3]."""
    return billed_volume * 365.25 * tariff


@rule
def cost_level(wander: float, at_start: float, crisis_cost: float, crisis: float) -> float:
    """Cost level relative to the start [1]: where costs have wandered to [log], and a currency crisis (`crisis` 1 or 0)."""
    return exp(wander - at_start) * (1.0 + crisis_cost * crisis)


@rule
def subsidy(cash: float, change: float) -> float:
    """What the owner must add so that cash does not fall below zero [EUR2024]; `change` is all else of the step."""
    return max(0.0, -(cash + change))


@rule
def owner_transfer(cash: float, reserve: float) -> float:
    """Cash above the reserve goes to the owner [EUR2024]; both [EUR2024]."""
    return max(0.0, cash - reserve)


@rule
def affordable(cost: float, money: float) -> float:
    """What is spent of a wanted cost with the money at hand [EUR2024]."""
    return min(cost, max(0.0, money))


@rule
def debt_after(debt: float, service: float, interest: float, loan: float, step: float) -> float:
    """Debt after a step [EUR2024]: what is paid beyond interest lowers it, a loan raises it; rates [1/year], `step` [year]."""
    return debt * (1.0 - (service - interest) * step) + loan


@rule
def prepared_rate(rate: float, effect: float, topic: float) -> float:
    """Rate of large investment where the finance topic has matured to `topic` [1/year]."""
    return rate * exp(effect * topic)


@rule
def investment_chance(rate: float, by_finances: float, occr: float) -> float:
    """Chance that a large investment comes within a year [1]; `rate` at full cost coverage [1/year]."""
    return 1.0 - exp(-rate * exp(by_finances * log(max(0.05, occr))))


@rule
def investment_size(people: float, per_person: float, spread: float, z: float) -> float:
    """Size of a large investment [EUR2024], lognormal around `per_person` [EUR2024/person] times people."""
    return people * per_person * exp(spread * z)


@rule
def project_spending(fund: float, speed: float, step: float) -> float:
    """Project money spent in a step [EUR2024]; `speed` [1/year], `step` [year]."""
    return fund * (1.0 - exp(-speed * step))
