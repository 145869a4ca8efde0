"""What is timed: worlds and programmes of many sizes, and how times are taken."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

import wopsim.declared
from wopsim.declare import Parameters
from wopsim.engines.compiled import build as building
from wopsim.engines.compiled.build import Case
from wopsim.engines.compiled.run import run_block
from wopsim.world.synthesis import synthesise
from wopsim.world.table import World

assert wopsim.declared

SEED = 1
UTILITIES, YEARS = 100, 20
GROWTH: dict[str, tuple[int, ...]] = {"utilities": (25, 50, 100, 200, 400, 800), "years": (5, 10, 20, 30), "partnerships": (10, 20, 40, 80)}


def a_world(utilities: int) -> World:
    return synthesise(n_mentees=3 * utilities // 4, n_mentors=utilities // 4, seed=3)


def alone(**changes: Any) -> Parameters:
    return Parameters(budget=0.0, **changes)


def helped(**changes: Any) -> Parameters:
    """Money for every agreement that a call brings."""
    return Parameters(**{"budget": 1e8, "application_chance": 0.5, **changes})


def size_of(dimension: str, size: int) -> tuple[World, Parameters, int]:
    """World, parameters and years of a run of one size."""
    utilities = size if dimension == "utilities" else UTILITIES
    years = size if dimension == "years" else YEARS
    world, p = a_world(utilities), alone()
    if dimension == "partnerships":
        # one call, one partnership for each of so many mentees, all of the same length
        p = Parameters(budget=1e9, programme_years=1, application_chance=1.0, application_need=0.0, agreement_chance=1.0,
                       early_end_rate=0.0, most_partnerships=100, expert_days_away=250.0, partnership_months=60)  # fmt: skip
        table = world.utilities
        some = (table["role"] == "mentor") | table["utility"].isin(synthesise(n_mentees=size, n_mentors=25, seed=3).utilities["utility"])
        world = World(world.name, table[some], world.source)
    if dimension == "years":
        # everybody helped from the first to the last year
        p = helped(programme_years=years, budget=1e9)
    return world, p, years


def agreed_in(cases: list[Case], years: int) -> int:
    """Run a block, everything recorded, and return how many partnerships were agreed; little to send from process to process."""
    return int(run_block(cases, SEED, years)["partnerships_agreed"].sum())


def agreed_here(cases: list[Case], years: int) -> tuple[int, int, float, float]:
    """Return `agreed_in`, the process that ran it, and how long it ran and how long it had a core [s]."""
    wall, core = time.perf_counter(), time.process_time()
    agreed = agreed_in(cases, years)
    return agreed, os.getpid(), time.perf_counter() - wall, time.process_time() - core


def forget_numbers() -> None:
    """Let the next block draw its numbers, as the first block of a study does; later blocks find them kept."""
    building._numbers.cache_clear()
    building._pair_numbers.cache_clear()


def best_times(works: list[Callable[[], object]], rounds: int) -> list[float]:
    """Smallest time of each [s]; all sizes take turns, so that a busy machine slows all of them alike."""
    best = [np.inf] * len(works)
    for _ in range(rounds):
        for number, work in enumerate(works):
            begin = time.perf_counter()
            work()
            best[number] = min(best[number], time.perf_counter() - begin)
    return best


class Shares:
    """Where the time goes: of each part, without the parts that it calls.

    Parameters
    ----------
    spent : by part [s].
    """

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._parts: list[str] = []
        self._since = 0.0

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """What runs in this context belongs to a part."""
        self._book()
        self._parts.append(name)
        try:
            yield
        finally:
            self._book()
            self._parts.pop()

    def of(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function whose time belongs to a part."""

        def watched(*values: Any, **named: Any) -> Any:
            with self.part(name):
                return function(*values, **named)

        return watched

    def _book(self) -> None:
        now = time.perf_counter()
        if self._parts:
            self.spent[self._parts[-1]] = self.spent.get(self._parts[-1], 0.0) + now - self._since
        self._since = now


def megabytes_at_most() -> float:
    """Return the most memory that this process ever had [MB].

    Linux tells it of the program itself; what `getrusage` tells of a child counts what its parent had, too.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return next(float(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
