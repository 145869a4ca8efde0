"""What is known of a partnership without its outcome: one observation that was made or is to be made, and its circumstances.

Nothing here reads the outcome, so calibration and prediction see the same thing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wopsim.allowed_numbers import FINITE
from wopsim.csv_cells import WrongCell, currency_code, read_choice
from wopsim.declare import PARAMETERS
from wopsim.errors import did_you_mean
from wopsim.inference.cases.dates import month_taken_for_decimals
from wopsim.inference.cases.focus import objectives_in
from wopsim.inference.evidence.evidence_files import PHASES, SOURCE_CLASSES
from wopsim.inference.evidence.indicators import INDICATORS, Indicator
from wopsim.rules.costs import from_dollars
from wopsim.strategies.design import OBJECTIVES
from wopsim.world.regions import Country, find_country, first_country, why_unknown

SCALES = ("utility", "town", "region", "pilot")
OUTCOMES = (
    "endline_low", "endline_high", "endline_text", "endline_year_text", "result_type", "usable", "note", "evidence", "source_title",
    "source_url",
)  # fmt: skip
"""Columns of partnerships.csv that say how it went: never looked at."""
LONGEST = 30.0  # year; nobody knows more about later
_DATES = ("start_year", "end_year", "baseline_year", "endline_year")
_CURRENCIES = ("EUR", "USD")


@dataclass(frozen=True)
class Planned:
    """One observation of one partnership, as far as it is known before its result is.

    Parameters
    ----------
    row_id, case_id : of the table; line : in the file.
    indicator : name in `INDICATORS`; unit : in which it is stated.
    scale, phase, source_class : see `wopsim.inference.evidence.evidence_files`.
    mentee, mentor : country; None where unknown.
    months : length of the partnership; None where unknown.
    budget : [EUR]; None where unknown.
    objectives : names of the objectives that its focus mentions, see `wopsim.inference.cases.focus`.
    baseline : (low, high) of the value before, in the output's unit; None where unknown.
    before : years from the baseline to the start of the partnership, 0 when it was taken later [year].
    at_baseline, at_end : time of the two values since the start of the partnership [year]; `at_end` None where unknown.
    time : date of the value after, decimal year; where only the span is known, years since the baseline.
    assumed : what had to be assumed, one phrase each.
    read : how text of the row was understood, one phrase each.
    people : people whom the mentee serves [person]; None where unknown.
    """

    row_id: str
    case_id: str
    line: int
    indicator: str
    unit: str
    scale: str
    phase: str
    source_class: str
    mentee: Country | None
    mentor: Country | None
    months: int | None
    budget: float | None
    objectives: tuple[str, ...]
    baseline: tuple[float, float] | None
    before: float
    at_baseline: float
    at_end: float | None
    time: float
    assumed: tuple[str, ...]
    read: tuple[str, ...] = ()
    people: float | None = None

    @property
    def measure(self) -> Indicator:
        """What the indicator is in the model."""
        return INDICATORS[self.indicator]

    @property
    def size_drawn(self) -> bool:
        """Whether nothing says how large the mentee is; a stated number of people or connections does."""
        return self.people is None and (self.baseline is None or self.measure.start not in ("connections", "population_served"))

    @property
    def not_stated(self) -> tuple[str, ...]:
        """What had to be assumed or is drawn, one phrase each."""
        return self.assumed + (("people served drawn",) if self.size_drawn else ())

    @property
    def pilot(self) -> bool:
        """Whether the value describes a pilot zone."""
        return self.scale == "pilot"


class NotPlanned(ValueError):
    """A row cannot be predicted; the message says why."""


def plan_of(row: Mapping[str, Any], line: int) -> Planned:
    """Return what is known of the partnership and the observation of one row.

    Parameters
    ----------
    row : cells by column of `partnerships.csv`; missing is None or NaN. Outcome columns are not looked at.
    line : in the file.

    Raises
    ------
    NotPlanned : no indicator of the model, a unit it does not have, no time, or values that cannot be.
    """
    known = {name: value for name, value in row.items() if name not in OUTCOMES and value is not None and value == value}
    endless = [name for name, value in known.items() if isinstance(value, float) and math.isinf(value)]
    if endless:
        raise NotPlanned(f"{endless[0]!r} is {known[endless[0]]!r}; {FINITE}")
    indicator, unit = _indicator(known)
    measure = INDICATORS[indicator]
    assumed: list[str] = []
    read: list[str] = []
    scale = _one_of(known, "scale", SCALES, "utility", assumed)
    phase = _one_of(known, "phase", PHASES, "during", assumed)
    source = _one_of(known, "source_class", tuple(name for name in SOURCE_CLASSES if name != "none"), "independent", assumed)
    baseline = _baseline(known, measure, unit)
    if baseline is None and not measure.gain:
        assumed.append("baseline drawn")
    read += [said for name in _DATES if name in known for said in [month_taken_for_decimals(name, known[name])] if said]
    start, before, at_baseline, at_end = _times(known, assumed)
    months = _months(known, assumed)
    if start is None and at_end is not None and phase == "after" and months is not None and at_end <= months / 12.0:
        at_end += months / 12.0
        at_baseline += months / 12.0
        assumed.append("baseline at the end of the partnership, as the phase says 'after'")
    if at_end is not None and at_end > LONGEST:
        raise NotPlanned(f"the value after lies more than {LONGEST:g} years after the start of the partnership")
    return Planned(
        row_id=str(known.get("row_id", "")), case_id=str(known["case_id"]), line=line, indicator=indicator, unit=unit, scale=scale,
        phase=phase, source_class=source, mentee=_country(known, "mentee_country", "mentee's country", assumed, read),
        mentor=_country(known, "mentor_country", "mentor's country", assumed, read), months=months, budget=_budget(known, assumed),
        objectives=_objectives(known, read), baseline=baseline, before=before, at_baseline=at_baseline, at_end=at_end,
        time=_date(known), assumed=tuple(assumed), read=tuple(read),
    )  # fmt: skip


def _indicator(known: Mapping[str, Any]) -> tuple[str, str]:
    name = known.get("indicator")
    if name is None:
        raise NotPlanned("no indicator")
    try:
        name = read_choice(str(name), tuple(INDICATORS))
    except WrongCell:
        near = did_you_mean(str(name).casefold(), INDICATORS)
        raise NotPlanned(f"indicator {name!r} has no counterpart in the model; it has: {', '.join(INDICATORS)}.{near}") from None
    units = INDICATORS[name].units
    unit = str(known.get("unit", next(iter(units))))
    if unit not in units:
        raise NotPlanned(f"unit {unit!r} of {name!r} is not known; write one of: {', '.join(units)}")
    return name, unit


def _one_of(known: Mapping[str, Any], name: str, choices: tuple[str, ...], usual: str, assumed: list[str]) -> str:
    value = known.get(name)
    if value is None:
        assumed.append(f"{name} {usual!r}")
        return usual
    if value not in choices:
        raise NotPlanned(f"{name} {value!r} cannot be predicted; known: {', '.join(choices)}.{did_you_mean(value, choices)}")
    return str(value)


def _baseline(known: Mapping[str, Any], measure: Indicator, unit: str) -> tuple[float, float] | None:
    columns = [name for name in ("baseline_low", "baseline_high") if name in known]
    stated = [known[name] for name in columns]
    if not stated or measure.gain:
        return None
    low, high = stated[0], stated[-1]
    ends = sorted(float(measure.value(value, unit)) for value in (low, high))
    if unit == "%" and 0.0 < high <= 1.0:
        raise NotPlanned(f"{columns[-1]!r} is {high:g} %, which looks like a share; write {100.0 * high:g}, or '1' in the column 'unit'")
    for column, value in zip(columns, stated, strict=True):
        if not 0.0 <= float(measure.value(value, unit)) <= measure.most:
            lowest, highest = sorted(float(measure.stated(end, unit)) for end in (0.0, measure.most))
            limits = f"between {lowest:g} and {highest:g}" if math.isfinite(highest) else f"at {lowest:g} or above"
            raise NotPlanned(f"{column!r} is {value:g} {unit}, which is impossible for {known['indicator']!r}: it lies {limits}")
    return ends[0], ends[1]


def _times(known: Mapping[str, Any], assumed: list[str]) -> tuple[float | None, float, float, float | None]:
    """Start (a date), years from baseline to start, and times of both values since the start."""
    start, base, end, span = (known.get(name) for name in ("start_year", "baseline_year", "endline_year", "span_years"))
    if end is None and span is None:
        raise NotPlanned("no time: fill endline_year, or span_years")
    if (span is not None and span < 0.0) or (end is not None and base is not None and end < base):
        raise NotPlanned("the value after lies before the value before")
    if base is not None and end is not None and span is not None and abs(end - base - span) > 1.5:
        assumed.append("dates taken, where span_years says otherwise")
    if start is not None and known.get("end_year") is not None and known["end_year"] <= start:
        raise NotPlanned(f"the partnership ends ({known['end_year']:g}) before it starts ({start:g})")
    if base is None and end is not None and span is not None:
        base = end - span
    if end is None and base is not None:
        end = base + span
    if start is None:
        if base is not None:
            assumed.append("start of the partnership at the baseline")
        start = base
    if start is None:
        if span is None:
            assumed.append("span drawn: start and baseline unknown")
        elif end is None:
            assumed.append("start of the partnership at the baseline")
        return None, 0.0, 0.0, span
    if base is None:
        if span is not None:
            assumed.append("start of the partnership at the baseline")
            return start, 0.0, 0.0, span
        assumed.append("baseline at the start of the partnership")
        base = min(start, end)
    if end < start:
        raise NotPlanned("the value after lies before the start of the partnership")
    return start, max(0.0, start - base), max(0.0, base - start), end - start


def _date(known: Mapping[str, Any]) -> float:
    if "endline_year" in known:
        return float(known["endline_year"])
    return float(known.get("baseline_year", 0.0) + known["span_years"])


def _months(known: Mapping[str, Any], assumed: list[str]) -> int | None:
    months, start, end = known.get("duration_months"), known.get("start_year"), known.get("end_year")
    if months is None and start is not None and end is not None and end > start:
        months = 12.0 * (end - start)
    if months is None:
        assumed.append("length drawn")
        return None
    if months < 1.0:
        raise NotPlanned(f"a partnership of {months:g} months cannot be run; leave duration_months empty where it is not known")
    return int(min(240, max(3, round(months))))


def _budget(known: Mapping[str, Any], assumed: list[str]) -> float | None:
    value, currency = known.get("budget_value"), currency_code(str(known.get("budget_currency", "")))
    if value is None or value <= 0.0:
        assumed.append("usual budget")
        return None
    if currency not in _CURRENCIES:
        why = f"it is in {currency}" if currency else "budget_currency is missing"
        assumed.append(f"usual budget, as {why}; known are {' and '.join(_CURRENCIES)}")
        return None
    return float(value) if currency == "EUR" else float(from_dollars(value, PARAMETERS["eur_per_usd"].default))


def _country(known: Mapping[str, Any], name: str, what: str, assumed: list[str], read: list[str]) -> Country | None:
    text = str(known.get(name, "")).strip()
    found = first_country(text)
    if found is None:
        assumed.append(f"{what} drawn" + (f", as {text!r} {why_unknown(text).rstrip('.')}" if text else ""))
    elif text.casefold() != found.country.casefold():
        others = "" if find_country(text) else ", the first that is known"
        read.append(f"{what} {text!r} as {found.country}{others}")
    return found


def _objectives(known: Mapping[str, Any], read: list[str]) -> tuple[str, ...]:
    focus = str(known.get("focus", "")).strip()
    named = objectives_in(focus)
    read += [f"focus {topic!r} as the objective {name}" for name, topic in named.items()]
    if focus and not named:
        read.append(f"focus {focus!r} as the objective efficiency only")
    return tuple(name for name in OBJECTIVES if name == "efficiency" or name in named)
