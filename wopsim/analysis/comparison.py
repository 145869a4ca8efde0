"""All scenarios beside each other: one long table of numbers, which knows how to print itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from wopsim.analysis import naive, outcomes, wider
from wopsim.analysis.designs import families
from wopsim.analysis.paired import MC_TARGET, Grid, chance_better, cost_per_unit, interval, monte_carlo, require_complete
from wopsim.analysis.persistence import YEARS_AFTER, persistence
from wopsim.declare import PARAMETERS, Value
from wopsim.errors import ResultError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from rich.console import Console, ConsoleOptions, RenderResult

    from wopsim.study.scenario import Scenario, Study

DECISIVE = ("people_served", "water_saved", "nrw_mentored")
"""Outcomes whose Monte Carlo error decides whether there are enough runs."""

COSTS = {
    "cost_per_person": ("people_served", "EUR2024/person", "programme money, works included, per additional person served"),
    "cost_per_water_saved": ("water_saved", "EUR2024/(m3/day)", "programme money, works included, per m3/day of real losses saved"),
}
NAIVE = {
    "before_after": ("reported", "before/after of reported non-revenue water, mean over evaluated utilities"),
    "before_after_anyway": ("anyway", "the same utilities and years without the programme, as reported"),
    "before_after_paired": ("paired", "paired effect on non-revenue water, same utilities and years"),
    "pilot_report": ("pilot", "pilot zone in its last year minus the whole utility at the agreement"),
}


@dataclass(frozen=True, repr=False)
class Comparison:
    """What every scenario changes against the baseline, what it costs, whom it reaches, how sure that is.

    Parameters
    ----------
    table : one row per scenario and outcome. Columns: `scenario`, `label`, `channel`, `outcome`, `long_name`, `unit`, `better`,
        `mean`, `low`, `high` (90 % interval over draws and replicates; of costs per unit over draws), `monte_carlo_error`
        (standard error of the mean), `chance_better`, `runs` (in which the number is defined), `draws_needed`,
        `replicates_needed` (of a grid with a small enough Monte Carlo error), `reference` (share among possible mentees; of
        people, share of those whom possible mentees served at the start),
        `undefined` (why a number is missing; empty otherwise). Shares are 0-1.
    title, question : of the study.
    year : in which effects are measured.
    draws, replicates : size of the grid.
    groups : names of scenarios by design, see `families`.
    """

    table: pd.DataFrame
    title: str
    question: str
    year: int
    draws: int
    replicates: int
    groups: tuple[tuple[str, ...], ...]

    @property
    def scenarios(self) -> dict[str, str]:
        """Scenario names and their labels, baseline left out, in the order of the study."""
        first = self.table.drop_duplicates("scenario")
        return dict(zip(first["scenario"], first["label"], strict=True))

    def get(self, scenario: str, outcome: str) -> Any:
        """Return the row (a pandas Series) of one scenario and outcome.

        Raises
        ------
        ResultError : no such scenario or outcome.
        """
        for column, value in (("scenario", scenario), ("outcome", outcome)):
            known = self.table[column].unique()
            if value not in known:
                raise ResultError(f"no {column} {value!r}; known: {', '.join(known)}.{did_you_mean(value, known)}")
        rows = self.table
        return rows[(rows["scenario"] == scenario) & (rows["outcome"] == outcome)].iloc[0]

    def needed(self, scenario: str) -> tuple[int, int]:
        """Return (draws, replicates) with which every decisive outcome of the scenario has a small enough Monte Carlo error."""
        rows = [self.get(scenario, outcome) for outcome in DECISIVE]
        return max(int(row["draws_needed"]) for row in rows), max(int(row["replicates_needed"]) for row in rows)

    def more_runs(self, scenario: str) -> int:
        """Return how many further runs of the scenario are needed; 0 when there are enough."""
        draws, replicates = self.needed(scenario)
        return draws * replicates - self.draws * self.replicates

    def __str__(self) -> str:
        from wopsim.report.table import as_text

        return as_text(self)

    def __repr__(self) -> str:
        return str(self)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from wopsim.report.table import as_rich

        yield from as_rich(self, console.width if console.width < 200 else 120)

    def _repr_html_(self) -> str:
        from wopsim.report.table import as_html

        return as_html(self)


def compare(dataset: xr.Dataset, study: Study) -> Comparison:
    """Return the comparison of all scenarios of a result with its baseline.

    Raises
    ------
    ResultError : a run is missing or not finite (it would break the pairing), or there is nothing to compare.
    """
    import pandas as pd

    require_complete(dataset, outcomes.NEEDED + wider.NEEDED)
    if dataset.sizes["scenario"] < 2:
        raise ResultError("nothing to compare: the result holds the baseline only.")
    poor_share = [float(_setting(scenario, "poor_share")) for scenario in study.scenarios]
    effects = outcomes.effects(dataset).assign(wider.service(dataset, poor_share)).assign(wider.organisation(dataset))
    found = _Found(
        effects, persistence(dataset), outcomes.programme(dataset).assign(wider.mentors(dataset)), outcomes.reach(dataset),
        naive.before_after(dataset),
    )  # fmt: skip
    rows: list[dict[str, object]] = []
    for number, scenario in enumerate(study.scenarios[1:]):
        head = {"scenario": scenario.name, "label": scenario.label, "channel": _setting(scenario, "channel")}
        rows += [head | row for row in _scenario_rows(found.of(number))]
    groups = tuple(tuple(scenario.name for scenario in members) for members in families(study))
    year = int(dataset["time"].values[-1])
    return Comparison(pd.DataFrame(rows), study.title, study.question, year, dataset.sizes["draw"], dataset.sizes["replicate"], groups)


def _setting(scenario: Scenario, name: str) -> Value:
    """Return what a scenario set, or the default."""
    import wopsim.rules.objectives
    import wopsim.strategies.design

    assert wopsim.rules.objectives
    assert wopsim.strategies.design  # both declare what is asked for here
    return scenario.settings.get(name, PARAMETERS[name].default)


@dataclass(frozen=True)
class _Found:
    """Outcomes of all scenarios, or of one: effects, what is left of them, facts about the programme, reach, naive figures."""

    effects: xr.Dataset
    left: xr.Dataset
    facts: xr.Dataset
    reach: xr.Dataset
    tour: xr.Dataset

    def of(self, scenario: int) -> _Found:
        parts = (self.effects, self.left, self.facts, self.reach, self.tour)
        return _Found(*(part.isel(scenario=scenario) for part in parts))


def _scenario_rows(found: _Found) -> Iterator[dict[str, object]]:
    effects, facts, reach, tour = found.effects, found.facts, found.reach, found.tour
    for name, values in effects.items():
        yield _row(str(name), _grid(values), **_words(values), why="no utility was mentored")
    for name, values in found.left.items():
        yield _row(
            str(name), _grid(values), **_words(values), why=f"no partnership with an effect ended {YEARS_AFTER} years before the end"
        )
    cost = _grid(facts["programme_spent"] + facts["programme_overhead"] + facts["programme_invested"])
    for name, (outcome, unit, words) in COSTS.items():
        per = cost_per_unit(cost, _grid(effects[outcome]))
        row = _row(name, np.full_like(cost, np.nan), unit, words, "lower", per.reason)
        yield row | {"mean": per.value, "low": per.low, "high": per.high, "runs": cost.size}
    for name, values in facts.items():
        yield _row(str(name), _grid(values), **_words(values))
    for group in outcomes.REACH:
        values = reach[f"{group}_share"]
        row = _row(f"support_{group}", _grid(values), **_words(values), why="no support was given")
        share, usual = float(reach[f"{group}_mean"]), float(reach[f"{group}_among_mentees"])
        yield row | {"mean": share, "reference": usual, "monte_carlo_error": np.nan}
        people = reach[f"{group}_people"]
        yield _row(f"people_{group}", _grid(people), **_words(people)) | {"reference": float(reach[f"{group}_among_people"])}
    evaluated = tour["reported"].notnull().sum("utility").astype(float)
    yield _row("utilities_evaluated", _grid(evaluated), "utility", "mentored utilities with a year after the exit", "neither")
    for name, (kind, words) in NAIVE.items():
        why = "no pilot zone was evaluated" if kind == "pilot" else "no partnership ended a year before the end"
        yield _row(name, _grid(tour[kind].mean("utility")), "1", words, "lower", why)


def _row(outcome: str, grid: Grid, unit: str, long_name: str, better: str, why: str = "") -> dict[str, object]:
    here = np.isfinite(grid)
    low, high = interval(grid)
    spread = monte_carlo(grid)
    # A spread of zero leaves nothing to resolve, and nothing to divide by.
    enough = not here.any() or (high == low and spread.error == 0)
    draws, replicates = grid.shape if enough else spread.needed(MC_TARGET * (high - low) or spread.error)
    return {
        "outcome": outcome, "long_name": long_name, "unit": unit, "better": better,
        "mean": float(grid[here].mean()) if here.any() else np.nan, "low": low, "high": high,
        "monte_carlo_error": spread.error, "chance_better": chance_better(grid, better), "runs": int(here.sum()),
        "draws_needed": draws, "replicates_needed": replicates, "reference": np.nan, "undefined": "" if here.any() else why,
    }  # fmt: skip


def _grid(values: xr.DataArray) -> Grid:
    return np.asarray(values.transpose("draw", "replicate").values, dtype=np.float64)


def _words(values: xr.DataArray) -> dict[str, str]:
    return {"unit": values.attrs["units"], "long_name": values.attrs["long_name"], "better": values.attrs["better"]}
