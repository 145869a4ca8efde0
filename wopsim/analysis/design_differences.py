"""Designs against one of them: what each changes beside it under the same luck, and how often it does better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.choice.design_decision import require_design
from wopsim.analysis.choice.drawn_numbers import drawn_numbers
from wopsim.analysis.choice.regret import share_won
from wopsim.analysis.choice.worlds import worlds
from wopsim.analysis.measures import grid_of
from wopsim.analysis.outcome_specs import EFFECTS, FACTS, FULL_COST, GROUPS, PROGRAMME_MONEY, WHERE
from wopsim.analysis.paired import Grid, interval
from wopsim.analysis.portions import in_portions
from wopsim.analysis.told_apart import error_of
from wopsim.errors import ResultError
from wopsim.handed_out import copied
from wopsim.streams import Floats

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import xarray as xr

    from wopsim.analysis.comparison import Measured
    from wopsim.study.scenario import Study

MONEY_PAID = "money_paid"
"""Outcome of the table: all money of the funder, as paid."""
PAID = {"units": "EUR2024", "long_name": "what the funder paid: delivery, overhead and works", "better": "neither"}
_FEWEST_DRAWS = 2


@copied("table")
@dataclass(frozen=True, repr=False)
class DifferencesData:
    """Every design minus one of them, at the same draw and replicate.

    Parameters
    ----------
    table : one row per other design and outcome. Columns: `scenario`, `label`, `against`, `outcome`, `long_name`, `unit`, `better`;
        `mean`, `median`, `low`, `high` (middle 90 % of single runs), `not_zero` (share of single runs with any difference), `error`
        (Monte Carlo error of the mean); `wins_worlds` and `wins_runs`, shares
        of plausible worlds, cleaned of luck, and of single runs in which the design does better than that one, no difference counting half;
        `runs`, in which both have a number. NaN where neither direction is better, or where nothing is defined.
    title : of the study.
    against, against_label : the design that is taken off.
    year : in which effects are measured; draws, replicates : of each design.
    """

    table: pd.DataFrame
    title: str
    against: str
    against_label: str
    year: int
    draws: int
    replicates: int


def differences(measured: Measured, study: Study, against: str) -> DifferencesData:
    """Return what every other design changes beside one of them.

    Parameters
    ----------
    measured : as in `wopsim.analysis.comparison.compare`.
    study : that was run.
    against : name of the design that is taken off.

    Raises
    ------
    ResultError : there is no such design, or no other one.
    """
    import pandas as pd

    labels = {scenario.name: scenario.label for scenario in study.scenarios}
    rows: list[dict[str, object]] = []
    for reads, outcomes in in_portions(_outcomes(), study.runs):
        measures = measured(reads)
        names = [str(name) for name in measures["scenario"].values]
        require_design(against, names)
        others = [place for place, name in enumerate(names) if name != against]
        if not others:
            raise ResultError(f"{against!r} is the only design of the study: there is nothing to stand against it.")
        taken = names.index(against)
        numbers = drawn_numbers(study, measures["draw"].values)
        for outcome in outcomes:
            grid, attrs = outcome.of(measures)
            cleaned = _in_worlds(grid, taken, numbers) if attrs["better"] != "neither" else np.full(grid.shape[:2], np.nan)
            for place in others:
                apart = grid[place] - grid[taken]
                here = apart[np.isfinite(apart)]
                low, high = interval(apart)
                rows.append({
                    "scenario": names[place], "label": labels[names[place]], "against": against,
                    "outcome": outcome.name, "long_name": attrs["long_name"], "unit": attrs["units"], "better": attrs["better"],
                    "mean": float(here.mean()) if here.size else np.nan, "median": float(np.median(here)) if here.size else np.nan,
                    "low": low, "high": high, "not_zero": float(np.mean(here != 0.0)) if here.size else np.nan,
                    "error": error_of(apart),
                    "wins_worlds": _wins(cleaned[place], attrs["better"]), "wins_runs": _wins(here, attrs["better"]), "runs": here.size,
                })  # fmt: skip
        year, sizes = int(measures["time"].values[-1]), measures.sizes
        del measures, grid  # before the next are read
    table = pd.DataFrame(rows)
    order = {name: place for place, name in enumerate(names)}
    table = table.sort_values("scenario", key=lambda column: column.map(order), kind="stable", ignore_index=True)
    return DifferencesData(table, study.title, against, labels[against], year, sizes["draw"], sizes["replicate"])


@dataclass(frozen=True)
class _Outcome:
    """An outcome that is a number of each run: its name, and the measures that add up to it."""

    name: str
    reads: tuple[str, ...]

    def of(self, measures: xr.Dataset) -> tuple[Grid, Mapping[str, str]]:
        """Return its numbers, (design, draw, replicate), and its words."""
        if self.name == MONEY_PAID:
            return np.sum([grid_of(measures, name) for name in self.reads], axis=0), PAID
        return grid_of(measures, self.name), measures.variables[self.name].attrs


def _outcomes() -> list[_Outcome]:
    """Every outcome, in the order of the table."""
    groups = [f"{what}_{group}" for what in ("support", "people") for group in GROUPS]
    names = [*EFFECTS, *FULL_COST, *WHERE, *FACTS, *groups]
    return [*(_Outcome(name, (name,)) for name in names), _Outcome(MONEY_PAID, PROGRAMME_MONEY)]


def _in_worlds(grid: Grid, taken: int, numbers: Mapping[str, Floats]) -> Floats:
    """Return each design minus the one that is taken off in each draw, cleaned of luck; NaN for what cannot be told, (design, draw).

    Designs that have the outcome in all runs are cleaned together, as `wopsim decide` does; any other one with that design alone, on
    the runs in which both have it.
    """
    made = np.isfinite(grid).any(axis=0)
    whole = np.logical_and.reduce(np.isfinite(grid[:, made]), axis=1)
    together = [np.flatnonzero(whole)] if whole[taken] else []
    alone = [np.array([place, taken]) for place in range(len(grid)) if place != taken and not (whole[place] and whole[taken])]
    apart = np.full(grid.shape[:2], np.nan)
    for places in (*together, *alone):
        both = np.logical_and.reduce(np.isfinite(grid[places]), axis=0)
        draws, replicates = (np.logical_or.reduce(both, axis=axis) for axis in (1, 0))
        if len(places) < 2 or draws.sum() < _FEWEST_DRAWS:
            continue
        value = np.where(both, grid[places], np.nan)[:, draws][:, :, replicates]
        told = {name: column[draws] for name, column in numbers.items() if np.ptp(column[draws]) > 0}
        values = worlds(value, told).values
        apart[np.ix_(places, draws)] = values - values[list(places).index(taken)]
    return apart


def _wins(apart: Floats, better: str) -> float:
    """Share of differences in the better direction, none at all counting half."""
    known = apart[np.isfinite(apart)]
    if better == "neither" or not known.size:
        return np.nan
    return share_won(known if better == "higher" else -known)
