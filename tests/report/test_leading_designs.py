"""Where a figure cannot show all designs, it shows those that sentences name, then those of the frontier, then the likely ones."""

from __future__ import annotations

import dataclasses

import pytest

from tests.helpers.briefs import made
from wopsim.analysis.choice.frontier import DOMINATED, ON
from wopsim.report.leading_designs import leading_designs
from wopsim.results import Decision


@pytest.fixture(scope="module")
def ten() -> Decision:
    """Ten designs, by rank: the eighth is the cheapest, the sixth on the frontier, the tenth and then the ninth most often best."""
    decision = made(tuple(range(500, 600, 10))).decide()
    table = decision.table.assign(unit_cost=50.0, dominance=DOMINATED, chance_best=0.01, group="B")
    told = ((0, "group", "A"), (7, "unit_cost", 10.0), (5, "dominance", ON), (9, "chance_best", 0.5), (8, "chance_best", 0.3))
    for rank, column, value in told:
        table.loc[table.index[rank], column] = value
    return dataclasses.replace(decision, table=table)


def test_after_those_that_sentences_name_comes_the_best_of_each_form(ten: Decision) -> None:
    ranked = list(ten.table["scenario"])
    forms = [ranked[8:], ranked[:4], ranked[4:8]]  # their best have the ranks 8, 0 and 4
    assert leading_designs(ten, 5, forms) == {ranked[rank] for rank in (0, 1, 7, 4, 8)}
    assert leading_designs(ten, 4, forms) == {ranked[rank] for rank in (0, 1, 7, 4)}
    assert leading_designs(ten, 5, [[name] for name in ranked]) == leading_designs(ten, 5)  # each is a form of its own


@pytest.mark.parametrize(
    ("places", "ranks"), [(1, {0}), (2, {0, 1}), (3, {0, 1, 7}), (4, {0, 1, 7, 5}), (6, {0, 1, 7, 5, 9, 8}), (7, {0, 1, 7, 5, 9, 8, 2})]
)
def test_those_that_matter_most_are_first(places: int, ranks: set[int], ten: Decision) -> None:
    assert leading_designs(ten, places) == {ten.table["scenario"].iloc[rank] for rank in ranks}


def test_all_that_may_be_taken_are_shown_before_others(ten: Decision) -> None:
    table = ten.table.copy()
    table.loc[table.index[:4], "group"] = "A"
    level = dataclasses.replace(ten, table=table)
    assert leading_designs(level, 5) == {ten.table["scenario"].iloc[rank] for rank in (0, 1, 2, 3, 7)}
    assert leading_designs(level, 6) == {ten.table["scenario"].iloc[rank] for rank in (0, 1, 2, 3, 7, 5)}


def test_those_that_sentences_name_for_their_cost_are_shown_before_others_that_may_be_taken(ten: Decision) -> None:
    table = ten.table.assign(value=9e5, value_error=1e5, cost_funder=1e6, cost_all=9e6)
    table.loc[table.index[:6], "group"] = "A"
    table.loc[table.index[5], "cost_all"] = 7e6
    table.loc[table.index[9], "cost_all"] = 1e6  # not level
    level, trifle = (dataclasses.replace(ten, table=one) for one in (table, table.assign(cost_all=table["cost_all"].clip(lower=8.5e6))))
    assert leading_designs(level, 4) == {ten.table["scenario"].iloc[rank] for rank in (0, 1, 7, 5)}
    assert leading_designs(trifle, 4) == {ten.table["scenario"].iloc[rank] for rank in (0, 1, 7, 2)}
    untold = dataclasses.replace(ten, table=table.assign(cost_all_error=0.8e6))  # the difference of 2 million has an error of 1.13
    assert leading_designs(untold, 4) == leading_designs(trifle, 4)


def test_where_nothing_is_best_those_that_pay_first_are_shown() -> None:
    decision = made(tuple(range(500, 600, 10))).decide(worth=1.0)
    assert decision.nothing_first
    table = decision.table.assign(group="B", unit_cost=50.0, pays_funder=90.0, pays_all=90.0)
    designs = [name for name in table["scenario"] if name in decision.designs]
    for place, column in ((5, "pays_funder"), (7, "pays_all")):
        table.loc[table["scenario"] == designs[place], column] = 40.0
    assert leading_designs(dataclasses.replace(decision, table=table), 4) == {designs[place] for place in (0, 1, 5, 7)}


def test_no_design_needs_a_price_and_none_is_shown_that_is_not_there(ten: Decision) -> None:
    unpriced = dataclasses.replace(ten, table=ten.table.assign(unit_cost=float("nan")))
    assert leading_designs(unpriced, 3) == {ten.table["scenario"].iloc[rank] for rank in (0, 1, 5)}
    assert leading_designs(ten, 30) == set(ten.designs)


def test_no_programme_takes_no_place_of_a_design() -> None:
    decision = made().decide(worth=1.0)
    assert decision.nothing_first
    assert leading_designs(decision, 3) == set(decision.designs)
