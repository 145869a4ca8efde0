"""M19 Own initiative: some utilities turn themselves around, with consultants or after the example of a neighbour.

Both panels have utilities whose losses fall by ten points and stay there, without any programme. How often, is drawn.
"""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp

# fmt: off
param("initiative_rate", 0.0, unit="1/year", role="uncertain", prior=Prior("beta", 0.03, 0.035), valid=(0.0, 1.0), theory="they_learn_anyway", strong=0.1, source="assumed; snis2021 and comparators.csv say that there are some, not why",
      doc="Turnarounds of one's own that a utility of full autonomy begins in a year, if it covers its cost and has no new leader; 0: never.")
param("initiative_displaced", 0.0, unit="1", role="uncertain", prior=Prior("normal", 0.0, 0.3), valid=(-2.0, 1.0), theory="they_learn_anyway", strong=0.5, source="assumed; nobody has looked",
      doc="Share of turnarounds of one's own that do not begin because a partnership is under way; below 0, so many more begin.")
param("initiative_skill", 0.7, unit="1", role="uncertain", prior=Prior("beta", 0.7, 0.12), valid=(0.0, 1.0), source="assumed; from the better half of mentees to the best mentors",
      doc="Practice that consultants show in a turnaround of one's own, where no neighbour in the country shows more.")
param("initiative_years", 4.0, unit="year", role="uncertain", prior=Prior("lognormal", 4.0, 0.4), valid=(0.25, 20.0), source="assumed; comparators.csv",
      doc="Length of a turnaround of one's own; in this time it closes 63 % of the gap to what is shown, and takes up as much of the network.")
param("initiative_new_leader", 2.0, unit="1", role="fixed", valid=(0.0, 20.0), plausible=(0.0, 5.0), source="assumed",
      doc="Relative rise of the rate of own turnarounds just after a change of leadership; it fades within about a year.")
param("initiative_cost", 0.015, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.003, 0.05), source="assumed",
      doc="What consultants and own teams cost during a turnaround, share of operating cost; works that spread it come on top.")
# fmt: on


@rule
def initiative_hazard(rate: float, autonomy: float, occr: float, fresh: float, by_leader: float, displaced: float) -> float:
    """Rate at which a utility begins a turnaround of its own [1/year].

    Parameters
    ----------
    rate : at full autonomy, where operating cost is covered [1/year].
    autonomy : [1]; occr : operating cost coverage [1], counted up to 1.
    fresh : 1 just after a change of leadership, fading [1]; by_leader : relative rise at 1 [1].
    displaced : share that does not begin because of a partnership [1]; 0 without one.
    """
    return max(0.0, rate * autonomy * min(1.0, occr) * (1.0 + by_leader * fresh) * (1.0 - displaced))


@rule
def freshness_after(fresh: float, step: float) -> float:
    """How new a leader still is after a step [1], fading at 1 a year; `step` [year]."""
    return fresh * exp(-step)


@rule
def wanted_alone(treated: float, years: float, step: float) -> float:
    """Share of the network that a turnaround of one's own that lasts `years` brings under treatment in a step, money permitting [1]."""
    return (1.0 - treated) * (1.0 - exp(-step / years))


@rule
def learned_alone(shown: float, skill: float, years: float, step: float) -> float:
    """Skill gained in a step of a turnaround of one's own that lasts `years` [1]; `step` [year]."""
    return max(0.0, shown - skill) * (1.0 - exp(-step / years))
