"""Where two runs that have to agree first differ, said in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wopsim.declare import VARIABLES
from wopsim.engines.outputs import BY_DOMAIN, YEARLY
from wopsim.engines.run_record import RunRecord
from wopsim.strategies.protocols import Ints

BOOKKEEPING = (
    "mentored", "is_mentor", "visibility", "mentoring_experience",
    "programme_payments", "event_payments", "mentee_time", "mentor_days_value", "mentor_home_time", "event_time", "own_share_paid",
)  # fmt: skip
"""Yearly outputs that say what a programme did, not how a utility lives."""


@dataclass(frozen=True)
class Difference:
    """The first of the values that differ.

    Parameters
    ----------
    year : year end, 0 is the start; utility : id; variable : name of the output.
    one, other : the two values.
    count : values that differ in all, over years, utilities and outputs.
    variables : names of all outputs that differ.
    """

    year: int
    utility: str
    variable: str
    one: float
    other: float
    count: int
    variables: tuple[str, ...]

    def said(self, one: str, other: str) -> str:
        """Return the difference as sentences; `one` and `other` name the runs."""
        others = [name for name in self.variables if name != self.variable]
        also = f" ({', '.join(others[:4])}{' and others' if len(others) > 4 else ''} differ too)" if others else ""
        return (
            f"First at the end of year {self.year}: {self.variable!r} of utility {self.utility!r} is {self.one:.12g} {one} and "
            f"{self.other:.12g} {other}{also}; {self.count} values differ in all."
        )


def first_difference(
    one: RunRecord, other: RunRecord, names: list[str], years: int | None = None, rows: Ints | None = None, bookkeeping: bool = False
) -> Difference | None:
    """Return where the yearly outputs of two runs first differ in any bit, or None.

    Parameters
    ----------
    one, other : the runs.
    names : of the utilities that are compared.
    years : last year end that is compared; None compares all.
    rows : of these utilities in `one`; in `other` they are all there are. None where both have the same.
    bookkeeping : whether outputs that say what a programme did are compared too.
    """
    until = slice(None) if years is None else slice(years + 1)
    found: list[tuple[int, int, str, float, float, int]] = []
    for name, declared in VARIABLES.items():
        if declared.dims not in (YEARLY, BY_DOMAIN) or (name in BOOKKEEPING and not bookkeeping):
            continue
        mine, theirs = one.values[name][until], other.values[name][until]
        if rows is not None:
            mine = mine[:, rows]
        differs = ~((mine == theirs) | (np.isnan(mine) & np.isnan(theirs)))
        if differs.any():
            place = tuple(int(at) for at in np.argwhere(differs)[0])
            found.append((place[0], place[1], name, float(mine[place]), float(theirs[place]), int(differs.sum())))
    if not found:
        return None
    year, row, name, mine_, theirs_, _ = min(found, key=lambda entry: entry[0])
    return Difference(year, names[row], name, mine_, theirs_, sum(entry[5] for entry in found), tuple(entry[2] for entry in found))
