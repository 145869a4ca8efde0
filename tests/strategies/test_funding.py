"""Known truth of the funding strategies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.helpers.views import funding_view, offers_of
from wopsim.strategies.funding.commit import commit_in_order
from wopsim.strategies.protocols import FUNDING

UNCONDITIONAL = ["equal", "by_need", "by_readiness", "lottery"]


def test_committing_in_another_order():
    price = np.array([60.0, 50, 30])
    assert commit_in_order(np.array([2, 1, 0]), price, 100.0).tolist() == [0, 50, 30]
    assert commit_in_order(np.array([1]), price, 100.0).tolist() == [0, 50, 0]


def test_equal_by_hand():
    # 100 is left: 60 fits (40 left); 50 does not; 30 fits (10 left); 20 does not; 10 fits (0 left); 1 does not
    assert offers_of("equal", funding_view([60, 50, 30, 20, 10, 1]), 100.0).grant.tolist() == [60, 0, 30, 0, 10, 0]


@pytest.mark.parametrize("name", UNCONDITIONAL)
@pytest.mark.parametrize(("money", "grants"), [(0.0, [0, 0]), (99.0, [0, 0]), (100.0, [100, 0]), (299.0, [100, 0]), (300.0, [100, 200])])
def test_a_plain_grant_pays_in_full_or_not_at_all(name, money, grants):
    offers = offers_of(name, funding_view([100, 200]), money)
    assert offers.grant.tolist() == grants
    assert not offers.own_share.any()
    assert not offers.held_back.any()
    assert not offers.investment.any()
    assert (offers.first_phase == 1).all()


@pytest.mark.parametrize("name", UNCONDITIONAL)
@given(cost=hnp.arrays(np.float64, st.integers(1, 30), elements=st.integers(1, 10**9).map(float)), share=st.floats(0, 2))
def test_no_pair_is_left_out_that_fits_in_what_is_left(name, cost, share):
    # whole euros below 2**53 add up without rounding
    money = float(round(share * cost.sum()))
    grants = offers_of(name, funding_view(cost), money).grant
    funded = grants > 0
    assert (grants[funded] == cost[funded]).all()
    assert grants.sum() <= money
    assert (cost[~funded] > money - grants.sum()).all()


@pytest.mark.parametrize("name", [n for n in FUNDING.names() if n not in ("phased", "blended", "co_financed")])
def test_enough_whole_euros_for_all_fund_all(name):
    cost = np.full(40, 123_457.0)
    assert (offers_of(name, funding_view(cost), 40 * 123_457.0).grant == cost).all()


def test_by_need_by_hand():
    # need: (0.3 + 0)/4, (0.2 + 0.5)/4, (0.6 + 0)/4
    view = funding_view([10, 10, 10], reported_nrw=[0.3, 0.2, 0.6], coverage=[1, 0.5, 1])
    assert offers_of("by_need", view, 10.0).grant.tolist() == [0, 10, 0]
    assert offers_of("by_need", view, 20.0).grant.tolist() == [0, 10, 10]


@pytest.mark.parametrize(
    ("sign", "values"),
    [("motivation", [0.5, 0.6]), ("autonomy", [0.5, 0.6]), ("occr", [0.8, 0.9]), ("practice", [[0.3] * 3, [0.3, 0.3, 0.4]])],
)
def test_each_sign_of_readiness_counts(sign, values):
    view = funding_view([10, 10], **{sign: values})
    assert offers_of("by_readiness", view, 10.0, [0.1, 0.9]).grant.tolist() == [0, 10]


def test_more_than_covered_cost_is_not_more_readiness():
    assert offers_of("by_readiness", funding_view([10, 10], occr=[1.0, 2.0]), 10.0, [0.1, 0.9]).grant.tolist() == [10, 0]


@pytest.mark.parametrize("name", ["by_need", "by_readiness", "lottery"])
def test_chance_decides_between_equals(name):
    view = funding_view([10, 10, 10])
    assert offers_of(name, view, 10.0, [0.5, 0.9, 0.1]).grant.tolist() == [0, 0, 10]
    assert offers_of(name, view, 20.0, [0.5, 0.9, 0.1]).grant.tolist() == [10, 0, 10]


def test_results_based_funds_as_equal_and_holds_back():
    view = funding_view([60, 50, 30])
    offers = offers_of("results_based", view, 100.0, held_back_share=0.4)
    assert offers.grant.tolist() == [60, 0, 30]
    assert offers.held_back.tolist() == [0.4] * 3


def test_phased_by_hand():
    # a quarter of the length first; half of the rest set aside: 100 asks for 25 now and 37.5 later
    view = funding_view([100, 100, 100])
    offers = offers_of("phased", view, 130.0, first_phase_share=0.25, phase_reserve=0.5)
    assert offers.grant.tolist() == [25, 25, 0]
    assert offers.first_phase.tolist() == [0.25] * 3
    assert offers_of("phased", view, 75.0, first_phase_share=0.25, phase_reserve=0.0).grant.tolist() == [25, 25, 25]
    assert offers_of("phased", view, 250.0, first_phase_share=0.25, phase_reserve=1.0).grant.tolist() == [25, 25, 0]


def test_phased_pays_what_is_due_upfront_in_full():
    # 20 upfront and a quarter of the other 80
    view = funding_view([100, 100], upfront_cost=[20, 20])
    assert offers_of("phased", view, 80.0, first_phase_share=0.25, phase_reserve=0.0).grant.tolist() == [40, 40]
    assert offers_of("phased", view, 80.0, first_phase_share=0.25, phase_reserve=0.5).grant.tolist() == [40, 0]


def test_phased_in_one_phase_is_equal():
    view = funding_view([60, 50, 30])
    assert offers_of("phased", view, 100.0, first_phase_share=1.0).grant.tolist() == [60, 0, 30]


def test_co_financed_passes_over_those_without_cash():
    # 36 months: the first year costs 300, of which the mentee pays 0.2: 60
    view = funding_view([900, 900, 900], cash=[60, 59, 1000])
    offers = offers_of("co_financed", view, 1440.0, own_share=0.2, partnership_months=36)
    assert offers.grant.tolist() == [720, 0, 720]
    assert offers.own_share.tolist() == [0.2] * 3


def test_co_financed_in_less_than_a_year_asks_for_all_of_it():
    view = funding_view([900, 900], cash=[179, 180])
    assert offers_of("co_financed", view, 1e6, own_share=0.2, partnership_months=6).grant.tolist() == [0, 720]


def test_co_financed_money_reaches_further():
    view = funding_view([100] * 5, cash=[1e6] * 5)
    assert (offers_of("co_financed", view, 400.0, own_share=0.2).grant > 0).all()
    assert (offers_of("equal", view, 400.0).grant > 0).sum() == 4


def test_blended_by_hand():
    # with a quarter for works, 60 of mentoring comes with 20 for works
    view = funding_view([60, 60, 60])
    offers = offers_of("blended", view, 170.0, investment_part=0.25)
    assert offers.grant.tolist() == [60, 60, 0]
    assert offers.investment.tolist() == [20, 20, 0]


def test_blended_without_works_is_equal():
    offers = offers_of("blended", funding_view([60, 50, 30]), 100.0, investment_part=0.0)
    assert offers.grant.tolist() == [60, 0, 30]
    assert not offers.investment.any()
