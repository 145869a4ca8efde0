"""What a programme design means in numbers, worked out once a run for every engine."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from wopsim.declare import Parameters
from wopsim.rules import costs, missions
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


def mission_cost(p: Parameters, distance: Floats | float) -> Floats:
    """Return a mentee's part of one mission of a full cohort [EUR2024] over a distance [km], without overhead and its own way there."""
    experts, days = float(p.experts_per_mission), p.days_per_mission
    return np.asarray(costs.mission_cost(experts, days, p.expert_day_cost, p.travel_base, p.travel_km, distance, float(p.cohort_size)))


def own_trip(p: Parameters) -> float:
    """Return what a mentee's own way to a mission of its full cohort costs [EUR2024], mean over those it hosts and others, overhead not."""
    staff, days, hosts = p.cohort_travellers, p.days_per_mission, 1.0 / p.cohort_size
    return float(costs.own_trip(staff, days, p.visitor_day_cost, p.travel_base, p.travel_km, p.cohort_distance, hosts))


def study_visit_cost(p: Parameters, distance: Floats | float) -> Floats:
    """Return the cost of one study visit [EUR2024], without overhead."""
    staff, days = float(p.study_visit_staff), p.study_visit_days
    return np.asarray(costs.mission_cost(staff, days, p.visitor_day_cost, p.travel_base, p.travel_km, distance, 1.0))


def follow_up_cost(p: Parameters, distance: Floats | float) -> Floats:
    """Return the cost of one follow-up visit of one expert [EUR2024], without overhead."""
    return np.asarray(costs.mission_cost(1.0, p.follow_up_days, p.expert_day_cost, p.travel_base, p.travel_km, distance, 1.0))


def preparation_cost(p: Parameters) -> float:
    """Return what is paid before the first mission [EUR2024], without overhead."""
    return float(p.facilitation_cost + p.diagnosis_cost)


def upfront_cost(p: Parameters, design: Design) -> float:
    """Return what is due before the first mission or with it, channel overhead included [EUR2024]."""
    return float(costs.with_overhead(preparation_cost(p) + p.pilot_grant, design.overhead))


def study_visits_in(p: Parameters, months: int) -> int:
    """Return the number of study visits in so many months."""
    return math.floor(months / 12.0 * p.study_visits_per_year + 0.5)


def courses_in(months: int) -> int:
    """Return the number of classroom courses in so many months: one in the middle of each half year."""
    return math.floor(months / 6.0 + 0.5)


def other_cost(p: Parameters, design: Design) -> float:
    """Return the cost of what goes on beside missions and visits over the planned length [EUR2024], without overhead."""
    monthly = p.resident_share * p.resident_year_cost / 12.0 + p.remote_days_per_month * p.remote_day_cost
    return float(design.months * monthly + courses_in(design.months) * p.classroom_days_per_year / 2.0 * p.classroom_day_cost)


def planned_cost(p: Parameters, design: Design, distance: Floats, helpers: Floats | float = 0.0) -> Floats:
    """Return the cost of a partnership that runs its course, channel overhead included [EUR2024].

    Parameters
    ----------
    p, design : of the run.
    distance : of each pair [km].
    helpers : 1 where a former mentee mentors with the help of its own mentor, else 0; same shape.
    """
    delivery = costs.delivery_cost(
        preparation_cost(p) + p.pilot_grant, float(design.missions), mission_cost(p, distance),
        helpers * p.helper_share + (p.consortium_mentors - 1) * p.consortium_cost,
        float(study_visits_in(p, design.months)), study_visit_cost(p, distance),
        other_cost(p, design) + float(design.missions) * own_trip(p),
        float(p.follow_up_years), follow_up_cost(p, distance),
    )  # fmt: skip
    return np.asarray(costs.with_overhead(delivery, design.overhead))
