"""All scenarios beside each other: one long table of numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from wopsim.allowed_numbers import why_below_zero
from wopsim.analysis.designs import families, setting
from wopsim.analysis.grid_kernels import errors
from wopsim.analysis.outcome_specs import EFFECTS, FACTS, FULL_COST, GROUPS, NAIVE, PROGRAMME_MONEY, REACH, WHERE
from wopsim.analysis.paired import Grid, chance_better, cost_per_unit, interval, over_runs
from wopsim.analysis.portions import in_portions
from wopsim.analysis.told_apart import error_of, runs_to_tell, useful_difference
from wopsim.errors import ResultError, did_you_mean
from wopsim.handed_out import copied
from wopsim.rules.theories import DRAWN, NONE
from wopsim.study.draws import PRIORS, SHIPPED
from wopsim.study.scenario import BASELINE

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from wopsim.study.scenario import Scenario, Study

    Measured = Callable[[Collection[str]], xr.Dataset]

DECISIVE = ("people_served", "water_saved", "nrw_mentored")
"""Outcomes by which designs are mostly judged: of a large sweep, these are written."""
JUDGED = "people_served"
"""Outcome whose differences between designs decide whether there are enough runs."""

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


@dataclass(frozen=True)
class Apart:
    """Two scenarios: names, paired difference of the first to the second, at least 0, its Monte Carlo error, the grid that tells them."""

    first: str
    second: str
    mean: float
    error: float
    draws_needed: int
    replicates_needed: int


@copied("table")
@dataclass(frozen=True, repr=False)
class ComparisonData:
    """What every scenario changes against the baseline, what it costs, whom it reaches, how sure that is.

    Parameters
    ----------
    table : one row per scenario and outcome; a copy, which may be changed. Columns:
        `scenario`, `label`, `channel`, `outcome`, `long_name`, `unit`, `better`,
        `mean`, `low`, `high` (90 % interval over draws and replicates; of costs per unit over draws), `median` and `not_zero` (share of
        runs with any effect; both NaN of costs per unit), `monte_carlo_error` (standard error of the mean), `chance_better`, `runs`
        (in which the number is defined), `against`, `draws_needed`, `replicates_needed` (of outcomes with an effect: the scenario beside
        which it stands, the first one, or of that the one with the nearest mean, or the baseline where there is no other; and the grid
        that tells them apart, see `told_apart.runs_to_tell`), `reference` (share among possible mentees; of
        people, share of those whom possible mentees served at the start), `rank` (of unit costs: 1 is the cheapest scenario),
        `undefined` (why a number is missing; empty otherwise). Shares are 0-1.
    title, question : of the study.
    year : in which effects are measured.
    draws, replicates : size of the grid.
    draws_from : `posterior`, `prior`, or the path of a posterior CSV.
    structure : of the study: rival theories are `drawn`, there are `none`, or the name of one.
    groups : names of scenarios by design, see `families`.
    useful : smallest difference of `JUDGED` that matters, in its unit; useful_named : by whoever asked, otherwise a rule stands for it.
    closest : the two scenarios whose means of `JUDGED` are nearest; None of a single one.
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
    useful: float
    useful_named: bool
    closest: Apart | None

    @property
    def scenarios(self) -> dict[str, str]:
        """Scenario names and their labels, baseline left out, in the order of the study."""
        return dict(self._labels)

    @property
    def drawn(self) -> str:
        """Where draws come from, in words."""
        return f"from the {self.draws_from}" if self.draws_from in (SHIPPED, PRIORS) else f"from {self.draws_from}"

    @property
    def theories(self) -> str:
        """What the runs assume of rival theories of mentoring, in words."""
        return {DRAWN: "rival theories drawn", NONE: "no rival theory"}.get(self.structure, f"under the theory {self.structure}")

    @property
    def groups_there(self) -> list[str]:
        """Groups of `GROUPS` of which the world has a possible mentee: of the others there is nothing to tell."""
        first = next(iter(self.scenarios))
        return [group for group in GROUPS if self.get(first, f"support_{group}")["reference"] > 0.0]

    def get(self, scenario: str, outcome: str) -> Any:
        """Return the row (a pandas Series) of one scenario and outcome.

        Raises
        ------
        ResultError : no such scenario or outcome.
        """
        import pandas as pd

        row = self._rows.get((scenario, outcome))
        if row is not None:
            return pd.Series(row, self._columns, dtype=object)
        column, value = ("outcome", outcome) if scenario in self.scenarios else ("scenario", scenario)
        known = self.table[column].unique()
        raise ResultError(f"no {column} {value!r}; known: {', '.join(known)}.{did_you_mean(value, known)}")

    def bought_nothing(self, scenario: str) -> bool:
        """Whether a scenario agreed no partnership in any run."""
        return bool(self.get(scenario, "partnerships_agreed")["mean"] == 0.0)

    @cached_property
    def _rows(self) -> dict[tuple[str, str], tuple[object, ...]]:
        """By scenario and outcome: reports look up a thousand."""
        table = self.table
        columns = [list(table[column].to_numpy()) for column in table]
        return dict(zip(zip(table["scenario"], table["outcome"], strict=True), zip(*columns, strict=True), strict=True))

    @cached_property
    def _columns(self) -> pd.Index:
        return self.table.columns

    @cached_property
    def _labels(self) -> dict[str, str]:
        """By scenario: a printed comparison looks them up a hundred times."""
        first = self.table.drop_duplicates("scenario")
        return dict(zip(first["scenario"], first["label"], strict=True))

    def needed(self, scenario: str) -> tuple[int, int]:
        """Return (draws, replicates) that tell the scenario from the one beside which it stands, by `JUDGED`."""
        row = self.get(scenario, JUDGED)
        return int(row["draws_needed"]), int(row["replicates_needed"])

    def more_runs(self, scenario: str) -> int:
        """Return how many further runs of the scenario are needed; 0 when there are enough."""
        draws, replicates = self.needed(scenario)
        return draws * replicates - self.draws * self.replicates


