"""M5: trust grows with missions on time, falls with delay and new leaders; low trust ends partnerships."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import trust

shares = st.floats(0, 1)
LN2 = math.log(2)


def test_trust_after_mission_by_hand():
    assert trust.trust_after_mission(0.4, 0.25, 0.8, 0.0) == pytest.approx(0.55)  # a quarter of the missing 0.6
    # a year late at ln 2: half of 0.4 is kept, then a quarter of the missing 0.8
    assert trust.trust_after_mission(0.4, 0.25, LN2, 1.0) == pytest.approx(0.4)


@given(now=shares, gain=shares, loss=st.floats(0, 10), delay=st.floats(0, 5))
def test_trust_is_a_share_rises_on_time_and_falls_with_delay(now, gain, loss, delay):
    after = trust.trust_after_mission(now, gain, loss, delay)
    assert 0 <= after <= 1
    assert after >= trust.trust_after_mission(now, gain, loss, delay + 0.5) - 1e-12
    assert trust.trust_after_mission(now, gain, loss, 0.0) >= now - 1e-15
    assert trust.trust_after_mission(now, 0.0, loss, 0.0) == now
    assert trust.trust_after_mission(now, 0.0, 0.0, delay) == now


@given(now=shares, reset=shares)
def test_a_new_leader_has_to_be_won_again(now, reset):
    assert 0 <= trust.trust_after_change(now, reset) <= now
    assert trust.trust_after_change(now, 0.0) == now
    assert trust.trust_after_change(now, 1.0) == 0.0


def test_early_end_by_hand():
    assert trust.early_end_chance(LN2, 3.0, 0.5, 1.0) == pytest.approx(0.5)
    # trust 0.5 lower and an effect of 2 ln 2: the rate doubles, so three quarters end
    assert trust.early_end_chance(LN2, 2 * LN2, 0.0, 1.0) == pytest.approx(0.75)


@given(rate=st.floats(0, 5), by_trust=st.floats(0, 20), now=shares, span=st.floats(0, 2))
def test_early_end_is_a_chance_that_falls_with_trust(rate, by_trust, now, span):
    chance = trust.early_end_chance(rate, by_trust, now, span)
    assert 0 <= chance <= 1
    assert chance >= trust.early_end_chance(rate, by_trust, 1.0, span) - 1e-12
    assert trust.early_end_chance(0.0, by_trust, now, span) == 0.0
    assert trust.early_end_chance(rate, by_trust, now, 0.0) == 0.0


def test_twelve_months_are_a_year():
    month = trust.early_end_chance(0.3, 3.0, 0.4, 1 / 12)
    assert 1 - (1 - month) ** 12 == pytest.approx(trust.early_end_chance(0.3, 3.0, 0.4, 1.0))
