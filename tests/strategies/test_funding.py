"""Known truth of single funding strategies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from wopsim.strategies.families import FUNDING

EQUAL = FUNDING.create("equal")


def test_equal_by_hand():
    # 100 is left: 60 fits (40 left); 50 does not; 30 fits (10 left); 20 does not; 10 fits (0 left); 1 does not
    assert EQUAL.fund(np.array([60.0, 50, 30, 20, 10, 1]), 100.0).tolist() == [60, 0, 30, 0, 10, 0]


@pytest.mark.parametrize(("money", "grants"), [(0.0, [0, 0]), (99.0, [0, 0]), (100.0, [100, 0]), (299.0, [100, 0]), (300.0, [100, 200])])
def test_equal_pays_in_full_or_not_at_all(money, grants):
    assert EQUAL.fund(np.array([100.0, 200.0]), money).tolist() == grants


@settings(deadline=None)
@given(cost=hnp.arrays(np.float64, st.integers(1, 30), elements=st.integers(1, 10**9).map(float)), share=st.floats(0, 2))
def test_equal_leaves_no_pair_out_that_fits_in_what_is_left(cost, share):
    # whole euros below 2**53 add up without rounding
    money = float(round(share * cost.sum()))
    grants = EQUAL.fund(cost, money)
    funded = grants > 0
    assert (grants[funded] == cost[funded]).all()
    assert grants.sum() <= money
    assert (cost[~funded] > money - grants.sum()).all()


def test_enough_whole_euros_for_all_fund_all():
    cost = np.full(40, 123_457.0)
    assert (EQUAL.fund(cost, 40 * 123_457.0) == cost).all()
