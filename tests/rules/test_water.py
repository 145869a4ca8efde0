"""M8: every cubic metre is accounted for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import water

shares = st.floats(0, 1)
volumes = st.floats(0.001, 100)


def test_billed_use_by_hand():
    # 100 L * 5 persons = 0.5 m3, of which 0.02 is not billed
    assert water.billed_use(100.0, 5.0, 0.02) == pytest.approx(0.49)


def test_a_quarter_of_the_day_by_hand():
    assert water.use_at(0.8, 0.25) == pytest.approx(0.4)  # people store water: half of the use
    assert water.leakage_at(0.8, 0.25) == pytest.approx(0.2)  # pipes do not: a quarter of the leakage


@given(volume=volumes, share=shares)
def test_fewer_hours_cut_leakage_more_than_use(volume, share):
    assert 0 <= water.leakage_at(volume, share) <= water.use_at(volume, share) * (1 + 1e-12) <= volume * (1 + 2e-12)
    assert water.use_at(volume, 1.0) == water.leakage_at(volume, 1.0) == volume


def test_losses_at_the_start_by_hand():
    # NRW 50 % of an input of 1.96 is 0.98; unbilled authorised is 0.98 * 0.02 / 0.98 = 0.02; 0.96 is lost, a quarter of it apparent
    assert water.apparent_at_start(0.98, 0.5, 0.25, 0.02) == pytest.approx(0.24)
    assert water.real_at_start(0.98, 0.5, 0.25, 0.02) == pytest.approx(0.72)


@given(billed=volumes, nrw=st.floats(0.02, 0.95), apparent_share=shares, unbilled_share=st.floats(0, 0.5))
def test_the_reported_balance_comes_out_again(billed, nrw, apparent_share, unbilled_share):
    apparent = water.apparent_at_start(billed, nrw, apparent_share, unbilled_share)
    real = water.real_at_start(billed, nrw, apparent_share, unbilled_share)
    unbilled = billed * unbilled_share / (1 - unbilled_share)
    assert apparent >= 0
    assert real >= 0
    assert apparent == pytest.approx(apparent_share * (apparent + real))
    lost = unbilled + apparent + real
    # NRW cannot be reported below what is authorised and not billed
    assert water.ratio(lost, billed + lost) == pytest.approx(max(nrw, unbilled_share))


def test_treated_real_by_hand():
    assert water.treated_real(0.5, 0.1, 0.75) == pytest.approx(0.2)  # 0.4 above the floor, three quarters of it cut
    assert water.treated_real(0.05, 0.1, 0.75) == 0.05  # nothing above the floor


@given(real=st.floats(0, 10), floor=st.floats(0, 1), cut=shares)
def test_real_losses_are_not_cut_below_the_floor(real, floor, cut):
    after = water.treated_real(real, floor, cut)
    assert min(real, floor) - 1e-12 <= after <= real
    assert water.treated_real(real, floor, 0.0) == real
    assert after >= water.treated_real(real, floor, 1.0) - 1e-12


@given(untreated=volumes, treated=volumes, share=shares)
def test_the_mean_of_both_parts(untreated, treated, share):
    mean = water.mixed(untreated, treated, share)
    assert min(untreated, treated) - 1e-12 <= mean <= max(untreated, treated) + 1e-12
    assert water.mixed(untreated, treated, 0.0) == untreated
    assert water.mixed(untreated, treated, 1.0) == treated


@given(before=volumes, cut=shares, recovered_share=shares)
def test_removed_theft_is_billed_or_no_longer_used(before, cut, recovered_share):
    after = before * (1 - cut)
    billed = water.recovered_billed(before, after, recovered_share)
    saved = before - after - billed
    assert billed >= 0
    assert saved >= -1e-12
    assert billed == pytest.approx(recovered_share * before * cut, abs=1e-12)
    assert water.recovered_billed(before, before, recovered_share) == 0.0


def test_recovered_by_hand():
    assert water.recovered_billed(0.3, 0.1, 0.6) == pytest.approx(0.12)


def test_pressure_by_hand():
    assert water.pressure_factor(0.8, 0.2, 0.5) == pytest.approx(2.0)  # four times the hours, square root
    assert water.pressure_factor(0.8, 0.2, 0.0) == 1.0
    assert water.pressure_factor(0.3, 0.3, 0.7) == 1.0


@given(supplied=st.floats(0.02, 1), start=st.floats(0.02, 1), exponent=st.floats(0, 3))
def test_more_hours_mean_more_pressure(supplied, start, exponent):
    factor = water.pressure_factor(supplied, start, exponent)
    assert factor > 0
    assert factor <= water.pressure_factor(1.0, start, exponent) * (1 + 1e-12)


amounts = st.one_of(st.just(0.0), st.floats(1e-3, 1e6))


@given(capacity=amounts, use=amounts, leakage=amounts)
def test_what_flows_is_what_is_wanted_or_what_there_is(capacity, use, leakage):
    share = water.share_of_day(capacity, use, leakage)
    assert 0 <= share <= 1
    flowing = water.use_at(use, share) + water.leakage_at(leakage, share)
    assert flowing == pytest.approx(min(capacity, use + leakage), rel=1e-9)
    assert share <= water.share_of_day(capacity + 1.0, use, leakage) + 1e-12
    assert share >= water.share_of_day(capacity, use, leakage + 1.0) - 1e-12


def test_share_of_day_by_hand():
    # a quarter of the day: half of a use of 80 and a quarter of a leakage of 40 are 50
    assert water.share_of_day(50.0, 80.0, 40.0) == pytest.approx(0.25)
    assert water.share_of_day(40.0, 80.0, 0.0) == pytest.approx(0.25)
    assert water.share_of_day(30.0, 0.0, 40.0) == pytest.approx(0.75)
    assert water.share_of_day(120.0, 80.0, 40.0) == 1.0
    assert water.share_of_day(0.0, 80.0, 40.0) == 0.0


def test_ratio_by_hand():
    assert water.ratio(3.0, 4.0) == 0.75
    assert water.ratio(3.0, 0.0) == 0.0


def test_energy_by_hand():
    assert water.intensity_after_gain(0.8, 0.25, 0.5) == pytest.approx(0.7)
    assert water.intensity_after_gain(0.8, 0.25, 0.0) == 0.8
    assert water.intensity_after_gain(0.8, 0.0, 1.0) == 0.8


@given(intensity=st.floats(0, 10), most=shares, gain=shares)
def test_energy_falls_by_no_more_than_the_most(intensity, most, gain):
    after = water.intensity_after_gain(intensity, most, gain)
    assert intensity * (1 - most) - 1e-12 <= after <= intensity
