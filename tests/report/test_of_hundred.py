"""A share as a number of 100: what was found in some worlds is not said to be found in none or in all."""

from __future__ import annotations

import math

import pytest

from wopsim.report.numbers import NONE, in_percent, of_hundred


@pytest.mark.parametrize("worlds", [200, 201, 1000])
def test_some_is_neither_none_nor_all(worlds: int) -> None:
    assert of_hundred(0.0) == of_hundred(0.0, short=True) == "0"
    assert of_hundred(1.0) == of_hundred(1.0, short=True) == "100"
    assert of_hundred(1 / worlds) == "under 1"
    assert of_hundred(1 - 1 / worlds) == "over 99"
    assert (of_hundred(1 / worlds, short=True), of_hundred(1 - 1 / worlds, short=True)) == ("< 1", "> 99")


def test_others_are_rounded_and_what_is_missing_is_a_dash() -> None:
    assert [of_hundred(share) for share in (0.006, 0.256, 0.994, math.nan)] == ["1", "26", "99", NONE]


def test_a_cell_of_a_table_has_signs() -> None:
    assert [in_percent(share) for share in (0.0, 1 / 400, 0.256)] == ["0 %", "< 1 %", "26 %"]
    assert [in_percent(share) for share in (1 - 1 / 400, 1.0, math.nan)] == ["> 99 %", "100 %", NONE]
