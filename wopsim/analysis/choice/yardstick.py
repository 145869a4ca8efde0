"""What designs are judged by: an outcome or several, whose people count more, whose money, and what a unit is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from wopsim.allowed_numbers import why_below_zero
from wopsim.analysis.measures import DETAILS, grid_of, words_of_measure
from wopsim.analysis.outcome_specs import EFFECTS, GROUPS, MEASURED, OF_POINTS, OF_THE_WORLD, PROGRAMME_MONEY
from wopsim.analysis.paired import Grid
from wopsim.errors import ResultError, did_you_mean

if TYPE_CHECKING:
    import xarray as xr

Whose = Literal["funder", "all"]
WHOSE: tuple[Whose, ...] = get_args(Whose)
_COSTS = ("cost_programme", "cost_all", "cost_all_undiscounted")
_DISCOUNTED = {"person_years_undiscounted": "person_years", "person_years": "person_years"}
_FULL_WEIGHT = {"person_years_undiscounted": "person_years_undiscounted", "person_years": "person_years_undiscounted"}


@dataclass(frozen=True)
class Yardstick:
    """What designs are judged by.

    Parameters
    ----------
    outcome : a measured outcome; where lower is better, its fall counts.
    weights : instead of `outcome`: a weight for each of several outcomes, whose sum is to be large. What is to be small has a weight
        below zero.
    equity : with `people_served`: how much one person counts who is served in a group of `GROUPS`, anybody else counting 1. Who is in two
        groups counts with what each adds to 1.
    worth : what a unit of the outcome is worth [EUR2024]; designs are then judged by outcome x worth - cost, otherwise by the outcome.
    cost : `funder`, what the programme paid, or `all`, what everybody did.
    discount : whether later years count less, by the study's rate, in person-years and in money. None has them as `compare` shows them:
        money of the funder as paid, cost to all discounted, person-years as their name says.
    useful : smallest difference that matters to whoever chooses, in the unit of what is judged.

    Raises
    ------
    ResultError : a number or a word that means nothing.
    """

    outcome: str = "people_served"
    weights: Mapping[str, float] | None = None
    equity: Mapping[str, float] = field(default_factory=dict)
    worth: float | None = None
    cost: Whose = "funder"
    discount: bool | None = None
    useful: float = 0.0

    def __post_init__(self) -> None:
        if self.cost not in WHOSE:
            raise ResultError(f"cost is {self.cost!r}; say 'funder' (what the programme paid) or 'all' (what everybody paid).")
        numbers = {"useful": self.useful, "worth": self.worth, **dict(self.equity)}
        for name, value in numbers.items():
            if value is not None and (wrong := why_below_zero(name, value)):
                raise ResultError(wrong)
        if self.weights is not None:
            if not self.weights:
                raise ResultError("weights are empty; give at least one outcome a weight.")
            if not all(math.isfinite(value) for value in self.weights.values()) or not any(self.weights.values()):
                raise ResultError("weights must be finite numbers, and not all of them zero.")
        for name in self._weighted:
            if name not in MEASURED:
                raise ResultError(
                    f"there is no outcome {name!r}.{did_you_mean(name, EFFECTS) or did_you_mean(name, MEASURED)} "
                    "comparison.csv of `wopsim compare` lists them."
                )
        for group in self.equity:
            if group not in GROUPS:
                raise ResultError(f"no group {group!r} that could count more; known: {', '.join(GROUPS)}.{did_you_mean(group, GROUPS)}")
        if self.equity and list(self._weighted) != ["people_served"]:
            raise ResultError("equity weights are for people served in the last year: take the outcome 'people_served' with them.")

    @property
    def _weighted(self) -> Mapping[str, float]:
        return self.weights if self.weights is not None else {self.outcome: 1.0}

    @property
    def shown_discount(self) -> str:
        """How years count, in words."""
        if self.discount is None:
            return "money of the funder as paid" if self.cost == "funder" else "cost to all discounted"
        return "later years count less" if self.discount else "every year counts alike"

    @property
    def reads(self) -> set[str]:
        """Names of the measures that are read, for whosever money."""
        outcomes = {self._name(name) for name in self._weighted}
        return {"people_served", *outcomes, *(f"people_{group}" for group in self.equity), *_COSTS, *PROGRAMME_MONEY}

    def gain(self, measures: xr.Dataset) -> Grid:
        """Return what each run gained against no programme, (design, draw, replicate); more is better.

        Raises
        ------
        ResultError : no such outcome, one that is neither good nor bad, or one that is not defined in some run of a design.
        """
        total = np.zeros([measures.sizes[dim] for dim in ("scenario", "draw", "replicate")])
        for name, weight in self._weighted.items():
            outcome = self._outcome(measures, name)
            sign = -1.0 if self.weights is None and outcome.attrs["better"] == "lower" else 1.0
            grid = grid_of(measures, str(outcome.name))
            _require_everywhere(name, grid, measures)
            total = total + sign * weight * grid
        for group, weight in self.equity.items():
            total = total + (weight - 1.0) * grid_of(measures, f"people_{group}")
        return total

    def money(self, measures: xr.Dataset) -> Grid:
        """Return what each run cost [EUR2024], (design, draw, replicate)."""
        programme, everybody, undiscounted = _COSTS
        if self.cost == "all":
            return grid_of(measures, undiscounted if self.discount is False else everybody)
        if self.discount:
            return grid_of(measures, programme)
        return np.sum([grid_of(measures, name) for name in PROGRAMME_MONEY], axis=0)

    def value(self, measures: xr.Dataset) -> Grid:
        """Return what designs are ordered by, (design, draw, replicate): the gain, or its worth less the cost."""
        gain = self.gain(measures)
        return gain if self.worth is None else self.worth * gain - self.money(measures)

    def unit(self, measures: xr.Dataset) -> str:
        """Return the unit of the gain."""
        units = {self._outcome(measures, name).attrs["units"] for name in self._weighted}
        if self.equity:
            return "weighted person"
        return units.pop() if len(units) == 1 else "point"

    def words(self, measures: xr.Dataset) -> str:
        """Return what is gained, for people."""
        if self.weights is not None:
            return " + ".join(f"{weight:g} x {name}" for name, weight in self.weights.items())
        outcome = self._outcome(measures, self.outcome)
        words = ("the fall of: " if outcome.attrs["better"] == "lower" else "") + str(outcome.attrs["long_name"])
        if not self.equity:
            return words
        return f"{words}, of whom one counts as {', '.join(f'{weight:g} in {GROUPS[group][2]}' for group, weight in self.equity.items())}"

    def _name(self, outcome: str) -> str:
        return outcome if self.discount is None else (_DISCOUNTED if self.discount else _FULL_WEIGHT).get(outcome, outcome)

    def _outcome(self, measures: xr.Dataset, name: str) -> xr.DataArray:
        name = self._name(name)
        known = [
            one
            for one in MEASURED
            if one not in OF_POINTS | OF_THE_WORLD | set(DETAILS)
            and (self.weights is not None or words_of_measure(one)["better"] in ("higher", "lower"))
        ]
        if name not in known:
            raise ResultError(f"designs cannot be judged by {name!r}; known: {', '.join(known)}.{did_you_mean(name, known)}")
        return measures[name]


def _require_everywhere(name: str, grid: Grid, measures: xr.Dataset) -> None:
    """Check that every design has the outcome wherever any run was made: what only some runs have cannot be compared between designs."""
    made = np.isfinite(grid_of(measures, "people_served")).all(axis=0)
    missing = (~np.isfinite(grid) & made).sum(axis=(1, 2))
    if missing.any():
        first = int(np.argmax(missing > 0))
        raise ResultError(
            f"designs cannot be judged by {name!r}: it is not defined in {int(missing[first]):,} runs of "
            f"{str(measures['scenario'].values[first])!r}, for example because nobody was mentored. Take an outcome of all utilities, "
            "such as people_served, water_saved or nrw_all_mentees."
        )
