"""What can be asked of a store: the comparison of its scenarios, over the points at which all of them were run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from wopsim.analysis.comparison import ComparisonData, compare
from wopsim.analysis.measures import RUNS
from wopsim.analysis.outcome_specs import GROUPS, MEASURED
from wopsim.analysis.reduction import MEASURES
from wopsim.declare import VARIABLES
from wopsim.errors import ResultError
from wopsim.runs.store import DONE, FAILED, PENDING, Status, Store

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from wopsim.declare import Value
    from wopsim.study.scenario import Study

OF_POINTS = {"served_at_start", *(f"served_at_start_{group}" for group in GROUPS)}
OF_THE_WORLD = {f"mentees_{group}" for group in GROUPS}
"""Measures that are the same for all scenarios, and for all runs; a store repeats them."""


@dataclass(frozen=True)
class Held:
    """How much of a study, or of one combination of swept values, can be compared.

    Parameters
    ----------
    points : at which every scenario was run; only these are compared.
    pending : points that are left out because a scenario was not run yet; failed : because one failed.
    """

    points: int
    pending: int
    failed: int

    def __str__(self) -> str:
        """What is left out, in words; nothing where nothing is."""
        words = [(self.pending, "not run yet"), (self.failed, "where a scenario failed")]
        parts = [f"{count:,} point{'s' if count > 1 else ''} {what}" for count, what in words if count]
        if not parts:
            return ""
        return f"Left out, so that all scenarios stand on the same draws and replicates: {' and '.join(parts)}."


class StoreData:
    """The runs of a store, as far as they are done.

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

    def compare(self, variant: int | None = None) -> ComparisonData:
        """Return all scenarios beside each other, as `Result.compare` does.

        Parameters
        ----------
        variant : number of the combination of swept values, from 0; needed where something is swept.

        Raises
        ------
        ResultError : no such variant, or no point yet at which every scenario was run. DamageError : it cannot be read.
        """
        return compare(self.measures(variant), self.study.at(self._number(variant)))

    def held(self, variant: int | None = None) -> Held:
        """Return over how many points `compare` compares; of all variants together without a number.

        Raises
        ------
        ResultError : no such variant.
        """
        status = self._status if variant is None else self._status[self._number(variant)][None]
        failed, pending = (status == FAILED).any(axis=1), (status == PENDING).any(axis=1)
        return Held(int(_whole(status).sum()), int((pending & ~failed).sum()), int(failed.sum()))

    @property
    def comparisons(self) -> dict[int, ComparisonData]:
        """`compare` of every variant, by its number (0 where nothing is swept); without those that cannot be compared yet.

        Raises
        ------
        ResultError : there is none. DamageError : the store cannot be read.
        """
        return dict(self._comparisons)

    @cached_property
    def _comparisons(self) -> dict[int, ComparisonData]:
        numbers = [number for number, status in enumerate(self._status) if _whole(status[None]).any()]
        if not numbers:
            raise self._nothing()
        return {number: self.compare(number if self.variants else None) for number in numbers}

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

    def measures(self, variant: int | None = None) -> xr.Dataset:
        """Return what was measured of each run, dims (scenario, draw, replicate), without the baseline; arguments as in `compare`.

        As `wopsim.analysis.measures.measure` returns it, but for the years and the points that figures need; NaN where a point is left
        out, and without draws and replicates of which nothing is left.

        Raises
        ------
        ResultError, DamageError : as `compare`.
        """
        import xarray as xr

        import wopsim.declared  # noqa: F401  (declares every output)

        number = self._number(variant)
        whole = _whole(self._status[number][None])[0]
        if not whole.any():
            raise self._nothing()
        labels = self._store.opened().coords
        draws, replicates = np.flatnonzero(whole.any(axis=1)), np.flatnonzero(whole.any(axis=0))
        here = whole[np.ix_(draws, replicates)]
        values = self._store.values(MEASURES, number if self.variants else ...)
        numbers = values[np.ix_(np.arange(1, len(values)), draws, replicates)]
        numbers[:, ~here] = np.nan
        data: dict[str, Any] = {}
        for place, name in enumerate(str(name) for name in labels["measure"].values):
            words = MEASURED[name]
            attrs = VARIABLES[name].attrs if words is None else words.attrs
            of_run = numbers[..., place]
            if name in OF_THE_WORLD:
                data[name] = ((), of_run[0][here][0], attrs)
            elif name in OF_POINTS:
                data[name] = (RUNS[1:], of_run[0], attrs)
            else:
                data[name] = (RUNS, of_run, attrs)
        own = {"time": labels["time"].variable, "scenario": labels["scenario"].variable[1:], "draw": draws, "replicate": replicates}
        return xr.Dataset(data, own)

    def _number(self, variant: int | None) -> int:
        count = max(len(self.variants), 1)
        if variant is None and self.variants:
            raise ResultError(f"{self._store.path} holds a sweep of {count} variants; say which one: variant=0 to {count - 1}.")
        if not 0 <= (variant or 0) < count:
            raise ResultError(f"{self._store.path} has no variant {variant}; it has 0 to {count - 1}.")
        return variant or 0

    @cached_property
    def _status(self) -> Status:
        return self._store.statuses()

    def _nothing(self) -> ResultError:
        return ResultError(f"{self._store.path} has no point yet at which every scenario was run; `wopsim run` goes on with it.")

    def __repr__(self) -> str:
        swept = f"{len(self.variants)} variants x " if self.variants else ""
        held = self.held()
        points = held.points + held.pending + held.failed
        return f"<wopsim.StoredRuns {self.study.title!r}: {held.points:,} of {points:,} points ({swept}draws x replicates)>"


def _whole(status: Status) -> npt.NDArray[np.bool_]:
    """Return at which points (variant, draw, replicate) every scenario was run."""
    return np.asarray((status == DONE).all(axis=1))
