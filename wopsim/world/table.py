"""A world: the table of utilities at the start of a run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from wopsim.errors import WorldError
from wopsim.handed_out import copied, shut
from wopsim.world.columns import COLUMNS, NUMBERS
from wopsim.world.levels import levels_of
from wopsim.world.quantities import Floats


def _nothing_drawn(utilities: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(False, index=utilities.index, columns=utilities.columns)


@copied("utilities", "drawn")
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

    Raises
    ------
    WorldError : a column is missing or unknown, or a utility is repeated.
    """

    name: str
    utilities: pd.DataFrame
    source: str
    drawn: pd.DataFrame = field(default_factory=pd.DataFrame)
    notes: tuple[str, ...] = ()

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

    def complete(self, seed: int, draw: int) -> World:
        """Return the same world with nothing missing; `drawn` is True at the cells drawn here, see `wopsim.world.completion.completed`."""
        from wopsim.world.completion import completed

        missing = self.utilities.isna()
        if not missing.to_numpy().any():
            return self
        return replace(self, utilities=completed(self.utilities, seed, draw), drawn=missing | self.drawn)
