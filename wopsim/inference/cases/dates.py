"""Dates as people write them, where a decimal year is meant: 2024.5 is the middle of 2024."""

from __future__ import annotations

import datetime
import re

from wopsim.inference.evidence.evidence_files import YEARS

_MONTHS = 12
_FIRST_SERIAL = datetime.date(1899, 12, 30)
"""Day 0 of the dates of spreadsheets."""
_SERIALS = (15_000.0, 73_000.0)
"""Day numbers of 1941 to 2099: years are no such numbers."""


def year_instead(text: str) -> str:
    """Return the decimal year to write instead of a date, a sentence after a space."""
    day = _day(text.strip())
    if day is None or not YEARS[0] <= day.year < YEARS[1]:
        return " A date is a decimal year: 2024.5 is the middle of 2024."
    return f" If it is {_named(day)}: write {_decimal(day)}."


def month_taken_for_decimals(name: str, year: float) -> str:
    """Return how a year is read whose decimals look like a month (2024.11), or nothing."""
    if not YEARS[0] <= year <= YEARS[1]:
        return ""
    hundredths = round((year - int(year)) * 100.0, 6)
    if not hundredths.is_integer() or not 1 <= hundredths <= _MONTHS:
        return ""
    day = datetime.date(int(year), 1, 1) + datetime.timedelta(days=round((year - int(year)) * 365.0))
    other = _decimal(datetime.date(int(year), int(hundredths), 15))
    return f"{name} {year:g} as a decimal year, {_named(day)}; for the month {int(hundredths)} write {other}"


def _day(text: str) -> datetime.date | None:
    """The day that a number or text means; None where it means none, or more than one."""
    written = re.fullmatch(r"(\d{4})[-/.]?(\d{2})(?:[-/.]?(\d{2}))?(?:[T ].*)?", text)
    try:
        if written:
            return datetime.date(int(written[1]), int(written[2]), int(written[3] or 1))
        serial = float(text)
    except ValueError:
        return None
    return _FIRST_SERIAL + datetime.timedelta(days=int(serial)) if _SERIALS[0] <= serial <= _SERIALS[1] else None


def _named(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _decimal(day: datetime.date) -> str:
    return f"{day.year + (day.timetuple().tm_yday - 1) / 365.25:.2f}".rstrip("0").rstrip(".")
