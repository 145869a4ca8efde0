"""What a partnership is for: objectives steer days over domains, mature as topics, and show in an outcome each.

A topic's maturity is the share of its tasks that the utility has taken over [0-1]. It grows with teaching days on the
objective and fades with turnover. A new function serves only as far as management carries it.
"""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp, power

# fmt: off
param("dilution", 0.1, unit="1", role="calibrated", prior=Prior("beta", 0.1, 0.05), valid=(0.0, 1.0), source="washdev_objectives; assumed",
      doc="Share of teaching days lost to coordination for each objective beyond the first.")
param("topic_fading", 0.08, unit="1/year", role="calibrated", prior=Prior("lognormal", 0.08, 0.5), valid=(0.0, 2.0), source="assumed",
      doc="Share of a topic's maturity lost in a year without teaching.")
param("topic_rate", 0.6, unit="1", role="calibrated", prior=Prior("lognormal", 0.6, 0.5), valid=(0.0, 10.0), source="assumed",
      doc="How fast a topic beyond the core (environment, finance, access, ...) matures in a utility, relative to how fast its staff learn.")
param("green_effect", 1.0, unit="1", role="calibrated", prior=Prior("lognormal", 1.0, 0.5), valid=(0.0, 10.0), source="assumed",
      doc="Rise of energy saving and of quality, relative to that of technical gain alone, at a mature environmental topic.")
param("finance_effect", 0.0, unit="log", role="calibrated", prior=Prior("normal", 0.0, 0.4), valid=(-3.0, 3.0), source="waterworx_mtr2019; a stated hypothesis centred on none",
      doc="How much finance as a mature topic of a partnership raises the rate of large investment: effect on its logarithm.")
param("access_effect", 2.0, unit="1", role="calibrated", prior=Prior("lognormal", 2.0, 0.5), valid=(0.0, 20.0), source="assumed",
      doc="Rise of the extension of connections, relative to that of commercial and managerial gain alone, at a mature access topic.")
param("pro_poor_effect", 0.5, unit="1/year", role="calibrated", prior=Prior("lognormal", 0.5, 0.5), valid=(0.0, 10.0), source="assumed",
      doc="Speed at which a full pro-poor unit closes the gap between poor and other households.")
param("sanitation_effect", 0.04, unit="1/year", role="calibrated", prior=Prior("lognormal", 0.04, 0.6), valid=(0.0, 1.0), source="assumed",
      doc="Share of people without sewerage or safe emptying that a full sanitation service reaches in a year.")
param("rebuilding_effect", 0.2, unit="1", role="calibrated", prior=Prior("lognormal", 0.2, 0.5), valid=(0.0, 1.0), source="assumed",
      doc="Rise of a utility's own level of motivation where rebuilding is a mature topic of its partnership.")
param("finance_own_works", 0.0, unit="1", role="uncertain", prior=Prior("lognormal", 0.5, 0.8), valid=(0.0, 10.0), neutral=True, source="assumed; 0 is that a plan frees no money",
      doc="Rise of the share of its own cash that a utility puts into works and connections, at a mature finance topic.")
param("rebuilding_recruits", 0.0, unit="1", role="uncertain", prior=Prior("beta", 0.1, 0.08), valid=(0.0, 1.0), neutral=True, source="assumed; 0 is that the same people apply",
      doc="Share of what recruits lack that better recruiting finds, at a mature rebuilding topic.")
param("remunicipalised_loss", 0.12, unit="1", role="context", valid=(0.0, 1.0), plausible=(0.03, 0.3), source="assumed",
      doc="Share of skill and of motivation that a utility has lost when it was just remunicipalised.")
param("poor_share", 0.3, unit="1", role="context", valid=(0.0, 1.0), plausible=(0.1, 0.6), source="assumed", doc="Share of poor households in the service area.")
param("poor_ratio", 0.6, unit="1", role="context", valid=(0.0, 1.0), plausible=(0.3, 0.9), source="assumed", doc="Coverage of poor households relative to all, at the start.")
param("sewer_ratio", 0.35, unit="1", role="context", valid=(0.0, 1.0), plausible=(0.1, 0.7), source="assumed; the panel's median is 0.78 of those that have a network",
      doc="Coverage by sewers or safe emptying relative to water coverage, at the start.")
# fmt: on


@rule
def own_works_share(share: float, topic: float, effect: float) -> float:
    """Share of its own cash that a utility puts into works in a year [1/year]; `effect` is the rise at a mature finance topic [1]."""
    return share * (1.0 + effect * topic)


@rule
def better_recruits(market: float, topic: float, effect: float) -> float:
    """Skill that recruits bring [1]; `effect` is the share of what they lack that is found at a mature rebuilding topic [1]."""
    return market + effect * topic * (1.0 - market)


@rule
def diluted(days: float, objectives: float, dilution: float) -> float:
    """Teaching days left when several objectives share them [day]; `objectives` is their number, 1 or more."""
    return days * power(1.0 - dilution, objectives - 1.0)


@rule
def topic_after_teaching(topic: float, share: float, weight: float, rate: float) -> float:
    """Maturity of a topic after teaching [1].

    Parameters
    ----------
    topic : before [1], 0 to 1.
    share : share of a gap that the teaching closes [1] (`taught_share`, all domains).
    weight : share of the days that went to this objective [1].
    rate : `topic_rate` [1].
    """
    return topic + (1.0 - topic) * (1.0 - exp(-rate * weight * share))


@rule
def topic_after(topic: float, fading: float, step: float) -> float:
    """Maturity of a topic after `step` years without teaching [1]; `fading` [1/year]."""
    return topic * exp(-fading * step)


@rule
def function_of(topic: float, managerial: float) -> float:
    """How far a new function serves [1]: its maturity as far as management carries it."""
    return topic * managerial


@rule
def better_service(commercial: float, managerial: float) -> float:
    """How much better commerce and management work than at the start [1]: the mean of both gains, 0 where it is a loss."""
    return max(0.0, (commercial + managerial) / 2.0)


@rule
def strengthened(gain: float, topic: float, effect: float) -> float:
    """Effect of a gain when a topic supports it [1]: a gain is multiplied where the topic is mature, up to 1; a loss is not."""
    return min(1.0, gain * (1.0 + effect * topic)) if gain > 0.0 else gain


@rule
def served_after(served: float, function: float, effect: float, step: float) -> float:
    """Part that is served after a step with a new function [1]: of those who lack it, a function reaches some in every year.

    Parameters
    ----------
    served : coverage of the poor relative to all, with a pro-poor unit; coverage by sewers or safe emptying, with a sanitation service [1].
    function : how well the function serves [1]; effect : rate at which a function that serves fully reaches them [1/year].
    step : [year].
    """
    return served + (1.0 - served) * (1.0 - exp(-effect * function * step))


@rule
def coverage_of_poor(coverage: float, ratio: float, poor_share: float) -> float:
    """Water coverage of poor households [1], at least what is left of the coverage when all others are connected.

    Parameters
    ----------
    coverage : of all [1]; ratio : of the poor relative to all [1]; poor_share : share of poor households [1].
    """
    return max(coverage * ratio, 1.0 - (1.0 - coverage) / max(1e-9, poor_share))


@rule
def lasting_motivation(own_level: float, topic: float, effect: float) -> float:
    """The level that motivation returns to when rebuilding has matured [1]."""
    return min(0.95, own_level + effect * topic * (1.0 - own_level))
