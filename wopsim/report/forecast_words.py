"""A forecast of one utility in the words of somebody who reads no statistics; every word follows from its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wopsim.inference.prediction import BAND, Prediction
from wopsim.report.forecast_numbers import as_stated, in_10, percent, rounded, step_of_range, step_that_shows

_SHARE = (" %", " points")
_COUNTED = ("", "")
_NOUNS: dict[str, tuple[str, tuple[str, str]]] = {
    "nrw_pct": ("non-revenue water", _SHARE),
    "network_efficiency": ("water that is billed", _SHARE),
    "water_coverage": ("people with a water connection", _SHARE),
    "sewer_coverage": ("people with a sewer", _SHARE),
    "collection_efficiency": ("bills that are paid", _SHARE),
    "water_quality_compliance": ("water samples that pass", _SHARE),
    "supply_hours": ("hours of supply a day", (" hours", " hours")),
    "operating_cost_coverage": ("running costs covered by income", _SHARE),
    "staff_per_1000_connections": ("staff per 1,000 connections", _COUNTED),
    "energy_intensity": ("energy for a cubic metre", (" kWh", " kWh")),
    "connections": ("connections", _COUNTED),
    "population_served": ("people served", _COUNTED),
    "people_reached": ("people newly served", _COUNTED),
}
"""What an indicator is called, and what stands behind its values and behind differences of them."""
_SHOWN_IN = {"%": 1.0, "h/week": 1.0 / 7.0, "1e3 connection": 1e3, "1e6 connection": 1e6, "1e3 person": 1e3, "1e6 person": 1e6}
"""Factor from a unit of the evidence to the one that people read; shares are read in percent, all others as they are."""
LABELS = {
    "mentee_country": "mentee's country", "mentor_country": "mentor's country", "months": "length", "budget": "budget",
    "people": "people served", "baseline": "baseline", "span": "span",
}  # fmt: skip
"""What is said of a thing that could be otherwise."""
_SOURCES = {
    "mentor_or_programme": "the programme", "mentee": "the utility", "press": "the press", "project_authors": "the project's authors",
    "independent": "an independent evaluation",
}  # fmt: skip
_LARGE = 1e5
"""Counts from which on they are shown in thousands."""
_STEPS_OF_A_CHANGE = 4.0
"""Parts of the range of a change that tell what is known: fewer, as it stands beside the smallest difference that matters, a whole number
[assumed]."""
_NUMBERS = {"posterior": "what the evidence leaves open", "prior": "what was thought before any evidence"}
_CHOSEN = ("mentor_country", "months", "budget")
"""What people who plan a partnership can choose."""
_MUCH = 0.05
"""Part of the spread of what a partnership does from which on it is said that a thing makes it [assumed]."""
_MOSTLY = 0.5
"""Part of what a report shows above which most of it is said to have come in any case."""


@dataclass(frozen=True)
class Forecast:
    """A prediction as people read it.

    Parameters
    ----------
    prediction : the numbers.
    """

    prediction: Prediction

    @property
    def noun(self) -> str:
        """What the indicator is called, with the place that it describes."""
        planned = self.prediction.planned
        where = "" if planned.scale == "utility" else " in the pilot zone" if planned.pilot else f" of the {planned.scale}"
        return _NOUNS[planned.indicator][0] + where

    @property
    def heading(self) -> str:
        """The indicator with what its values are counted in, where that does not stand behind them."""
        return f"{self.noun[0].upper()}{self.noun[1:]}{', thousand' if self._thousands else ''}"

    @property
    def by(self) -> float:
        """Factor from the row's unit to the one that is shown."""
        unit = self.prediction.planned.unit
        return _SHOWN_IN.get(unit, 100.0 if unit in ("1", "share") else 1.0) / (1000.0 if self._thousands else 1.0)

    @property
    def _thousands(self) -> bool:
        """Whether values are shown in thousands."""
        factor = _SHOWN_IN.get(self.prediction.planned.unit, 1.0)
        return self._units == _COUNTED and float(np.median(self.prediction.helped)) * factor >= _LARGE

    @property
    def _units(self) -> tuple[str, str]:
        return _NOUNS[self.prediction.planned.indicator][1]

    @property
    def reporter(self) -> str:
        """Who will report it."""
        return _SOURCES[self.prediction.planned.source_class]

    @property
    def when(self) -> str:
        """When the value after is taken."""
        time = self.prediction.planned.time
        return f"in {time:.0f}" if time > 1900.0 else f"after {time:g} year{'s' * (time != 1.0)}"

    @property
    def today(self) -> tuple[float, float] | None:
        """Lowest and highest value that is stated of today, in the unit that is shown; None where nothing is."""
        planned = self.prediction.planned
        if planned.baseline is None:
            return None
        low, high = sorted(self.by * float(planned.measure.stated(value, planned.unit)) for value in planned.baseline)
        return low, high

    def value(self, number: float, step: float) -> str:
        """Return a value with its unit, to the digits of a step."""
        return _counted(rounded(number, step), self._units[0])

    def stated(self, number: float) -> str:
        """Return a value that somebody stated, with its unit, as it stands."""
        return _counted(as_stated(number), self._units[0])

    @property
    def bands(self) -> dict[str, tuple[float, float, float]]:
        """Low end, middle and high end of the value `without` and `with` the partnership and as it is `reported`, as they are shown."""
        prediction = self.prediction
        found = {
            "without": np.quantile(prediction.alone, BAND),
            "with": np.quantile(prediction.helped, BAND),
            "reported": np.array([prediction.quantile(level) for level in BAND]),
        }
        return {
            name: (float(low), float(middle), float(high)) for name, (low, middle, high) in ((n, b * self.by) for n, b in found.items())
        }

    @property
    def narrowest(self) -> tuple[float, float]:
        """Ends of the narrowest of the ranges: to its step all ends are rounded."""
        low, _, high = min(self.bands.values(), key=lambda band: step_of_range(band[0], band[2]))
        return low, high

    @property
    def step(self) -> float:
        """What all middles, and what the partnership changes, are rounded to: so that a figure and the words below it say the same."""
        return step_that_shows(*self.narrowest, *(middle for _, middle, _ in self.bands.values()))

    def difference(self, number: float, step: float = 0.0) -> str:
        """Return the size of a difference with its unit, to the digits of a step; without one, as it stands."""
        size = abs(number)
        text = rounded(size, step) if step else f"{float(f'{size:.2g}'):,g}"
        return _counted(text, " thousand" if self._thousands else self._units[1])

    def gain(self, number: float, step: float, unit: bool = False) -> str:
        """Return an improvement, or its opposite, to the digits of a step."""
        size = self.difference(number, step) if unit else rounded(abs(number), step)
        if float(rounded(abs(number), step).replace(",", "")):
            return f"{size} {'worse' if number < 0.0 else 'better'}"
        return "hardly any change" if number else "no change"

    @property
    def enough(self) -> str:
        """The smallest difference that matters, with its unit."""
        return self.difference(self.by * self.prediction.matters)

    @property
    def chances(self) -> tuple[float, float, float]:
        """Chances that it gets better by as much as matters, that it changes by less, and that it gets worse by as much."""
        better, worse = self.prediction.chance_useful, self.prediction.chance_harm
        return better, max(0.0, 1.0 - better - worse), worse

    @property
    def nothing_changes(self) -> bool:
        """Whether the partnership changes nothing in any run."""
        return not self.prediction.effect.any()

    def sentences(self) -> list[str]:
        """Return what the numbers say, the most important first."""
        return [self.effect(), self.before_and_after(), self.report()]

    def effect(self) -> str:
        """Return how likely the partnership changes it by what matters."""
        better, little, worse = self.chances
        if self.nothing_changes:
            return f"In the model the partnership changes nothing in {self.noun}."
        if better >= worse:
            said = f"The partnership improves {self.noun} by {self.enough} or more: {in_10(better)}."
        else:
            said = (
                f"The partnership is likelier to worsen {self.noun} by {self.enough} or more ({in_10(worse)}) "
                f"than to improve it by as much ({in_10(better)})."
            )
        least = "Most likely less: " if little > max(better, worse) else ""
        return f"{said} {least}{self._change()}."

    def change(self) -> str:
        """Return by how much the partnership changes it, which two middles one below the other do not tell."""
        return self.effect() if self.nothing_changes else f"What the partnership does: {self._change()}."

    def _change(self) -> str:
        low, middle, high = sorted(self.prediction.planned.measure.better * self.by * np.quantile(self.prediction.effect, BAND))
        step = min(step_of_range(low, high, _STEPS_OF_A_CHANGE), self.step)
        range_ = f"{self.gain(low, step)} to {self.gain(high, step)}"
        return f"{self.gain(middle, step, unit=True)} in the middle case; in 9 of 10 from {range_}"

    def before_and_after(self) -> str:
        """Return what a comparison with today would show, and how much of it is the partnership's; nothing where none is made."""
        if self.prediction.planned.measure.gain:
            return ""
        with_, without = self.prediction.chance_rise
        said = f"Better than today by {self.enough} or more: {in_10(with_)} with the partnership, {in_10(without)} without it."
        if in_10(with_) == in_10(without):
            return f"{said} A before-and-after figure does not show what the partnership did."
        if without > with_:
            return f"{said} It comes more often without the partnership."
        if without >= _MOSTLY * with_:
            return f"{said} Most of these improvements would have come without the partnership, too."
        return f"{said} Most of these improvements would not have come without the partnership."

    def report(self) -> str:
        """Return whether what is reported is better than what is."""
        prediction = self.prediction
        low, true, high = (self.by * float(number) for number in np.quantile(prediction.helped, BAND))
        step, stated = step_of_range(low, high), self.by * prediction.quantile(BAND[1])
        apart = prediction.planned.measure.better * (stated - true)
        reporter = f"A report by {self.reporter}"
        if abs(apart) < step:
            return f"{reporter} is as likely to state too much as too little."
        said = f"{self.difference(apart, min(step, self.step))} {'better' if apart > 0.0 else 'worse'}"
        return f"{reporter} would typically state a value {said} than it is."


