"""Engines side by side in one session: the default world, 100 utilities for 20 years, a plain mesa model, and the time to start.

No time is asserted. Time them with: python -m pytest tests/benchmarks/test_bench_compiled.py -n 0 --benchmark-enable
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from plain_mesa import run_plain
from pytest_benchmark.fixture import BenchmarkFixture

import wopsim.model
from wopsim.declare import Parameters
from wopsim.engines.agents.model import run as run_agents
from wopsim.engines.agents.record import RunRecord
from wopsim.world.synthesis import synthesise
from wopsim.world.table import World

assert wopsim.model

SEED = 1
YEARS = 20
ROUNDS = 5
STARTS = 5
REPOSITORY = Path(__file__).parents[2]

WORLDS: dict[str, tuple[int, int]] = {"default world": (120, 40), "100 utilities": (75, 25)}
"""Mentees and mentors."""

Run = Callable[[World, Parameters, int, int, int], RunRecord]
ENGINES: dict[str, Run] = {
    "agents": run_agents,
    # "compiled": run_compiled
}
"""Engines that run one world; `compiled` goes here."""


def programme() -> Parameters:
    """Money for every agreement that a call brings."""
    return Parameters(budget=1e8, application_chance=0.5)


@pytest.fixture(scope="module", params=WORLDS)
def world(request: pytest.FixtureRequest) -> World:
    mentees, mentors = WORLDS[request.param]
    # the default world is what these numbers give without a seed
    return synthesise(n_mentees=mentees, n_mentors=mentors)


@pytest.mark.parametrize("engine", ENGINES)
def test_one_world(benchmark: BenchmarkFixture, world: World, engine: str) -> None:
    utilities = len(world.utilities)
    ENGINES[engine](world, programme(), SEED, 0, 2)  # compiles, or reads what was compiled
    benchmark.group = f"one world, {utilities} utilities, {YEARS} years"
    record = benchmark.pedantic(ENGINES[engine], args=(world, programme(), SEED, 0, YEARS), rounds=ROUNDS, warmup_rounds=1)
    benchmark.extra_info.update(engine=engine, partnerships=int(record.values["partnerships_agreed"]), events=len(record.events))
    assert record.values["partnerships_agreed"] > 20


def agents_one_by_one(world: World, replicates: int) -> list[RunRecord]:
    """As many worlds as replicates, with the engine `agents`."""
    return [run_agents(world, programme(), SEED, replicate, YEARS) for replicate in range(replicates)]


MANY: dict[str, Callable[[World, int], list[RunRecord]]] = {
    "agents": agents_one_by_one,
    # "compiled": compiled_together, by `run_worlds`
}
"""Engines that run many worlds; `compiled` goes here."""
REPLICATES = 4


@pytest.mark.parametrize("engine", MANY)
def test_many_worlds(benchmark: BenchmarkFixture, world: World, engine: str) -> None:
    benchmark.group = f"{REPLICATES} worlds, {len(world.utilities)} utilities, {YEARS} years"
    rounds = ROUNDS if benchmark.enabled else 1
    records = benchmark.pedantic(MANY[engine], args=(world, REPLICATES), rounds=rounds, warmup_rounds=int(benchmark.enabled))
    benchmark.extra_info.update(engine=engine, worlds=len(records))
    assert len(records) == REPLICATES


@pytest.mark.parametrize("utilities", [sum(sizes) for sizes in WORLDS.values()])
def test_plain_mesa(benchmark: BenchmarkFixture, utilities: int) -> None:
    benchmark.group = f"one world, {utilities} utilities, {YEARS} years"
    rows = benchmark.pedantic(run_plain, args=(utilities, YEARS, [SEED]), rounds=ROUNDS, warmup_rounds=1)
    benchmark.extra_info["engine"] = "plain mesa"
    assert len(rows) == utilities * (YEARS + 1)


# time to start


def environment() -> dict[str, str]:
    """This checkout comes first, whatever is installed."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")])}


STARTING: dict[str, list[str]] = {
    "python alone": [sys.executable, "-c", ""],
    "import wopsim": [sys.executable, "-c", "import wopsim"],
    "wopsim --help": [str(Path(sysconfig.get_path("scripts")) / "wopsim"), "--help"],
    # "import compiled": [sys.executable, "-c", "import wopsim.engines.compiled"]
}
"""Commands; what the engine `compiled` adds to a start goes here."""


@pytest.mark.parametrize("what", STARTING)
def test_starting(benchmark: BenchmarkFixture, what: str) -> None:
    def start() -> float:
        begin = time.perf_counter()
        subprocess.run(STARTING[what], check=True, env=environment(), stdout=subprocess.DEVNULL, timeout=120)
        return time.perf_counter() - begin

    benchmark.group = "start"
    seconds = benchmark.pedantic(start, rounds=STARTS if benchmark.enabled else 1, warmup_rounds=int(benchmark.enabled))
    benchmark.extra_info["what"] = what
    assert 0.0 < seconds < 120.0
