"""Where one design is better than another: over what is drawn, what is swept, and contexts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.choice.context_differences import context_differences
from wopsim.analysis.choice.design_decision import require_design
from wopsim.analysis.choice.found_box import FoundBox, found_boxes
from wopsim.analysis.choice.paired_worlds import Column, paired_worlds
from wopsim.analysis.choice.prim_box import LOW
from wopsim.analysis.choice.small_tree import SmallTree, small_tree
from wopsim.errors import ResultError
from wopsim.handed_out import copied
from wopsim.streams import Floats

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from wopsim.analysis.choice.yardstick import Yardstick
    from wopsim.study.scenario import Study

FEWEST_WORLDS = 10
"""Plausible worlds below which nothing can be found."""


@copied("contexts")
@dataclass(frozen=True, repr=False)
class DiscoveryData:
    """Where one design is better than another.

    Parameters
    ----------
    title : of the study; better, labels : names and labels of the two designs.
    yardstick : what is judged; unit, words : of the gain.
    difference : (draw, variant) first minus second, replicates averaged.
    columns : what may explain it.
    boxes : where the first is better by more than is useful, and where the second is.
    tree : of where the first is; None where it was not asked for.
    contexts : see `context_differences`.
    replicates : of each draw; variants : combinations of swept values in all, of which `difference` holds those that are looked at.
    """

    title: str
    better: tuple[str, str]
    labels: tuple[str, str]
    yardstick: Yardstick
    unit: str
    words: str
    difference: Floats
    columns: tuple[Column, ...]
    boxes: tuple[FoundBox, FoundBox]
    tree: SmallTree | None
    contexts: pd.DataFrame
    replicates: int
    variants: int

    @property
    def in_money(self) -> bool:
        """Whether what is judged is an amount [EUR2024]."""
        return self.yardstick.worth is not None

    @property
    def found(self) -> bool:
        """Whether a box was found."""
        return any(box.found for box in self.boxes)

    def box_table(self) -> pd.DataFrame:
        """Return one row for each design that may be better.

        Returns
        -------
        pandas.DataFrame
            `scenario`, `label`; `found`; `chance` (of finding as good a box where there is none); `worlds`, `cases` (in which it is
            better); `inside`, `cases_inside` (of the box); `density`, `coverage`, `support`; `density_unseen` (of boxes found in worlds
            drawn anew, in those that they were not made of).
        """
        import pandas as pd

        numbers = ("found", "chance", "worlds", "cases", "inside", "cases_inside", "density", "coverage", "support", "density_unseen")
        return pd.DataFrame([
            {"scenario": name, "label": label, **{number: getattr(box, number) for number in numbers}}
            for name, label, box in zip(self.better, self.labels, self.boxes, strict=True)
        ])  # fmt: skip

    def limit_table(self) -> pd.DataFrame:
        """Return the limits of both boxes.

        Returns
        -------
        pandas.DataFrame
            `scenario` (which is better inside), `name`, `word` (of a parameter that is no number: above 0.5 it has that word), `side`
            (`above`, `below`), `end`; `returns` (share of sets of worlds drawn anew in which it comes back), `low`, `high` (middle 90 % of
            its end there), `kept` (whether it is part of the box).
        """
        import pandas as pd

        rows = []
        for name, box in zip(self.better, self.boxes, strict=True):
            for limit in box.limits:
                column = self.columns[limit.column]
                kept = (limit.column, limit.side) in box.box.limits
                rows.append((name, *_spoken(column, limit.side, limit.end), limit.returns, limit.low, limit.high, kept))
        return pd.DataFrame(rows, columns=["scenario", "name", "word", "side", "end", "returns", "low", "high", "kept"])

    def tree_table(self) -> pd.DataFrame | None:
        """Return the limits of the leaves of the tree; None where it was not asked for.

        Returns
        -------
        pandas.DataFrame
            A row for each end of each leaf: `leaf` (its number), `name`, `word`, `side`, `end` (as of `limit_table`; a single leaf, where
            no tree was found, has none), `worlds`, `cases` (of the leaf, in which the first design is better).
        """
        import pandas as pd

        if self.tree is None:
            return None
        rows = []
        for number, leaf in enumerate(self.tree.leaves):
            ends = [_spoken(self.columns[at], side, float(leaf.box.ends[side, at])) for at, side in leaf.box.limits]
            rows += [(number, *end, leaf.worlds, leaf.cases) for end in ends or [("", "", "", np.nan)]]
        return pd.DataFrame(rows, columns=["leaf", "name", "word", "side", "end", "worlds", "cases"])


def _spoken(column: Column, side: int, end: float) -> tuple[str, str, str, float]:
    """Return how a table names one end: parameter, word, side, end."""
    return column.parameter, column.word, "above" if side == LOW else "below", end


def discover(
    measures: Mapping[int, xr.Dataset], study: Study, yardstick: Yardstick, better: tuple[str, str], tree: bool = False,
    by_utility: xr.DataArray | None = None,
) -> DiscoveryData:  # fmt: skip
    """Return where one design is better than another.

    Parameters
    ----------
    measures : of all runs of each combination of swept values, by its number; 0 where nothing is swept.
    study : that was run, with its sweep.
    yardstick : what is judged.
    better : names of the design that may be better, and of the other.
    tree : whether a tree is grown as well.
    by_utility : see `context_differences`.

    Raises
    ------
    ResultError : no such design, twice the same, too few worlds, or what is judged is not defined.
    """
    names = [scenario.name for scenario in study.scenarios[1:]]
    for name in better:
        require_design(name, names)
    if better[0] == better[1]:
        raise ResultError(f"{better[0]!r} cannot be better than itself; name two designs.")
    made = paired_worlds(measures, study, yardstick, better)
    if made.difference.size < FEWEST_WORLDS:
        raise ResultError(
            f"{made.difference.size} plausible worlds are too few to find where a design is better; run the study with at least "
            f"{FEWEST_WORLDS} draws (better 100)."
        )
    table, one = made.table, made.measures[0]
    labels = {scenario.name: scenario.label for scenario in study.scenarios}
    return DiscoveryData(
        study.title, better, (labels[better[0]], labels[better[1]]), yardstick, yardstick.unit(one), yardstick.words(one), made.difference,
        made.columns, found_boxes(table, made.difference, yardstick.useful),
        small_tree(table, made.difference, yardstick.useful) if tree else None, context_differences(made.measures, by_utility),
        int(np.max([each.sizes["replicate"] for each in made.measures])), made.variants,
    )  # fmt: skip
