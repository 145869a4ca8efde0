"""A world: the table of utilities at the start of a run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from wopsim.errors import WorldError
from wopsim.handed_out import copied, shut
from wopsim.readings import Readings
from wopsim.world.columns import COLUMNS, NUMBERS
from wopsim.world.levels import levels_of
from wopsim.world.quantities import Floats

_KEPT = 20_000
"""Utilities, counted once for each draw, of completed worlds that are kept: some 30 MB."""


def _nothing_drawn(utilities: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(False, index=utilities.index, columns=utilities.columns)


@copied("utilities", "drawn", "given", "spread", "remarks")
@dataclass(frozen=True, eq=False)
class World:
    """Utilities at the start, one row each.

    Parameters
    ----------
    name : short name.
    utilities : a copy; one row per utility, sorted by `utility`, the columns of `wopsim.world.columns.COLUMNS` in their order;
        a missing number is NaN, everything else is present. Sorted and ordered here if it is not.
    source : path of the file, or `synthetic`.
    drawn : a copy; True where a cell was drawn and not given; same rows and columns as `utilities`.
    notes : what a reader of results should know about this world, one sentence each.
    readings : what a stated value says of the truth, see `wopsim.readings`.
    given : a copy; the utilities as they stood before anything was drawn.
    spread : a copy; standard deviations of stated values, in their units; index utility, only columns that have some, NaN where none.
    remarks : a copy; what a file says besides, as text; index utility. Nothing reads it, and it is written back.

    Raises
    ------
    WorldError : a column is missing or unknown, or a utility is repeated.
    """

    name: str
    utilities: pd.DataFrame
    source: str
    drawn: pd.DataFrame = field(default_factory=pd.DataFrame)
    notes: tuple[str, ...] = ()
    readings: Readings = "noisy"
    given: pd.DataFrame = field(default_factory=pd.DataFrame)
    spread: pd.DataFrame = field(default_factory=pd.DataFrame)
    remarks: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __post_init__(self) -> None:
        wrong = set(self.utilities.columns) ^ set(COLUMNS)
        if wrong:
            raise WorldError(f"a world table needs exactly its declared columns; missing or unknown: {', '.join(sorted(wrong))}.")
        table = self.utilities[list(COLUMNS)].sort_values("utility", kind="stable", ignore_index=True)
        if table["utility"].duplicated().any():
            raise WorldError(f"utility {table.loc[table['utility'].duplicated(), 'utility'].iloc[0]!r} stands twice in the world.")
        object.__setattr__(self, "utilities", table)
        if self.drawn.empty:
            object.__setattr__(self, "drawn", _nothing_drawn(table))
        if self.given.empty or not self.given["utility"].equals(table["utility"]):
            object.__setattr__(self, "given", table)

    @property
    def numbers(self) -> dict[str, Floats]:
        """Columns of numbers as read-only arrays, (utility,) each; kept, because many runs start from one world."""
        return dict(self._numbers)

    @cached_property
    def _numbers(self) -> dict[str, Floats]:
        table = self.utilities
        return {name: shut(table[name].to_numpy(dtype=np.float64)) for name in (*NUMBERS, "fragile", "remunicipalised")}

    def text(self, name: str) -> npt.NDArray[np.str_]:
        """Return a column of text as a read-only array, (utility,); kept as well."""
        if name not in self._texts:
            self._texts[name] = shut(self.utilities[name].to_numpy(dtype=str))
        return self._texts[name]

    @cached_property
    def _texts(self) -> dict[str, npt.NDArray[np.str_]]:
        return {}

    def levels(self, quantity: str) -> tuple[Floats, Floats]:
        """Return median and spread of a quantity in the context of every utility, see `levels_of`; read-only, kept as well."""
        if quantity not in self._levels:
            median, spread = levels_of(self.utilities, quantity)
            self._levels[quantity] = shut(median), shut(spread)
        return self._levels[quantity]

    @cached_property
    def _levels(self) -> dict[str, tuple[Floats, Floats]]:
        return {}

    def spreads(self, name: str) -> Floats:
        """Return the standard deviation that the file states of a column, (utility,) in its unit; NaN where it states none."""
        if name not in self.spread:
            return np.full(len(self.utilities), np.nan)
        return self.spread[name].reindex(self.utilities["utility"]).to_numpy(dtype=np.float64)

    def is_settled(self, name: str) -> npt.NDArray[np.bool_]:
        """Whether the column says how it is, (utility,): it was stated, and readings are kept or its uncertainty is in the draw already.

        Elsewhere the number is one that the utility would report, and what is true is drawn around it.
        """
        stated = self.given[name].notna().to_numpy()
        return np.asarray(stated & ((self.readings == "kept") | np.isfinite(self.spreads(name))))

    def only(self, keep: npt.NDArray[np.bool_]) -> World:
        """Return the world of those utilities at which `keep`, (utility,), is True."""
        tables = {name: getattr(self, name)[keep].reset_index(drop=True) for name in ("utilities", "drawn", "given")}
        return replace(self, **tables)

    def complete(self, seed: int, draw: int) -> World:
        """Return the same world with nothing missing, and stated values that have a spread drawn around them.

        `drawn` is True at the cells drawn here, `given` stays as it is; see `wopsim.world.completion`.
        """
        if self._is_complete:
            return self
        found = self._completions.get((seed, draw))
        if found is None:
            found = self._completed(seed, draw)
            if (1 + len(self._completions)) * len(self.utilities) <= _KEPT:
                self._completions[seed, draw] = found
        return found

    @cached_property
    def _completions(self) -> dict[tuple[int, int], World]:
        """The first that were asked for, by seed and draw: whoever moves one design asks for the same worlds again and again."""
        return {}

    def _completed(self, seed: int, draw: int) -> World:
        from wopsim.world.completion import around, completed

        missing, fresh = self._to_draw
        table = self.utilities
        for name in [name for name in self.spread if fresh[name].any()]:
            rows = fresh[name].to_numpy()
            table.loc[rows, name] = around(table[rows], name, self.spreads(name)[rows], seed, draw)
        return replace(self, utilities=completed(table, seed, draw), drawn=missing | fresh | self.drawn)

    @property
    def _to_draw(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Which cells are missing, and around which stated values one is drawn; same rows and columns as `utilities`."""
        missing, uncertain = self.utilities.isna(), _nothing_drawn(self.utilities)
        for name in self.spread:
            uncertain[name] = self.spreads(name) > 0.0
        return missing, uncertain & ~self.drawn  # what is complete already stays as it is

    @cached_property
    def _is_complete(self) -> bool:
        """Whether there is nothing to draw; kept, because every run asks, and the answer is most of what it then takes."""
        missing, fresh = self._to_draw
        return not (missing | fresh).to_numpy().any()
