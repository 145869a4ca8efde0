"""All scenarios beside each other: one long table of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from wopsim.analysis.designs import families, setting
from wopsim.analysis.outcome_specs import EFFECTS, FACTS, FULL_COST, GROUPS, NAIVE, PROGRAMME_MONEY, REACH, WHERE
from wopsim.analysis.paired import Grid, accepted_error, chance_better, cost_per_unit, interval, monte_carlo
from wopsim.errors import ResultError, did_you_mean
from wopsim.handed_out import copied
from wopsim.rules.theories import DRAWN, NONE
from wopsim.study.draws import PRIORS, SHIPPED

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from wopsim.study.scenario import Study

DECISIVE = ("people_served", "water_saved", "nrw_mentored")
"""Outcomes whose Monte Carlo error decides whether there are enough runs."""

PER = {
    "person": ("people_served", "EUR2024/person", "per additional person served"),
    "person_year": ("person_years", "EUR2024/(person*year)", "per additional person-year of service, discounted"),
    "water_saved": ("water_saved", "EUR2024/(m3/day)", "per m3/day of real losses saved"),
}
COSTS = {
    **{f"cost_per_{unit}": (False, *found[:2], f"funder: programme money, as paid, {found[2]}") for unit, found in PER.items()},
    **{f"all_cost_per_{unit}": (True, *found[:2], f"all: cost to everybody, discounted, {found[2]}") for unit, found in PER.items()},
}
"""Unit costs in both perspectives: whether all that is spent counts or the programme's money; of which outcome; unit; words."""


@copied("table")
@dataclass(frozen=True, repr=False)
class ComparisonData:
    """What every scenario changes against the baseline, what it costs, whom it reaches, how sure that is.

    Parameters
    ----------
    table : one row per scenario and outcome; a copy, which may be changed. Columns:
        `scenario`, `label`, `channel`, `outcome`, `long_name`, `unit`, `better`,
        `mean`, `low`, `high` (90 % interval over draws and replicates; of costs per unit over draws), `monte_carlo_error`
        (standard error of the mean), `chance_better`, `runs` (in which the number is defined), `draws_needed`,
        `replicates_needed` (of a grid with a small enough Monte Carlo error), `reference` (share among possible mentees; of
        people, share of those whom possible mentees served at the start), `rank` (of unit costs: 1 is the cheapest scenario),
        `undefined` (why a number is missing; empty otherwise). Shares are 0-1.
    title, question : of the study.
    year : in which effects are measured.
    draws, replicates : size of the grid.
    draws_from : `posterior`, `prior`, or the path of a posterior CSV.
    structure : of the study: rival theories are `drawn`, there are `none`, or the name of one.
    groups : names of scenarios by design, see `families`.
    """

    table: pd.DataFrame
    title: str
    question: str
    year: int
    draws: int
    replicates: int
    draws_from: str
    structure: str
    groups: tuple[tuple[str, ...], ...]

    @property
    def scenarios(self) -> dict[str, str]:
        """Scenario names and their labels, baseline left out, in the order of the study."""
        first = self.table.drop_duplicates("scenario")
        return dict(zip(first["scenario"], first["label"], strict=True))

    @property
    def drawn(self) -> str:
        """Where draws come from, in words."""
        return f"from the {self.draws_from}" if self.draws_from in (SHIPPED, PRIORS) else f"from {self.draws_from}"

    @property
    def theories(self) -> str:
        """What the runs assume of rival theories of mentoring, in words."""
        return {DRAWN: "rival theories drawn", NONE: "no rival theory"}.get(self.structure, f"under the theory {self.structure}")

    def get(self, scenario: str, outcome: str) -> Any:
        """Return the row (a pandas Series) of one scenario and outcome.

        Raises
        ------
        ResultError : no such scenario or outcome.
        """
        place = self._places.get((scenario, outcome))
        if place is not None:
            return self.table.iloc[place]
        column, value = ("outcome", outcome) if scenario in self.scenarios else ("scenario", scenario)
        known = self.table[column].unique()
        raise ResultError(f"no {column} {value!r}; known: {', '.join(known)}.{did_you_mean(value, known)}")

    @cached_property
    def _places(self) -> dict[tuple[str, str], int]:
        """Row of each scenario and outcome: reports look up many."""
        return {pair: place for place, pair in enumerate(zip(self.table["scenario"], self.table["outcome"], strict=True))}

    def needed(self, scenario: str) -> tuple[int, int]:
        """Return (draws, replicates) with which every decisive outcome of the scenario has a small enough Monte Carlo error."""
        rows = [self.get(scenario, outcome) for outcome in DECISIVE]
        return max(int(row["draws_needed"]) for row in rows), max(int(row["replicates_needed"]) for row in rows)

    def more_runs(self, scenario: str) -> int:
        """Return how many further runs of the scenario are needed; 0 when there are enough."""
        draws, replicates = self.needed(scenario)
        return draws * replicates - self.draws * self.replicates


