"""Which utilities a programme reaches, one by one: a map with coastlines, and a table with names."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wopsim.errors import WopsimError
from wopsim.report.numbers import PERCENT
from wopsim.report.page.coastlines import coastlines, window
from wopsim.report.page.page_tables import PageTable, cell
from wopsim.streams import Floats

if TYPE_CHECKING:
    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.analysis.result import ResultData

SELDOM = 0.05
"""Share of runs below which a utility counts as left out."""
_STEPS = (SELDOM, 0.25, 0.5)
"""From which share on a dot is darker."""

_MOST_DESIGNS = 6
"""Designs of the table, the best on average: a column of every utility for each of forty would make the page too large."""


@dataclass(frozen=True)
class Dot:
    """A utility on the map: longitude, latitude downwards, how dark (0: left out), and what it is."""

    x: float
    y: float
    step: int
    words: str


@dataclass(frozen=True)
class ReachMap:
    """Where one design reaches whom.

    Parameters
    ----------
    design : its label.
    coast : path of all coastlines; box : what of it is seen, as `viewBox` has it; size : radius of a dot, in its unit.
    dots : utilities with a place, none where no file says one; homeless : how many have none.
    left_out : how many are mentored in fewer runs than `SELDOM`, of how many possible mentees.
    """

    design: str
    coast: str
    box: tuple[float, float, float, float]
    size: float
    dots: tuple[Dot, ...]
    homeless: int
    left_out: tuple[int, int]
    table: PageTable


def reach_map(result: ResultData, decision: DecisionData) -> ReachMap | None:
    """Return the map of the design that is best on average; None where utilities were not kept, or the world is not there any more."""
    from wopsim.world import read_world
    from wopsim.world.country_names import with_accents

    if not result.has_utilities:
        return None
    dataset = result.dataset
    last = dataset["mentored"].isel(time=-1)
    share = last.mean(("draw", "replicate")).transpose("scenario", "utility").values[1:]
    mentees = np.flatnonzero(dataset["role"].values == "mentee")
    try:
        world = read_world(result.study.world)
    except WopsimError:
        return None
    stated = world.utilities.set_index("utility")
    names = [str(one) for one in dataset["utility"].values]
    if not set(names) <= set(stated.index):
        return None
    best = decision.designs.index(decision.best)
    places = {name: (float(stated.loc[name, "longitude"]), float(stated.loc[name, "latitude"])) for name in names}
    known = [names[k] for k in mentees if math.isfinite(sum(places[names[k]]))]
    labels = decision.programmes.set_index("scenario")["label"]
    shown = list(decision.programmes["scenario"].head(_MOST_DESIGNS))
    few = ", by the best designs" if len(shown) < len(labels) else ""
    rows = [
        [cell(str(dataset["name"].values[k])), cell(with_accents(str(dataset["country"].values[k]))),
         *(cell(float(share[d, k]), PERCENT.show(float(share[d, k]))) for d in map(decision.designs.index, shown))]
        for k in sorted(mentees, key=lambda k: -share[best, k])
    ]  # fmt: skip
    table = PageTable(
        "reach-by-utility", f"In which share of runs each utility is mentored{few}",
        ("utility", "country", *(str(labels[name]) for name in shown)), rows,
    )  # fmt: skip
    box = window([places[name] for name in known]) if known else (0.0, 0.0, 0.0, 0.0)
    dots = tuple(
        Dot(round(places[names[k]][0], 2), round(-places[names[k]][1], 2), _step(share[best, k]),
            f"{dataset['name'].values[k]}: mentored in {PERCENT.show(float(share[best, k]))} of runs")
        for k in sorted(mentees, key=lambda k: share[best, k]) if names[k] in known
    )  # fmt: skip
    seldom = int((share[best, mentees] < SELDOM).sum())
    return ReachMap(
        str(labels[decision.best]), coastlines(), box, round(max(box[2], 1.6 * box[3]) / 130, 2), dots, len(mentees) - len(known),
        (seldom, len(mentees)), table,
    )  # fmt: skip


def _step(share: float | Floats) -> int:
    return int(np.searchsorted(_STEPS, share, side="right"))
