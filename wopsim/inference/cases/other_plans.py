"""The same partnership planned otherwise: what could have been stated of it and was not, or could be chosen differently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from wopsim.inference.cases.case_spec import Planned
from wopsim.inference.cases.case_world import PAIRS, SPANS, case_world, country_chances, usual_budget, usual_months
from wopsim.streams import Floats
from wopsim.world.regions import Country, countries

STATED, DRAWN, USUAL = "stated", "drawn", "usual"
"""What is known of a thing: it is stated; it is another in every version; or it is taken to be what is usual, in all of them."""
THINGS = ("mentee_country", "mentor_country", "months", "budget", "people", "baseline", "span")
"""What can be planned otherwise; all but the budget are drawn where they are not stated."""
MOST_PARTS = 3
"""Parts of the runs in which the length, or the span, is another."""
_MENTEES, _MENTORS = 6, 6
_VALUES = 4
"""Values that stand for everything a thing can be, where it has a scale."""


@dataclass(frozen=True)
class Otherwise:
    """One thing that could be otherwise.

    Parameters
    ----------
    thing : one of `THINGS`; known : `STATED`, `DRAWN` or `USUAL`.
    beside : what the others are compared with; None where the thing is drawn: with all of them together.
    plans : the partnership with it as it could be; where it is drawn, each is as likely as the others.
    values : what it is in each, in words.
    """

    thing: str
    known: str
    beside: Planned | None
    plans: Sequence[Planned]
    values: Sequence[str]


def otherwise(planned: Planned, before: Floats, seed: int) -> list[Otherwise]:
    """Return what could be otherwise about a partnership.

    What is stated of the utility itself is a fact, and stays; the mentor, the length and the budget could be others.

    Parameters
    ----------
    planned : the partnership.
    before : (sample,) values at the time of the baseline, in the row's unit.
    seed : of the versions whose sizes are taken where none is stated.
    """
    found = (_mentee(planned), _mentor(planned), _months(planned), _budget(planned), _people(planned, seed), _baseline(planned, before),
             _span(planned))  # fmt: skip
    return [one for one in found if one is not None]


def in_part(planned: Planned, number: int) -> Planned:
    """Return a partnership with what would be drawn once for all versions of a part; parts up to `MOST_PARTS` go through all it can be."""
    months, spans = usual_months(), _spans(MOST_PARTS)
    return replace(
        planned,
        months=planned.months or months[number % len(months)],
        at_end=spans[(number + 1) % MOST_PARTS] if planned.at_end is None else planned.at_end,  # the longest does not go with the longest
    )


def _mentee(planned: Planned) -> Otherwise | None:
    if planned.mentee is not None:
        return None
    found = _across(_MENTEES, of_mentors=False)
    return _drawn("mentee_country", [replace(planned, mentee=one) for one in found], [one.country for one in found])


def _mentor(planned: Planned) -> Otherwise:
    found = [one for one in _across(_MENTORS, of_mentors=True) if one != planned.mentor]
    plans, values = [replace(planned, mentor=one) for one in found], [one.country for one in found]
    return (
        _drawn("mentor_country", plans, values) if planned.mentor is None else Otherwise("mentor_country", STATED, planned, plans, values)
    )


def _months(planned: Planned) -> Otherwise:
    months = [one for one in usual_months() if one != planned.months]
    plans, values = [replace(planned, months=one) for one in months], [f"{one} months" for one in months]
    return _drawn("months", plans, values) if planned.months is None else Otherwise("months", STATED, planned, plans, values)


def _budget(planned: Planned) -> Otherwise:
    """Half and double of what is stated, or usual [assumed]; of a partnership of middle length where none is stated."""
    as_long = replace(planned, months=planned.months or usual_months()[1])
    usual = planned.budget or usual_budget(as_long)
    amounts = [0.5 * usual, 2.0 * usual]
    plans, values = [replace(as_long, budget=one) for one in amounts], [f"{float(f'{one:.2g}'):,.0f} EUR" for one in amounts]
    return Otherwise("budget", STATED if planned.budget else USUAL, as_long, plans, values)


def _people(planned: Planned, seed: int) -> Otherwise | None:
    if not planned.size_drawn:
        return None
    drawn = case_world(planned, seed).world.utilities["population_served"].to_numpy()[:PAIRS]
    sizes = [float(f"{one:.2g}") for one in np.quantile(drawn, _middles(_VALUES))]
    return _drawn("people", [replace(planned, people=one) for one in sizes], [f"{one:,.0f} people" for one in sizes])


def _baseline(planned: Planned, before: Floats) -> Otherwise | None:
    if planned.baseline is not None or planned.measure.gain:
        return None
    stated = [float(f"{one:.3g}") for one in np.quantile(before, _middles(_VALUES))]
    values = [float(planned.measure.value(one, planned.unit)) for one in stated]
    return _drawn("baseline", [replace(planned, baseline=(one, one)) for one in values], [f"{one:,g} {planned.unit}" for one in stated])


def _span(planned: Planned) -> Otherwise | None:
    if planned.at_end is not None:
        return None
    spans = _spans(_VALUES)
    return _drawn("span", [replace(planned, at_end=one) for one in spans], [f"{one:g} years" for one in spans])


def _spans(number: int) -> list[float]:
    low, high = SPANS
    return [float(one) for one in low + (high - low) * _middles(number)]


def _drawn(thing: str, plans: Sequence[Planned], values: Sequence[str]) -> Otherwise:
    return Otherwise(thing, DRAWN, None, plans, values)


def _middles(number: int) -> Floats:
    """Middles of equal parts of what a thing can be [1]."""
    return (np.arange(number) + 0.5) / number


def _across(number: int, of_mentors: bool) -> Sequence[Country]:
    """Countries that stand for all, a likely one perhaps more than once: at equal steps through all, those that are alike side by side."""
    chances = country_chances(of_mentors)
    known = [countries()[name] for name in chances]
    order = sorted(known, key=lambda one: (one.income, one.region, one.fragile, one.language, one.country))
    edges = np.cumsum([chances[one.country] for one in order])
    places = np.searchsorted(edges, edges[-1] * (np.arange(number) + 0.5) / number)
    return [order[int(place)] for place in places]
