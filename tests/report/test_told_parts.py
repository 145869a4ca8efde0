"""Parts of a whole add up as they are told, each rounded."""

from __future__ import annotations

import pytest

from wopsim.report.numbers import rest_told, step_of


@pytest.mark.parametrize(
    ("whole", "part", "rest"),
    [(247_000.0, 72_400.0, 180_000.0), (253_000.0, 174_600.0, 80_000.0), (250_000.0, 300_000.0, -50_000.0), (0.0, 0.0, 0.0)],
)
def test_a_part_and_the_rest_make_the_whole(whole: float, part: float, rest: float) -> None:
    assert rest_told(whole, part, step_of(whole)) == pytest.approx(rest)


@pytest.mark.parametrize(
    ("value", "figures", "step"), [(247_000.0, 2, 1e4), (-247_000.0, 3, 1e3), (0.0234, 2, 1e-3), (7.0, 2, 0.1), (0.0, 2, 1.0)]
)
def test_a_number_of_so_many_figures_is_told_in_steps(value: float, figures: int, step: float) -> None:
    assert step_of(value, figures) == pytest.approx(step)
