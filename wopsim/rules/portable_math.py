"""Exponential, logarithm and power for rules, in nothing but additions, multiplications and fused multiply-adds of doubles.

The functions of the system's mathematical library differ between machines in the last digit, and cannot be computed for several
utilities at a time. These give the same bits on every machine, and compiled loops take four or eight utilities at once, which
halves the time of a run. They stay within 4 units in the last place of the exact value, as the tests check.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 6.93145751953125e-1, 1.42860682030941723212e-6
_INTEGER = 6755399441055744.0
"""1.5 * 2**52: added to a small whole number, it leaves the number in the last bits."""
_ONE = 1023
_MANTISSA, _BIAS, _WIDTH = np.uint64((1 << 52) - 1), np.uint64(_ONE << 52), np.uint64(52)
_2_TO_52, _OFFSET = np.uint64((_ONE + 52) << 52), 4503599627370496.0 + _ONE
_SQRT2 = 1.4142135623730951


def _fma(context: Any, a: Any, b: Any, c: Any) -> Any:
    """A * b + c, rounded once: one instruction on processors since 2013, the same bits in software on others."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.fma(*values)

    return types.float64(types.float64, types.float64, types.float64), generate


fma: Any = intrinsic(_fma)


@njit(error_model="numpy", forceinline=True)
def exp(x: float) -> float:
    """Natural exponential; 1 exactly at 0; beyond -708 and 709 the value there, never 0 and never infinite."""
    x = min(max(x, -708.0), 709.0)
    halvings = np.floor(x * _LOG2_E + 0.5)
    r = fma(halvings, -_LN2_LOW, fma(halvings, -_LN2_HIGH, x))
    # Taylor series to the 13th power, even and odd terms apart, so that two chains run side by side
    q = r * r
    even = fma(q, 1 / 479001600, 1 / 3628800)
    even = fma(q, fma(q, fma(q, fma(q, fma(q, even, 1 / 40320), 1 / 720), 1 / 24), 1 / 2), 1.0)
    odd = fma(q, 1 / 6227020800, 1 / 39916800)
    odd = fma(q, fma(q, fma(q, fma(q, fma(q, odd, 1 / 362880), 1 / 5040), 1 / 120), 1 / 6), 1.0)
    scale = (np.float64(halvings + _INTEGER).view(np.int64) + _ONE) << 52
    return fma(r, odd, even) * np.int64(scale).view(np.float64)


@njit(error_model="numpy", forceinline=True)
def log(x: float) -> float:
    """Natural logarithm of a number above 0 (from 2.3e-308 on)."""
    bits = np.float64(x).view(np.uint64)
    mantissa = np.uint64((bits & _MANTISSA) | _BIAS).view(np.float64)
    large = mantissa > _SQRT2
    mantissa = mantissa * 0.5 if large else mantissa
    # the exponent as a number: put into the last bits of 2**52, because processors cannot convert several whole numbers at once
    doublings = np.uint64((bits >> _WIDTH) | _2_TO_52).view(np.float64) - _OFFSET + (1.0 if large else 0.0)
    s = (mantissa - 1.0) / (mantissa + 1.0)
    z = s * s
    series = fma(z, fma(z, fma(z, fma(z, 1 / 21, 1 / 19), 1 / 17), 1 / 15), 1 / 13)
    series = fma(z, fma(z, fma(z, fma(z, fma(z, series, 1 / 11), 1 / 9), 1 / 7), 1 / 5), 1 / 3)
    return doublings * _LN2_HIGH + (2.0 * s + (2.0 * s * z * series + doublings * _LN2_LOW))


@njit(error_model="numpy", forceinline=True)
def power(base: float, exponent: float) -> float:
    """`base` (0 or more) to a power (0 or more where the base is 0)."""
    raised = exp(exponent * log(max(base, 1e-307)))
    return raised if base > 0.0 else (1.0 if exponent == 0.0 else 0.0)
