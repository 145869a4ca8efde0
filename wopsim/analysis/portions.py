"""Rows of a table in portions, so that what was measured of a million runs is never held whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol, TypeVar

HELD_BYTES = 4e8
"""Of numbers that are held at once, about; a million runs have 8 MB for each name."""
_EACH = 8


class Reading(Protocol):
    """Something to be told that reads what was measured of runs."""

    @property
    def reads(self) -> Collection[str]:
        """Names of what it reads."""


Told = TypeVar("Told", bound=Reading)


def in_portions(things: Sequence[Told], runs: int) -> Iterator[tuple[set[str], list[Told]]]:
    """Yield what is told together, in order, and the names it reads: as many as may be held at once, and always one thing at least.

    Parameters
    ----------
    things : in the order of the table.
    runs : that each name has a number of.
    """
    most = HELD_BYTES / (_EACH * max(runs, 1))
    names: set[str] = set()
    together: list[Told] = []
    for thing in things:
        if together and len(names | set(thing.reads)) > most:
            yield names, together
            names, together = set(), []
        names |= set(thing.reads)
        together.append(thing)
    if together:
        yield names, together
