"""Cost to all and years of service, against sums by hand on results without a model."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.fake import Truth, fake_result, measured
from wopsim.analysis.comparison import compare
from wopsim.analysis.full_cost import PARTS
from wopsim.analysis.outcome_specs import COST_PARTS, PLACES

YEAR = 4
"""In which everything is spent."""


def made(rate: float | None = None, **truth):
    settings = () if rate is None else (("discount_rate", rate),)
    return fake_result({"one": Truth("One", people=500.0, settings=settings, **truth)}, draws=3, replicates=2, mentees=12, mentors=4)


def spend(result, name: str, amount: float, scenario: int = 1) -> None:
    """Let the first utility of every run of a scenario spend an amount in `YEAR`."""
    result.dataset[name].values[scenario, :, :, YEAR, 0] += amount


@pytest.mark.parametrize(("rate", "factor"), [(None, 1.03**-YEAR), (0.0, 1.0), (0.1, 1.1**-YEAR)])
def test_every_part_counts_once_and_later_years_count_less(rate, factor):
    result = made(rate)
    before = measured(result)
    amounts = {"programme_payments": 1e6, "works_spending": 2e6, "connection_spending": 3e6, "supply_spending": -4e5, "own_share_paid": 5e5,
               "pilot_in_kind": 6e5, "mentor_days_value": 7e5, "mentee_time": 8e4, "mentor_home_time": 9e4,
               "event_payments": 3e4, "event_time": 4e4, "consultant_spending": 5e4}  # fmt: skip
    for name, amount in amounts.items():
        spend(result, name, amount)
    after = measured(result)
    grown = float((after["cost_all"] - before["cost_all"]).mean())
    assert grown == pytest.approx(sum(amounts.values()) * factor)
    assert float((after["cost_all_undiscounted"] - before["cost_all_undiscounted"]).mean()) == pytest.approx(sum(amounts.values()))
    parts = sum(float((after[name] - before[name]).mean()) for name in COST_PARTS)
    assert parts == pytest.approx(grown)
    assert {output for of, _ in PARTS.values() for output in of} == set(amounts)


def test_what_would_have_been_spent_anyway_is_in_no_cost():
    result = made()
    before = measured(result)
    for scenario in (0, 1):
        spend(result, "works_spending", 1e7, scenario)
    assert float(abs(measured(result)["cost_all"] - before["cost_all"]).max()) == 0.0


def test_works_that_the_programme_paid_for_are_counted_once():
    result = made()
    before = measured(result)
    spend(result, "programme_payments", 1e6)
    for name in ("works_spending", "works_programme"):
        spend(result, name, 1e6)
    after = measured(result)
    assert float((after["cost_works"] - before["cost_works"]).mean()) == 0.0
    assert float((after["cost_all_undiscounted"] - before["cost_all_undiscounted"]).mean()) == pytest.approx(1e6)


def test_person_years_are_the_sum_of_years_and_the_baseline_is_not_discounted_alone():
    flat = made(0.0)
    found = measured(flat)
    change = (flat.dataset["people_served"].values[1:] - flat.dataset["people_served"].values[:1]).sum(axis=-1)
    np.testing.assert_allclose(found["person_years"].values, change[..., 1:].sum(axis=-1))
    np.testing.assert_allclose(found["person_years"].values, found["person_years_undiscounted"].values)
    later = measured(made(0.05))
    weights = 1.05 ** -np.arange(1, change.shape[-1])
    np.testing.assert_allclose(later["person_years"].values, (change[..., 1:] * weights).sum(axis=-1))


def test_both_perspectives_have_their_unit_costs_and_ranks():
    """A programme that is cheap for its funder, and sets off works that make it the dearest for all."""
    result = fake_result(
        {"cheap": Truth("Cheap", people=500.0, cost=1e6), "dear": Truth("Dear", people=500.0, cost=9e6)}, draws=4, replicates=3
    )
    values = result.dataset
    for number, cost in ((1, 1e6), (2, 9e6)):
        values["programme_payments"].values[number, :, :, 1, 0] = cost
    values["works_spending"].values[1, :, :, 1, 0] = 5e7
    found = compare(lambda names: measured(result), result.study)
    ranks = {
        outcome: [found.get(name, outcome)["rank"] for name in ("cheap", "dear")] for outcome in ("cost_per_person", "all_cost_per_person")
    }
    assert ranks == {"cost_per_person": [1, 2], "all_cost_per_person": [2, 1]}
    all_of_it = found.get("cheap", "all_cost_per_person")["mean"] * found.get("cheap", "people_served")["mean"]
    assert all_of_it == pytest.approx(51e6 / 1.03)


def test_effects_by_place_add_up_to_the_effect():
    result = made(mentored=5)
    values = result.dataset
    values["mentor_days"].values[1, :, :, -1] = 10.0  # the last utility is a mentor
    values["people_served"].values[1, :, :, -1, -1] += 70.0
    values["people_served"].values[1, :, :, -1, -2] += 8.0
    found = measured(result)
    assert float(found["people_mentors"].mean()) == pytest.approx(70.0)
    assert float(found["people_others"].mean()) == pytest.approx(8.0)
    total = sum(found[f"people_{place}"] for place in PLACES)
    np.testing.assert_allclose(total.values, found["people_served"].values)
    for place, people in (("mentors", 70.0), ("others", 8.0)):
        assert float(result.summary("people_served", utilities=place)["mean"][0]) == pytest.approx(people)
