"""What a programme design means in numbers, worked out once a run for every engine."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from wopsim.declare import Parameters
from wopsim.rules import missions
from wopsim.strategies.design import OBJECTIVES
from wopsim.streams import Floats

OBJECTIVE_DOMAINS = np.array([
    [0.50, 0.25, 0.25],  # efficiency
    [0.20, 0.40, 0.40],  # new_function
    [0.70, 0.10, 0.20],  # environment
    [0.10, 0.50, 0.40],  # finance
    [0.40, 0.30, 0.30],  # access
    [0.30, 0.20, 0.50],  # rebuilding
])  # fmt: skip
"""(objective, domain) share of an objective's days by domain [assumed]."""
MANY_YEARS = 1000
REVIEW_FROM = 24  # months; shorter partnerships have no mid-term review


@dataclass(frozen=True)
class Design:
    """A programme design in numbers.

    Parameters
    ----------
    missions : of a partnership that runs its course.
    months : length of a partnership.
    objectives : (objective,) weights, sum to 1 (or all 0 without any objective).
    focus : (domain,) share of mission days by domain, sums to 1 (or all 0).
    kept : share of teaching days that several objectives leave [1].
    days_per_year : expert-days that a mentor's travelling staff gives to one partnership, or one cohort, in a year [day/year].
    learning_days : that a mentee learns from in a year as planned, over all domains [day/year].
    last_call : year of the last call, from 0; so that its partnerships are planned to end within a year of the programme.
    latest_call : year of the last call from which partnerships are planned, with the usual delays, to end by the hard end; -1 for none.
    overhead : of the channel, share of delivery [1].
    """

    missions: int
    months: int
    objectives: Floats
    focus: Floats
    kept: float
    days_per_year: float
    learning_days: float
    last_call: int
    latest_call: int
    overhead: float


def design_of(p: Parameters) -> Design:
    """Return the design that the policy parameters describe."""
    from wopsim.rules.objectives import diluted

    weights = np.array([float(p[f"objective_{name}"]) for name in OBJECTIVES])
    number = max(1, int((weights > 0).sum()))
    weights = weights / max(1e-12, weights.sum())
    years = p.partnership_months / 12.0
    return Design(
        missions=max(1, math.ceil(years * p.missions_per_year - 1e-9)),
        months=p.partnership_months,
        objectives=weights,
        focus=weights @ OBJECTIVE_DOMAINS,
        kept=float(diluted(1.0, float(number), p.dilution)),
        days_per_year=p.missions_per_year * p.experts_per_mission * p.days_per_mission,
        learning_days=learning_days(p),
        last_call=min(p.programme_years - 1, max(0, math.ceil(p.programme_years - years))),
        latest_call=_latest_call(p, years),
        overhead=float(p[f"overhead_{p.channel}"]),
    )


def usual_delay(p: Parameters) -> float:
    """Return the median time from a call to the first mission [year]."""
    return float((p.introduction_median + p.agreement_median) * p[f"delay_{p.channel}"] + p.startup_median)


def _latest_call(p: Parameters, years: float) -> int:
    if p.must_end_by == 0:
        return MANY_YEARS
    return max(-1, math.floor(p.must_end_by - usual_delay(p) - years))


def learning_days(p: Parameters) -> float:
    """Return the days that a mentee learns from in a year as planned, over all domains [day/year]."""
    planned = p.missions_per_year * p.experts_per_mission * p.days_per_mission
    on_missions = float(missions.cohort_days(planned, float(p.cohort_size), p.indirect_learning))
    resident = p.resident_share * p.resident_days * p.resident_teaching
    remote = 12.0 * p.remote_days_per_month * p.remote_effect
    visits = p.study_visits_per_year * p.study_visit_staff * p.study_visit_days * p.study_visit_effect
    return on_missions + resident + remote + visits + p.classroom_days_per_year * p.classroom_effect


def study_visits_in(p: Parameters, months: int) -> int:
    """Return the number of study visits in so many months."""
    return math.floor(months / 12.0 * p.study_visits_per_year + 0.5)


def courses_in(months: int) -> int:
    """Return the number of classroom courses in so many months: one in the middle of each half year."""
    return math.floor(months / 6.0 + 0.5)
