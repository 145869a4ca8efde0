"""M9, works: a utility holds what works cost for a cubic metre that is no longer lost against what new supply costs."""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp, log

# fmt: off
param("works_refusal", 0.0, unit="1", role="uncertain", prior=Prior("lognormal", 1.0, 0.8), valid=(0.0, 50.0), neutral=True, source="assumed; from owners and donors who pay for works whatever they save, to utilities that build what is cheaper",
      doc="How strongly works are refused that cost more than new supply: exponent of the ratio of both prices, by which less is wanted. 0: never.")
# fmt: on


@rule
def price_of_works(treatment_cost: float, stopped: float) -> float:
    """What works cost for water that is no longer lost [EUR2024/(m3/day)].

    Parameters
    ----------
    treatment_cost : works for a connection [EUR2024/connection].
    stopped : losses that they stop with the practice of today [m3/connection/day], 0 or more.
    """
    return treatment_cost / max(1e-9, stopped)


@rule
def accepted(price: float, supply_cost: float, refusal: float) -> float:
    """Share of the works wanted otherwise that a utility does [1]: all where they are no dearer than new supply.

    Parameters
    ----------
    price, supply_cost : of a cubic metre a day by works, and by new supply [EUR2024/(m3/day)].
    refusal : exponent [1].
    """
    return exp(-refusal * max(0.0, log(max(1e-9, price / supply_cost))))
