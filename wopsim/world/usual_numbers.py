"""Columns of a world file whose numbers are far from those of utilities like these: perhaps in another unit, or of something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from wopsim.world.columns import COLUMNS
from wopsim.world.levels import level
from wopsim.world.quantities import QUANTITIES

FAR = 3.0
"""Times that the middle number of a column is more or less than usual, from which it is told [assumed]."""


def far_from_usual(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield a sentence on each column that a file states and whose middle number is far from the usual of the same contexts.

    Parameters
    ----------
    rows : parsed values of utilities, with the facts of their countries; NaN where a number is not stated.
    """
    for name in (name for name in QUANTITIES if name in COLUMNS and name != "population_served"):  # of people anything is usual
        stated = [row for row in rows if row[name] == row[name]]
        if not stated:
            continue
        usual = [_usual(name, row) for row in stated]
        times = median(row[name] / one for row, one in zip(stated, usual, strict=True))
        if 1.0 / FAR < times < FAR:
            continue
        unit = COLUMNS[name].unit.replace("1/1000", "per 1000") if COLUMNS[name].unit != "1" else ""
        yield (
            f"{name!r}: the median of the file is {median(row[name] for row in stated):.3g}, and of utilities like these about "
            f"{median(usual):.2g}{' ' * bool(unit)}{unit}. It is taken as it stands; is it in another unit, or of something else?"
        )


def _usual(name: str, row: dict[str, Any]) -> float:
    return min(level(name, row["role"], row["region"], row["income"], row["fragile"])[0], QUANTITIES[name].cap)
