"""How likely it was that a report gets published, as a compiled loop: half of the time of a likelihood went by here."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from wopsim.compile import entry, inline
from wopsim.rules.portable_math import exp, fma
from wopsim.streams import Floats

_MIDDLE = 2.75
"""Where the series of `below` has its middle; with it twenty powers are enough."""


def chances_of_publication(slope: Floats, expected: Floats, variance: Floats, widths: Floats) -> Floats:
    """Return the chance that a report is published, whatever it will be, (..., report) [1].

    A t density is a normal one of many widths: the chance is the mean over them.

    Parameters
    ----------
    slope : (..., report) how strongly improvement raises the probit of publication [1/logit].
    expected, variance : (..., report) of the improvement [logit, logit2].
    widths : (node,) precisions of the normal densities, relative to that of `variance`, each as likely [1].
    """
    flat = math.prod(slope.shape[:-1]), slope.shape[-1]
    found = np.empty(slope.shape)
    arguments = (np.ascontiguousarray(values).reshape(flat) for values in (slope, expected, variance))
    fill_chances(*arguments, widths, *np.empty((2, widths.size * slope.shape[-1])), found.reshape(flat))
    return found


@entry
def fill_chances(slope: Any, expected: Any, variance: Any, widths: Any, far: Any, at: Any, found: Any) -> None:
    """Write `chances_of_publication` to `found`; arrays are (set, report), `far` and `at` are (node times report,) for use here."""
    reports, nodes = slope.shape[1], widths.size
    for i in range(slope.shape[0]):
        for node in range(nodes):
            for row in range(reports):
                far[node * reports + row] = slope[i, row] * expected[i, row]
                at[node * reports + row] = 1.0 + slope[i, row] * slope[i, row] * variance[i, row] / widths[node]
        for k in range(nodes * reports):  # a loop of its own, so that the processor takes several at a time
            at[k] = below(far[k] / math.sqrt(at[k]))
        for row in range(reports):
            found[i, row] = 0.0
        for node in range(nodes):
            for row in range(reports):
                found[i, row] += at[node * reports + row] / nodes


@inline
def below(x: float) -> float:
    """Chance that a standard normal number lies below `x`, to 14 digits also far out; 0 below -37.

    scipy's takes one number at a time. The chance beyond is exp(-x^2/2) times what bends slowly from there to 1/x: a Chebyshev series.
    """
    out = abs(x) * 0.7071067811865476
    q = 1.0 / (out + _MIDDLE)
    t = 1.0 - 2.0 * _MIDDLE * q
    s = fma(t, fma(t, 1.2205213641667927e-08, 5.195251765850796e-09), -1.1960498066451746e-07)
    s = fma(t, fma(t, fma(t, s, -1.0221321537719972e-07), 6.357091808972946e-07), 9.769890435426113e-07)
    s = fma(t, fma(t, fma(t, s, -2.6107571418224422e-06), -6.883064585293163e-06), 1.0336594602942542e-05)
    s = fma(t, fma(t, fma(t, s, 4.3686917442957354e-05), -5.256520483150856e-05), -2.7735180580886013e-04)
    s = fma(t, fma(t, fma(t, s, 4.4968558387667847e-04), 1.7148188004833405e-03), -5.681968452072155e-03)
    s = fma(t, fma(t, fma(t, s, -4.626926207689473e-03), 7.062949078247949e-02), -2.4195642616265473e-01)
    s = fma(t, fma(t, fma(t, s, 5.26600365382669e-01), -8.477970066743864e-01), 1.0651415295348765)
    beyond = 0.5 * s * q * exp(-out * out)
    return 1.0 - beyond if x > 0.0 else beyond
