"""Exponential, logarithm and power: close to the exact value, exact where the model needs it, the same bits one by one and in arrays."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from wopsim.rules.portable_math import exp, log, power

moderate = st.floats(-700, 700)
positive = st.floats(1e-300, 1e300)


def units_off(found: float, exact: float) -> float:
    """Distance in units in the last place of the exact value."""
    return abs(found - exact) / math.ulp(exact)


@given(x=moderate)
def test_exp_is_close(x):
    assert units_off(exp(x), math.exp(x)) <= 3


@given(x=positive)
def test_log_is_close(x):
    assert abs(log(x) - math.log(x)) <= 3 * math.ulp(math.log(x)) + 1e-18


@given(base=st.floats(1e-6, 1e6), exponent=st.floats(-5, 5))
def test_power_is_close(base, exponent):
    exact = base**exponent
    # an error of the logarithm counts as many times as the result has e-foldings
    assert units_off(power(base, exponent), exact) <= 4 + 4 * abs(exponent * math.log(base))


def test_what_must_be_exact_is():
    assert exp(0.0) == 1.0  # no effect is no effect, to the last bit
    assert exp(-0.0) == 1.0
    assert log(1.0) == 0.0
    assert [power(1.0, e) for e in (0.0, 0.5, 3.0)] == [1.0, 1.0, 1.0]
    assert [power(b, 0.0) for b in (0.0, 0.3, 7.0)] == [1.0, 1.0, 1.0]
    assert power(0.0, 2.0) == 0.0


def test_the_ends_are_finite():
    assert 0.0 < exp(-1e9) < 1e-300
    assert 1e300 < exp(1e9) < math.inf


@given(x=st.floats(-50, 50), step=st.floats(1e-9, 1))
def test_exp_rises(x, step):
    assert exp(x + step) >= exp(x)


@pytest.mark.parametrize("function", [exp, log])
def test_many_at_once_have_the_bits_of_one(function):
    @njit
    def loop(values, found):
        for place in range(values.size):
            found[place] = function(values[place])

    values = np.linspace(1e-3, 40.0, 1013)  # no multiple of what a processor takes at once
    found = np.empty_like(values)
    loop(values, found)
    assert found.tolist() == [function(value) for value in values]
    backwards = np.empty_like(values)
    loop(values[::-1].copy(), backwards)
    assert found.tobytes() == backwards[::-1].tobytes()
