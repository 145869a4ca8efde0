"""Dates that are no decimal years are told what to write; decimals that look like months are said."""

from __future__ import annotations

import pytest

from wopsim.inference.cases.dates import month_taken_for_decimals, year_instead


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024-01-01", " If it is 1 January 2024: write 2024."),
        ("2024-07-01", " If it is 1 July 2024: write 2024.5."),
        ("2024-12-31T00:00:00", " If it is 31 December 2024: write 2025."),
        ("202407", " If it is 1 July 2024: write 2024.5."),
        ("20240701", " If it is 1 July 2024: write 2024.5."),
        ("2024/07", " If it is 1 July 2024: write 2024.5."),
        ("45292", " If it is 1 January 2024: write 2024."),
        ("46388", " If it is 1 January 2027: write 2027."),
        ("2023/24", " A date is a decimal year: 2024.5 is the middle of 2024."),
        ("01/07/2024", " A date is a decimal year: 2024.5 is the middle of 2024."),
        ("July 2024", " A date is a decimal year: 2024.5 is the middle of 2024."),
        ("0001-01-01", " A date is a decimal year: 2024.5 is the middle of 2024."),
        ("2024-13-01", " A date is a decimal year: 2024.5 is the middle of 2024."),
        ("1e999", " A date is a decimal year: 2024.5 is the middle of 2024."),
        ("nan", " A date is a decimal year: 2024.5 is the middle of 2024."),
        ("", " A date is a decimal year: 2024.5 is the middle of 2024."),
    ],
)
def test_what_to_write(text: str, said: str) -> None:
    assert year_instead(text) == said


@pytest.mark.parametrize(
    ("year", "said"),
    [
        (2024.11, "baseline_year 2024.11 as a decimal year, 10 February 2024; for the month 11 write 2024.87"),
        (2024.01, "baseline_year 2024.01 as a decimal year, 5 January 2024; for the month 1 write 2024.04"),
        (2024.0, ""),
        (2024.5, ""),
        (2024.25, ""),
        (2024.13, ""),
        (2024.083, ""),
        (1e15, ""),
        (-1.1, ""),
        (float("inf"), ""),
        (float("nan"), ""),
    ],
)
def test_months_taken_for_decimals(year: float, said: str) -> None:
    assert month_taken_for_decimals("baseline_year", year) == said
