"""Outcomes beside losses, on made data with known answers."""

import numpy as np
import pytest
from fake import Truth, fake_result

from wopsim.analysis import outcomes, wider
from wopsim.analysis.designs import common_label, families

TRUTHS = {"a": Truth("A", mentored=10, nrw=-0.02, people=1000.0)}


@pytest.fixture
def dataset():
    return fake_result(TRUTHS, 3, 2, mentees=12, mentors=4, horizon=8).dataset.copy(deep=True)


def change(dataset, name, utility, value, scenario=1, time=slice(None)):
    """Set one utility's numbers in one scenario."""
    dataset[name].values[scenario, :, :, time, utility] = value


def test_service_is_split_without_a_rest(dataset):
    # one utility: 1000 people at half service become 1200 at three quarters
    dataset["people_served"].values[...] = 100.0
    dataset["population_served"].values[...] = 200.0
    change(dataset, "population_served", 0, 1000.0, 0)
    change(dataset, "people_served", 0, 500.0, 0)
    change(dataset, "population_served", 0, 1200.0)
    change(dataset, "people_served", 0, 900.0)
    found = wider.service(dataset, [0.3, 0.3])
    assert float(found["people_connected"].mean()) == pytest.approx(200.0)
    assert float(found["people_new_service"].mean()) == pytest.approx(200 * (0.5 + 0.75) / 2)
    assert float(found["people_better_service"].mean()) == pytest.approx((0.75 - 0.5) * (1000 + 1200) / 2)
    whole = outcomes.effects(dataset)["people_served"]
    np.testing.assert_allclose(found["people_new_service"] + found["people_better_service"], whole)


def test_poor_people_are_counted_in_the_service_area(dataset):
    # 2000 people in the area, 30 % poor; their coverage rises from a fifth to a half: 180 people
    for scenario, coverage in ((0, 0.2), (1, 0.5)):
        change(dataset, "population_served", 0, 1000.0, scenario)
        change(dataset, "coverage", 0, 0.5, scenario)
        change(dataset, "poor_coverage", 0, coverage, scenario)
    found = wider.service(dataset, [0.3, 0.3])
    assert float(found["poor_people_connected"].mean()) == pytest.approx(0.3 * 2000 * 0.3)


def test_utilities_above_one_are_counted_and_shared(dataset):
    dataset["occr"].values[...] = 0.9
    change(dataset, "occr", slice(0, 3), 1.1)
    change(dataset, "occr", 3, 1.1, 0)
    dataset["mentored"].values[1, ..., :] = 0
    change(dataset, "mentored", slice(0, 4), 1.0)
    found = wider.organisation(dataset)
    assert float(found["occr_above_one"].mean()) == 2.0
    assert float(found["occr_above_one_share"].mean()) == pytest.approx((3 - 1) / 4)


def test_functions_that_last_and_functions_that_fade(dataset):
    change(dataset, "pro_poor_function", 0, 0.4, time=slice(3, None))
    change(dataset, "sanitation_function", 0, 0.4, time=slice(3, None))
    change(dataset, "pro_poor_function", 1, 0.4, time=slice(3, 5))
    change(dataset, "pro_poor_function", 2, 0.29)
    found = wider.organisation(dataset)
    assert float(found["functions_created"].mean()) == 2.0
    assert float(found["functions_lost"].mean()) == 1.0


def test_investment_of_all_years_and_energy_of_the_last(dataset):
    change(dataset, "investment", 0, 1e6, time=slice(2, 5))
    change(dataset, "investment", 0, 5e5, 0, time=slice(2, 3))
    dataset["energy_intensity"].values[...] = 0.5
    dataset["system_input"].values[...] = 1000.0
    change(dataset, "energy_intensity", 0, 0.4)
    found = wider.organisation(dataset)
    assert float(found["investment_unlocked"].mean()) == pytest.approx(2.5e6)
    assert float(found["energy_saved"].mean()) == pytest.approx(0.1 * 1000 * 365.25)


def test_experience_of_mentors(dataset):
    dataset["mentor_days"].values[1, ..., -2:] = 30.0
    dataset["mentor_in_kind"].values[1, ..., -2:] = 6600.0
    dataset["mentors_created"].values[1] = 2.0
    found = wider.mentors(dataset)
    assert {name: float(found[name].mean()) for name in found} == {
        "mentors_created": 2.0, "mentors_active": 2.0, "mentor_days": 60.0, "mentor_in_kind": 13200.0,
    }  # fmt: skip


def test_people_reached_in_a_group_and_their_share_at_the_start(dataset):
    found = outcomes.reach(dataset)
    inside = (dataset["income"] == "low").values
    effect = (dataset["people_served"][1] - dataset["people_served"][0]).isel(time=-1)
    np.testing.assert_allclose(found["low_income_people"][0], effect.isel(utility=inside).sum("utility"))
    assert 0 < float(found["low_income_among_people"]) < 1


def test_works_money_counts_as_cost():
    result = fake_result(TRUTHS, 3, 2)
    before = result.compare().get("a", "cost_per_person")["mean"]
    result.dataset["programme_invested"].values[1] = 9e6
    assert result.compare().get("a", "cost_per_person")["mean"] == pytest.approx(2 * before)


def test_channel_stands_in_the_table():
    truths = {"a": Truth("A"), "b": Truth("B", settings=(("channel", "direct"),))}
    table = fake_result(truths, 2, 2).compare().table
    assert dict(zip(table["scenario"], table["channel"], strict=True)) == {"a": "global_platform", "b": "direct"}


def test_designs_stand_together_and_share_a_label():
    truths = {
        "s1": Truth("Short, at random", settings=(("partnership_months", 18.0), ("pairing", "random"))),
        "l1": Truth("Long, at random", settings=(("partnership_months", 54.0), ("pairing", "random"))),
        "s2": Truth("Short, by need", settings=(("partnership_months", 18.0), ("pairing", "by_need"))),
    }
    result = fake_result(truths, 2, 2)
    assert [[scenario.name for scenario in members] for members in families(result.study)] == [["s1", "s2"], ["l1"]]
    assert result.compare().groups == (("s1", "s2"), ("l1",))
    assert common_label(["Short, with grant, at random", "Short, with grant, by need"]) == "Short, with grant"
    assert common_label(["Short, at random", "Long, at random"]) == common_label(["Short, at random"]) == ""
