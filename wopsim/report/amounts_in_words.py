"""Amounts as sentences have them: to two figures, with thousands and millions as words, and units as people say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.report.brief.brief_language import Phrases
from wopsim.report.numbers import WORDS, compact, ends_told, two_figures

if TYPE_CHECKING:
    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.analysis.choice.study_value import StudyValueData

_UNITS = {
    "person": "people", "person*year": "person-years", "m3/day": "m3 a day", "weighted person": "people (weighted)", "utility": "utilities",
    "function": "functions", "point": "points", "kWh/year": "kWh a year", "EUR2024": "EUR of 2024", "day": "days", "month": "months",
    "year": "years", "partnership": "partnerships", "call": "calls", "mentor": "mentors", "mentee": "mentees", "connection": "connections",
}  # fmt: skip


def amount(decision: DecisionData | StudyValueData, value: float) -> str:
    """Return an amount of what is judged, in words and to two figures: 18 thousand people, 2.1 million euros."""
    if decision.in_money:
        return money(value)
    return _counted(100 * value if decision.unit == "1" else value, decision.unit)


def money(value: float) -> str:
    """Return an amount of money in words and to two figures."""
    return _counted(value, "EUR2024")


def worth(value: float) -> str:
    """Return what a unit is worth [EUR2024] to two figures, without words for thousands: 32, 1,100."""
    return f"{two_figures(value):,.10g}"


def worths(low: float, high: float) -> tuple[str, str]:
    """Return the ends of a range of what a unit is worth [EUR2024], both to one step, as `worth` writes them: 80 and 100."""
    least, most = (f"{end:,.10g}" for end in ends_told(low, high))
    return least, most


def _rounded(value: float) -> str:
    rounded = two_figures(value)
    scale = compact(rounded)
    return f"{rounded / scale.by:.3g} {WORDS[scale.suffix]}" if scale.suffix else f"{rounded:.3g}"


def _counted(value: float, unit: str) -> str:
    """So many of a unit, to two figures: one of it, or several."""
    number, english = _rounded(value), Phrases("en").words
    several = str(english["units"][unit]) if unit in ("1", "EUR2024") else in_words(unit)
    return f"{number} {english['one'].get(unit, unit) if number == '1' else several}"


def in_words(unit: str) -> str:
    """Return a unit as people say it, of several."""
    return _UNITS.get(unit, unit)


_YEARS_COUNTED = ("person*year", "EUR2024")
"""Units of which each year is counted by itself, or that are money: nobody asks whether their worth is one of each year."""


def counted_once(unit: str, weighted: bool) -> bool:
    """Return whether a worth is of a unit once, and not of each year in which it is there: unless the unit itself says so.

    Parameters
    ----------
    unit : of what is gained.
    weighted : whether it is a weighted sum of several outcomes.
    """
    return unit not in _YEARS_COUNTED and not weighted


def once_only(decision: DecisionData, phrases: Phrases) -> str:
    """Return that a worth is of a unit once, where it is; else nothing."""
    return phrases.say("judged", "once") if counted_once(decision.unit, decision.yardstick.weights is not None) else ""


def priced(decision: DecisionData) -> tuple[float, str]:
    """Return what a price is multiplied with to be told, and what it is of: one unit; of shares, a percentage point."""
    return 0.01 if decision.unit == "1" else 1.0, Phrases("en").one(decision.unit)
