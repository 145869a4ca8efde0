"""Objectives: topics mature and fade, and each strengthens its own outcome."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import objectives

shares = st.floats(0, 1)
rates = st.floats(0, 10)
steps = st.floats(0, 2)
LN2 = math.log(2)


def test_days_are_diluted_by_hand():
    assert objectives.diluted(100.0, 1.0, 0.1) == 100.0
    assert objectives.diluted(100.0, 3.0, 0.1) == pytest.approx(81.0)
    assert objectives.diluted(100.0, 6.0, 0.0) == 100.0


def test_topics_mature_and_fade_by_hand():
    # 2 * 0.5 * ln 2 closes half of what is missing
    assert objectives.topic_after_teaching(0.2, LN2, 0.5, 2.0) == pytest.approx(0.6)
    assert objectives.topic_after_teaching(0.2, LN2, 0.0, 2.0) == 0.2  # another objective
    assert objectives.topic_after(0.6, LN2, 1.0) == pytest.approx(0.3)


@given(topic=shares, share=shares, weight=shares, rate=rates, fading=rates, step=steps)
def test_topics_stay_shares(topic, share, weight, rate, fading, step):
    taught = objectives.topic_after_teaching(topic, share, weight, rate)
    assert topic <= taught <= 1
    assert 0 <= objectives.topic_after(taught, fading, step) <= taught


def test_functions_serve_as_far_as_management_carries_them():
    assert objectives.function_of(0.8, 0.5) == pytest.approx(0.4)
    assert objectives.function_of(0.8, 0.0) == 0.0


@given(gain=st.floats(-1, 1), topic=shares, effect=rates)
def test_a_topic_strengthens_a_gain_and_makes_none(gain, topic, effect):
    found = objectives.strengthened(gain, topic, effect)
    assert found <= 1
    assert objectives.strengthened(0.0, topic, effect) == 0.0
    assert objectives.strengthened(gain, 0.0, effect) == gain
    assert found >= gain


@given(now=shares, function=shares, effect=rates, step=steps)
def test_services_reach_more_and_never_more_than_all(now, function, effect, step):
    assert now <= objectives.served_after(now, function, effect, step) <= 1
    assert objectives.served_after(now, 0.0, effect, step) == now


def test_services_by_hand():
    assert objectives.served_after(0.6, 1.0, LN2, 1.0) == pytest.approx(0.8)
    assert objectives.served_after(0.2, 0.5, LN2, 2.0) == pytest.approx(0.6)


@given(own=shares, topic=shares, effect=shares)
def test_rebuilding_lifts_the_level_of_motivation(own, topic, effect):
    lasting = objectives.lasting_motivation(own, topic, effect)
    assert min(own, 0.95) <= lasting <= 0.95
    assert objectives.lasting_motivation(min(own, 0.95), 0.0, effect) == min(own, 0.95)
