"""What deliveries cost, by hand; and that a plan is the sum of what is paid later."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.declare import Parameters
from wopsim.engines import prices
from wopsim.engines.expected_cost import expected_cost

EVERYTHING = {
    "channel": "direct", "partnership_months": 24, "missions_per_year": 3.0, "study_visits_per_year": 1.0, "resident_share": 0.5,
    "remote_days_per_month": 2.0, "classroom_days_per_year": 10.0, "follow_up_years": 2, "pilot_grant": 40_000.0, "consortium_mentors": 2,
}  # fmt: skip


def test_a_mission_costs_what_experts_cost_and_travel(bench: Bench) -> None:
    p = bench.p
    p.experts_per_mission, p.days_per_mission, p.cohort_size = 2, 6.0, 1
    p.expert_day_cost, p.travel_base, p.travel_km = 550.0, 300.0, 0.12
    assert prices.mission_cost(p, 5000.0, 1.0) == pytest.approx(2 * (6 * 550 + 300 + 600))
    assert prices.follow_up_cost(p, 0.0) == pytest.approx(p.follow_up_days * 550 + 300)


def test_a_plan_is_the_sum_of_what_is_paid() -> None:
    p = Bench(**EVERYTHING).p
    missions, visits, courses, months, returns = 6, 2, 4, 24, 2
    trip = p.travel_base + p.travel_km * 3000.0
    mission = p.experts_per_mission * (p.days_per_mission * p.expert_day_cost + trip)
    visit = p.study_visit_staff * (p.study_visit_days * p.visitor_day_cost + trip)
    paid = (
        p.facilitation_cost + p.diagnosis_cost + 40_000.0 + missions * mission * (1.0 + p.helper_share + p.consortium_cost) + visits * visit
        + months * (0.5 * p.resident_year_cost / 12.0 + 2.0 * p.remote_day_cost) + courses * 5.0 * p.classroom_day_cost
        + returns * (p.follow_up_days * p.expert_day_cost + trip)
    )  # fmt: skip
    assert prices.planned_cost(p, 3000.0, 1.0, 1.0, 0.0) == pytest.approx(paid * (1.0 + p.overhead))


@pytest.mark.parametrize("members", [1, 4])
def test_what_is_expected_is_what_is_planned_for_a_full_cohort(members: int) -> None:
    design = EVERYTHING | {"cohort_size": members}
    p = Bench(**design).p
    expected = expected_cost(Parameters(**design), 3000.0)
    assert expected == prices.planned_cost(p, 3000.0, 0.0, float(members), p.cohort_distance)
    way = p.planned_missions * prices.own_trip(p, p.cohort_distance, 1.0 / members)
    assert bool(way == 0.0) is (members == 1)


def test_formulas_take_parameters_and_many_distances() -> None:
    p, bench = Parameters(**EVERYTHING), Bench(**EVERYTHING)
    distances = np.array([0.0, 500.0, 3000.0])
    for formula in (prices.study_visit_cost, prices.follow_up_cost):
        np.testing.assert_array_equal(formula(p, distances), [formula(bench.p, one) for one in distances])
    assert prices.upfront(p) == prices.upfront(bench.p)
