"""M20 Relapse: what was built may be thrown out by a new leader, and erodes where nobody who is there wants it.

Only what became routine since the start can be lost so: nobody undoes a programme or a turnaround that has not been.
"""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp

# fmt: off
param("leader_undoes", 0.0, unit="1", role="uncertain", prior=Prior("beta", 0.12, 0.13), valid=(0.0, 1.0), theory="gains_relapse", strong=0.4, source="assumed; akhtari2022 finds worse service after a change of party, through the replacement of staff",
      doc="Chance that a new leader throws out all that became routine in a domain since the start; 0: never.")
param("orphan_erosion", 0.0, unit="1/year", role="uncertain", prior=Prior("beta", 0.08, 0.08), valid=(0.0, 1.0), theory="gains_relapse", strong=0.25, source="assumed; bloom2020lasting: a quarter is lost in nine years, mostly where managers left",
      doc="Speed at which what became routine since the start erodes from a change of leadership until a partnership or a turnaround of one's own; 0: no faster than any routine.")
# fmt: on

NOTICED = 0.005
"""Routines lost at once, mean over domains [1], from which on people would tell it."""


@rule
def thrown_out(u: float, chance: float, capacity: float, at_start: float) -> float:
    """Routines that a new leader throws out in a domain [1].

    Parameters
    ----------
    u : uniform number; chance : that this leader throws them out [1].
    capacity, at_start : routines now and at the start [1].
    """
    return max(0.0, capacity - at_start) if u < chance else 0.0


@rule
def without_champion(capacity: float, at_start: float, orphaned: float, erosion: float, step: float) -> float:
    """Routines after a step in which those built since the start have no champion (`orphaned` 1) or have one (0) [1].

    Parameters
    ----------
    capacity, at_start : routines now and at the start [1]; orphaned : 1 without a champion, else 0.
    erosion : speed [1/year]; step : [year].
    """
    return capacity - max(0.0, capacity - at_start) * (1.0 - exp(-erosion * orphaned * step))
