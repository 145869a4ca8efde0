"""A sentence of docs/odd.md, what is measured of runs with it and without it, and which way it has to move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wopsim.engines.run_record import RunRecord
from wopsim.world.table import World

UP, DOWN, NOTHING = 1, -1, 0

Measure = Callable[[World, RunRecord], float]


def at_end(name: str, role: str | None = None) -> Measure:
    """Mean of an output at the end, over all utilities or those of a role."""

    def measure(world: World, record: RunRecord) -> float:
        values = record.values[name]
        values = values[-1] if values.ndim > 1 else values
        which = slice(None) if role is None or not values.ndim else np.flatnonzero(world.utilities["role"] == role)
        return float(np.mean(values[which] if values.ndim else values))

    return measure


def over_years(name: str, how: Callable[[np.ndarray], np.ndarray]) -> Measure:
    """Mean over utilities of what is made of an output's years."""
    return lambda world, record: float(np.mean(how(record.values[name])))


def events(kind: str) -> Measure:
    return lambda world, record: float(sum(event.kind == kind for event in record.events))


def unvisited(name: str) -> Measure:
    """Mean of an output at the end over possible mentees that nobody mentored."""

    def measure(world: World, record: RunRecord) -> float:
        alone = (record.values["mentored"][-1] == 0.0) & (world.utilities["role"] == "mentee").to_numpy()
        return float(record.values[name][-1][alone].mean())

    return measure


@dataclass(frozen=True)
class Claim:
    """What docs/odd.md says under a heading, and what has to follow.

    Parameters
    ----------
    under : heading; says : words that stand there.
    without, within : what is set in the design without it and with it; both : in both; mentors : columns of all mentors.
    measure : what changes; how : direction, or nothing.
    """

    under: str
    says: str
    without: dict[str, Any]
    within: dict[str, Any]
    measure: Measure
    how: int
    both: dict[str, Any] = field(default_factory=dict)
    mentors: dict[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.under.split()[0]}-{'-'.join(self.within)}-{self.how}"