def compare(measured: Measured, study: Study, useful: float = 0.0) -> ComparisonData:
    """Return the comparison of all scenarios of a study with its baseline.

    Parameters
    ----------
    measured : returns at least those measures of all runs that it is given the names of, see `wopsim.analysis.measures.measure`; of
        very many runs it is asked for a part of them at a time.
    study : that was run.
    useful : smallest difference of `JUDGED` that matters to whoever asks; 0 where nobody says.

    Raises
    ------
    ResultError : `useful` is not a number from 0.
    """
    import pandas as pd

    if wrong := why_below_zero("useful", useful):
        raise ResultError(wrong)
    scenarios = {scenario.name: scenario for scenario in study.scenarios}
    made: dict[str, list[dict[str, Any]]] = {}
    for names, parts in in_portions(_parts(), study.runs):
        dataset = measured(names)
        measures = _Measures.of(dataset, names)
        for part in parts:
            for rows in part.rows(measures):
                own = dict(zip(measures.scenarios, rows, strict=True))
                outcome = str(rows[0]["outcome"])
                if outcome in EFFECTS:
                    _add_needed(own, measures.by_scenario(outcome), useful if outcome == JUDGED else 0.0)
                for name, row in own.items():
                    made.setdefault(name, []).append(row)
        if JUDGED in names:
            grids = {name: grid.copy() for name, grid in measures.by_scenario(JUDGED).items()}  # no views: they would hold all
        year, sizes = int(dataset["time"].values[-1]), dataset.sizes
        del dataset, measures  # before the next are read
    table_rows = [_head(scenarios[name]) | row for name, own in made.items() for row in own]
    _add_ranks(table_rows)
    groups = tuple(tuple(scenario.name for scenario in members) for members in families(study))
    table = pd.DataFrame(table_rows)
    structure = str(setting(study.scenarios[0], "structure"))  # of a whole study
    means = [float(np.nanmean(grid)) for grid in grids.values()]
    smallest = useful_difference(means, useful)
    return ComparisonData(
        table, study.title, study.question, year, sizes["draw"], sizes["replicate"], study.draws_from, structure, groups, smallest,
        useful > 0.0, _closest(grids, smallest),
    )  # fmt: skip


