"""The answer of a study: a labelled dataset, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

import numpy as np

from wopsim.analysis import io
from wopsim.analysis.comparison import ComparisonData, compare
from wopsim.analysis.held_runs import HeldRuns, RunsInMemory
from wopsim.analysis.measures import DETAILS, measure
from wopsim.analysis.outcomes import mentored_utilities
from wopsim.analysis.paired import against_baseline, against_scenario, chance_better, interval, monte_carlo, require_complete
from wopsim.analysis.required_outputs import COMPLETE
from wopsim.errors import ResultError, did_you_mean
from wopsim.handed_out import locked
from wopsim.study.scenario import BASELINE

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from wopsim.study.scenario import Study

TOTALS = frozenset({"person", "m3/day", "connection", "EUR2024", "EUR2024/year", "day", "partnership", "utility"})
"""Units in which utilities add up; everything else is averaged over them."""


class ResultData:
    """What is known of a study's runs: what was measured of each, and where they were kept, all its utilities.

    Runs in memory and runs in a store are asked the same; numbers of a store are read when they are asked for.

    Parameters
    ----------
    dataset : dims (scenario, draw, replicate, time [year], utility, domain); the first scenario is `no_programme`. None when
        the utilities of the runs were not kept.
    study : what was run.
    measures : of all runs, see `wopsim.analysis.measures.measure`; without them they are taken from the dataset when asked for.
    """

    told: tuple[str, ...] = ()
    """What was found out for the study before and between its runs: what designs promise (`spend: all`), why it ended (`draws: auto`)."""

    def __init__(self, dataset: xr.Dataset | None, study: Study, measures: xr.Dataset | None = None) -> None:
        self._hold(RunsInMemory(dataset, study, measures))

    @classmethod
    def of(cls, runs: HeldRuns) -> Self:
        """Return the result of runs, wherever they are held."""
        found = cls.__new__(cls)
        found._hold(runs)
        return found

    def _hold(self, runs: HeldRuns) -> None:
        self._runs = runs
        self.study = runs.study
        self._complete = runs.checked

    @property
    def has_utilities(self) -> bool:
        """Whether the utilities of every run were kept."""
        return self._runs.has_utilities

    @property
    def dataset(self) -> xr.Dataset:
        """Everything that the runs recorded; what is added or renamed stays out of the result, and numbers cannot be written to.

        To change numbers, take `dataset.copy(deep=True)`. That of a store is read whole when it is first asked for.

        Raises
        ------
        ResultError : utilities were not kept. DamageError : the store cannot be read.
        """
        return self._dataset.copy(deep=False)

    @cached_property
    def _dataset(self) -> xr.Dataset:
        return locked(self._runs.dataset())

    @property
    def measures(self) -> xr.Dataset:
        """What was measured of every run, dims (scenario, draw, replicate), without the baseline; to be changed as `dataset` is.

        Of a store without `detailed_measures`, and NaN at points that are left out.

        Raises
        ------
        ResultError : a run is not finite, or the result holds the baseline only. DamageError : the store cannot be read.
        """
        return self._measured.copy(deep=False)

    @cached_property
    def _measured(self) -> xr.Dataset:
        measures = self._runs.measures()
        return locked(measure(self.dataset, self.study) if measures is None else measures)

    def measured(self, names: Collection[str]) -> xr.Dataset:
        """Return `measures`, of a store whose measures were not read yet only `names`: a million runs have too many to hold them all.

        Raises
        ------
        As `measures`.
        """
        if "_measured" in self.__dict__:
            return self.measures
        found = self._runs.measures(names)
        return self.measures if found is None else found

    @property
    def detailed_measures(self) -> xr.Dataset:
        """`measures` with those that only some figures need: by year, and by evaluated utility.

        Raises
        ------
        ResultError : they were not kept, and there are no utilities to measure them of; or as `measures`.
        """
        return self.measures if self._holds_details else self._measured_again.copy(deep=False)

    @cached_property
    def _measured_again(self) -> xr.Dataset:
        return locked(measure(self.dataset, self.study))

    @property
    def has_details(self) -> bool:
        """Whether there are `detailed_measures`; of a store only where it keeps utilities, and no point is left out."""
        return self._holds_details or (self.has_utilities and not self._runs.has_gaps)

    @property
    def _holds_details(self) -> bool:
        return all(name in self._measured for name in DETAILS)

    def effect(self, name: str, time: int | None = None, against: str | None = None) -> xr.DataArray:
        """Return the paired difference scenario minus baseline, or minus another scenario, at the same draw and replicate.

        Parameters
        ----------
        name : a recorded variable.
        time : one year, or all years.
        against : name of the scenario that is taken off; the baseline if not given.

        Returns
        -------
        xarray.DataArray
            The variable's dims and unit, without the scenario that is taken off, and without the baseline. NaN where the variable
            applies in only one of the two runs (a pilot zone, a date of agreement).

        Raises
        ------
        ResultError : utilities were not kept, no such variable or year, or a run is not finite.
        """
        if name not in self.dataset.data_vars:
            known = [str(known) for known in self.dataset.data_vars]
            raise ResultError(f"the result holds no {name!r}.{did_you_mean(name, known)} It holds: {', '.join(sorted(known))}.")
        self._require_complete()
        values = self.dataset[name]
        if time is not None:
            if "time" not in values.dims:
                raise ResultError(f"{name!r} is one number for the whole run; ask for it without time.")
            years = values["time"].values
            if time not in years:
                raise ResultError(f"the result holds no year {time}; it holds {years[0]} to {years[-1]}.")
            values = values.sel(time=time)
        effect = against_baseline(values) if against is None else against_scenario(values, against)
        effect.attrs["long_name"] = f"effect on {values.attrs.get('long_name', name)}"
        effect.attrs["comparison"] = f"scenario minus {against or BASELINE}, same draw and replicate"
        return effect.rename(f"{name}_effect")

    def summary(
        self, name: str, time: int | None = None, utilities: Literal["all", "mentees", "mentored", "mentors", "others"] = "all"
    ) -> xr.Dataset:
        """Return mean, 90 % interval and certainty of the paired effect on one variable, per scenario.

        Utilities are added up where the unit adds up (people, volumes, money), otherwise averaged; domains are averaged.

        Parameters
        ----------
        name, time : as in `effect`; the last year if not given.
        utilities : all; possible mentees; those that the scenario mentored in that run, those that mentored them, or all others.

        Returns
        -------
        xarray.Dataset
            dims (scenario): `mean`, `low`, `high`, `monte_carlo_error` in the variable's unit; `chance_better` [1];
            `runs`, in which the number is defined.

        Raises
        ------
        ResultError : as in `effect`.
        """
        import xarray as xr

        has_time = name in self.dataset.data_vars and "time" in self.dataset[name].dims
        effect = self.effect(name, int(self.dataset["time"].values[-1]) if has_time and time is None else time)
        attrs = effect.attrs
        if "domain" in effect.dims:
            effect = effect.mean("domain")
        if "utility" in effect.dims:
            if utilities == "mentored":
                effect = effect.where(mentored_utilities(self.dataset))
            elif utilities == "mentees":
                effect = effect.where(effect["role"] == "mentee")
            elif utilities != "all":
                gave = (self.dataset["mentor_days"].isel(scenario=slice(1, None)) > 0) & ~mentored_utilities(self.dataset)
                effect = effect.where(gave if utilities == "mentors" else ~gave & ~mentored_utilities(self.dataset))
            effect = effect.sum("utility", min_count=1) if attrs["units"] in TOTALS else effect.mean("utility")
        rows = []
        for scenario in range(effect.sizes["scenario"]):
            grid = np.asarray(effect.isel(scenario=scenario).transpose("draw", "replicate").values, dtype=np.float64)
            here = grid[np.isfinite(grid)]
            mean = float(here.mean()) if here.size else np.nan
            rows.append((mean, *interval(grid), monte_carlo(grid).error, chance_better(grid, attrs["better"]), here.size))
        columns = ("mean", "low", "high", "monte_carlo_error", "chance_better", "runs")
        in_unit = {"units": attrs["units"], "long_name": attrs["long_name"]}
        data = {column: ("scenario", list(values), in_unit) for column, values in zip(columns, zip(*rows, strict=True), strict=True)}
        summary = xr.Dataset(data, coords={"scenario": effect["scenario"]}, attrs=attrs)
        for column in ("chance_better", "runs"):
            summary[column].attrs = {"units": "1"}
        return summary

    def start(self) -> pd.DataFrame:
        """Return for each utility what the world's file gave, what the runs start from, and what is read of it then.

        Columns as in `wopsim.analysis.start_values.start_values`.

        Raises
        ------
        ResultError : utilities were not kept, or the world holds others today. WorldFileError : its file cannot be read any more.
        """
        from wopsim.analysis.start_values import start_values

        return start_values(self.dataset, self.study)

    def compare(self) -> ComparisonData:
        """Return all scenarios beside each other.

        Raises
        ------
        ResultError : a run is not finite, or the result holds the baseline only.
        """
        return self._comparison(0.0)

    def _comparison(self, useful: float) -> ComparisonData:
        if useful not in self._comparisons:
            self._comparisons[useful] = compare(self.measured, self.study, useful)
        return self._comparisons[useful]

    @cached_property
    def _comparisons(self) -> dict[float, ComparisonData]:
        """By the smallest useful difference that was named: each takes a second."""
        return {}

    @classmethod
    def read(cls, folder: str | Path) -> Self:
        """Return the result that `write` left in a folder.

        Raises
        ------
        ResultError : there is no result, or it was not written by wopsim.
        """
        return cls(*io.read_data(folder))

    def _require_complete(self) -> None:
        if not self._complete:
            require_complete(self.dataset, [name for name in COMPLETE if name in self.dataset])
            self._complete = True

    def __repr__(self) -> str:
        held = self.dataset if self.has_utilities else self.measures
        baseline = 0 if self.has_utilities else 1
        counts = {"scenario": held.sizes["scenario"] + baseline, "draw": held.sizes["draw"], "replicate": held.sizes["replicate"]}
        sizes = ", ".join(f"{size} {dim}s" for dim, size in counts.items())
        return f"<wopsim.Result {self.study.title!r}: {sizes}{'' if self.has_utilities else ', without utilities'}>"
