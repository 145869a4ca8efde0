"""Which design is the best at a worth of a unit, and from which worth a larger one is better."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from wopsim.analysis.choice.best_by_worth import best_at, overtakes_at


def designs(*rows: tuple[float, float]) -> pd.DataFrame:
    """Designs with what they gain and what they cost the funder; all who pay bear thrice as much."""
    gain, cost = np.array(rows).T
    names = [f"d{place}" for place in range(len(rows))]
    return pd.DataFrame({"scenario": names, "gain": gain, "cost_funder": cost, "cost_all": 3.0 * cost})


def test_the_best_at_a_worth_is_that_of_the_largest_net_worth() -> None:
    table = designs((100.0, 1000.0), (150.0, 3000.0))
    assert [best_at(table, worth, "funder")["scenario"] for worth in (11.0, 39.0, 41.0)] == ["d0", "d0", "d1"]
    assert best_at(table, 41.0, "all")["scenario"] == "d0"


def test_the_larger_programme_overtakes_from_what_its_last_units_cost() -> None:
    smaller, larger = (row for _, row in designs((100.0, 1000.0), (150.0, 3000.0)).iterrows())
    assert overtakes_at(larger, smaller, "funder") == 40.0  # 2,000 more for 50 more
    assert overtakes_at(larger, smaller, "all") == 120.0
    assert math.isnan(overtakes_at(smaller, larger, "funder"))


def test_a_larger_and_cheaper_programme_is_better_at_every_worth() -> None:
    dear, cheap = (row for _, row in designs((100.0, 1000.0), (150.0, 900.0)).iterrows())
    assert overtakes_at(cheap, dear, "funder") == 0.0


@pytest.mark.parametrize("seed", range(4))
def test_at_the_worth_where_one_overtakes_both_are_worth_the_same(seed: int) -> None:
    chance = np.random.default_rng(seed)
    table = designs((100.0, chance.uniform(500.0, 1000.0)), (150.0, chance.uniform(2000.0, 3000.0)))
    smaller, larger = (row for _, row in table.iterrows())
    worth = overtakes_at(larger, smaller, "funder")
    net = worth * table["gain"] - table["cost_funder"]
    assert net[0] == pytest.approx(net[1])
    assert best_at(table, worth - 0.1, "funder")["scenario"] == "d0"
    assert best_at(table, worth + 0.1, "funder")["scenario"] == "d1"
