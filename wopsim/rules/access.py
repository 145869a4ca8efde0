"""Connections: growth that happens anyway, extension by better management, and what large investment connects."""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp

# fmt: off
param("extension_rate", 0.1, unit="1/year", role="calibrated", prior=Prior("lognormal", 0.1, 0.5), valid=(0.0, 10.0), source="onea_wikipedia; derived: access 73 to 95 % in 18 years leaves 9 % of the unserved connected a year",
      doc="Share of people without a connection that a full commercial and managerial gain connects in a year, money permitting.")
param("connection_cost", 190.0, unit="EUR2024/connection", role="uncertain", prior=Prior("lognormal", 190.0, 0.6), valid=(1.0, 10000.0), source="gpoba_fipag; assumed: elsewhere from a third to three times the price of this programme",
      doc="Cost of a household connection.")
# fmt: on


@rule
def persons_after_growth(people: float, growth: float, step: float) -> float:
    """People (or anything that grows at `growth` [1/year]) after a step [year]; same unit."""
    return people * exp(growth * step)


@rule
def growth_factor(growth: float, step: float) -> float:
    """What grows at `growth` [1/year] is multiplied by this in a step [year]."""
    return exp(growth * step)


@rule
def connections_after_growth(connections: float, factor: float, most: float) -> float:
    """Connections after background growth by `factor` [connection]; growth stops at `most` (everybody is connected)."""
    return max(min(connections, most), min(most, connections * factor))


@rule
def people_equivalents(served: float, share_of_day: float, quality: float) -> float:
    """People with a connection, weighted by hours of supply and quality [person]."""
    return served * share_of_day * quality


@rule
def unserved(population: float, persons: float, connections: float) -> float:
    """Connections that people without one would need [connection]; `persons` [person/connection]."""
    return max(0.0, population / persons - connections)


@rule
def coverage_of(connections: float, persons: float, population: float) -> float:
    """Population served / population [1]; `persons` [person/connection]."""
    return min(1.0, connections * persons / population)


@rule
def wanted_extension(unserved: float, rate: float, gain: float, step: float) -> float:
    """Connections that a utility would add beyond its background growth in a step, money permitting [connection].

    Parameters
    ----------
    unserved : connections that everybody without one would need [connection].
    rate : at full gain [1/year].
    gain : mean commercial and managerial gain since the start [1].
    step : [year].
    """
    return unserved * (1.0 - exp(-rate * gain * step))
