"""A number with its error: as many digits as the error leaves, and no error that is there looks like none."""

from __future__ import annotations

import math

import pytest

from wopsim.report.numbers import POINTS, Scale
from wopsim.report.page.page_figures import with_error

THOUSANDS = Scale(1e3, 1, " k")


@pytest.mark.parametrize(
    ("scale", "value", "error", "signed", "told"),
    [
        (THOUSANDS, 24_321.0, 1_900.0, False, "24.3 k ± 1.9 k"),
        (THOUSANDS, 24_321.0, 19_000.0, False, "24.0 k ± 19.0 k"),
        (POINTS, -0.00412, 0.0009, True, "-0.4 ± 0.1"),
        (POINTS, -0.00412, 0.0004, True, "-0.41 ± 0.04"),
        (POINTS, -0.00412, 0.00001, True, "-0.412 ± 0.001"),
        (POINTS, -0.004, 1e-9, True, "-0.4 ± 0.0"),
        (POINTS, 0.004, 0.0, True, "+0.4"),  # counted, not estimated
        (POINTS, 0.0, 0.0, True, "0"),
        (POINTS, 0.004, math.nan, True, "+0.4"),
    ],
)
def test_errors_are_shown(scale: Scale, value: float, error: float, signed: bool, told: str) -> None:
    assert with_error(scale, value, error, signed) == told
