"""Channels: what each declares differs in the direction that the model tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.declare import Parameters
from wopsim.rules import channels


def test_first_trust_by_hand():
    assert channels.first_trust(0.45, 0.05) == pytest.approx(0.5)
    assert channels.first_trust(0.45, -0.45) == 0.05
    assert channels.first_trust(0.9, 0.5) == 0.95


@given(trust=st.floats(0, 1), introduction=st.floats(-0.5, 0.5))
def test_first_trust_keeps_its_range_and_rises_with_the_introduction(trust, introduction):
    assert 0.05 <= channels.first_trust(trust, introduction) <= channels.first_trust(trust, introduction + 0.1) <= 0.95


def test_channels_differ_as_declared():
    p = Parameters()
    assert p.overhead_direct < p.overhead_regional_platform < p.overhead_global_platform
    assert p.reach_direct < p.reach_global_platform < p.reach_regional_platform
    assert p.reach_outside_region < p.reach_direct
    assert p.delay_regional_platform < p.delay_global_platform < p.delay_direct
    assert p.introduction_direct < p.introduction_global_platform < p.introduction_regional_platform
