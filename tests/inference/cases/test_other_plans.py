"""What could be otherwise about a partnership: only what is not a fact, each by itself, and in values that stand for what is drawn."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from tests.helpers.small_cases import planned
from wopsim.inference.cases.case_spec import Planned
from wopsim.inference.cases.case_world import PAIRS, SPANS, case_world, country_chances, usual_months
from wopsim.inference.cases.other_plans import DRAWN, MOST_PARTS, STATED, THINGS, USUAL, Otherwise, in_part, otherwise

UNKNOWN = planned(mentee_country=None, mentor_country=None, duration_months=None, budget_value=None, baseline_low=None, baseline_high=None,
                  start_year=None, baseline_year=None, span_years=None)  # fmt: skip
BEFORE = np.linspace(20.0, 60.0, 101)
FIELD = {"mentee_country": "mentee", "mentor_country": "mentor", "span": "at_end"}


def found(row: Planned) -> dict[str, Otherwise]:
    return {one.thing: one for one in otherwise(row, BEFORE, 1)}


def differing(one: Planned, other: Planned) -> list[str]:
    return [field.name for field in fields(Planned) if getattr(one, field.name) != getattr(other, field.name)]


def test_of_what_is_stated_only_what_can_be_chosen_is_tried() -> None:
    others = found(replace(planned(), people=1e5))
    assert {thing: one.known for thing, one in others.items()} == {"mentor_country": STATED, "months": STATED, "budget": STATED}


def test_of_what_is_not_stated_everything_is() -> None:
    others = found(UNKNOWN)
    assert tuple(others) == THINGS
    assert {thing for thing, one in others.items() if one.known == DRAWN} == {*THINGS} - {"budget"}
    assert others["budget"].known == USUAL


@pytest.mark.parametrize("row", [UNKNOWN, planned()], ids=["unknown", "stated"])
def test_each_thing_is_changed_by_itself_and_never_into_what_it_is(row: Planned) -> None:
    for thing, one in found(row).items():
        assert len(one.plans) == len(one.values) > 1
        for plan in one.plans:
            assert differing(plan, one.beside or row) == [FIELD.get(thing, thing)]
        assert (one.beside is None) == (one.known == DRAWN)


def test_a_budget_is_halved_and_doubled_at_the_length_that_is_stated_or_a_middle_one() -> None:
    stated = found(planned(budget_value=300_000.0))["budget"]
    assert [plan.budget for plan in stated.plans] == [150_000.0, 600_000.0]
    usual = found(planned(budget_value=None, duration_months=None))["budget"]
    assert usual.beside is not None
    assert usual.beside.months == usual_months()[1]
    assert usual.beside.budget is None
    low, high = usual.plans
    assert low.budget is not None
    assert high.budget == pytest.approx(4.0 * low.budget)


def test_the_usual_budget_changes_nothing() -> None:
    """Half and double lie around what is done without a stated budget."""
    one = found(planned(budget_value=None))["budget"]
    assert one.beside is not None
    low, high = (plan.budget for plan in one.plans)
    assert low is not None
    assert high is not None
    as_usual, at_budget = (case_world(plan, 1).settings for plan in (one.beside, replace(one.beside, budget=2.0 * low)))
    assert at_budget == pytest.approx(as_usual)


def test_lengths_are_those_of_which_one_is_drawn() -> None:
    row = planned(duration_months=None, budget_value=None)
    drawn = {int(case_world(row, seed).settings["partnership_months"]) for seed in range(1, 25)}
    assert drawn == {plan.months for plan in found(row)["months"].plans}


def test_what_has_a_scale_is_tried_across_what_it_can_be() -> None:
    others = found(UNKNOWN)
    spans = [plan.at_end for plan in others["span"].plans if plan.at_end is not None]
    assert np.mean(spans) == pytest.approx(np.mean(SPANS))
    baselines = [plan.baseline[0] for plan in others["baseline"].plans if plan.baseline is not None]
    assert np.mean(baselines) == pytest.approx(0.4, abs=0.01)
    served = case_world(UNKNOWN, 1).world.utilities["population_served"][:PAIRS]
    sizes = [plan.people for plan in others["people"].plans if plan.people is not None]
    assert served.min() < min(sizes) < served.median() < max(sizes) < served.max()


def test_a_stated_size_is_none_that_is_drawn() -> None:
    assert "people" not in found(planned(indicator="connections", unit="connection", baseline_low=9e4, baseline_high=9e4))
    assert "people" in found(planned(indicator="connections", unit="connection", baseline_low=None, baseline_high=None))
    assert "baseline" not in found(planned(indicator="people_reached", unit="person", baseline_low=None, baseline_high=None))


def test_countries_are_those_that_are_drawn() -> None:
    others = found(UNKNOWN)
    for thing, of_mentors in (("mentee_country", False), ("mentor_country", True)):
        chances = country_chances(of_mentors)
        assert all(chances[name] > 0.0 for name in others[thing].values)
        assert len(set(others[thing].values)) > 3
    assert "Netherlands" not in found(planned(mentor_country="Netherlands"))["mentor_country"].values


def test_parts_go_through_lengths_and_spans_that_would_be_drawn_and_leave_what_is_stated() -> None:
    parts = [in_part(UNKNOWN, number) for number in range(MOST_PARTS)]
    assert {part.months for part in parts} == set(usual_months())
    assert len({part.at_end for part in parts}) == MOST_PARTS
    assert all(differing(part, UNKNOWN) == ["months", "at_end"] for part in parts)
    assert in_part(planned(), 2) == planned()
