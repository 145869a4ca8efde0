"""M6: pilot zones open, improve, spread, and slip back."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import scaling

shares = st.floats(0, 1)
rates = st.floats(0, 10)
steps = st.floats(0, 2)
LN2 = math.log(2)


def test_pilot_size_by_hand():
    # 50 000 EUR at 100 a connection equips 500 of 10 000 connections
    assert scaling.pilot_size(0.02, 50_000.0, 100.0, 10_000.0, 0.1) == pytest.approx(0.07)
    assert scaling.pilot_size(0.02, 5e6, 100.0, 10_000.0, 0.1) == 0.25
    assert scaling.pilot_size(0.02, 50_000.0, 100.0, 10_000.0, 0.0) == 0.0  # nothing learned, no pilot


@given(zone=st.floats(0, 0.5), grant=st.floats(0, 5e6), cost=st.floats(1, 1e4), connections=st.floats(1, 1e7), learned=st.floats(1e-9, 1))
def test_a_pilot_is_a_small_part_and_grows_with_the_grant(zone, grant, cost, connections, learned):
    size = scaling.pilot_size(zone, grant, cost, connections, learned)
    assert 0 <= size <= 0.25
    assert size <= scaling.pilot_size(zone, grant + 1e4, cost, connections, learned)


def test_presence_by_hand():
    # 0.5 * 2 * 0.5 * 0.5 * 4 ln 2 = ln 2: half of what is missing comes
    assert scaling.presence_after_mission(0.2, 0.5, 2.0, 0.5, 0.5, 4 * LN2) == pytest.approx(0.6)
    assert scaling.presence_after(0.6, LN2, 2.0) == pytest.approx(0.15)


@given(presence=shares, rate=rates, focus=st.floats(0, 100), absorbed=shares, between=shares, days=st.floats(0, 100))
def test_presence_is_a_share_that_missions_raise_and_absence_lowers(presence, rate, focus, absorbed, between, days):
    there = scaling.presence_after_mission(presence, rate, focus, absorbed, between, days)
    assert presence <= there <= 1
    assert scaling.presence_after_mission(presence, 0.0, focus, absorbed, between, days) == presence
    assert scaling.presence_after_mission(presence, rate, focus, 0.0, between, days) == presence
    assert 0 <= scaling.presence_after(there, 2.0, 0.25) <= there
    assert scaling.presence_after(there, 0.0, 0.25) == there


def test_zone_practice_by_hand():
    assert scaling.zone_practice(0.4, 0.9, 0.5) == pytest.approx(0.65)
    assert scaling.zone_practice(0.4, 0.9, 0.0) == 0.4
    assert scaling.zone_practice(0.4, 0.3, 1.0) == 0.4  # a weak guide does no harm


@given(practice=shares, guide=shares, presence=shares)
def test_zone_practice_lies_between_the_own_and_the_guides(practice, guide, presence):
    assert practice <= scaling.zone_practice(practice, guide, presence) <= max(practice, guide) + 1e-12


def test_zone_gain_by_hand():
    assert scaling.zone_gain(0.7, 0.4) == pytest.approx(0.5)  # 0.3 of the 0.6 that was missing
    assert scaling.zone_gain(0.3, 0.4) == 0.0


@given(practice=shares, start=shares)
def test_zone_gain_is_a_share(practice, start):
    assert 0 <= scaling.zone_gain(practice, start) <= 1
    assert scaling.zone_gain(start, start) == 0.0


def test_cut_by_hand():
    # towards 0.8 * 0.5 = 0.4: half of the way down from 0 with speed ln 2, a quarter back from 0.8 with ln(4/3)
    assert scaling.cut_after(0.0, 0.8, 0.5, LN2, 0.1, 1.0) == pytest.approx(0.2)
    assert scaling.cut_after(0.8, 0.8, 0.5, LN2, math.log(4 / 3), 1.0) == pytest.approx(0.7)


@given(cut=shares, most=shares, gain=shares, down=st.floats(0, 50), up=rates, step=steps)
def test_a_cut_stays_between_now_and_its_target(cut, most, gain, down, up, step):
    after = scaling.cut_after(cut, most, gain, down, up, step)
    target = most * gain
    assert min(cut, target) - 1e-12 <= after <= max(cut, target) + 1e-12
    assert scaling.cut_after(target, most, gain, down, up, step) == pytest.approx(target)
    assert scaling.cut_after(0.0, most, 0.0, down, up, step) == 0.0


def test_wanted_spread_by_hand():
    # 1 - exp(-2 ln 2 * 0.5) = 0.5 of the untreated 0.8, all else at full
    assert scaling.wanted_spread(0.2, 2 * LN2, 1.0, 1.0, 1.0, 0.5) == pytest.approx(0.4)


@given(treated=shares, rate=rates, gain=shares, managerial=shares, autonomy=shares, step=steps)
def test_spread_fits_into_the_rest_and_needs_gain_management_and_autonomy(treated, rate, gain, managerial, autonomy, step):
    wanted = scaling.wanted_spread(treated, rate, gain, managerial, autonomy, step)
    assert 0 <= wanted <= 1 - treated
    assert wanted <= scaling.wanted_spread(treated, rate, 1.0, managerial, autonomy, step) + 1e-12
    assert wanted <= scaling.wanted_spread(treated, rate, gain, 1.0, autonomy, step) + 1e-12
    assert wanted <= scaling.wanted_spread(treated, rate, gain, managerial, 1.0, step) + 1e-12
    assert scaling.wanted_spread(0.0, rate, gain, managerial, autonomy, step) == 0.0  # no first zone
    assert scaling.wanted_spread(treated, 0.0, gain, managerial, autonomy, step) == 0.0


def test_treated_by_hand():
    # practice at half of what sustains: slips back with half the speed 2 ln 2, so by half
    assert scaling.treated_after(0.4, 0.3, 0.6, 2 * LN2, 1.0) == pytest.approx(0.2)
    assert scaling.treated_after(0.4, 0.6, 0.6, 2 * LN2, 1.0) == 0.4
    assert scaling.treated_after(0.4, 1.0, 0.6, 2 * LN2, 1.0) == 0.4


@given(treated=shares, practice=shares, sustaining=st.floats(0.01, 1), rate=rates, step=steps)
def test_treated_zones_never_grow_by_themselves_and_last_with_practice(treated, practice, sustaining, rate, step):
    after = scaling.treated_after(treated, practice, sustaining, rate, step)
    assert 0 <= after <= treated
    assert after <= scaling.treated_after(treated, 1.0, sustaining, rate, step) == treated
    assert scaling.treated_after(treated, practice, sustaining, 0.0, step) == treated


def test_cut_when_spread_by_hand():
    assert scaling.cut_when_spread(0.6, 0.1, 0.3) == pytest.approx(0.2)  # a third of the zone is old
    assert scaling.cut_when_spread(0.6, 0.3, 0.1) == 0.6  # what slips back takes its own cut with it
    assert scaling.cut_when_spread(0.0, 0.0, 0.0) == 0.0


@given(cut=shares, before=st.floats(1e-6, 1), more=shares)
def test_spreading_alone_saves_no_water(cut, before, more):
    after = before + more * (1 - before)
    assert scaling.cut_when_spread(cut, before, after) * after == pytest.approx(cut * before)
