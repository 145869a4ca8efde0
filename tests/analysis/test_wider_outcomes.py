"""Outcomes beside losses, on made data with known answers."""

import numpy as np
import pytest

from tests.helpers.fake import Truth, fake_result, measured
from wopsim.analysis.designs import common_label, families

TRUTHS = {"a": Truth("A", mentored=10, nrw=-0.02, people=1000.0)}


@pytest.fixture
def result():
    return fake_result(TRUTHS, 3, 2, mentees=12, mentors=4, horizon=8)


def change(result, name, utility, value, scenario=1, time=slice(None)):
    """Set one utility's numbers in one scenario."""
    result.dataset[name].values[scenario, :, :, time, utility] = value


def test_service_is_split_without_a_rest(result):
    # one utility: 1000 people at half service become 1200 at three quarters
    result.dataset["people_served"].values[...] = 100.0
    result.dataset["population_served"].values[...] = 200.0
    change(result, "population_served", 0, 1000.0, 0)
    change(result, "people_served", 0, 500.0, 0)
    change(result, "population_served", 0, 1200.0)
    change(result, "people_served", 0, 900.0)
    found = measured(result)
    assert float(found["people_connected"].mean()) == pytest.approx(200.0)
    assert float(found["people_new_service"].mean()) == pytest.approx(200 * (0.5 + 0.75) / 2)
    assert float(found["people_better_service"].mean()) == pytest.approx((0.75 - 0.5) * (1000 + 1200) / 2)
    np.testing.assert_allclose(found["people_new_service"] + found["people_better_service"], found["people_served"])


def test_poor_people_are_counted_in_the_service_area(result):
    # 2000 people in the area, 30 % poor; their coverage rises from a fifth to a half: 180 people
    for scenario, coverage in ((0, 0.2), (1, 0.5)):
        change(result, "population_served", 0, 1000.0, scenario)
        change(result, "coverage", 0, 0.5, scenario)
        change(result, "poor_coverage", 0, coverage, scenario)
    found = measured(result)
    assert float(found["poor_people_connected"].mean()) == pytest.approx(0.3 * 2000 * 0.3)


def test_utilities_above_one_are_counted_and_shared(result):
    result.dataset["occr"].values[...] = 0.9
    change(result, "occr", slice(0, 3), 1.1)
    change(result, "occr", 3, 1.1, 0)
    result.dataset["mentored"].values[1, ..., :] = 0
    change(result, "mentored", slice(0, 4), 1.0)
    found = measured(result)
    assert float(found["occr_above_one"].mean()) == 2.0
    assert float(found["occr_above_one_share"].mean()) == pytest.approx((3 - 1) / 4)


def test_functions_that_last_and_functions_that_fade(result):
    change(result, "pro_poor_function", 0, 0.4, time=slice(3, None))
    change(result, "sanitation_function", 0, 0.4, time=slice(3, None))
    change(result, "pro_poor_function", 1, 0.4, time=slice(3, 5))
    change(result, "pro_poor_function", 2, 0.29)
    found = measured(result)
    assert float(found["functions_created"].mean()) == 2.0
    assert float(found["functions_lost"].mean()) == 1.0


def test_investment_of_all_years_and_energy_of_the_last(result):
    change(result, "investment", 0, 1e6, time=slice(2, 5))
    change(result, "investment", 0, 5e5, 0, time=slice(2, 3))
    result.dataset["energy_intensity"].values[...] = 0.5
    result.dataset["system_input"].values[...] = 1000.0
    change(result, "energy_intensity", 0, 0.4)
    found = measured(result)
    assert float(found["investment_unlocked"].mean()) == pytest.approx(2.5e6)
    assert float(found["energy_saved"].mean()) == pytest.approx(0.1 * 1000 * 365.25)


def test_experience_of_mentors(result):
    result.dataset["mentor_days"].values[1, ..., -2:] = 30.0
    result.dataset["mentor_in_kind"].values[1, ..., -2:] = 6600.0
    result.dataset["mentors_created"].values[1] = 2.0
    found = measured(result)
    expected = {"mentors_created": 2.0, "mentors_active": 2.0, "mentor_days": 60.0, "mentor_in_kind": 13200.0}
    assert {name: float(found[name].mean()) for name in expected} == expected


def test_people_reached_in_a_group_and_their_share_at_the_start(result):
    found, dataset = measured(result), result.dataset
    low = (dataset["income"] == "low").values
    effect = (dataset["people_served"][1] - dataset["people_served"][0]).isel(time=-1)
    np.testing.assert_allclose(found["people_low_income"][0], effect.isel(utility=low).sum("utility"))
    # the first twelve are mentees, every fourth of low income; all draws start alike
    served = dataset["people_served"].values[0, 0, 0, 0, :12]
    assert result.compare().get("a", "people_low_income")["reference"] == pytest.approx(served[::4].sum() / served.sum())


def test_where_draws_start_unlike_the_share_at_the_start_is_of_all_draws_together(result):
    served = result.dataset["people_served"].values
    served[:, 0] *= 10.0
    served[:, 0, :, :, 0] *= 3.0  # of low income
    start = served[0, :, :, 0, :12].mean(axis=(0, 1))
    assert result.compare().get("a", "people_low_income")["reference"] == pytest.approx(start[::4].sum() / start.sum())


def test_works_money_counts_as_cost():
    before, after = fake_result(TRUTHS, 3, 2), fake_result(TRUTHS, 3, 2)
    after.dataset["programme_invested"].values[1] = 9e6
    cost = [result.compare().get("a", "cost_per_person")["mean"] for result in (before, after)]
    assert cost[1] == pytest.approx(2 * cost[0])


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
