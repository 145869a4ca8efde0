"""Costs of the archetypes: by hand from the declared unit costs, and beside the public figures of programmes."""

from __future__ import annotations

import pytest

from wopsim.engines.expected_cost import expected_cost
from wopsim.inference.evidence.archetype_costs import ArchetypeCost, archetype_costs, parameters_of
from wopsim.inference.evidence.evidence_files import read_evidence
from wopsim.study import read_study

SHORT = 0.20  # tolerance: half of the public figures is about utilities of one region, and none has a stated price year
COSTS = {cost.name: cost for cost in archetype_costs(read_study())}
P = parameters_of(read_study())


def public(name: str) -> tuple[float, float]:
    found = COSTS[name].public
    assert found is not None
    return found.in_euro(P[name])


# An expert costs 550 a day, a journey 300 and 0.12 a km; introduction and diagnosis 6000 + 3000; overhead 18 %, of a
# regional platform 15 %.
BY_HAND = {
    # 5 missions of 2 experts, 6 days, 5000 km: 2 (3300 + 300 + 600) = 8400
    "short": 1.18 * (9000 + 5 * 8400),
    # and 69 000 for the pilot zone
    "short_pilot": 1.18 * (9000 + 5 * 8400 + 69_000),
    # 12 missions of 3 experts, 7 days: 3 (3850 + 300 + 600) = 14 250
    "euwop": 1.18 * (9000 + 12 * 14_250 + 69_000),
    # 14 missions of 3 experts, 15 days: 3 (8250 + 300 + 600) = 27 450; a resident for 4.5 years at 130 000
    "resident": 1.18 * (9000 + 14 * 27_450 + 4.5 * 130_000 + 69_000),
    # 8 missions of 3 experts, 5 days, 3 (2750 + 300 + 600) = 10 950, shared by four; two of the staff go 500 km to three of four of them
    "cohort": 1.18 * (9000 + 8 * (10_950 / 4 + 2 * (5 * 110 + 300 + 60) * 3 / 4)),
    # 8 missions of 2 experts, 4 days, 300 km: 2 (2200 + 300 + 36) = 5072
    "domestic": 1.15 * (9000 + 8 * 5072),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_by_hand(name: str) -> None:
    assert COSTS[name].cost == pytest.approx(BY_HAND[name])


def test_dollars_by_hand() -> None:
    assert public("euwop") == pytest.approx((230e3, 414e3))
    assert public("resident") == (0.28e6, 4.4e6)


def test_short_twinnings_cost_what_they_are_said_to_cost() -> None:
    low, high = public("short")
    assert low * (1 - SHORT) < COSTS["short"].cost < high * (1 + SHORT)
    assert 12 <= COSTS["short"].months <= 30


def test_a_pilot_grant_adds_fifty_to_a_hundred_thousand_dollars() -> None:
    low, high = public("short_pilot")
    assert low < COSTS["short_pilot"].cost < high
    added = COSTS["short_pilot"].cost - COSTS["short"].cost
    assert 50e3 * 0.92 < added < 100e3 * 0.92


@pytest.mark.parametrize("distance", [1000.0, 5000.0, 10_000.0])
def test_eu_wop_type_costs_what_its_grants_were(distance: float) -> None:
    low, high = public("euwop")
    assert low < expected_cost(P["euwop"], distance) < high
    assert COSTS["euwop"].months == 36


def test_long_resident_programmes_in_two_phases() -> None:
    low, high = public("resident")
    assert low < 2 * COSTS["resident"].cost < high
    assert 48 <= COSTS["resident"].months <= 60
    assert 2 * COSTS["resident"].cost == pytest.approx(2.1e6, rel=0.25)  # the median of the public figures


def test_public_figures_are_those_of_the_evidence() -> None:
    programmes = read_evidence("programmes").set_index("row_id")
    partnerships = read_evidence("partnerships").set_index("row_id")["budget_value"]
    assert programmes.loc["G19", "value_low"] == 60e3
    assert (programmes.loc["G28", "value_low"], programmes.loc["G28", "value_high"]) == (250e3, 450e3)
    low, high = (COSTS["resident"].public.low, COSTS["resident"].public.high)  # type: ignore[union-attr]
    named = [partnerships[row] for row in COSTS["resident"].public.rows.split(", ")]  # type: ignore[union-attr]
    assert (min(named), max(named)) == (low, high)
    short = [partnerships[row] for row in COSTS["short"].public.rows.partition("; ")[2].split(", ")]  # type: ignore[union-attr]
    assert (min(short), max(short)) == (60e3, 65e3)


def per_year(cost: ArchetypeCost) -> float:
    return cost.cost / cost.months


def test_who_is_cheaper() -> None:
    assert COSTS["cohort"].cost < COSTS["short"].cost
    assert COSTS["domestic"].cost < COSTS["short"].cost
    assert per_year(COSTS["domestic"]) < per_year(COSTS["short"]) < per_year(COSTS["euwop"]) < per_year(COSTS["resident"])


@pytest.mark.parametrize("name", BY_HAND)
def test_distance_costs(name: str) -> None:
    assert expected_cost(P[name], 300.0) < expected_cost(P[name], 5000.0) < expected_cost(P[name], 10_000.0)
