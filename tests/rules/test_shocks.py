"""M12: shocks strike at their rate, and do what they say."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import shocks
from wopsim.streams import Stream, entity, normal, uniform

CHANCE = Stream("tests.shocks", entity("tests.shocks"))
shares = st.floats(0, 1)
LN2 = math.log(2)


def test_strikes_by_hand():
    # rate ln 2 over a year: one half
    assert shocks.strikes(0.499, LN2, 1.0) == 1.0
    assert shocks.strikes(0.501, LN2, 1.0) == 0.0


@given(u=st.floats(1e-16, 1 - 1e-16), rate=st.floats(0, 4), span=st.floats(0, 2))
def test_strikes_are_zero_or_one_and_more_likely_with_rate_and_time(u, rate, span):
    struck = shocks.strikes(u, rate, span)
    assert struck in (0.0, 1.0)
    assert struck <= shocks.strikes(u, rate + 0.1, span)
    assert struck <= shocks.strikes(u, rate, span + 0.1)
    assert shocks.strikes(u, 0.0, span) == 0.0


def test_quarters_strike_as_often_as_years():
    n = 100_000
    by_year = shocks.strikes(uniform(CHANCE, 1, 0, np.arange(n)), 0.2, 1.0)
    by_quarter = shocks.strikes(uniform(CHANCE, 2, 0, np.arange(n)[:, None], 0, np.arange(4)), 0.2, 0.25).max(axis=1)
    expected = 1 - math.exp(-0.2)
    assert by_year.mean() == pytest.approx(expected, abs=4 * math.sqrt(expected / n))
    assert by_quarter.mean() == pytest.approx(expected, abs=4 * math.sqrt(expected / n))


def test_supply_by_hand():
    assert shocks.supply_after_shocks(100.0, 1.0, 0.2, 1.0, 0.25) == pytest.approx(60.0)
    assert shocks.supply_after_shocks(100.0, 1.0, 0.2, 0.0, 0.25) == pytest.approx(80.0)
    assert shocks.supply_after_shocks(100.0, 0.0, 0.2, 0.0, 0.25) == 100.0


@given(capacity=st.floats(0, 1e6), drought=st.sampled_from([0.0, 1.0]), dry=shares, conflict=st.sampled_from([0.0, 1.0]), war=shares)
def test_shocks_never_add_water(capacity, drought, dry, conflict, war):
    assert 0 <= shocks.supply_after_shocks(capacity, drought, dry, conflict, war) <= capacity


def test_a_new_leader_by_hand():
    assert shocks.motivation_after_change(0.5, 1.0, 0.12, 2.0) == pytest.approx(0.74)
    assert shocks.motivation_after_change(0.5, 1.0, 0.12, -2.0) == pytest.approx(0.26)
    assert shocks.motivation_after_change(0.5, 0.0, 0.12, 2.0) == 0.5


@given(motivation=shares, spread=shares, z=st.floats(-5, 5))
def test_motivation_keeps_its_range_and_the_same_leader_changes_nothing(motivation, spread, z):
    assert 0.05 <= shocks.motivation_after_change(motivation, 1.0, spread, z) <= 0.95
    assert shocks.motivation_after_change(motivation, 0.0, spread, z) == motivation


def test_leaders_are_better_as_often_as_worse():
    after = shocks.motivation_after_change(0.5, 1.0, 0.1, normal(CHANCE, 3, 0, np.arange(50_000)))
    assert after.mean() == pytest.approx(0.5, abs=0.002)
    assert after.std() == pytest.approx(0.1, rel=0.02)
