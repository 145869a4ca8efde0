"""What a study would be worth for a choice, over its sizes (EVSI), beside its cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.choice.value_of_information import Known, value_of_knowing, value_of_knowing_all
from wopsim.analysis.choice.worlds import Worlds
from wopsim.handed_out import copied
from wopsim.streams import Floats

if TYPE_CHECKING:
    import pandas as pd

Size = tuple[int, int, int]
"""Mentored utilities, comparison utilities, years."""
TIMES = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Sizes of the table, as multiples of the number of utilities that is asked for."""


@copied("table")
@dataclass(frozen=True, repr=False)
class StudyValueData:
    """What a study would be worth for a choice between designs.

    Parameters
    ----------
    table : one row per size. Columns: `mentored`, `comparison` (utilities), `years`; `value`, `error` (expected gain of the choice made
        with its result over the choice made now, and standard error, in the unit of what is judged); `cost` [EUR2024], in proportion to
        utilities x years; `net` (value less cost; NaN unless what is judged is money), `pays_from` (worth of a unit from which it is
        worth its cost [EUR2024]; NaN where its value is zero or money).
    size : that is asked for.
    perfect : value of knowing without error what it measures; everything : of knowing all that is drawn.
    clearest : what the study that is asked for tells best, and how many times as large its chance errors are as what differs between
        worlds; empty and NaN where it reports nothing.
    title : of the study of designs; design : that is evaluated, and its label; choice : label of what is best now.
    unit : of what is judged; in_money : whether that is money.
    draws : of the study; nobody : share of them in which nobody is mentored for so long.
    smallest : about the smallest value that these draws tell from none, in the unit of what is judged.
    """

    table: pd.DataFrame
    size: Size
    perfect: Known
    everything: Known
    clearest: tuple[str, float]
    title: str
    design: str
    label: str
    choice: str
    unit: str
    in_money: bool
    draws: int
    nobody: float
    smallest: float

    @property
    def asked(self) -> pd.Series:
        """Row of the size that is asked for."""
        return self.table.set_index(["mentored", "comparison", "years"]).loc[self.size]


def sizes_around(size: Size) -> list[Size]:
    """Return sizes to show beside one: fewer and more utilities, fewer years."""
    mentored, comparison, years = size
    counts = [tuple(int(np.ceil(times * count)) for count in (mentored, comparison)) for times in TIMES]
    lengths = sorted({one for one in (1, years // 2, years) if 0 < one <= years} or {years})
    return list(dict.fromkeys((count[0], count[1], length) for length in lengths for count in counts))


def value_over_sizes(
    worlds: Worlds, summary: Callable[[int, int, int], Mapping[str, Floats]], exact: Mapping[str, Floats], sizes: Sequence[Size]
) -> tuple[list[Known], Known, Known]:
    """Return what studies are worth, what their result without error would be, and what knowing everything would be.

    None is worth more than its result without error, nor that more than everything; a regression on few draws may say so.

    Parameters
    ----------
    worlds : what designs are worth.
    summary : what a study of a size reports in each draw, by name, (draw,).
    exact : the same without error, of the largest study.
    sizes : of the studies.
    """
    everything = value_of_knowing_all(worlds)
    perfect = _at_most(_of_result(worlds, exact), everything)
    return [_at_most(_of_result(worlds, summary(*size)), perfect) for size in sizes], perfect, everything


def _of_result(worlds: Worlds, result: Mapping[str, Floats]) -> Known:
    return value_of_knowing(worlds, result) if result else Known(0.0, 0.0)


def _at_most(known: Known, most: Known) -> Known:
    return known if known.value <= most.value else Known(most.value, known.error)


def clearest(result: Mapping[str, Floats], exact: Mapping[str, Floats]) -> tuple[str, float]:
    """Return which number of a result has the smallest errors, as multiples of what differs between worlds, and that multiple."""
    times = {name: float(np.std(result[name] - true) / np.std(true)) for name, true in exact.items() if name in result}
    return min(times.items(), key=lambda item: item[1], default=("", np.nan))


def table_of(sizes: Sequence[Size], values: Sequence[Known], asked: Size, cost: float, in_money: bool) -> pd.DataFrame:
    """Return the table of `StudyValueData`; `cost` is that of the size that is asked for [EUR2024]."""
    import pandas as pd

    table = pd.DataFrame(sizes, columns=["mentored", "comparison", "years"])
    table["value"], table["error"] = [known.value for known in values], [known.error for known in values]
    effort = (table["mentored"] + table["comparison"]) * table["years"]
    whole = (asked[0] + asked[1]) * asked[2]
    table["cost"] = cost * effort / whole if whole else 0.0 * effort
    table["net"] = table["value"] - table["cost"] if in_money else np.nan
    pays = np.divide(table["cost"], table["value"], out=np.full(len(table), np.nan), where=(table["value"] > 0.0).to_numpy())
    table["pays_from"] = np.nan if in_money else pays
    return table