def compare(measures: xr.Dataset, study: Study) -> ComparisonData:
    """Return the comparison of all scenarios of a study with its baseline.

    Parameters
    ----------
    measures : of all runs, as `wopsim.analysis.measures.measure` returns them.
    study : that was run.
    """
    import pandas as pd

    scenarios = {scenario.name: scenario for scenario in study.scenarios}
    rows: list[dict[str, Any]] = []
    for number, name in enumerate(measures["scenario"].values):
        scenario = scenarios[str(name)]
        head = {"scenario": scenario.name, "label": scenario.label, "channel": setting(scenario, "channel")}
        rows += [head | row for row in _scenario_rows(measures.isel(scenario=number))]
    _add_ranks(rows)
    groups = tuple(tuple(scenario.name for scenario in members) for members in families(study))
    year = int(measures["time"].values[-1])
    table, sizes = pd.DataFrame(rows), measures.sizes
    structure = str(setting(study.scenarios[0], "structure"))  # of a whole study
    return ComparisonData(table, study.title, study.question, year, sizes["draw"], sizes["replicate"], study.draws_from, structure, groups)


def _scenario_rows(measures: xr.Dataset) -> Iterator[dict[str, object]]:
    for name, words in EFFECTS.items():
        yield _measured(measures[name], words.why)
    first, *rest = (measures[name] for name in PROGRAMME_MONEY)
    cost = _grid(sum(rest, start=first))
    for name, words in FULL_COST.items():
        yield _measured(measures[name], words.why)
    for name, words in WHERE.items():
        yield _measured(measures[name], words.why)
    to_all = _grid(measures["cost_all"])
    for name, (everybody, outcome, unit, long_name) in COSTS.items():
        per = cost_per_unit(to_all if everybody else cost, _grid(measures[outcome]))
        row = _row(name, np.full_like(cost, np.nan), unit, long_name, "lower", per.reason)
        yield row | {"mean": per.value, "low": per.low, "high": per.high, "runs": cost.size}
    for name in FACTS:
        yield _measured(measures[name])
    for group in GROUPS:
        usual = float(measures[f"mentees_{group}"])
        share = _of_all_runs(measures[f"support_received_{group}"], measures["support_received"])
        row = _measured(measures[f"support_{group}"], REACH[f"support_{group}"].why)
        yield row | {"mean": share, "reference": usual, "monte_carlo_error": np.nan}
        usual = _of_all_runs(measures[f"served_at_start_{group}"], measures["served_at_start"])
        yield _measured(measures[f"people_{group}"]) | {"reference": usual}
    for name, words in NAIVE.items():
        yield _measured(measures[name], words.why)


def _add_ranks(rows: list[dict[str, Any]]) -> None:
    """Write into rows of unit costs how many scenarios are cheaper, plus one."""
    for name in COSTS:
        known = [row for row in rows if row["outcome"] == name and np.isfinite(row["mean"])]
        for row in known:
            row["rank"] = 1 + sum(other["mean"] < row["mean"] for other in known)


def _of_all_runs(part: xr.DataArray, whole: xr.DataArray) -> float:
    """Return the share over all runs together, so that a run counts by its size; NaN of nothing."""
    total = float(whole.sum())
    return float(part.sum()) / total if total > 0 else np.nan


def _measured(values: xr.DataArray, why: str = "") -> dict[str, object]:
    return _row(str(values.name), _grid(values), values.attrs["units"], values.attrs["long_name"], values.attrs["better"], why)


def _row(outcome: str, grid: Grid, unit: str, long_name: str, better: str, why: str = "") -> dict[str, object]:
    here = np.isfinite(grid)
    low, high = interval(grid)
    spread = monte_carlo(grid)
    # A spread of zero leaves nothing to resolve, and nothing to divide by.
    enough = not here.any() or (high == low and spread.error == 0)
    draws, replicates = grid.shape if enough else spread.needed(accepted_error(grid) or spread.error)
    return {
        "outcome": outcome, "long_name": long_name, "unit": unit, "better": better,
        "mean": float(grid[here].mean()) if here.any() else np.nan, "low": low, "high": high,
        "monte_carlo_error": spread.error, "chance_better": chance_better(grid, better), "runs": int(here.sum()),
        "draws_needed": draws, "replicates_needed": replicates, "reference": np.nan, "rank": np.nan, "undefined": "" if here.any() else why,
    }  # fmt: skip


def _grid(values: xr.DataArray) -> Grid:
    return np.asarray(values.transpose("draw", "replicate").values, dtype=np.float64)
