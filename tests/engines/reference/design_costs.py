"""What a partnership costs by its design, as it stood beside the account."""

from __future__ import annotations

import numpy as np

from wopsim.declare import Parameters
from wopsim.engines.design_terms import Design, courses_in, study_visits_in
from wopsim.rules import costs
from wopsim.streams import Floats


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
