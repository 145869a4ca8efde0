"""M7: gains, enforcement, and what they do to apparent losses and collection."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import commercial

shares = st.floats(0, 1)
LN2 = math.log(2)


def test_gain_by_hand():
    assert commercial.gain_of(0.7, 0.4) == pytest.approx(0.5)  # 0.3 of the 0.6 that was missing
    assert commercial.gain_of(1.0, 0.4) == pytest.approx(1.0)
    assert commercial.gain_of(0.3, 0.4) < 0.0  # what is lost is a loss


@given(practice=shares, start=shares)
def test_gain_has_the_sign_of_the_change_and_is_at_most_one(practice, start):
    gain = commercial.gain_of(practice, start)
    assert gain <= 1
    assert np.sign(gain) == np.sign(practice - start)
    assert gain <= commercial.gain_of(1.0, start)
    assert commercial.gain_of(start, start) == 0.0


@given(management=shares, autonomy=shares)
def test_enforcement_is_the_geometric_mean(management, autonomy):
    force = commercial.enforcement(management, autonomy)
    assert force**2 == pytest.approx(management * autonomy)
    assert commercial.enforcement(0.0, autonomy) == 0.0
    assert commercial.enforcement(management, 0.0) == 0.0
    assert force <= commercial.enforcement(1.0, autonomy) <= 1


def test_commercial_cut_by_hand():
    # target 0.8 * 0.5 * 0.5 = 0.2; half of the way from 0.1 in one year
    assert commercial.commercial_cut_after(0.1, 0.8, 0.5, 0.5, LN2, 1.0) == pytest.approx(0.15)
    # and half of the way down from 0.4
    assert commercial.commercial_cut_after(0.4, 0.8, 0.5, 0.5, LN2, 1.0) == pytest.approx(0.3)


@given(cut=shares, most=shares, gain=shares, force=shares, speed=st.floats(0, 20), step=st.floats(0, 2))
def test_commercial_cut_stays_between_now_and_its_target(cut, most, gain, force, speed, step):
    after = commercial.commercial_cut_after(cut, most, gain, force, speed, step)
    target = most * gain * force
    assert min(cut, target) - 1e-12 <= after <= max(cut, target) + 1e-12
    assert after <= commercial.commercial_cut_after(cut, most, 1.0, force, speed, step) + 1e-12


@pytest.mark.parametrize(("gain", "force"), [(0.0, 0.7), (0.5, 0.0)])
def test_nothing_is_cut_without_gain_or_enforcement(gain, force):
    assert commercial.commercial_cut_after(0.0, 0.6, gain, force, 0.7, 0.25) == 0.0
    assert commercial.collection_shift(4.0, gain, force) == 0.0


def test_two_half_steps_are_one_step():
    once = commercial.commercial_cut_after(0.1, 0.6, 0.5, 0.8, 0.7, 0.5)
    half = commercial.commercial_cut_after(0.1, 0.6, 0.5, 0.8, 0.7, 0.25)
    assert commercial.commercial_cut_after(half, 0.6, 0.5, 0.8, 0.7, 0.25) == pytest.approx(once)


def test_collection_shift_by_hand():
    assert commercial.collection_shift(4.0, 0.5, 0.25) == 0.5
