"""What is read from mentored utilities beside their twins: hours in pilot zones, and what lasts in people and in routines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from validation.stylised import Measured
from validation.stylised_runs import SEED, YEARS, Pair
from wopsim.engines.exogenous import LEADERSHIP
from wopsim.rules.shocks import strikes
from wopsim.rules.time import QUARTER
from wopsim.streams import entities, uniform

if TYPE_CHECKING:
    from validation.stylised_measures import Measures
    from validation.stylised_runs import Experiments

FEW_HOURS = 12.0
YEARS_AFTER = 5
LEAST = 0.005
"""Effect at the exit [1] of which a share can be left."""


def pilot_hours(pairs: list[Pair], years_after_first: int = 2) -> Measures:
    """Return hours gained in pilot zones of utilities with few hours, against the whole utility before the first mission [h/day]."""
    gained = []
    for pair in pairs:
        for row in pair.mentored:
            year = pair.first_year(int(row))
            before = pair.with_it["supply_hours"][year, row]
            after = pair.with_it["pilot_supply_hours"][year + years_after_first, row]
            if before < FEW_HOURS and np.isfinite(after):
                gained.append(after - before)
    found = np.array(gained)
    return {
        "pilot-hours-median": Measured(float(np.median(found)) if found.size else np.nan, found.size),
        "pilot-hours-best-tenth": Measured(float(np.quantile(found, 0.9)) if found.size else np.nan, found.size),
    }


def what_lasts(e: Experiments) -> Measures:
    """Return what is left five years after the exit of the effect on skill and on routines, with and without a new leader."""
    left: dict[str, list[float]] = {"skill": [], "capacity": [], "practice": []}
    by_leader: dict[bool, list[float]] = {True: [], False: []}
    names = entities(e.world.text("utility").tolist())
    for replicate, pair in enumerate(e.euwop):
        rate = e.p(replicate).leadership_rate
        for row in pair.mentored:
            end = pair.with_it["exit_time"][row]
            if not np.isfinite(end) or int(np.ceil(end)) + YEARS_AFTER > YEARS:
                continue
            at = int(np.ceil(end))
            share = {name: _left(pair, name, int(row), at) for name in left}
            for name, value in share.items():
                if np.isfinite(value):
                    left[name].append(value)
            if np.isfinite(share["capacity"]):
                quarters = np.arange(int(at / QUARTER), int((at + YEARS_AFTER) / QUARTER))
                changed = strikes(uniform(LEADERSHIP, SEED, replicate, names[row], 0, quarters), rate, QUARTER).max() > 0.0
                by_leader[bool(changed)].append(share["capacity"])
    people, routine, practice = (_median(values) for values in left.values())
    new, same = _median(by_leader[True]), _median(by_leader[False])
    return {
        "left-in-people": people,
        "left-in-practice": practice,
        "left-in-routine": routine,
        "routine-beyond-people": Measured(routine.value - people.value, routine.cases),
        "lost-with-a-new-leader": Measured(new.value - same.value, min(new.cases, same.cases)),
    }


def _left(pair: Pair, name: str, row: int, at: int) -> float:
    effect = (pair.with_it[name] - pair.without[name])[:, row].mean(axis=-1)
    return float(effect[at + YEARS_AFTER] / effect[at]) if effect[at] >= LEAST else np.nan


def _median(values: list[float]) -> Measured:
    return Measured(float(np.median(values)) if values else np.nan, len(values))
