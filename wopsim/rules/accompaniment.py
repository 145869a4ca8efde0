"""M22 Accompanied investment: works that mentors prepare or accompany are better chosen and kept, or not, and come faster or slower.

Whether a large investment comes at all stays a matter of M9, where every link is centred on none: the review that looked found no clear one.
"""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param

# fmt: off
param("accompanied_worth", 1.0, unit="1", role="uncertain", prior=Prior("lognormal", 1.0, 0.15), valid=(0.1, 10.0), neutral=True,
      source="assumed; gwopa.org on Dhaka: mentoring made the investment work better (programme's view); German platform: effects of partnerships within larger programmes last; waterworx_mtr2019: no clear link",
      doc="What project money builds where a partnership accompanies it throughout or the finance topic prepared it, relative to money alone.")
param("accompanied_speed", 1.0, unit="1", role="uncertain", prior=Prior("lognormal", 1.0, 0.3), valid=(0.1, 10.0), neutral=True,
      source="assumed; experts may speed works up, or insist on preparing them",
      doc="Speed at which project money is spent while it is accompanied or was prepared, relative to money alone.")
param("accompanying_days", 120.0, unit="day/year", role="uncertain", prior=Prior("lognormal", 120.0, 0.5), valid=(1.0, 1000.0), neutral=True,
      source="assumed; the programmes that tell of it had residents (Dhaka)",
      doc="Learning days a year, as planned, from which works are accompanied throughout; in proportion with fewer.")
# fmt: on


@rule
def accompanied_part(days: float, throughout: float, prepared: float) -> float:
    """How far works are accompanied or prepared [1], 0 to 1.

    Parameters
    ----------
    days : learning days a year of the partnership that is there, 0 without one [day/year].
    throughout : days from which works are accompanied throughout [day/year].
    prepared : how far the finance topic matured [1].
    """
    return max(min(1.0, days / throughout), prepared)


@rule
def relative_to_alone(factor: float, part: float) -> float:
    """Factor of works that are accompanied in part [1]."""
    return 1.0 + (factor - 1.0) * part
