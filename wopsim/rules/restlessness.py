"""M1 Background, restless: staff and practice wander too, and utilities may be as restless as the panel whatever their context.

Nothing of it depends on a programme. What staff costs is not moved: swings of cost are in its own wandering already.
"""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param

# fmt: off
param("nrw_restless", 0.0, unit="1", role="uncertain", prior=Prior("beta", 0.5, 0.28), valid=(0.0, 1.0), neutral=True, source="assumed: nothing is known; what panels say of restlessness is evidence on spread and reading of NRW, and is not counted again",
      doc="How far reported NRW is as restless as in Brazil's panel (1), rather than by the smaller spread between utilities of a context (0).")
param("staff_wander", 0.0, unit="log", role="uncertain", prior=Prior("beta", 0.4, 0.13), valid=(0.0, 2.0), neutral=True, source="snis2021: ln of staff per connection changes by 0.41 (sd) in five years, 0.50 in ten",
      doc="How far staff per connection comes to wander around its steady fall, from not at all at the start; 0: a steady fall and nothing else.")
param("staff_persistence", 0.9, unit="1/year", role="fixed", valid=(0.0, 0.999), plausible=(0.8, 0.97), source="snis2021; assumed that nothing of it is reading",
      doc="What is left after a year of a deviation of staff per connection.")
param("practice_wander", 0.0, unit="logit", role="uncertain", prior=Prior("beta", 0.15, 0.13), valid=(0.0, 2.0), neutral=True, source="assumed; nobody has measured practice of utilities twice",
      doc="How far practice comes to wander in all domains alike, from not at all at the start; 0: practice only follows skill and routines.")
param("practice_persistence", 0.7, unit="1/year", role="fixed", valid=(0.0, 0.999), plausible=(0.4, 0.9), source="assumed",
      doc="What is left after a year of a deviation of practice from skill and routines.")
# fmt: on


@rule
def spread_in_context(of_context: float, restless: float) -> float:
    """Spread of what wanders relative to the panel's [1]: that between utilities of the context, or, fully `restless`, the panel's."""
    return of_context + restless * (1.0 - of_context)
