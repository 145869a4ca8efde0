"""The runs of a store as users hold them: a result for each combination of swept values, and all of them in one table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from wopsim.analysis.choice.paired_worlds import looked_at
from wopsim.analysis.ema_form import Experiments, ema_form
from wopsim.analysis.store_result import Held, StoredVariant, measures_together, nothing_yet, read_by_groups, whole_points
from wopsim.analysis.swept_effects import swept_effects
from wopsim.analysis.swept_sensitivity import sensitivity_table
from wopsim.errors import ResultError
from wopsim.results.one_result import Result
from wopsim.results.shown_discovery import Discovery
from wopsim.runs.store import Status, Store

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from wopsim.declare import Value
    from wopsim.languages import Language
    from wopsim.results.shown_comparison import Comparison, Differences
    from wopsim.results.shown_decision import Decision
    from wopsim.results.shown_study_value import StudyValue
    from wopsim.study.scenario import Study


class StoredRuns:
    """The runs of a store, as far as they are done: a `Result` for each combination of swept values, and all of them in one table.

    Parameters
    ----------
    path : a store that `wopsim run` made, with a sweep or without, finished or not.
    language : of the texts of the study, as far as it translates them; None leaves them as they are written, beside their translations.

    Raises
    ------
    StoreError : there is no such store. DamageError : it cannot be read.
    """

    def __init__(self, path: str | Path, language: Language | None = None) -> None:
        self._store = Store(path)
        if language is not None:
            self._store.study = self._store.study.in_language(language)

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
        numbers = self._begun()
        held = read_by_groups([StoredVariant(self._store, number, self._status[number]) for number in numbers])
        return {number: Result.of(one).compare() for number, one in zip(numbers, held, strict=True)}

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
