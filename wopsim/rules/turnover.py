"""M2 People come and go: staff leave, recruits bring the market's skill and what routines teach them."""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp

# fmt: off
param("turnover", 0.15, unit="1/year", role="calibrated", prior=Prior("lognormal", 0.15, 0.4), valid=(0.0, 1.0),
      source="epa_turnover; assumed lower for public utilities in low and middle income countries",
      doc="Share of staff that leaves in a year at motivation 0.5 and skill 0.5.")
param("turnover_motivation", 0.8, unit="1", role="fixed", valid=(0.0, 2.0), plausible=(0.2, 1.5), source="assumed",
      doc="Relative fall of turnover per unit of motivation above 0.5.")
param("turnover_skill", 0.6, unit="1", role="fixed", valid=(0.0, 2.0), plausible=(0.0, 1.5), source="assumed",
      doc="Relative rise of turnover per unit of skill above 0.5: trained staff are hired away.")
param("routine_teaching", 0.65, unit="1", role="calibrated", prior=Prior("beta", 0.65, 0.1), valid=(0.0, 0.99),
      source="bloom2020lasting; assumed split between people and routine",
      doc="Skill that routines teach recruits, per unit of capacity.")
param("motivation_return", 0.5, unit="1/year", role="uncertain", prior=Prior("lognormal", 0.55, 0.6), valid=(0.0, 5.0), source="assumed; from five years to half a year: nobody has measured how long people stay roused or low",
      doc="Speed at which motivation returns to the utility's own level.")
# fmt: on


@rule
def leaving(turnover: float, by_motivation: float, by_skill: float, motivation: float, skill: float) -> float:
    """Share of staff that leaves in a year [1/year].

    Parameters
    ----------
    turnover : at motivation 0.5 and skill 0.5 [1/year].
    by_motivation, by_skill : relative fall and rise per unit [1].
    motivation, skill : states [1], 0 to 1.
    """
    return turnover * max(0.0, 1.0 + by_skill * (skill - 0.5) - by_motivation * (motivation - 0.5))


@rule
def recruit_skill(market: float, routine_teaching: float, capacity: float) -> float:
    """Skill of recruits once routines have taught them [1]; `market` is the skill they bring, `capacity` 0 to 1."""
    return min(1.0, market + routine_teaching * capacity)


@rule
def skill_after_turnover(skill: float, recruits: float, leaving: float, step: float) -> float:
    """Mean skill after staff left and recruits came [1].

    Parameters
    ----------
    skill : before [1].
    recruits : skill of recruits [1].
    leaving : share of staff replaced in a year [1/year].
    step : length of the step [year].
    """
    return recruits + (skill - recruits) * exp(-leaving * step)


@rule
def staff_per_1000(staff: float, connections: float) -> float:
    """Staff per 1000 connections [person/1000 connections]."""
    return 1000.0 * staff / connections


@rule
def market_skill(skill: float, capacity: float, routine_teaching: float) -> float:
    """Skill that recruits must bring for `skill` to hold by itself [1]: the start is a steady state."""
    return max(0.0, skill - routine_teaching * capacity)


@rule
def motivation_after(motivation: float, own_level: float, speed: float, step: float) -> float:
    """Motivation after a step of returning to the utility's own level [1]; `speed` [1/year], `step` [year]."""
    return own_level + (motivation - own_level) * exp(-speed * step)
