"""Results as users hold them: what `analysis` knows of the runs, with tables, figures and stories to look at."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, overload

import numpy as np

from wopsim.analysis import io
from wopsim.analysis.choice.context_differences import READS as CONTEXT_READS
from wopsim.analysis.choice.design_decision import READS as DECISION_READS
from wopsim.analysis.choice.design_decision import DecisionData, decide, require_design
from wopsim.analysis.choice.discovery import DiscoveryData, discover
from wopsim.analysis.choice.information import smallest_seen
from wopsim.analysis.choice.paired_worlds import looked_at
from wopsim.analysis.choice.study_value import StudyValueData, clearest, sizes_around, table_of, value_over_sizes
from wopsim.analysis.choice.yardstick import Yardstick
from wopsim.analysis.comparison import ComparisonData
from wopsim.analysis.design_differences import DifferencesData, differences
from wopsim.analysis.ema_form import Experiments, ema_form
from wopsim.analysis.result import ResultData
from wopsim.analysis.result_folder import DISCOVERY_FIGURE, STUDY_VALUE_FIGURE, TRADE_OFF_FIGURE, sign, what_is_replaced
from wopsim.analysis.store_result import Held, StoredVariant, measures_together, nothing_yet, whole_points
from wopsim.analysis.swept_effects import swept_effects
from wopsim.analysis.swept_sensitivity import sensitivity_table
from wopsim.errors import ResultError, WopsimError, did_you_mean
from wopsim.limits import FOLLOWED, FOLLOWED_YEARS
from wopsim.runs.store import Status, Store

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure
    from rich.console import Console, ConsoleOptions, RenderResult

    from wopsim.analysis.comparison import Measured
    from wopsim.declare import Value
    from wopsim.report.figures.plot import Plot
    from wopsim.study.scenario import Study
    from wopsim.tracing.rerun import Rerun
    from wopsim.tracing.story import Trace


class Comparison(ComparisonData):
    """A comparison that is printed as tables: as text, in a terminal, and in a notebook."""

    @classmethod
    def of(cls, data: ComparisonData) -> Self:
        """Return the same comparison, to be looked at."""
        return cls(**{field.name: getattr(data, field.name) for field in dataclasses.fields(data)})

    def __str__(self) -> str:
        from wopsim.report.tables.comparison_table import as_text

        return as_text(self)

    def __repr__(self) -> str:
        return str(self)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from wopsim.report.tables.comparison_table import as_rich

        yield from as_rich(self, console.width if console.width < 200 else 120)

    def _repr_html_(self) -> str:
        from wopsim.report.tables.comparison_table import as_html

        return as_html(self)


class Differences(DifferencesData):
    """Designs against one of them, printed as a table."""

    @classmethod
    def made(cls, measured: Measured, study: Study, against: str) -> Self:
        """Return what every other design changes beside that one; arguments and errors as in `design_differences.differences`."""
        data = differences(measured, study, against)
        return cls(**{field.name: getattr(data, field.name) for field in dataclasses.fields(data)})

    def __str__(self) -> str:
        from wopsim.report.tables.difference_table import as_text

        return as_text(self)

    def __repr__(self) -> str:
        return str(self)


class Decision(DecisionData):
    """A choice that is printed as a sentence and tables."""

    @classmethod
    def made(
        cls, measures: Callable[[Collection[str]], xr.Dataset], study: Study, against: str | None, judged: dict[str, Any],
        told: tuple[str, ...] = (),
    ) -> Self:  # fmt: skip
        """Return the choice; arguments as in `Result.decide`; `measures` returns at least those that it is given the names of."""
        known = [field.name for field in dataclasses.fields(Yardstick)]
        for name in judged:
            if name not in known:
                raise ResultError(f"decide knows no {name!r}; known: against, {', '.join(known)}.{did_you_mean(name, known)}")
        yardstick = Yardstick(**judged)
        data = decide(measures(DECISION_READS | yardstick.reads), study, yardstick, against)
        return cls(**{field.name: getattr(data, field.name) for field in dataclasses.fields(data)} | {"told": told})

    @property
    def sentence(self) -> str:
        """The answer in words."""
        from wopsim.report.decision_words import sentence

        return sentence(self)

    @property
    def figures(self) -> dict[str, Figure]:
        """Figures of the choice by name."""
        from wopsim.report.figures.choice import choice_figures

        return choice_figures(self)

    def __str__(self) -> str:
        from wopsim.report.tables.decision_table import as_text

        return as_text(self)

    def __repr__(self) -> str:
        return str(self)

    def write(self, folder: str | Path) -> list[Path]:
        """Write `decision.csv`, `information.csv`, `tornado.csv`, `decision.txt` and the figures into a folder, made if absent.

        Raises
        ------
        ResultError : it cannot be written.
        """
        from wopsim.report.figures.plot import save_figure

        folder = io.make_folder(folder)
        tables = {io.DECISION: self.table, io.INFORMATION: self.information(), io.TORNADO: self.sensitivity().table}
        written = io.write_decision(tables, str(self), folder)
        return written + [save_figure(figure, folder / f"{name}.png") for name, figure in self.figures.items()]


class StudyValue(StudyValueData):
    """What a study would be worth, printed as a sentence and a table."""

    @property
    def sentence(self) -> str:
        """The answer in words."""
        from wopsim.report.study_value_words import sentence

        return sentence(self)

    @property
    def figure(self) -> Figure:
        """Worth over sizes."""
        from wopsim.report.figures.study_sizes import study_sizes

        return study_sizes(self)

    def __str__(self) -> str:
        from wopsim.report.tables.study_value_table import as_text

        return as_text(self)

    def __repr__(self) -> str:
        return str(self)

    def write(self, folder: str | Path) -> list[Path]:
        """Write `study_value.csv`, `study_value.txt` and `study_value.png` into a folder, made if absent.

        Raises
        ------
        ResultError : it cannot be written.
        """
        from wopsim.report.figures.plot import save_figure

        folder = io.make_folder(folder)
        written = io.write_decision({io.STUDY_VALUE: self.table}, str(self), folder, io.STUDY_VALUE_TEXT)
        return [*written, save_figure(self.figure, folder / STUDY_VALUE_FIGURE)]


class Discovery(DiscoveryData):
    """Where one design is better than another, printed as a sentence and tables."""

    @classmethod
    def made(
        cls, measures: Callable[[Collection[str]], Mapping[int, xr.Dataset]], study: Study, better: tuple[str, str], judged: dict[str, Any],
        tree: bool, by_utility: xr.DataArray | None,
    ) -> Self:  # fmt: skip
        """Return where it is; arguments as in `Result.discover`; `measures` returns those that it is given the names of, by variant."""
        known = [field.name for field in dataclasses.fields(Yardstick)]
        for name in judged:
            if name not in known:
                raise ResultError(f"discover knows no {name!r}; known: better, tree, {', '.join(known)}.{did_you_mean(name, known)}")
        yardstick = Yardstick(**judged)
        data = discover(measures(CONTEXT_READS | yardstick.reads), study, yardstick, better, tree, by_utility)
        return cls(**{field.name: getattr(data, field.name) for field in dataclasses.fields(data)})

    @property
    def sentence(self) -> str:
        """The answer in words."""
        from wopsim.report.discovery_words import sentence

        return sentence(self)

    @property
    def figure(self) -> Figure:
        """Worlds over the numbers that matter, with the box."""
        from wopsim.report.figures.discovered_box import discovered_box

        return discovered_box(self)

    @property
    def trade_off(self) -> Figure:
        """How dense boxes are in worlds in which a design is better, over how many of these they hold."""
        from wopsim.report.figures.box_trade_off import box_trade_off

        return box_trade_off(self)

    def __str__(self) -> str:
        from wopsim.report.tables.discovery_table import as_text

        return as_text(self)

    def __repr__(self) -> str:
        return str(self)

    def write(self, folder: str | Path) -> list[Path]:
        """Write tables (`boxes.csv`, `limits.csv`, `contexts.csv`, of a tree `tree.csv`), `discovery.txt` and two figures into a folder.

        The folder is made if absent.

        Raises
        ------
        ResultError : it cannot be written.
        """
        from wopsim.report.figures.plot import save_figure

        folder = io.make_folder(folder)
        tables = {io.BOXES: self.box_table(), io.LIMITS: self.limit_table(), io.CONTEXTS: self.contexts, io.TREE: self.tree_table()}
        written = io.write_decision(tables, str(self), folder, io.DISCOVERY_TEXT)
        figures = {DISCOVERY_FIGURE: self.figure, TRADE_OFF_FIGURE: self.trade_off}
        return [*written, *(save_figure(figure, folder / name) for name, figure in figures.items())]


class Result(ResultData):
    """The result of a study, run in memory or into a store (`StoredRuns.result`): its numbers, figures and stories."""

    @overload
    def compare(self, *, useful: float = 0.0) -> Comparison: ...
    @overload
    def compare(self, against: str) -> Differences: ...
    def compare(self, against: str | None = None, *, useful: float = 0.0) -> Comparison | Differences:
        """Return all scenarios beside each other, or what every other design changes beside one of them.

        Parameters
        ----------
        against : name of that design; without it, everything stands against no programme.
        useful : smallest difference of people served that matters to you, by which it is judged whether there are runs enough to tell
            designs apart; 0 takes a tenth of the largest effect.

        Raises
        ------
        ResultError : a run is not finite, the result holds the baseline only, `useful` is below zero, or there is no such design.
        """
        return Comparison.of(self._comparison(useful)) if against is None else Differences.made(self.measured, self.study, against)

    def decide(self, against: str | None = None, **judged: Any) -> Decision:
        """Return which design to choose, how sure that is, and what it costs if it is wrong.

        Parameters
        ----------
        against : name of the design that others stand against; the best on average if not given.
        judged : what designs are judged by: `outcome`, `weights`, `equity`, `worth`, `cost`, `discount`, `useful`; see
            `wopsim.analysis.choice.yardstick.Yardstick`.

        Raises
        ------
        ResultError : fewer than two designs or draws, no such design, or what is judged is not defined.
        """
        return Decision.made(self.measured, self.study, against, judged, self.told)

    def learn(
        self,
        mentored: int = 20,
        comparison: int = 20,
        years: int = 4,
        study_cost: float = 0.0,
        design: str | None = None,
        progress: Callable[[int, int], None] | None = None,
        **judged: Any,
    ) -> StudyValue:
        """Return what it would be worth for the choice to follow mentored and comparison utilities first.

        The utilities are run anew with fresh luck, two replicates of each draw.

        Parameters
        ----------
        mentored, comparison : utilities that the study follows; years : for how long.
        study_cost : what following them costs [EUR2024].
        design : name of the design that mentors them; the best on average if not given.
        progress : called with (draws done, draws in all).
        judged : as in `decide`.

        Raises
        ------
        ResultError : as in `decide`; or nobody is mentored for so long. WopsimError : a size or a cost that means nothing.
        """
        FOLLOWED.require(mentored, "mentored")
        FOLLOWED.require(comparison, "comparison")
        FOLLOWED_YEARS.require(years, "years")
        if not (math.isfinite(study_cost) and study_cost >= 0.0):
            raise WopsimError(f"the cost of the study is {study_cost!r}; it must be a number that is not below zero.")
        decision = self.decide(**judged)
        require_design(design, decision.designs)
        design = design or decision.best
        size = (mentored, comparison, years)
        sizes = sizes_around(size)
        draws = [int(draw) for draw in self.measured({"people_served"})["draw"].values]
        if mentored and years:
            from wopsim.inference.evaluation_readings import read, summarised
            from wopsim.inference.followed_utilities import follow

            most = max(one[0] for one in sizes), max(one[1] for one in sizes)
            followed = follow(self.study, design, draws, most, years, progress or (lambda done, of: None))
            readings = read(followed, self.study, draws)
            exact = summarised(followed.effect)
            values = value_over_sizes(decision.cleaned, readings.summary, exact, sizes)
            seen, nobody = clearest(readings.summary(*size), exact), followed.nobody
        else:
            values = value_over_sizes(decision.cleaned, lambda *_: {}, {}, sizes)
            seen, nobody = clearest({}, {}), 0.0
        labels = decision.table.set_index("scenario")["label"]
        table = table_of(sizes, values[0], size, study_cost, decision.in_money)
        return StudyValue(
            table, size, *values[1:], seen, self.study.title, design, labels[design], labels[decision.best], decision.value_unit,
            decision.in_money, len(draws), nobody, smallest_seen(decision.cleaned),
        )  # fmt: skip

    def discover(self, better: tuple[str, str], tree: bool = False, **judged: Any) -> Discovery:
        """Return where one design is better than another: over what is drawn, and by context.

        Parameters
        ----------
        better : names of the design that may be better, and of the other.
        tree : whether to grow a small tree as well as boxes; it needs the extra `discovery`.
        judged : as in `decide`.

        Raises
        ------
        ResultError : no such design, or too few draws. MissingExtraError : a tree without scikit-learn.
        """
        by_utility = None
        if self.has_utilities and set(better) <= {scenario.name for scenario in self.study.scenarios[1:]} and better[0] != better[1]:
            last = int(self.dataset["time"].values[-1])
            by_utility = self.effect("people_served", last, against=better[1]).sel(scenario=better[0])
        return Discovery.made(lambda names: {0: self.measured(names)}, self.study, better, judged, tree, by_utility)

    def to_ema(self) -> Experiments:
        """Return experiments and outcomes in the form that EMA workbench takes, replicates averaged.

        Returns
        -------
        experiments : pandas.DataFrame
            A row for each world and design: what is drawn, `scenario` (number of the world), `policy` (the design), `model`.
        outcomes : dict of arrays
            By name, what was measured, a value for each row.
        """
        return ema_form({0: self.measures}, self.study)

    def _repr_html_(self) -> str:
        from wopsim.html_table import note, page_part, table

        held = self.measures
        sizes = f"{held.sizes['scenario']} and no programme, {held.sizes['draw']:,} draws x {held.sizes['replicate']:,} replicates"
        rows = {
            "Scenarios": ", ".join(map(str, held["label"].values)), "Runs": sizes,
            "Years": str(self.study.horizon_years),
            "Kept": "every number of every utility" if self.has_utilities else "measures of each run, no utilities",
        }  # fmt: skip
        told = table("What was run", (), [(key, [value]) for key, value in rows.items()])
        return page_part(
            self.study.title, self.study.question, [told, note("To see what it says: compare(), decide(), plot; as numbers: measures.")]
        )

    @property
    def plot(self) -> Plot:
        """Figures of this result."""
        from wopsim.report.figures.plot import Plot

        return Plot(self)

    def trace(self, scenario: str | None = None, draw: int = 0, replicate: int = 0, utility: str | None = None) -> Trace:
        """Run one cell again and tell a utility's story; arguments as in `wopsim.trace`.

        Raises
        ------
        ResultError : the result has no such cell, or was made by another version, study or world than today's.
        DamageError : its store cannot be read.
        """
        from wopsim.tracing.rerun import Rerun
        from wopsim.tracing.story import Trace

        rerun = Rerun(self.study, scenario, draw, replicate)
        self._runs.require_point(draw, replicate)
        if not (rerun.equals(self.dataset) if self.has_utilities else _measures_equal(rerun, self)):
            raise ResultError(
                "this result was made with another version of wopsim, or its study or world has changed since; "
                "run the study again to trace it."
            )
        return Trace.of(rerun, utility)

    def write(
        self, folder: str | Path, against: str | None = None, useful: float = 0.0, figures: str | Sequence[str] | None = None
    ) -> list[Path]:
        """Write results, comparison and figures into a folder, made if absent; earlier results of the same study are replaced.

        Parameters
        ----------
        folder : where to.
        against : a design; then also `differences.csv` and `differences.txt`, see `compare`.
        useful : as in `compare`.
        figures : names of those to draw, of `nrw_fan`, `people_served`, `unit_costs`, `pilot_against_utility`; None draws all.

        Returns
        -------
        list of Path
            `results.nc` and `start.csv` (what the world's file gave, and what the runs start from) where utilities were kept,
            `measures.nc` (netCDF 4, as `results.nc`), `comparison.csv`, `comparison.txt`, and the figures; `study.json` says of
            which study. Without utilities, a `results.nc` of an earlier run is removed; so are figures that a store cannot draw
            (see `has_details`).

        Raises
        ------
        ResultError : the folder cannot be written or holds results of another study (another title), there is no such figure, or a run
            is not finite.
        """
        from wopsim.report.figures.plot import require_figures, save_figures

        drawn = require_figures(figures)
        comparison = self.compare(useful=useful)
        apart = None if against is None else self.compare(against)
        what_is_replaced(Path(folder), self.study, self._runs.source)
        folder = io.make_folder(folder)
        signed = sign(folder, self.study, self._runs.source)  # first: whatever stops the rest, it is known whose files these are
        paths = io.write_data(self.dataset if self.has_utilities else None, self.measures, self.study, folder)
        paths += io.write_start(self._start(), folder)
        paths += io.write_comparison(comparison.table, str(comparison), folder)
        paths += io.write_differences(None if apart is None else apart.table, str(apart), folder)
        return [*paths, *save_figures(self, folder, drawn), signed]

    def _start(self) -> pd.DataFrame | None:
        """What `start` returns; None where it can say nothing."""
        try:
            return self.start()
        except WopsimError:
            return None


class StoredRuns:
    """The runs of a store, as far as they are done: a `Result` for each combination of swept values, and all of them in one table.

    Parameters
    ----------
    path : a store that `wopsim run` made, with a sweep or without, finished or not.

    Raises
    ------
    StoreError : there is no such store. DamageError : it cannot be read.
    """

    def __init__(self, path: str | Path) -> None:
        self._store = Store(path)

    @property
    def study(self) -> Study:
        """What is run."""
        return self._store.study

    @property
    def variants(self) -> tuple[Mapping[str, Value], ...]:
        """Combinations of swept values, in the order of the store's dimension `variant`; empty where nothing is swept."""
        return self.study.variants

    def result(self, variant: int | None = None) -> Result:
        """Return the runs of one combination of swept values, to be asked what a result of runs in memory is asked.

        It stands on the points at which every scenario was run. Without `keep: utility` in the study, it has no utilities.

        Parameters
        ----------
        variant : number of the combination, from 0; needed where something is swept.

        Raises
        ------
        ResultError : no such variant, or no point yet at which every scenario was run. DamageError : it cannot be read.
        """
        number = self._number(variant)
        return Result.of(StoredVariant(self._store, number, self._status[number]))

    @overload
    def compare(self, variant: int | None = None, *, useful: float = 0.0) -> Comparison: ...
    @overload
    def compare(self, variant: int | None = None, *, against: str) -> Differences: ...
    def compare(self, variant: int | None = None, *, against: str | None = None, useful: float = 0.0) -> Comparison | Differences:
        """Return `result(variant).compare(...)`: all scenarios beside each other, or every other design beside `against`."""
        return self.result(variant).compare(useful=useful) if against is None else self.result(variant).compare(against)

    def decide(self, variant: int | None = None, against: str | None = None, **judged: Any) -> Decision:
        """Return `result(variant).decide(...)`: which design to choose."""
        return self.result(variant).decide(against=against, **judged)

    def learn(self, variant: int | None = None, **asked: Any) -> StudyValue:
        """Return `result(variant).learn(...)`: what a study would be worth for the choice."""
        return self.result(variant).learn(**asked)

    def discover(self, better: tuple[str, str], variant: int | None = None, tree: bool = False, **judged: Any) -> Discovery:
        """Return where one design is better than another, over all combinations of swept values or in one; see `Result.discover`."""
        if variant is not None or not self.variants:
            return self.result(variant).discover(better, tree, **judged)
        numbers = looked_at(self._begun(), self.study.draws)
        return Discovery.made(lambda names: self._measures(numbers, names), self.study, better, judged, tree, None)

    def to_ema(self) -> Experiments:
        """Return `Result.to_ema` of all combinations of swept values, whose values are columns of the experiments as well."""
        return ema_form(self._measures(self._begun()), self.study)

    def _measures(self, numbers: Sequence[int], names: Collection[str] | None = None) -> dict[int, xr.Dataset]:
        """Return what was measured of some variants, in rising order of their numbers; of all that only `names`, if they are given."""
        held = [StoredVariant(self._store, number, self._status[number]) for number in numbers]
        return dict(zip(numbers, measures_together(held, names), strict=True))

    def _begun(self) -> list[int]:
        numbers = [int(number) for number in np.flatnonzero(whole_points(self._status).any(axis=(1, 2)))]
        if not numbers:
            raise nothing_yet(self._store)
        return numbers

    def held(self, variant: int | None = None) -> Held:
        """Return on how many points the `result` of a variant stands; of all variants together without a number.

        Raises
        ------
        ResultError : no such variant.
        """
        return Held.of(self._status if variant is None else self._status[self._number(variant)][None])

    @property
    def comparisons(self) -> dict[int, Comparison]:
        """`Result.compare` of every variant, by its number (0 where nothing is swept); without those that cannot be compared yet.

        Raises
        ------
        ResultError : there is none. DamageError : the store cannot be read.
        """
        return dict(self._comparisons)

    @cached_property
    def _comparisons(self) -> dict[int, Comparison]:
        return {number: self.result(number).compare() for number in self._begun()}

    def effects(self, outcomes: Sequence[str] | None = None) -> xr.Dataset:
        """Return the effects of every scenario against its baseline, of all variants at once: a thousand in seconds.

        Parameters
        ----------
        outcomes : names of what is measured of a run, such as `people_served`; None takes all. Costs per unit, which are ratios of
            means, are not among them: `table` has those.

        Returns
        -------
        xarray.Dataset
            dims (variant, scenario, outcome): `mean`, `error` (Monte Carlo error of the mean), `low`, `median`, `high` (5th, 50th and 95th
            percentile over draws and replicates), NaN where nothing is defined yet; (variant): `points`, on which they stand. Each swept
            parameter is a coordinate along `variant`; units of outcomes are `outcome_units`.

        Raises
        ------
        ResultError : no such outcome, or no point yet at which every scenario was run. DamageError : the store cannot be read.
        """
        return swept_effects(self._store, self._status, outcomes)

    def sensitivity(self, outcome: str = "people_served", scenario: str | None = None, against: str | None = None) -> pd.DataFrame:
        """Return how much each swept parameter matters for an effect, of a sweep that was sampled for it (`saltelli` or `morris`).

        The effect is the mean over draws and replicates, which are the same for all variants.

        Parameters
        ----------
        outcome : name of what is measured of a run.
        scenario : whose effect; the first after the baseline if not given.
        against : scenario whose effect is taken off; none if not given.

        Returns
        -------
        pandas.DataFrame
            A row for each parameter. Of `saltelli`: `first` and `total`, shares of the variance that a parameter makes alone, and
            together with all others, with `first_error` and `total_error`. Of `morris`, in the outcome's unit for the whole range of
            the parameter (of a prior, from its 5 % to its 95 % point): `mean` of steps, `mean_size` (mu*) and `mean_size_error`,
            `spread` (sigma). `used` : base points or trajectories that are complete.

        Raises
        ------
        ResultError : the sweep is no such design, fewer than two of its base points are complete, or no such outcome or scenario.
        """
        return sensitivity_table(self.effects([outcome]), self.study, outcome, scenario, against)

    def table(self) -> pd.DataFrame:
        """Return `Comparison.table` of all `comparisons`, one below the other; of a sweep, number and values of the variant in front.

        Raises
        ------
        ResultError, DamageError : as there.
        """
        import pandas as pd

        tables = []
        for number, comparison in self.comparisons.items():
            table = comparison.table
            front = {"variant": number, **self.variants[number]} if self.variants else {}
            tables.append(pd.concat([pd.DataFrame(front, index=table.index), table], axis=1))
        return pd.concat(tables, ignore_index=True)

    def _number(self, variant: int | None) -> int:
        count = max(len(self.variants), 1)
        if variant is None and self.variants:
            which = f"say which one, from 0 to {count - 1} (variant=, on the command line --variant)"
            raise ResultError(f"{self._store.path} holds a sweep of {count} variants; {which}.")
        if not 0 <= (variant or 0) < count:
            raise ResultError(f"{self._store.path} has no variant {variant}; it has 0 to {count - 1}.")
        return variant or 0

    @cached_property
    def _status(self) -> Status:
        return self._store.statuses()

    def __repr__(self) -> str:
        swept = f"{len(self.variants)} variants x " if self.variants else ""
        held = self.held()
        points = held.points + held.pending + held.failed
        return f"<wopsim.StoredRuns {self.study.title!r}: {held.points:,} of {points:,} points ({swept}draws x replicates)>"


def _measures_equal(rerun: Rerun, result: ResultData) -> bool:
    """Whether what was measured of the cell is what its rerun measures, to the last bit."""
    from wopsim.analysis.measures import RUNS, measure
    from wopsim.study.scenario import BASELINE

    if rerun.cell.scenario == BASELINE:
        return True  # nothing was measured of it alone
    found = measure(rerun.block(), result.study)
    held = result.measures.sel(scenario=[rerun.cell.scenario], draw=[rerun.cell.draw], replicate=[rerun.cell.replicate])
    names = [name for name, values in found.data_vars.items() if values.dims == RUNS]
    return all(np.array_equal(found[name].values, held[name].values, equal_nan=True) for name in names)
