"""Worlds of any kind with parameters and addresses of chance, to hold one engine against another.

A batch is some cases with the same utilities, seed and horizon: what an engine may run together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from tests.helpers.choosing import ByHypothesis, ByNumber, Choose, often
from tests.helpers.parameters_of_any_kind import draw_parameters
from wopsim.declare import Parameters
from wopsim.world.columns import size_class
from wopsim.world.synthesis import synthesise
from wopsim.world.table import World

BATCH = 4
MOST_UTILITY_YEARS = 300

Change = Callable[[pd.DataFrame, Choose], str]


@dataclass(frozen=True)
class Case:
    """One world under one set of parameters and one replicate; `what` says how it was made."""

    world: World
    p: Parameters
    replicate: int
    what: str

    def asked(self) -> tuple[World, Parameters, int]:
        """The case as engines take it."""
        return self.world, self.p, self.replicate


@dataclass(frozen=True)
class Batch:
    """Cases with the same utilities, seed and horizon."""

    cases: tuple[Case, ...]
    seed: int
    years: int


FACTS = ("country", "region", "language", "income", "fragile")
ENDS: dict[str, tuple[float, ...]] = {
    "nrw_share": (0.0, 0.001, 0.02, 0.6, 0.95, 0.98),
    "coverage": (0.01, 0.3, 0.999, 1.0),
    "supply_hours": (0.1, 1.0, 3.5, 23.9, 24.0),
    "apparent_share": (0.0, 0.5, 1.0),
    "occr": (0.02, 0.5, 1.0, 10.0),
    "collection_share": (0.01, 0.5, 1.0),
    "tariff": (0.001, 0.3, 20.0),
    "consumption": (1.0, 60.0, 2000.0),
    "staff_per_1000": (0.05, 8.0, 200.0),
    "energy_intensity": (0.001, 0.5, 20.0),
    "quality_compliance": (0.0, 0.5, 1.0),
    "autonomy": (0.0, 0.2, 1.0),
    "motivation": (0.0, 0.05, 0.95, 1.0),
    "skill_technical": (0.0, 0.1, 0.95, 1.0),
    "skill_commercial": (0.0, 0.1, 0.95, 1.0),
    "skill_managerial": (0.0, 0.1, 0.95, 1.0),
    "latitude": (-90.0, 0.0, 52.37, 90.0),
    "longitude": (-180.0, 0.0, 4.9, 180.0),
}
"""Values of indicators at and near the ends of what a world table may hold."""


def _rows(choose: Choose, n: int) -> np.ndarray:
    """All utilities, every second, or one."""
    which = choose.one_of(("all", "odd", "even", "one"))
    rows = np.arange(n)
    return {"all": rows, "odd": rows[1::2], "even": rows[::2]}[which] if which != "one" else rows[[choose.whole(0, n - 1)]]


def _an_end(table: pd.DataFrame, choose: Choose) -> str:
    column = choose.one_of(tuple(ENDS))
    value = choose.one_of(ENDS[column])
    table.loc[_rows(choose, len(table)), column] = value
    return f"{column} {value:g}"


def _strengths(table: pd.DataFrame, choose: Choose) -> str:
    """Mentors that have something to show, mentees that nearly know it all."""
    low, high = choose.one_of(((0.05, 0.3), (0.2, 0.9), (0.6, 0.98)))
    order = choose.one_of((1, -1))
    for name in ("skill_technical", "skill_commercial", "skill_managerial"):
        table[name] = np.linspace(low, high, len(table))[::order]
    return f"skills {low:g} to {high:g}"


def _roles(table: pd.DataFrame, choose: Choose) -> str:
    n = len(table)
    mentors = choose.one_of((1, max(1, n // 5), max(1, n // 2), n - 1))
    table["role"] = "mentee"
    table.loc[(choose.whole(0, n - 1) + np.arange(mentors)) % n, "role"] = "mentor"
    return f"{mentors} mentors"


def _countries(table: pd.DataFrame, choose: Choose) -> str:
    """Few countries: neighbours meet the same droughts, and may mentor each other at home."""
    n = len(table)
    number = min(n, choose.one_of((1, 1, 2, 3)))
    taken = (choose.whole(0, n - 1) + np.arange(n) % number) % n
    for name in FACTS:
        table[name] = table[name].to_numpy()[taken]
    return f"{number} countries"


def _languages(table: pd.DataFrame, choose: Choose) -> str:
    number = choose.one_of((1, 2, 3))
    table["language"] = [("English", "French", "Spanish")[row % number] for row in range(len(table))]
    return f"{number} languages"


def _flag(name: str) -> Change:
    def change(table: pd.DataFrame, choose: Choose) -> str:
        table.loc[_rows(choose, len(table)), name] = choose.one_of((True, True, False))
        return name

    return change


def _sizes(table: pd.DataFrame, choose: Choose) -> str:
    people, persons = choose.one_of(((100.0, 10.0), (4e3, 4.0), (150e3, 5.0), (2e6, 6.0), (5e7, 2.5)))
    rows = _rows(choose, len(table))
    table.loc[rows, "population_served"] = people
    table.loc[rows, "connections"] = people / persons
    table.loc[rows, "size_class"] = size_class(people)
    return f"{people:g} people"


def _same_place(table: pd.DataFrame, choose: Choose) -> str:
    rows = _rows(choose, len(table))
    table.loc[rows, "latitude"], table.loc[rows, "longitude"] = -1.29, 36.82
    return "same place"


CHANGES: tuple[Change, ...] = (
    _an_end, _an_end, _an_end, _strengths, _strengths, _roles, _countries, _countries, _languages, _flag("fragile"),
    _flag("remunicipalised"), _sizes, _same_place,
)  # fmt: skip


@lru_cache(maxsize=512)
def _synthetic(mentees: int, mentors: int, seed: int) -> World:
    return synthesise(n_mentees=mentees, n_mentors=mentors, seed=seed)


def _world(choose: Choose, mentees: int, mentors: int) -> tuple[World, str]:
    seed = choose.whole(0, 30)
    table = _synthetic(mentees, mentors, seed).utilities.copy()
    done = [choose.one_of(CHANGES)(table, choose) for _ in range(choose.one_of((0, 1, 2, 4)))]
    return World(f"synthetic {seed}", table, "synthetic"), "; ".join([f"{mentees}+{mentors} seed {seed}", *done])


def _case(choose: Choose, mentees: int, mentors: int, years: int) -> Case:
    world, what = _world(choose, mentees, mentors)
    changes, about = draw_parameters(choose, mentees + mentors, years)
    return Case(world, Parameters(**changes), choose.whole(0, 1000), f"{what} | {about}")


def draw_batch(choose: Choose, cases: int = BATCH) -> Batch:
    """A batch of so many cases, most of them small: a run takes some hundredths of a second."""
    utilities = choose.one_of((8, 12, 16, 6, 2, 3, 24)) if often(choose, 92) else choose.whole(25, 60)
    most_years = max(1, min(15, MOST_UTILITY_YEARS // utilities))
    years = min(most_years, choose.one_of((4, 6, 5, 8, 3, 2, 1, 10, 15)))
    mentors = max(1, round(utilities * choose.one_of((0.33, 0.2, 0.5))))
    made = tuple(_case(choose, utilities - mentors, mentors, years) for _ in range(cases))
    return Batch(made, choose.one_of((0, 1, 20260727, 2**64 - 1)) if often(choose, 50) else choose.whole(0, 2**62), years)


@st.composite
def batches(draw: st.DrawFn, cases: int = BATCH) -> Batch:
    """Batches that hypothesis chooses."""
    return draw_batch(ByHypothesis(draw), cases)


def numbered(seed: int, number: int) -> Batch:
    """The batch of a number, from 0, under a seed; always the same."""
    return draw_batch(ByNumber(seed, number))
