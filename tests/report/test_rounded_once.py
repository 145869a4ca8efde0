"""A number is rounded once: to what its error leaves of it, or to what the scale shows, whichever is coarser."""

from __future__ import annotations

import pytest

from wopsim.report.numbers import Scale, known


@pytest.mark.parametrize(
    ("value", "error", "scale", "shown"),
    [
        (4526.54, 668.0, Scale(1e3, 0, " k"), "5 k"),  # by way of 4,500 it would be 4 k
        (4526.54, 668.0, Scale(1e3, 1, " k"), "4.5 k"),
        (4449.0, 668.0, Scale(1e3, 0, " k"), "4 k"),
        (-4526.54, 668.0, Scale(1e3, 0, " k"), "-5 k"),
        (45_265.4, 66_800.0, Scale(1e3, 0, " k"), "50 k"),
        (4526.54, 0.0, Scale(1e3, 1, " k"), "4.5 k"),
        (4526.54, float("nan"), Scale(1e3, 1, " k"), "4.5 k"),
    ],
)
def test_a_number_is_rounded_once(value: float, error: float, scale: Scale, shown: str) -> None:
    assert scale.show(known(value, error, scale)) == shown
