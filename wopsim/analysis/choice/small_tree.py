"""A small tree: plausible worlds split in two and two again, by which design is better; judged by what chance alone would split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from wopsim.analysis.choice.case_luck import RARE, by_luck, chance, drawn_anew
from wopsim.analysis.choice.found_box import OFTEN
from wopsim.analysis.choice.prim_box import HIGH, LOW, Box, everywhere, least_inside, moving
from wopsim.extras import missing_extra
from wopsim.streams import Floats

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAVES = 4
"""Leaves of a tree at most."""


@dataclass(frozen=True)
class Leaf:
    """Worlds that the tree does not split further.

    Parameters
    ----------
    box : where they are; worlds : how many; cases : in how many the first design is better.
    """

    box: Box
    worlds: int
    cases: int


@dataclass(frozen=True)
class SmallTree:
    """A tree that is judged.

    Parameters
    ----------
    leaves : a single one, of all worlds, where nothing is found.
    chance : of splitting as well where nothing is to be found.
    returns : by column that is split at, the share of trees of worlds drawn anew that split at it; empty where chance splits as well.
    """

    leaves: tuple[Leaf, ...]
    chance: float
    returns: dict[int, float]

    @property
    def found(self) -> bool:
        """Whether there is one."""
        return len(self.leaves) > 1


def small_tree(table: Floats, difference: Floats, useful: float) -> SmallTree:
    """Return the tree of where the first design is better by more than `useful`; arguments as in `found_box.found_boxes`.

    A tree is found if chance splits as well only rarely, and if each number that it splits at comes back.

    Raises
    ------
    MissingExtraError : scikit-learn is not installed.
    """
    flat = difference.ravel()
    case = flat > useful
    root = Leaf(everywhere(table.shape[1]), len(case), int(case.sum()))
    if not 0 < root.cases < root.worlds or not table.shape[1]:
        return SmallTree((root,), 1.0, {})
    grown, splits = _grown(table, flat, useful)
    by_chance = chance(splits, by_luck(splits, lambda one: _grown(table, one.ravel(), useful)[1], difference))
    if by_chance > RARE:
        return SmallTree((root,), by_chance, {})
    again = [_columns(_grown(table[drawn], flat[drawn], useful)[0]) for drawn, _ in drawn_anew(difference.shape)]
    returns = {column: float(np.mean([column in one for one in again])) for column in sorted(_columns(grown))}
    if min(returns.values(), default=0.0) < OFTEN:
        return SmallTree((root,), by_chance, returns)
    leaves = []
    for box in _boxes(grown):
        inside = box.holds(table)
        leaves.append(Leaf(box, int(inside.sum()), int((inside & case).sum())))
    return SmallTree(tuple(leaves), by_chance, returns)


@dataclass(frozen=True)
class _Grown:
    learned: Any
    looked_at: npt.NDArray[np.intp]
    columns: int


def _grown(table: Floats, difference: Floats, useful: float) -> tuple[_Grown, float]:
    """A tree on the numbers that move the difference most, and by how much it makes leaves purer than all worlds are."""
    try:
        from sklearn.tree import DecisionTreeClassifier
    except ImportError:
        raise missing_extra("a tree", "scikit-learn", "discovery", "Boxes need nothing more.") from None

    looked_at, case = moving(table, difference), difference > useful
    least = least_inside(len(case))
    learned = DecisionTreeClassifier(max_leaf_nodes=LEAVES, min_samples_leaf=least, random_state=0).fit(table[:, looked_at], case)
    inside, impurity = learned.tree_.n_node_samples, learned.tree_.impurity
    at_leaf = learned.tree_.children_left < 0
    return _Grown(learned.tree_, looked_at, table.shape[1]), float(impurity[0] - np.average(impurity[at_leaf], weights=inside[at_leaf]))


def _columns(grown: _Grown) -> set[int]:
    return {int(grown.looked_at[feature]) for feature in grown.learned.feature if feature >= 0}


def _boxes(grown: _Grown, node: int = 0, box: Box | None = None) -> Iterator[Box]:
    here = everywhere(grown.columns) if box is None else box
    if grown.learned.children_left[node] < 0:
        yield here
        return
    column, end = int(grown.looked_at[grown.learned.feature[node]]), float(grown.learned.threshold[node])
    yield from _boxes(grown, int(grown.learned.children_left[node]), here.moved(column, HIGH, end))
    yield from _boxes(grown, int(grown.learned.children_right[node]), here.moved(column, LOW, end))
