"""The result of one study as users hold it: what `analysis` knows of the runs, with tables, figures and stories to look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from wopsim.allowed_numbers import why_below_zero
from wopsim.analysis import io
from wopsim.analysis.ema_form import Experiments, ema_form
from wopsim.analysis.result import ResultData
from wopsim.analysis.result_folder import sign, what_is_replaced
from wopsim.counting import counted
from wopsim.errors import ResultError, WopsimError
from wopsim.limits import FOLLOWED, FOLLOWED_YEARS
from wopsim.results.shown_comparison import Comparison, Differences
from wopsim.results.shown_decision import Decision
from wopsim.results.shown_discovery import Discovery
from wopsim.results.shown_study_value import StudyValue

if TYPE_CHECKING:
    import pandas as pd

    from wopsim.report.figures.plot import Plot
    from wopsim.tracing.rerun import Rerun
    from wopsim.tracing.story import Trace


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
        ResultError : fewer than two draws or choices (no programme is one with `worth`), no such design, or what is judged is not defined.
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
        if wrong := why_below_zero("the cost of the study", study_cost):
            raise WopsimError(wrong)
        decision = self.decide(**judged)
        draws = [int(draw) for draw in self.measured({"people_served"})["draw"].values]
        return StudyValue.made(decision, self.study, draws, (mentored, comparison, years), study_cost, design, progress)

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
        runs = f"{counted(held.sizes['draw'], 'draw')} x {counted(held.sizes['replicate'], 'replicate')}"
        rows = {
            "Scenarios": ", ".join(map(str, held["label"].values)), "Runs": f"{held.sizes['scenario']} and no programme, {runs}",
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
        paths += io.write_tables({io.START: self._start(), io.COMPARISON: comparison.table}, {io.TEXT: str(comparison)}, folder)
        table, text = (None, None) if apart is None else (apart.table, str(apart))
        paths += io.write_tables({io.DIFFERENCES: table}, {io.DIFFERENCES_TEXT: text}, folder)
        return [*paths, *save_figures(self, folder, drawn), signed]

    def _start(self) -> pd.DataFrame | None:
        """What `start` returns; None where it can say nothing."""
        try:
            return self.start()
        except WopsimError:
            return None


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
