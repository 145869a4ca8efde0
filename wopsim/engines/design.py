"""What a programme design means in numbers, worked out once a run for every engine."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from wopsim.declare import Parameters
from wopsim.rules import costs
from wopsim.streams import Floats


@dataclass(frozen=True)
class Design:
    """A programme design in numbers.

    Parameters
    ----------
    missions : of a partnership that runs its course.
    months : length of a partnership.
    focus : (domain,) share of mission days by domain, sums to 1.
    days_per_year : expert-days that a mentor's travelling staff gives to one partnership in a year [day/year].
    last_call : year of the last call, from 0; so that its partnerships end with the programme, delays apart.
    """

    missions: int
    months: int
    focus: Floats
    days_per_year: float
    last_call: int


def design_of(p: Parameters) -> Design:
    """Return the design that the policy parameters describe."""
    weights = np.array([p.focus_technical, p.focus_commercial, p.focus_managerial])
    total = float(weights.sum())
    years = p.partnership_months / 12.0
    return Design(
        missions=max(1, math.floor(years * p.missions_per_year + 0.5)),
        months=p.partnership_months,
        focus=weights / total if total > 0 else weights,
        days_per_year=p.missions_per_year * p.experts_per_mission * p.days_per_mission / p.cohort_size,
        last_call=min(p.programme_years - 1, max(0, math.ceil(p.programme_years - years))),
    )


def mission_cost(p: Parameters, distance: Floats | float) -> Floats:
    """Return a mentee's part of the cost of one mission [EUR2024] over a distance [km], without overhead."""
    whole = costs.mission_cost(float(p.experts_per_mission), p.days_per_mission, p.expert_day_cost, p.travel_base, p.travel_km, distance)
    return np.asarray(whole / p.cohort_size)


def planned_cost(p: Parameters, design: Design, distance: Floats) -> Floats:
    """Return the cost of a partnership that runs its course, channel overhead included [EUR2024], for each distance [km]."""
    resident = design.months * p.resident_share * p.resident_year_cost / 12.0
    delivery = p.facilitation_cost + p.pilot_grant + resident + design.missions * mission_cost(p, distance)
    return np.asarray(costs.with_overhead(delivery, p.overhead_share))
