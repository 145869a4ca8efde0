"""What a difference of two designs, or the effect of one, hangs on: every drawn number, what it moves, and where the choice turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.choice.drawn_numbers import group_of
from wopsim.analysis.choice.shares_of_spread import shares_of_spread
from wopsim.analysis.choice.switching_values import moved_by
from wopsim.analysis.choice.worlds import Worlds
from wopsim.handed_out import copied
from wopsim.streams import Floats

if TYPE_CHECKING:
    import pandas as pd


@copied("table")
@dataclass(frozen=True, repr=False)
class Sensitivity:
    """What a difference hangs on.

    Parameters
    ----------
    table : one row per drawn number, the one that moves the difference most first. Columns: `name`, `group`; `low`, `high` (its 5th and
        95th percentile); `at_low`, `at_low_error`, `at_high`, `at_high_error` (fitted difference there and its standard error, all
        others as they are drawn); `turns_at`, `turns_low`, `turns_high` (value between the two at which the difference passes zero,
        and its middle 90 %; NaN: it does not turn); `turn_told` (whether these runs tell that it turns, or does not);
        `first`, `first_error`, `total`, `total_error` (shares of the variance of the difference between worlds, see
        `shares_of_spread`); `moves_by` (how far apart the two ends lie).
    design, against : names; `against` is `no_programme` for an effect.
    mean : of the difference, in the unit of what is judged; spread : its standard deviation between worlds, cleaned of luck.
    """

    table: pd.DataFrame
    design: str
    against: str
    mean: float
    spread: float


def sensitivity(cleaned: Worlds, numbers: Mapping[str, Floats], places: tuple[int, int | None], names: tuple[str, str]) -> Sensitivity:
    """Return what the difference of two designs hangs on.

    Parameters
    ----------
    cleaned : what designs are worth in each world.
    numbers : what differs between draws, by name, (draw,).
    places : of the two designs in `cleaned`; None for no programme, whose value is zero.
    names : of both.
    """
    import pandas as pd

    first, second = places
    as_run, told = cleaned.means[:, first], cleaned.values[first]
    if second is not None:
        as_run, told = as_run - cleaned.means[:, second], told - cleaned.values[second]
    variance = float(np.var(told, ddof=1))
    shares = shares_of_spread(numbers, as_run, variance)
    rows = []
    for place, (name, number) in enumerate(numbers.items()):
        moved = moved_by(number, as_run)
        rows.append({
            "name": name, "group": group_of(name), "low": moved.low, "high": moved.high,
            "at_low": moved.at_low, "at_low_error": moved.at_low_error, "at_high": moved.at_high, "at_high_error": moved.at_high_error,
            "turns_at": moved.turns_at, "turns_low": moved.turns_low, "turns_high": moved.turns_high,
            "turn_told": moved.turn_told,
            "first": shares.first[place], "first_error": shares.first_error[place],
            "total": shares.total[place], "total_error": shares.total_error[place], "moves_by": moved.width,
        })  # fmt: skip
    columns = ["moves_by", "total", "name"]
    table = pd.DataFrame(rows, columns=None if rows else columns)
    table = table.sort_values(columns, ascending=[False, False, True], ignore_index=True)
    return Sensitivity(table, *names, float(as_run.mean()), float(np.sqrt(variance)))
