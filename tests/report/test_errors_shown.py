"""A number with its error: both to one step, the error to two figures at most, and no error that is there looks like none."""

from __future__ import annotations

import math

import pytest

from wopsim.report.amounts_in_words import worth, worths
from wopsim.report.numbers import POINTS, Scale, range_shortly, shortly, with_error

THOUSANDS = Scale(1e3, 1, " k")


@pytest.mark.parametrize(
    ("scale", "value", "error", "signed", "told"),
    [
        (THOUSANDS, 24_321.0, 1_900.0, False, "24.3 k ± 1.9 k"),
        (THOUSANDS, 24_321.0, 19_000.0, False, "24 k ± 19 k"),
        (Scale(1.0, 0, ""), 469.4, 434.2, False, "470 ± 430"),
        (Scale(1.0, 0, ""), 469.4, 43.4, False, "469 ± 43"),
        (Scale(1.0, 0, ""), 469.4, 99.6, False, "470 ± 100"),
        (Scale(1e6, 1, " M"), 1_743_000.0, 118_000.0, False, "1.7 M ± 0.1 M"),
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


@pytest.mark.parametrize(
    ("low", "high", "in_words", "in_tables"),
    [
        (79.37, 101.2, ("80", "100"), "80 to 100"),
        (79.37, 99.4, ("79", "99"), "79 to 99"),
        (79.37, 99.6, ("80", "100"), "80 to 100"),  # the larger one becomes a hundred, and has a step of ten
        (782.0, 1213.0, ("800", "1,200"), "0.8 k to 1.2 k"),
        (-14.2, 3.6, ("-14", "4"), "-14 to 4"),
        (0.0, 0.0, ("0", "0"), "0 to 0"),
    ],
)
def test_the_ends_of_a_range_are_told_to_one_step(low: float, high: float, in_words: tuple[str, str], in_tables: str) -> None:
    assert worths(low, high) == in_words
    assert range_shortly(low, high) == in_tables


def test_an_amount_by_itself_has_two_figures_in_sentences_and_tables_alike() -> None:
    for value, in_words, in_tables in ((469.4, "470", "470"), (101.4, "100", "100"), (1743.0, "1,700", "1.7 k"), (0.123, "0.12", "0.12")):
        assert (worth(value), shortly(value)) == (in_words, in_tables)
    assert shortly(math.nan) == "–"
