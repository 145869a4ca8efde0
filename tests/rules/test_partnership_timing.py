"""Who applies, and how long the steps of a partnership take."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import partnership_timing
from wopsim.streams import Stream, entity, normal

CHANCE = Stream("tests.partnership", entity("tests.partnership"))


def test_application_by_hand():
    assert partnership_timing.application(0.3, 0.7, 0.35) == pytest.approx(0.3)  # the reference
    # NRW 50 %: odds 1 against 0.35/0.65; by_need 1: odds of applying 1 * 0.65/0.35 -> 0.65
    assert partnership_timing.application(0.5, 1.0, 0.5) == pytest.approx(0.65)
    assert partnership_timing.application(0.5, 0.0, 0.9) == pytest.approx(0.5)


@given(chance=st.floats(0, 1), need=st.floats(-5, 5), nrw=st.floats(0.001, 0.98))
def test_application_is_a_chance_and_follows_need(chance, need, nrw):
    applies = partnership_timing.application(chance, need, nrw)
    assert 0 <= applies <= 1
    worse = partnership_timing.application(chance, need, nrw + 0.01)
    assert worse >= applies - 1e-12 if need >= 0 else worse <= applies + 1e-12


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_nobody_and_everybody_whatever_the_need(chance):
    for nrw in (0.0, 0.01, 0.5, 0.99, 1.0):
        assert partnership_timing.application(chance, 0.7, nrw) == chance


def test_waiting_time_is_lognormal_around_its_median():
    assert partnership_timing.waiting_time(0.4, 0.5, 0.0) == 0.4
    assert partnership_timing.waiting_time(0.4, 0.5, 2.0) == pytest.approx(0.4 * math.e)
    assert partnership_timing.waiting_time(0.4, 0.0, 2.0) == 0.4
    assert partnership_timing.waiting_time(0.0, 0.5, 2.0) == 0.0
    times = partnership_timing.waiting_time(0.4, 0.5, normal(CHANCE, 1, 0, np.arange(100_000)))
    assert np.median(times) == pytest.approx(0.4, rel=0.02)
    assert (times > 0).all()
