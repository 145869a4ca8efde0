"""M3 Skill becomes routine, slowly; and practice needs both.

Embedded practice lasts (about 3 % of a gain lost in a year after intensive support in India [bloom2020lasting]); skill
in people does not. Relapse after an exit comes from this difference.
"""

from __future__ import annotations

import math

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp

# fmt: off
param("institutionalisation", 0.9, unit="1/year", role="calibrated", prior=Prior("lognormal", 0.9, 0.5), valid=(0.0, 10.0),
      source="assumed; set so that intensive support shows the speed of bloom2013india",
      doc="Speed at which skill becomes routine in a utility with full autonomy and motivation.")
param("depreciation", 0.03, unit="1/year", role="calibrated", prior=Prior("lognormal", 0.03, 0.4), valid=(0.0, 1.0), source="bloom2020lasting",
      doc="Share of routines lost in a year.")
# fmt: on


@rule
def embedding(institutionalisation: float, autonomy: float, motivation: float) -> float:
    """Speed at which skill becomes routine [1/year]; `autonomy` and `motivation` 0 to 1."""
    return institutionalisation * autonomy * motivation


@rule
def capacity_after(capacity: float, skill: float, embedding: float, depreciation: float, step: float) -> float:
    """Capacity after one step [1].

    Parameters
    ----------
    capacity, skill : before [1], 0 to 1.
    embedding : speed at which skill above capacity becomes routine [1/year].
    depreciation : share of routines lost in a year [1/year].
    step : length of the step [year].
    """
    gained = max(0.0, skill - capacity) * (1.0 - exp(-embedding * step))
    return min(1.0, max(0.0, capacity * exp(-depreciation * step) + gained))


@rule
def steady_capacity(skill: float, embedding: float, depreciation: float, step: float) -> float:
    """Capacity that holds by itself at `skill` under `capacity_after` [1]."""
    learned = 1.0 - exp(-embedding * step)
    lost = 1.0 - exp(-depreciation * step)
    # never a zero below: compiled code divides before it looks at the condition, and would warn
    return skill * learned / max(1e-300, learned + lost) if learned + lost > 0.0 else skill


@rule
def practice_score(skill: float, capacity: float) -> float:
    """Practice: CES mean of skill and capacity with exponent -2 [1]; a routine nobody masters does little."""
    # (skill**-2 / 2 + capacity**-2 / 2) ** (-1/2), with one division, and defined where both are 0
    return skill * capacity / math.sqrt(max(1e-300, 0.5 * (skill * skill + capacity * capacity)))
