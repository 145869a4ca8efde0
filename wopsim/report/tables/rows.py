"""What tables of a comparison are made of, before anybody decides how to draw them, and what is said of a row in all of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wopsim.analysis.comparison import ComparisonData

FEWEST = 3
"""With fewer draws or replicates the Monte Carlo error is itself a guess."""
MOST_TIMES = 20
"""Beyond this many times the present runs an estimate of the runs needed is no more than a word."""


@dataclass(frozen=True)
class Cell:
    """One number, and its interval or explanation on the line below."""

    main: str
    below: str = ""


@dataclass(frozen=True)
class Row:
    """One outcome over scenarios; `unit` stands in small letters below the label."""

    label: str
    unit: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Section:
    """One table: a title, columns, rows, one sentence on how to read it, notes on what is missing, widths of columns if not equal."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    how_to_read: str
    notes: tuple[str, ...]
    widths: tuple[int, ...] = ()


def is_skewed(row: Any) -> bool:
    """Whether a mean lies outside the range of the middle 90 % of its own runs, so that it says nothing of a usual run."""
    return not math.isnan(row["low"]) and not row["low"] <= row["mean"] <= row["high"]


def hopeless(comparison: ComparisonData, name: str) -> bool:
    """Whether the runs at hand cannot even tell how many are needed."""
    few = min(comparison.draws, comparison.replicates) < FEWEST
    return comparison.more_runs(name) > (0 if few else MOST_TIMES * comparison.draws * comparison.replicates)
