"""Connections grow with the population, stop when everybody is connected, and are extended as management improves."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import access

counts = st.floats(1, 1e7)
growths = st.floats(-0.1, 0.2)
LN2 = math.log(2)


def test_growth_by_hand():
    assert access.persons_after_growth(100.0, LN2, 2.0) == pytest.approx(400.0)  # doubles every year
    assert access.connections_after_growth(100.0, access.growth_factor(LN2, 1.0), 1000.0) == pytest.approx(200.0)
    assert access.connections_after_growth(100.0, access.growth_factor(LN2, 1.0), 150.0) == 150.0


@given(people=counts)
def test_nothing_grows_without_growth_or_time(people):
    assert access.persons_after_growth(people, 0.0, 5.0) == people
    assert access.persons_after_growth(people, 0.1, 0.0) == people
    assert access.connections_after_growth(people, access.growth_factor(0.0, 5.0), 1e9) == people


@given(connections=counts, growth=growths, most=counts, step=st.floats(0.01, 2))
def test_connections_stay_below_the_most_and_are_not_cut_off(connections, growth, most, step):
    after = access.connections_after_growth(connections, access.growth_factor(growth, step), most)
    assert min(connections, most) <= after <= most
    assert after <= access.connections_after_growth(connections, access.growth_factor(growth + 0.01, step), most)
    assert after <= access.connections_after_growth(connections, access.growth_factor(growth, step), most * 1.1)


def test_wanted_extension_by_hand():
    # 1 - exp(-ln2 * 0.5 * 2) = 0.5 of 300
    assert access.wanted_extension(300.0, LN2, 0.5, 2.0) == pytest.approx(150.0)


@given(unserved=st.floats(0, 1e6), rate=st.floats(0, 10), gain=st.floats(0, 1), step=st.floats(0, 2))
def test_no_more_than_the_unserved_are_wanted(unserved, rate, gain, step):
    wanted = access.wanted_extension(unserved, rate, gain, step)
    assert 0 <= wanted <= unserved
    assert wanted <= access.wanted_extension(unserved, rate, min(1.0, gain + 0.1), step) + 1e-9


@pytest.mark.parametrize(("unserved", "rate", "gain"), [(0.0, 0.1, 0.5), (100.0, 0.0, 0.5), (100.0, 0.1, 0.0)])
def test_nothing_is_wanted_without_need_rate_or_gain(unserved, rate, gain):
    assert access.wanted_extension(unserved, rate, gain, 0.25) == 0.0
