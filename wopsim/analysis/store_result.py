"""The runs of a store as a result holds them: one combination of swept values, over the points at which all scenarios were run."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from wopsim.analysis.measures import RUNS, words_of_measure
from wopsim.analysis.outcome_specs import OF_POINTS, OF_THE_WORLD
from wopsim.analysis.paired import Grid
from wopsim.analysis.result_folder import Source
from wopsim.analysis.stored_measures import names_measured, read_measures
from wopsim.counting import counted
from wopsim.declare import VARIABLES
from wopsim.errors import ResultError
from wopsim.runs.store import DONE, FAILED, PENDING, Status, Store
from wopsim.study.variants import in_words

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.study.scenario import Study

_READ_BYTES = 120_000_000
"""What was measured of all runs of the variants that are read together."""
_TOLD = ("title", "question", "world", "seed", "draws_from", "wopsim_version", "Conventions")
"""Attributes of a store that its results carry, as those of runs in memory do."""

_NAMED = 4
"""Swept values that a title names; all stand in what each design sets."""


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

    @classmethod
    def of(cls, status: Status) -> Self:
        """Return how much of these runs (variant, scenario, draw, replicate) can be compared."""
        failed, pending = (status == FAILED).any(axis=1), (status == PENDING).any(axis=1)
        return cls(int(whole_points(status).sum()), int((pending & ~failed).sum()), int(failed.sum()))

    def __str__(self) -> str:
        """What is left out, in words; nothing where nothing is."""
        words = [(self.pending, "not run yet"), (self.failed, "where a scenario failed")]
        parts = [f"{counted(count, 'point')} {what}" for count, what in words if count]
        if not parts:
            return ""
        return f"Left out, so that all scenarios stand on the same draws and replicates: {' and '.join(parts)}."


def whole_points(status: Status) -> npt.NDArray[np.bool_]:
    """Return at which points (variant, draw, replicate) every scenario was run."""
    return np.asarray((status == DONE).all(axis=1))


class StoredVariant:
    """Runs that a store holds of one combination of swept values; `wopsim.analysis.held_runs.HeldRuns` says what is asked of it.

    Nothing but the status is read before it is asked for. Draws and replicates of which nothing is left are left away; other points
    that are left out are NaN.

    Parameters
    ----------
    store : finished or not.
    variant : number of the combination, 0 where nothing is swept.
    status : of its runs, (scenario, draw, replicate).

    Raises
    ------
    ResultError : there is no point yet at which every scenario was run.
    """

    source: Source = "store"
    checked = True

    def __init__(self, store: Store, variant: int, status: Status) -> None:
        self._store = store
        self._variant = variant
        (whole,) = whole_points(status[None])
        if not whole.any():
            raise nothing_yet(store)
        self._whole = whole
        self._draws, self._replicates = np.flatnonzero(whole.any(axis=1)), np.flatnonzero(whole.any(axis=0))
        self._held = whole[np.ix_(self._draws, self._replicates)]
        self._measures: xr.Dataset | None = None

    @cached_property
    def study(self) -> Study:
        """What was run; of a sweep, its title says which combination it is."""
        study = self._store.study
        if not study.variants:
            return study
        words = in_words(study.variants[self._variant])
        more = f" and {len(words) - _NAMED} more" if len(words) > _NAMED else ""
        return study.at(self._variant).retitled(f", variant {self._variant}: {', '.join(words[:_NAMED])}{more}")

    @property
    def has_utilities(self) -> bool:
        """Whether the store keeps utilities."""
        return self._store.study.keep == "utility"

    @property
    def has_gaps(self) -> bool:
        """Whether points are left out."""
        return not self._held.all()

    def dataset(self) -> xr.Dataset:
        """Return every output of every utility, as runs in memory have it.

        Raises
        ------
        ResultError : the store keeps no utilities. DamageError : it cannot be read.
        """
        import xarray as xr

        import wopsim.declared  # noqa: F401  (declares every output)

        if not self.has_utilities:
            raise ResultError(
                f"{self._store.path} holds no utilities (comparison and most figures need none). To look at utilities, write "
                "`keep: utility` in the study, and run it into another store."
            )
        names = [name for name in VARIABLES if name in self._store.names]
        with self._store.reading("what is kept of utilities"):
            opened = self._store.opened()
            if self._store.points.swept:
                opened = opened.isel(variant=self._variant, drop=True)  # with the swept values, which are no labels of a run
            opened = opened[names].isel(draw=self._draws, replicate=self._replicates).load()
        if self.has_gaps:
            opened = opened.where(xr.DataArray(self._held, dims=RUNS[1:]))
        texts = {name: (values.dims, _as_texts(values.values)) for name, values in opened.coords.items() if values.dtype.kind == "T"}
        found = opened.assign_coords(texts)
        found.attrs = self._attributes
        for values in (*found.data_vars.values(), *found.coords.values()):
            values.encoding.clear()  # how the store writes is not how other files do
        return found

    def measures(self, names: Collection[str] | None = None) -> xr.Dataset:
        """Return what was measured of each run, dims (scenario, draw, replicate), without the baseline.

        As `wopsim.analysis.measures.measure` returns it, but for what figures need in detail; of all that only `names`, if they are given.

        Raises
        ------
        DamageError : it cannot be read.
        """
        return measures_together([self], names)[0] if self._measures is None else self._measures

    def _labelled(self, grids: Mapping[str, Grid]) -> xr.Dataset:
        """Return what was measured as a dataset; grids (scenario, draw, replicate) of all points of the study."""
        import xarray as xr

        labels = self._store.labels
        data: dict[str, Any] = {}
        for name, grid in grids.items():
            attrs = words_of_measure(name)
            of_run = grid
            if not self._whole.all():
                of_run = grid[:, self._draws][:, :, self._replicates]
                of_run[:, ~self._held] = np.nan
            if name in OF_THE_WORLD:  # a store repeats what is the same for all
                data[name] = ((), of_run[0][self._held][0], attrs)
            elif name in OF_POINTS:
                data[name] = (RUNS[1:], of_run[0], attrs)
            else:
                data[name] = (RUNS, of_run, attrs)
        texts = {name: ("scenario", _as_texts(labels[name].values[1:])) for name in ("scenario", "label")}
        own = {"time": labels["time"].variable, **texts, "draw": self._draws, "replicate": self._replicates}
        return xr.Dataset(data, own, self._attributes)

    def require_point(self, draw: int, replicate: int) -> None:
        """Check that every scenario was run at a point. Raises ResultError where it was left out."""
        if not self._whole[draw, replicate]:
            raise ResultError(
                f"draw {draw}, replicate {replicate} was not run for every scenario in {self._store.path}; name another, "
                "or `wopsim run` goes on with it."
            )

    @property
    def _attributes(self) -> dict[str, Any]:
        held = self._store.attributes
        return {name: held[name] for name in _TOLD} | {"study": self._store.study.name}


def read_by_groups(variants: Sequence[StoredVariant]) -> Iterator[StoredVariant]:
    """Yield the variants, with what was measured of them read already where several are small enough to be read together.

    A block holds many variants, so that to read them one by one would be to read all blocks as often.
    """
    store = variants[0]._store
    points = store.points
    each = (points.scenarios - 1) * points.draws * points.replicates * len(names_measured(store)) * 8
    together = max(1, _READ_BYTES // each)
    for first in range(0, len(variants), together):
        group = variants[first : first + together]
        if len(group) > 1:
            for one, measures in zip(group, measures_together(group), strict=True):
                one._measures = measures
        for one in group:
            yield one
            one._measures = None


def measures_together(variants: Sequence[StoredVariant], names: Collection[str] | None = None) -> list[xr.Dataset]:
    """Return what `StoredVariant.measures` returns of each, every chunk read once.

    Parameters
    ----------
    variants : of one store, at least one, in rising order; names : as there.

    Raises
    ------
    DamageError : it cannot be read.
    """
    store = variants[0]._store
    chosen = [name for name in names_measured(store) if names is None or name in names]
    values = read_measures(store, [one._variant for one in variants], chosen)
    return [one._labelled(dict(zip(chosen, values[:, place], strict=True))) for place, one in enumerate(variants)]


def _as_texts(values: npt.NDArray[Any]) -> npt.NDArray[np.str_]:
    """Return texts, which a store keeps with their own width each, as results in memory have them."""
    return np.array(values.tolist(), dtype=str)


def nothing_yet(store: Store) -> ResultError:
    """Return what to tell where nothing can be compared yet."""
    return ResultError(f"{store.path} has no point yet at which every scenario was run; `wopsim run` goes on with it.")