@dataclass(frozen=True)
class _Measures:
    """What was measured, as plain arrays: (scenario, draw, replicate), or fewer of these where it is the same for all."""

    scenarios: list[str]
    values: Mapping[str, Grid]
    attrs: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, dataset: xr.Dataset, names: Collection[str]) -> Self:
        """Take these out of a dataset once: each look into one costs more than what is worked out of it."""
        found = {name: dataset.variables[name].transpose("scenario", "draw", "replicate", missing_dims="ignore") for name in names}
        values = {name: np.asarray(variable.values, dtype=np.float64) for name, variable in found.items()}
        return cls([str(name) for name in dataset["scenario"].values], values, {name: variable.attrs for name, variable in found.items()})

    def by_scenario(self, name: str) -> dict[str, Grid]:
        return dict(zip(self.scenarios, self.values[name], strict=True))


Rows = list[dict[str, Any]]
"""A row of the table for each scenario."""


@dataclass(frozen=True)
class _Part:
    """Some rows of each scenario: what they read, and how they are made of that."""

    reads: frozenset[str]
    rows: Callable[[_Measures], Iterator[Rows]]


def _parts() -> list[_Part]:
    """All rows of a scenario, in the order of the table."""
    costs = {"cost_all", *PROGRAMME_MONEY, *(outcome for outcome, _, _ in PER.values())}
    return [
        *(_of_outcome(name, words.why) for name, words in {**EFFECTS, **FULL_COST, **WHERE}.items()),
        _Part(frozenset(costs), _unit_costs),
        *(_of_outcome(name) for name in FACTS),
        *(_of_group(group) for group in GROUPS),
        *(_of_outcome(name, words.why) for name, words in NAIVE.items()),
    ]


def _of_outcome(name: str, why: str = "") -> _Part:
    def rows(measures: _Measures) -> Iterator[Rows]:
        yield _measured(measures, name, why)

    return _Part(frozenset({name}), rows)


def _unit_costs(measures: _Measures) -> Iterator[Rows]:
    first, *rest = (measures.values[name] for name in PROGRAMME_MONEY)
    cost = sum(rest, start=first)
    for name, (everybody, outcome, unit, long_name) in COSTS.items():
        costs, gains = measures.values["cost_all"] if everybody else cost, measures.values[outcome]
        rows = _rows(name, np.full_like(cost, np.nan), unit, long_name, "lower")
        for row, per in zip(rows, map(cost_per_unit, costs, gains), strict=True):
            row |= {"mean": per.value, "low": per.low, "high": per.high, "runs": cost[0].size, "undefined": per.reason}
        yield rows


def _of_group(group: str) -> _Part:
    def rows(measures: _Measures) -> Iterator[Rows]:
        received, all_received = (measures.values[name] for name in (f"support_received_{group}", "support_received"))
        rows = _measured(measures, f"support_{group}", REACH[f"support_{group}"].why)
        usual = float(measures.values[f"mentees_{group}"])
        for row, part, whole in zip(rows, received, all_received, strict=True):
            row |= {"mean": _of_all_runs(part, whole), "reference": usual, "monte_carlo_error": np.nan}
        yield rows
        usual = _of_all_runs(measures.values[f"served_at_start_{group}"], measures.values["served_at_start"])
        yield [row | {"reference": usual} for row in _measured(measures, f"people_{group}")]

    totals = {"support_received", "served_at_start"}
    return _Part(frozenset(totals | {f"{what}_{group}" for what in (*totals, "mentees", "support", "people")}), rows)


