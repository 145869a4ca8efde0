"""Tables and strips of a page: what is shown, and the number behind it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wopsim.foreign_text import printable
from wopsim.report.numbers import NONE


@dataclass(frozen=True)
class PageCell:
    """A cell: what is read, and what the CSV file gets."""

    shown: str
    raw: str

    @property
    def is_number(self) -> bool:
        """Whether it stands to the right."""
        try:
            float(self.raw)
        except ValueError:
            return False
        return True


def cell(value: object, shown: str | None = None) -> PageCell:
    """Return a cell of a text or of a number, which is shown in other words if they are given."""
    if isinstance(value, float):
        raw = "" if math.isnan(value) else repr(float(value))
        return PageCell(shown if shown is not None else NONE if math.isnan(value) else f"{value:,.4g}", raw)
    text = printable(str(value))
    return PageCell(text if shown is None else printable(shown), text)


@dataclass(frozen=True)
class PageTable:
    """A table with a button that saves it.

    Parameters
    ----------
    name : of the file, and of the element.
    caption : what it says; heads, rows : as many cells each.
    opened : whether it is seen without being asked for.
    saved_only : how many of the last columns are not seen, so that the table is as wide as the page; the saved file has them.
    """

    name: str
    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[PageCell]]
    opened: bool = False
    saved_only: int = 0


@dataclass(frozen=True)
class Mark:
    """A dot of a strip, in percent of its width, with an interval; `kind` is one of the legend's, `hollow` where it tells nothing.

    `beyond` says that the interval goes on to the right of the strip.
    """

    kind: int
    at: float
    low: float | None = None
    high: float | None = None
    hollow: bool = False
    beyond: bool = False


@dataclass(frozen=True)
class Line:
    """A line of a strip: its label, its dots, and what it says at its end."""

    label: str
    marks: Sequence[Mark]
    says: str


@dataclass(frozen=True)
class Strip:
    """Dots on lines of one scale, drawn by style sheets so that words keep their size on a phone.

    Parameters
    ----------
    title : what is asked; how_to_read : a sentence.
    legend : what each kind of dot is.
    low, zero, high : what is written at the ends of the scale, and where nought is in percent (None where outside).
    """

    title: str
    how_to_read: str
    legend: Sequence[str]
    lines: Sequence[Line]
    low: str
    high: str
    zero: float | None
    table: PageTable = field(kw_only=True)

    @property
    def used_legend(self) -> list[tuple[int, str]]:
        """Kinds of dots that are drawn, with their words."""
        drawn = {mark.kind for line in self.lines for mark in line.marks}
        return [(kind, words) for kind, words in enumerate(self.legend) if kind in drawn]

    @property
    def bars_beside(self) -> bool:
        """Whether a line has several intervals, which would hide each other if they stood at one height."""
        return any(sum(mark.low is not None for mark in line.marks) > 1 for line in self.lines)


def round_ends(values: Iterable[float]) -> tuple[float, float]:
    """Return round numbers between which nought and all values lie, as ends of a scale; values that are not finite count for nothing."""
    from matplotlib.ticker import MaxNLocator  # takes a while to import, and not every use of a table has a scale

    known = [one for one in values if math.isfinite(one)]
    low, high = min(0.0, *known, 0.0), max(0.0, *known, 0.0)
    if low == high:
        return 0.0, 1.0
    first, *_, last = MaxNLocator(nbins=10, steps=[1, 2, 5, 10]).tick_values(low, high)
    return float(first), float(last)


Values = Sequence[tuple[float, float, float]]


def strip(
    title: str, how_to_read: str, legend: Sequence[str], rows: Iterable[tuple[str, Values, str]], written: tuple[str, str],
    table: PageTable, ends: tuple[float, float] | None = None, two_sides: bool = False,
) -> Strip:  # fmt: skip
    """Return a strip of values with intervals (value, low, high; NaN for none, infinite for no end).

    Parameters
    ----------
    rows : label, a value for each kind of the legend, what is said at the end of the line.
    written : what stands at the ends of the scale.
    ends : of the scale; where they are not given, nought and what the values need.
    two_sides : whether a value says on which side of nought something lies; where its interval holds nought, its dot is hollow.
    """
    rows = list(rows)
    known = [one for _, values, _ in rows for value in values for one in value if math.isfinite(one)]
    low, high = ends or (min(0.0, *known, 0.0), max(0.0, *known, 0.0))
    width = (high - low) or 1.0

    def place(value: float) -> float:
        return round(100.0 * min(1.0, max(0.0, (value - low) / width)), 2)

    def mark(kind: int, value: float, least: float, most: float) -> Mark:
        from_, to = (None if math.isnan(end) else place(end) for end in (least, most))
        return Mark(kind, place(value), from_, to, two_sides and least <= 0.0 <= most, most > high)

    lines = []
    for label, values, says in rows:
        marks = [mark(kind, *value) for kind, value in enumerate(values) if math.isfinite(value[0])]
        lines.append(Line(printable(label), marks, says))
    zero = place(0.0) if low <= 0.0 <= high else None
    return Strip(title, how_to_read, legend, lines, written[0], written[1], zero, table=table)
