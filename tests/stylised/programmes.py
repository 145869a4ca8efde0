"""Programmes of the tests of stylised facts, and runs with and without them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

import wopsim.model
from wopsim.declare import Parameters
from wopsim.engines.agents.model import run
from wopsim.world.table import World

assert wopsim.model

SEED = 20261123
REPLICATES = range(6)
YEARS = 12
NO_PROGRAMME = Parameters(budget=0.0)
EUWOP = {"partnership_months": 36, "missions_per_year": 5.0, "experts_per_mission": 3, "days_per_mission": 10.0, "pilot_grant": 75e3}
Values = dict[str, npt.NDArray[np.float64]]


@dataclass(frozen=True)
class Pair:
    """One replicate with and without a programme."""

    without: Values
    with_it: Values

    @property
    def mentored(self) -> npt.NDArray[np.int64]:
        """Rows of utilities with a first mission in the first half of the run."""
        return np.flatnonzero(self.with_it["mentored"][YEARS // 2] > 0)

    def first_year(self, row: int) -> int:
        """Year end before the utility's first mission."""
        return int(np.argmax(self.with_it["mentored"][:, row] > 0)) - 1


def pairs_of(world: World, **design: object) -> list[Pair]:
    """Run the world with and without ten million euros of a design."""
    programme = NO_PROGRAMME.replace(budget=10e6, **design)  # type: ignore[arg-type]
    return [
        Pair(run(world, NO_PROGRAMME, SEED, k, YEARS).values, run(world, programme, SEED, k, YEARS).values) for k in REPLICATES
    ]