def _counted(number: str, unit: str) -> str:
    """A number with its unit, in the singular after 1."""
    return number + (unit.replace("points", "point").replace("hours", "hour") if number == "1" else unit)


def not_stated(forecasts: Sequence[Forecast]) -> str:
    """Return what is drawn, with how much of the range of what the partnership does that makes where it is much, and what is usual."""
    shares: dict[str, float] = {}
    for one in forecasts:
        for tried in one.prediction.tried:
            shares[LABELS[tried.thing]] = max(shares.get(LABELS[tried.thing], 0.0), tried.effect.share or 0.0)
    drawn: list[str] = []
    usual: list[str] = []
    up_to = "up to " if len(forecasts) > 1 else ""
    for text in dict.fromkeys(text for one in forecasts for text in one.prediction.planned.not_stated):
        name = text.split(" drawn")[0].removeprefix("usual ")
        much = f" ({up_to}{percent(shares[name])})" if shares.get(name, 0.0) >= _MUCH else ""
        without = [one.noun for one in forecasts if text in one.prediction.planned.not_stated]
        of = "" if len(without) == len(forecasts) else f" of {' and '.join(without)}"
        if not text.startswith("start of the partnership"):
            (drawn if " drawn" in text else usual).append(name + of + much)
    what = " (in brackets: part of the spread of what the partnership does)" if any(text.endswith(")") for text in drawn) else ""
    said = ((f"by lot in each case{what}", drawn), ("taken as usual", usual))
    return " ".join(f"Not stated, and {how}: {', '.join(names)}." for how, names in said if names)


def hardly_matters(forecasts: Sequence[Forecast]) -> str:
    """Return what could be chosen otherwise and would hardly change anything that is shown; nothing where all of it matters."""
    in_all = set.intersection(*({name for name in _CHOSEN if all(name in of for of in one.prediction.hardly)} for one in forecasts))
    names = [LABELS[name] for name in _CHOSEN if name in in_all]
    return f"Tried in the model: another {' or '.join(names)} would hardly change this." if names else ""


def numbers_from(source: str) -> str:
    """Return what the numbers of the model are based on.

    Parameters
    ----------
    source : `posterior`, `prior`, or a file of either.
    """
    return _NUMBERS.get(source, f"the file {Path(source).name}")
