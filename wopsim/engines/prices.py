"""What each delivery of a partnership costs, and the whole of it: for plans and for payments, one formula each.

`p` is a record of settings or, where nothing of the design is read, `Parameters`; distances may be arrays when Python calls. Overhead is
not included unless it is said.
"""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.declare import Parameters
from wopsim.engines.design_terms import Design, courses_in
from wopsim.rules import costs


@device
def upfront(p: Any) -> float:
    """Cost of what comes before the first mission or with it: broker, diagnosis, pilot grant [EUR2024]."""
    return p.facilitation_cost + p.diagnosis_cost + p.pilot_grant


@device
def mission_cost(p: Any, distance: float, members: float) -> float:
    """A mentee's part of the cost of a mission that `members` share, with the experts that are planned [EUR2024]."""
    experts = float(p.experts_per_mission)
    return costs.mission_cost(experts, p.days_per_mission, p.expert_day_cost, p.travel_base, p.travel_km, distance, members)


@device
def own_trip(p: Any, apart: float, hosts: float) -> float:
    """Cost of a mentee's own way to a mission of its cohort [EUR2024]; `hosts` is the share of missions that come to it [1]."""
    days = p.days_per_mission
    return costs.own_trip(p.cohort_travellers, days, p.visitor_day_cost, p.travel_base, p.travel_km, apart, hosts)


@device
def study_visit_cost(p: Any, distance: float) -> float:
    """Cost of a study visit [EUR2024]."""
    staff = float(p.study_visit_staff)
    return costs.mission_cost(staff, p.study_visit_days, p.visitor_day_cost, p.travel_base, p.travel_km, distance, 1.0)


@device
def follow_up_cost(p: Any, distance: float) -> float:
    """Cost of a follow-up visit of one expert [EUR2024]."""
    return costs.mission_cost(1.0, p.follow_up_days, p.expert_day_cost, p.travel_base, p.travel_km, distance, 1.0)


@device
def resident_month(p: Any) -> float:
    """Cost of the resident advisers in a month [EUR2024]."""
    return p.resident_share * p.resident_year_cost / 12.0


@device
def coaching_month(p: Any) -> float:
    """Cost of remote coaching in a month [EUR2024]."""
    return p.remote_days_per_month * p.remote_day_cost


@device
def courses_cost(p: Any, courses: float) -> float:
    """Cost of so many classroom courses, of which there are two a year [EUR2024]."""
    return courses * p.classroom_days_per_year / 2.0 * p.classroom_day_cost


@device
def beside_missions(p: Any, helpers: float, partners: int) -> float:
    """Rise of the cost of missions [1]: `helpers` mentors of mentors that help [1], `partners` of a consortium beside the first mentor."""
    return helpers * p.helper_share + partners * p.consortium_cost


@device
def planned_cost(p: Any, distance: float, helpers: float, members: float, apart: float) -> float:
    """Cost of a partnership that runs its course, channel overhead included [EUR2024].

    Parameters
    ----------
    p : record of settings.
    distance : between mentor and mentee [km].
    helpers : 1 where a former mentee mentors with the help of its own mentor, else 0.
    members : of its cohort [mentee]; apart : mean distance to the others [km].
    """
    delivery = costs.delivery_cost(
        upfront(p), p.planned_missions, mission_cost(p, distance, members), beside_missions(p, helpers, p.consortium_mentors - 1),
        float(p.planned_visits), study_visit_cost(p, distance), p.other_cost + p.planned_missions * own_trip(p, apart, 1.0 / members),
        float(p.follow_up_years), follow_up_cost(p, distance),
    )  # fmt: skip
    return costs.with_overhead(delivery, p.overhead)


def other_cost(p: Parameters, design: Design) -> float:
    """Return the cost of residents, remote coaching and courses over the planned length [EUR2024]."""
    return float(design.months * (resident_month(p) + coaching_month(p)) + courses_cost(p, courses_in(design.months)))


def upfront_cost(p: Parameters, design: Design) -> float:
    """Return what is due before the first mission or with it, channel overhead included [EUR2024]."""
    return float(costs.with_overhead(upfront(p), design.overhead))
