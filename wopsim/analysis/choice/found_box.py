"""A box that is judged: whether chance alone would find as good a one, and which of its limits are found again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wopsim.analysis.choice.case_luck import RARE, by_luck, chance, drawn_anew
from wopsim.analysis.choice.prim_box import Box, best_box, everywhere, moving, peeled
from wopsim.analysis.paired import INTERVAL
from wopsim.streams import Floats

OFTEN = 0.5
"""Share of sets of worlds in which a limit has to come back [assumed]."""
SIGNS = (1.0, -1.0)
"""The first design better; the second better."""


@dataclass(frozen=True)
class Limit:
    """One end of a box.

    Parameters
    ----------
    column : which; side : `prim_box.LOW` or `HIGH`; end : its value.
    returns : share of sets of worlds drawn anew in which that column is limited on that side.
    low, high : middle 90 % of the ends there.
    """

    column: int
    side: int
    end: float
    returns: float
    low: float
    high: float


@dataclass(frozen=True)
class FoundBox:
    """Where one design is better.

    Parameters
    ----------
    box : without limits where nothing is found.
    limits : of the box that tells most, found or not.
    chance : of finding one that tells as much where nothing is to be found.
    worlds, cases : in all; inside, cases_inside : in the box.
    steps : (step, 2) worlds and cases in each box on the way from all worlds, a slice smaller each; empty where nothing was looked for.
    inside_unseen, cases_unseen : of boxes that were found in worlds drawn anew, in all worlds that they were not made of.
    """

    box: Box
    limits: tuple[Limit, ...]
    chance: float
    worlds: int
    cases: int
    inside: int
    cases_inside: int
    steps: npt.NDArray[np.int64]
    inside_unseen: int
    cases_unseen: int

    @property
    def found(self) -> bool:
        """Whether there is one."""
        return bool(self.box.limits)

    @property
    def density(self) -> float:
        """Share of worlds inside that are cases."""
        return self.cases_inside / self.inside if self.inside else np.nan

    @property
    def density_unseen(self) -> float:
        """The same, of worlds that boxes were not made of."""
        return self.cases_unseen / self.inside_unseen if self.inside_unseen else np.nan

    @property
    def coverage(self) -> float:
        """Share of cases that are inside."""
        return self.cases_inside / self.cases if self.cases else np.nan

    @property
    def support(self) -> float:
        """Share of worlds that are inside."""
        return self.inside / self.worlds


def found_boxes(table: Floats, difference: Floats, useful: float) -> tuple[FoundBox, FoundBox]:
    """Return where the first design is better than the second by more than `useful`, and where the second is.

    Parameters
    ----------
    table : (world, column), worlds in the order of `difference.ravel()`.
    difference : (draw, variant).
    """
    flat = difference.ravel()
    cases = [int((sign * flat > useful).sum()) for sign in SIGNS]
    may = [0 < count < len(flat) and table.shape[1] > 0 for count in cases]
    best = [
        best_box(table, sign * flat, useful) if one else (everywhere(table.shape[1]), 0.0) for sign, one in zip(SIGNS, may, strict=True)
    ]
    # Two boxes are looked for, so chance has two chances as well.
    looked_for = [sign for sign, one in zip(SIGNS, may, strict=True) if one]
    luck = np.zeros(0)
    if looked_for:
        most = max(tells for _, tells in best)
        luck = by_luck(most, lambda one: max(best_box(table, sign * one.ravel(), useful)[1] for sign in looked_for), difference)
    first, second = (
        _judged(table, sign * difference, useful, box, chance(tells, luck) if one else 1.0)
        for sign, one, (box, tells) in zip(SIGNS, may, best, strict=True)
    )
    return first, second


def _judged(table: Floats, difference: Floats, useful: float, box: Box, by_chance: float) -> FoundBox:
    flat = difference.ravel()
    case = flat > useful
    looked = 0 < case.sum() < len(case) and table.shape[1] > 0
    path = peeled(table, case, moving(table, flat)) if looked else ()
    steps = np.array([step[1:] for step in path], dtype=np.int64).reshape(-1, 2)
    limits: tuple[Limit, ...] = ()
    unseen = 0, 0
    kept = everywhere(table.shape[1])
    if by_chance <= RARE:
        boxes = []
        for drawn, left in drawn_anew(difference.shape):
            again, _ = best_box(table[drawn], flat[drawn], useful)
            boxes.append(again)
            inside = again.holds(table[left])
            unseen = unseen[0] + int(inside.sum()), unseen[1] + int((inside & case[left]).sum())
        limits = tuple(_limit(number, side, box, boxes) for number, side in box.limits)
        kept = box
        for limit in limits:
            if limit.returns < OFTEN:
                kept = kept.moved(limit.column, limit.side, (-np.inf, np.inf)[limit.side])
    inside = kept.holds(table)
    return FoundBox(kept, limits, by_chance, len(flat), int(case.sum()), int(inside.sum()), int((inside & case).sum()), steps, *unseen)


def _limit(number: int, side: int, box: Box, boxes: list[Box]) -> Limit:
    ends = np.array([again.ends[side, number] for again in boxes])
    here = ends[np.isfinite(ends)]
    low, high = np.quantile(here, INTERVAL) if here.size else (np.nan, np.nan)
    return Limit(number, side, float(box.ends[side, number]), len(here) / len(ends), float(low), float(high))