def _head(scenario: Scenario) -> dict[str, Any]:
    return {"scenario": scenario.name, "label": scenario.label, "channel": setting(scenario, "channel")}


def _add_ranks(rows: list[dict[str, Any]]) -> None:
    """Write into rows of unit costs how many scenarios are cheaper, plus one."""
    for name in COSTS:
        known = [row for row in rows if row["outcome"] == name and np.isfinite(row["mean"])]
        for row in known:
            row["rank"] = 1 + sum(other["mean"] < row["mean"] for other in known)


def _add_needed(own: dict[str, dict[str, Any]], grids: Mapping[str, Grid], useful: float) -> None:
    """Write into rows of an effect, by scenario, beside which scenario each stands, and the grid that tells them apart."""
    smallest = useful_difference([row["mean"] for row in own.values()], useful)
    first = next(iter(grids))
    for name, grid in grids.items():
        other = first if name != first else _nearest(first, own)
        apart = grid if other is None else grid - grids[other]
        draws, replicates = runs_to_tell(apart, smallest)
        own[name] |= {"against": other or BASELINE, "draws_needed": draws, "replicates_needed": replicates}


def _nearest(name: str, rows: dict[str, dict[str, Any]]) -> str | None:
    """Name of the scenario whose mean is nearest; None where there is no other."""
    others = [one for one in rows if one != name]
    far = {one: abs(rows[one]["mean"] - rows[name]["mean"]) for one in others}
    return min(others, key=lambda one: far[one] if np.isfinite(far[one]) else np.inf, default=None)


def _closest(grids: Mapping[str, Grid], useful: float) -> Apart | None:
    """The two scenarios with the nearest means; in order of their means, they stand beside each other."""
    order = sorted(grids, key=lambda name: -float(np.nanmean(grids[name])))
    if len(order) < 2:
        return None
    pairs = [(float(np.nanmean(grids[first] - grids[second])), first, second) for first, second in pairwise(order)]
    mean, first, second = min(pairs, key=lambda pair: pair[0])
    apart = grids[first] - grids[second]
    return Apart(first, second, mean, error_of(apart), *runs_to_tell(apart, useful))


def _of_all_runs(part: Grid, whole: Grid) -> float:
    """Return the share over all runs together, so that a run counts by its size; NaN of nothing."""
    total = float(np.nansum(whole))
    return float(np.nansum(part)) / total if total > 0 else np.nan


def _measured(measures: _Measures, name: str, why: str = "") -> Rows:
    attrs = measures.attrs[name]
    return _rows(name, measures.values[name], attrs["units"], attrs["long_name"], attrs["better"], why)


def _rows(outcome: str, grids: Grid, unit: str, long_name: str, better: str, why: str = "") -> Rows:
    """A row for each scenario, of its grid (draw, replicate)."""
    low, high = interval(grids)
    numbers = {
        "mean": over_runs(grids, lambda runs: runs.mean(axis=-1)), "low": low, "high": high,
        "median": over_runs(grids, lambda runs: np.median(runs, axis=-1)),
        "not_zero": over_runs(grids, lambda runs: np.mean(runs != 0.0, axis=-1)),
        "monte_carlo_error": errors(grids), "chance_better": chance_better(grids, better),
        "runs": np.isfinite(grids).sum(axis=(1, 2)),
    }  # fmt: skip
    rows = [dict(zip(numbers, row, strict=True)) for row in zip(*(column.tolist() for column in numbers.values()), strict=True)]
    words = {"outcome": outcome, "long_name": long_name, "unit": unit, "better": better}
    more = {"against": "", "draws_needed": np.nan, "replicates_needed": np.nan, "reference": np.nan, "rank": np.nan}
    return [{**words, **row, **more, "undefined": "" if row["runs"] else why} for row in rows]
