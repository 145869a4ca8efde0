"""M9: works are held against new supply."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import works_choice

prices = st.floats(1.0, 1e8)


def test_price_by_hand():
    # EUR 100 for a connection that then loses 0.08 m3/day less
    assert works_choice.price_of_works(100.0, 0.08) == pytest.approx(1250.0)


@pytest.mark.parametrize(("refusal", "left"), [(0.0, 1.0), (1.0, 0.5), (2.0, 0.25)])
def test_twice_the_price_of_supply_by_hand(refusal, left):
    assert works_choice.accepted(2400.0, 1200.0, refusal) == pytest.approx(left)


@given(price=prices, supply=prices)
def test_nothing_is_refused_at_the_neutral_value_to_the_last_bit(price, supply):
    assert works_choice.accepted(price, supply, 0.0) == 1.0


@given(price=prices, supply=prices, refusal=st.floats(0.0, 50.0))
def test_what_is_no_dearer_than_supply_is_never_refused_and_dearer_works_are_refused_more(price, supply, refusal):
    share = works_choice.accepted(price, supply, refusal)
    assert 0.0 <= share <= 1.0
    if price <= supply:
        assert share == 1.0
    assert works_choice.accepted(2.0 * price, supply, refusal) <= share
