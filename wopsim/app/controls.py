"""What can be moved on the live page: which settings of a design, in which words, and from where to where."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import wopsim.declared
from wopsim.app.two_designs import LETTERS, NAMES
from wopsim.declare import PARAMETERS, Value
from wopsim.strategies.design import EVERYBODY, SEPARATOR, names_in
from wopsim.study.parameter_block import strategies

assert wopsim.declared  # imported so that everything is declared


@dataclass(frozen=True)
class Slider:
    """A number of a design: its parameter, what people read, and the ends and the step of the slider, counted in `by`."""

    name: str
    words: str
    low: float
    high: float
    step: float
    by: float = 1.0

    def shown(self, settings: dict[str, Value]) -> float:
        """Where the slider stands."""
        return float(settings.get(self.name, PARAMETERS[self.name].default)) / self.by

    def value(self, shown: float) -> Value:
        """The setting that a place of the slider means, of the parameter's kind; exact, so that a saved file says the same."""
        value = round(shown * self.by, 6)
        return round(value) if isinstance(PARAMETERS[self.name].default, int) else value

    def ends(self, shown: float) -> tuple[float, float]:
        """Where the slider begins and ends: a study may set what lies outside."""
        return min(self.low, shown), max(self.high, shown)


@dataclass(frozen=True)
class Choice:
    """A name of a design that is one of several: its parameter, and what people read."""

    name: str
    words: str

    @property
    def offers(self) -> list[str]:
        """What can be chosen."""
        registries = strategies()
        if self.name in registries:
            return sorted(registries[self.name].names())
        return list(PARAMETERS[self.name].choices or ())

    def shown(self, settings: dict[str, Value]) -> str:
        """What is chosen."""
        return str(settings.get(self.name, PARAMETERS[self.name].default))

    def value(self, shown: str) -> str:
        """The setting that a choice means."""
        return shown


@dataclass(frozen=True)
class Several:
    """Names of a design, any number of them: its parameter, what people read, and the column of the world that has them."""

    name: str
    words: str
    column: str

    def offers(self, names_there: Iterable[str], settings: dict[str, Value]) -> list[str]:
        """What can be chosen: names of the world, and what the design has chosen already."""
        return sorted({*names_there, *self.shown(settings)})

    def shown(self, settings: dict[str, Value]) -> list[str]:
        """What is chosen; nothing where everybody is."""
        text = str(settings.get(self.name, PARAMETERS[self.name].default))
        return [] if text == EVERYBODY else names_in(text)

    def value(self, shown: list[str]) -> str:
        """The setting that chosen names mean; of none, everybody's."""
        return f"{SEPARATOR} ".join(shown) if shown else EVERYBODY


Control = Slider | Choice | Several

PARTS: dict[str, tuple[Control, ...]] = {
    "Money and time": (
        Slider("budget", "Budget [million EUR]", 0.5, 30.0, 0.5, 1e6),
        Slider("programme_years", "Years of calls", 1, 10, 1),
        Slider("partnership_months", "Length of a partnership [months]", 6, 60, 3),
    ),
    "Who works with whom": (
        Choice("pairing", "Who is paired with whom"),
        Choice("funding", "What a call pays for"),
        Choice("channel", "Who brings them together"),
        Choice("mentors_from", "Where mentors come from"),
    ),
    "What a partnership does": (
        Slider("missions_per_year", "Missions a year", 1, 12, 0.5),
        Slider("experts_per_mission", "Experts on a mission", 1, 6, 1),
        Slider("days_per_mission", "Days of a mission", 2, 20, 1),
        Slider("resident_share", "Resident advisers [full time]", 0, 1, 0.1),
        Slider("study_visits_per_year", "Study visits a year", 0, 4, 0.5),
        Slider("remote_days_per_month", "Remote coaching [days a month]", 0, 10, 0.5),
        Slider("classroom_days_per_year", "Classroom [days a year]", 0, 30, 1),
    ),
    "Who may apply": (
        Choice("eligible_income", "Income of the country"),
        Choice("eligible_size", "Size"),
        Choice("eligible_fragile", "Fragile countries"),
        Several("eligible_regions", "Regions", "region"),
        Several("eligible_countries", "Countries", "country"),
    ),
    "What it is for (weights)": (
        Slider("objective_efficiency", "Operating efficiency", 0, 1, 0.25),
        Slider("objective_access", "Access for more people", 0, 1, 0.25),
        Slider("objective_finance", "Access to finance", 0, 1, 0.25),
        Slider("objective_environment", "Environment", 0, 1, 0.25),
        Slider("objective_new_function", "A new function", 0, 1, 0.25),
        Choice("new_function", "Which new function"),
        Slider("objective_rebuilding", "Rebuilding staff after remunicipalisation", 0, 1, 0.25),
    ),
}
"""All that can be moved, by the heading it stands under."""


def as_on_the_page(message: str) -> str:
    """Return what is wrong with a study in the words of the page, which shows neither names of settings nor of scenarios."""
    for name, letter in zip(NAMES, LETTERS, strict=True):
        message = message.replace(f"scenario {name!r}", f"Design {letter}")
    for control in (control for controls in PARTS.values() for control in controls):
        plain = rf"|\b{control.name}\b" if "_" in control.name else ""  # a name of one word may be a word
        message = re.sub(f"'{control.name}'{plain}", f"“{control.words}”", message)
    return message
