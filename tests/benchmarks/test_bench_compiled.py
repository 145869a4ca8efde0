"""Engines side by side in one session: the default study, 100 utilities for 20 years, a plain mesa model, and the time to start.

No time is asserted. Time them, and write docs/performance.md, with:

    python -m pytest tests/benchmarks/test_bench_compiled.py -n 0 --benchmark-enable --benchmark-json performance.json
    python docs/make_performance.py performance.json

Without `--benchmark-enable` everything runs once, in small.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from loky import ProcessPoolExecutor
from pytest_benchmark.fixture import BenchmarkFixture

import wopsim.declared
from tests.benchmarks.plain_mesa import run_plain
from tests.benchmarks.plain_numpy import run_numpy
from tests.helpers.sizes import (
    GROWTH,
    SEED,
    UTILITIES,
    YEARS,
    Shares,
    a_world,
    agreed_here,
    agreed_in,
    alone,
    best_times,
    forget_numbers,
    helped,
    size_of,
)
from wopsim.compile import entry
from wopsim.declare import VARIABLES, Parameters
from wopsim.engines import decision as decisions
from wopsim.engines import entry_points as entries
from wopsim.engines.agents.model import run as run_agents
from wopsim.engines.compiled import kernel
from wopsim.engines.compiled.build import Built, Case, build
from wopsim.engines.compiled.run import EVERYTHING, run_block
from wopsim.engines.compiled.run import run as run_compiled
from wopsim.engines.quarter import ORDER, in_turn
from wopsim.engines.records import Block
from wopsim.engines.run_record import RunRecord
from wopsim.runs.in_memory import parameters_of
from wopsim.runs.study_world import world_of
from wopsim.study import read_study
from wopsim.world.table import World

assert wopsim.declared

ENGINE = import_module("wopsim.engines.compiled.run")  # the package has a function of that name
ROUNDS = 5
STARTS = 5
REPOSITORY = Path(__file__).parents[2]
STUDY = read_study("default")
NAMES = [scenario.name for scenario in STUDY.scenarios]
SINGLE = ("no_programme", "short_random", "euwop_random", "resident_random")
"""Scenarios of the default study that are timed one by one."""
SIZES = (*SINGLE, "all scenarios", "100 utilities alone", "100 utilities helped")
"""What is run; the last two for 20 years, the others as the default study is run, with the numbers of its first draw."""
DESIGNS = {"alone": alone(), "helped": helped()}


@cache
def default_world() -> World:
    return world_of(STUDY.world).complete(STUDY.seed, 0)


@cache
def hundred() -> World:
    return a_world(UTILITIES)


@cache
def of_scenario(name: str) -> Parameters:
    return parameters_of(STUDY, NAMES.index(name), 0)


def cases_of(size: str, replicates: int, scenarios: int = len(NAMES)) -> tuple[list[Case], int]:
    """Worlds to run, and years; `all scenarios` takes so many of them, evenly, each with so many replicates."""
    if size.startswith("100 utilities"):
        return [Case(hundred(), DESIGNS[size.split()[-1]], replicate) for replicate in range(replicates)], YEARS
    names = NAMES[:: len(NAMES) // scenarios] if size == "all scenarios" else [size]
    cases = [Case(default_world(), of_scenario(name), replicate) for name in names for replicate in range(replicates)]
    return cases, STUDY.horizon_years


@cache
def slow_record(size: str, number: int, scenarios: int) -> RunRecord:
    """What the engine `agents` records of a world."""
    cases, years = cases_of(size, 1, scenarios)
    world, p, replicate = cases[number]
    return run_agents(world, p, SEED, replicate, years)


def has_programme(size: str) -> bool:
    return size not in ("no_programme", "100 utilities alone")


# One world: what a run takes


@pytest.mark.parametrize("size", SIZES)
def test_agents(benchmark: BenchmarkFixture, size: str) -> None:
    """The engine `agents`, one world after the other."""
    cases, years = cases_of(size, 1, len(NAMES) if benchmark.enabled else 3)

    def work() -> float:
        return sum(float(run_agents(case.world, case.p, SEED, case.replicate, years).values["partnerships_agreed"]) for case in cases)

    benchmark.group = size
    agreed = benchmark.pedantic(work, rounds=3 if size == "all scenarios" else ROUNDS, warmup_rounds=int(benchmark.enabled))
    benchmark.extra_info.update(what="agents", worlds=len(cases), agreed=agreed)
    assert (agreed > 0) is has_programme(size)


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("size", SIZES)
def test_compiled_together(benchmark: BenchmarkFixture, size: str, first: bool) -> None:
    """The engine `compiled`, many worlds at once, building the block included; it records what `agents` records.

    The first block of a study draws the numbers of chance; the next ones find them kept.
    """
    together, scenarios = size == "all scenarios", len(NAMES) if benchmark.enabled else 3
    replicates = (10 if together else 100) if benchmark.enabled else 2
    cases, years = cases_of(size, replicates, scenarios)
    benchmark.group = size
    run_block(cases, SEED, years)  # warms up
    setup = forget_numbers if first else None
    found = benchmark.pedantic(partial(run_block, cases, SEED, years), setup=setup, rounds=ROUNDS)
    agreed = found["partnerships_agreed"]
    benchmark.extra_info.update(what="compiled, first" if first else "compiled, together", worlds=len(cases), agreed=float(agreed.sum()))
    assert bool(agreed.sum() > 0) is has_programme(size)
    for number in range(len(cases) // replicates):
        record = slow_record(size, number, scenarios)
        for name in VARIABLES:
            np.testing.assert_array_equal(found[name][number * replicates], record.values[name], name)


@pytest.mark.parametrize("events", [True, False])
@pytest.mark.parametrize("size", [size for size in SIZES if size != "all scenarios"])
def test_compiled_alone(benchmark: BenchmarkFixture, size: str, events: bool) -> None:
    """The engine `compiled`, one world; with events as `wopsim trace` wants it, or without."""
    cases, years = cases_of(size, 1)
    benchmark.group = size
    if events:
        record = benchmark.pedantic(run_compiled, args=(*cases[0][:2], SEED, 0, years), rounds=ROUNDS, warmup_rounds=1)
        agreed, told = float(record.values["partnerships_agreed"]), len(record.events)
        assert told >= agreed
    else:
        found = benchmark.pedantic(run_block, args=(cases, SEED, years), rounds=ROUNDS, warmup_rounds=1)
        agreed, told = float(found["partnerships_agreed"][0]), 0
    benchmark.extra_info.update(what="compiled, alone, events" if events else "compiled, alone", worlds=1, agreed=agreed, events=told)
    assert (agreed > 0) is has_programme(size)


@pytest.mark.parametrize("size", [size for size in SIZES if size != "all scenarios"])
def test_plain_mesa(benchmark: BenchmarkFixture, size: str) -> None:
    """A model in mesa alone, of the same numbers of utilities and years; a programme is the same whatever the scenario's is."""
    cases, years = cases_of(size, 1)
    utilities = len(cases[0].world.utilities)
    benchmark.group = size
    calls = 5 if has_programme(size) else 0
    rows = benchmark.pedantic(run_plain, args=(utilities, years, [SEED], calls), rounds=ROUNDS, warmup_rounds=int(benchmark.enabled))
    benchmark.extra_info.update(what="plain mesa", worlds=1)
    assert len(rows) == utilities * (years + 1)
    assert any(row["treated"] > 0.0 for row in rows) is has_programme(size)  # type: ignore[operator]


@pytest.mark.parametrize("worlds", [1, 25])
@pytest.mark.parametrize("size", [size for size in SIZES if not has_programme(size)])
def test_plain_numpy(benchmark: BenchmarkFixture, size: str, worlds: int) -> None:
    """The same model in numpy alone, without a programme: one world, and worlds side by side."""
    cases, years = cases_of(size, 1)
    utilities = len(cases[0].world.utilities)
    benchmark.group = size
    found = benchmark.pedantic(run_numpy, args=(worlds, utilities, years, SEED), rounds=ROUNDS, warmup_rounds=int(benchmark.enabled))
    benchmark.extra_info.update(what=f"plain numpy, {worlds}", worlds=worlds)
    assert found["nrw"].shape == (years, worlds, utilities)
    assert np.isfinite(found["nrw"]).all()


# The bare kernel: what the rules alone take


NATURE = in_turn([step.function for step in ORDER if step.function and step.name not in ("shocks", "sharing", "record")])


@entry
def apply_rules(block: Any) -> None:
    """The rules of every quarter in every world, and nothing else."""
    for w in range(block.worlds.size):
        for quarter in range(block.quarterly.shape[1] - 1):
            block.worlds[w].quarter = quarter
            NATURE(block, w)


def at_start(cases: list[Case], years: int) -> tuple[Block, Built]:
    """A block that stands at its start."""
    built = build(cases, SEED, years, EVERYTHING, 0)
    entries.begin_worlds(built.block, built.chances, built.initial, built.of_start)
    return built.block, built


def lived(block: Block, built: Built) -> Block:
    """The block at its horizon."""
    while kernel.advance_worlds(block):
        block = decisions.decide(block, built.settings, built.alike)
    return block


@pytest.mark.parametrize("size", SIZES)
def test_bare_kernel(benchmark: BenchmarkFixture, size: str) -> None:
    """The rules alone, and beside them the same block from its start to its horizon with all that belongs to a run."""
    replicates = (10 if size == "all scenarios" else 100) if benchmark.enabled else 2
    cases, years = cases_of(size, replicates, len(NAMES) if benchmark.enabled else 3)
    apply_rules(at_start(*cases_of(size, 1, 1))[0])  # compiles, or reads what was compiled
    best = {"bare": np.inf, "advance": np.inf, "run": np.inf}

    def timed(what: str, work: Callable[[], Any]) -> Any:
        begin = time.perf_counter()
        done = work()
        best[what] = min(best[what], time.perf_counter() - begin)
        return done

    def work() -> tuple[Block, Block]:
        bare, _ = at_start(cases, years)
        timed("bare", lambda: apply_rules(bare))
        full, built = at_start(cases, years)
        full = timed("advance", lambda: lived(full, built))
        timed("run", lambda: run_block(cases, SEED, years))
        return bare, full

    benchmark.group = "bare kernel"
    bare, full = benchmark.pedantic(work, rounds=ROUNDS, warmup_rounds=int(benchmark.enabled))
    each = {f"{what}_ms": 1000 * seconds / len(cases) for what, seconds in best.items()}
    benchmark.extra_info.update(size=size, worlds=len(cases), **each)
    # staff and real losses of the start moved, and nobody was helped
    assert (bare.state["staff"] != at_start(cases, years)[0].state["staff"]).all()
    assert np.isfinite(bare.state["nrw"]).all()
    assert bare.worlds["agreed"].sum() == 0
    assert bool(full.worlds["agreed"].sum() > 0) is has_programme(size)


# How it grows


def as_first(cases: list[Case], years: int) -> int:
    """A block that draws its own numbers, whatever ran before."""
    forget_numbers()
    return agreed_in(cases, years)


WORLDS = (10, 100, 1000)
AT_ONCE = 20
"""Worlds of a block where another size grows."""


def growing(dimension: str, size: int, at_once: int) -> tuple[list[Case], int]:
    """Worlds of one size, and years."""
    if dimension == "worlds":
        return [Case(hundred(), DESIGNS["helped"], replicate) for replicate in range(size)], YEARS
    world, p, years = size_of(dimension, size)
    return [Case(world, p, replicate) for replicate in range(at_once)], years


@pytest.mark.parametrize("dimension", ["worlds", *GROWTH])
def test_growth(benchmark: BenchmarkFixture, dimension: str) -> None:
    """Exponents of time by size: 1 is linear; for partnerships of the time above that of the same world without any."""
    at_once = AT_ONCE if benchmark.enabled else 2
    sizes: tuple[int, ...] = WORLDS if dimension == "worlds" else GROWTH[dimension]
    if benchmark.disabled:
        sizes = (2, 4) if dimension == "worlds" else sizes[:2]
    blocks = [growing(dimension, size, at_once) for size in sizes]
    counts = [agreed_in(*block) for block in blocks]
    works: list[Callable[[], object]] = [partial(as_first, *block) for block in blocks]
    if dimension == "partnerships":
        # the same object for all: a block shares what belongs to it
        works += [partial(as_first, [case._replace(p=DESIGNS["alone"]) for case in cases], years) for cases, years in blocks]
    benchmark.group = "growth"
    times = np.array(benchmark.pedantic(best_times, args=(works, 3 if benchmark.enabled else 1), rounds=1))
    measured, by = times[: len(sizes)], np.array(sizes, dtype=np.float64)
    if dimension == "partnerships":
        measured, by = measured - times[len(sizes) :], np.array(counts) / at_once
    assert (np.diff(by) > 0).all()
    logs = np.log(np.maximum(1e-6, measured)), np.log(by)
    slopes, overall = np.diff(logs[0]) / np.diff(logs[1]), np.polyfit(logs[1], logs[0], 1)[0]
    worlds = np.array(sizes if dimension == "worlds" else [at_once] * len(sizes))
    benchmark.extra_info.update(dimension=dimension, sizes=by.tolist(), worlds=worlds.tolist(), ms=(1000 * times[: len(sizes)]).tolist(),
                                above_ms=(1000 * measured).tolist(), exponents=slopes.tolist(), exponent=float(overall))  # fmt: skip
    assert np.isfinite(slopes).all()
    assert (np.array(counts) > 0).all() or dimension == "utilities"


# Two cores


def test_two_cores(benchmark: BenchmarkFixture) -> None:
    """Two processes with a block each, against one process with both blocks, all warm."""
    cases, years = cases_of("all scenarios", 10 if benchmark.enabled else 1, len(NAMES) if benchmark.enabled else 3)
    agreed = agreed_in(cases, years)
    rounds: dict[int, list[float]] = {1: [], 2: []}
    found: dict[int, list[tuple[int, int, float, float]]] = {1: [], 2: []}

    def work() -> None:
        for processes, pool in pools.items():
            begin = time.perf_counter()
            found[processes] += pool.map(agreed_here, [cases] * 2, [years] * 2)
            rounds[processes].append(time.perf_counter() - begin)

    pools = {processes: ProcessPoolExecutor(max_workers=processes) for processes in rounds}
    try:
        for pool in pools.values():
            list(pool.map(agreed_here, [cases] * 4, [years] * 4))  # starts, and reads what was compiled
        benchmark.group = "two cores"
        benchmark.pedantic(work, rounds=ROUNDS if benchmark.enabled else 1)
    finally:
        for pool in pools.values():
            pool.shutdown()
    one, two = (min(rounds[processes]) for processes in rounds)
    benchmark.extra_info.update(worlds=len(cases), one_s=one, two_s=two, ratio=one / two, one_rounds_s=rounds[1], two_rounds_s=rounds[2])
    # of a block: how long it ran, and how long it had a core; the first is longer where others want the cores
    waited = {f"{processes}_{what}_s": [block[place] for block in found[processes]] for processes in found
              for what, place in (("wall", 2), ("core", 3))}  # fmt: skip
    benchmark.extra_info.update(waited, processes=[len({block[1] for block in found[processes]}) for processes in found])
    assert [block[0] for blocks in found.values() for block in blocks] == [agreed] * (4 * len(rounds[1]))
    assert agreed > 0
    if benchmark.enabled:
        assert all(len({block[1] for block in found[2][at : at + 2]}) == 2 for at in range(0, len(found[2]), 2))


# Where the time goes

DOORS = ("find_applicants", "fill_views", "predict_gains", "fill_paired", "open_partnerships")


def test_where_the_time_goes(benchmark: BenchmarkFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of a block of the default study; each without the parts that it calls."""
    cases, years = cases_of("all scenarios", 10 if benchmark.enabled else 1, len(NAMES) if benchmark.enabled else 3)
    expected = run_block(cases, SEED, years)
    shares = Shares()
    for module, name in (
        (ENGINE, "build"), (ENGINE, "decide"), (ENGINE, "outputs_of"),
        (decisions, "ask_pairs"), (decisions, "ask_offers"), (decisions, "make_room"), (decisions, "_waits"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, shares.of(name.strip("_"), getattr(module, name)))
    for module, name in ((ENGINE, "advance_worlds"), (entries, "begin_worlds"), *((entries, name) for name in DOORS)):
        monkeypatch.setattr(module, name, shares.of(name, getattr(module, name)))

    def work() -> Any:
        with shares.part("rest"):
            return run_block(cases, SEED, years)

    benchmark.group = "where the time goes"
    found = benchmark.pedantic(work, rounds=ROUNDS, setup=shares.spent.clear)
    whole = sum(shares.spent.values())
    of_parts = {f"share_{name}": seconds / whole for name, seconds in shares.spent.items()}
    benchmark.extra_info.update(worlds=len(cases), ms=1000 * whole / len(cases), **of_parts)
    for name in VARIABLES:
        np.testing.assert_array_equal(found[name], expected[name], name)
    assert {"build", "begin_worlds", "advance_worlds", "fill_views", "ask_pairs", "open_partnerships"} <= set(shares.spent)


# Time to start


def environment() -> dict[str, str]:
    """This checkout comes first, whatever is installed."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")])}


STARTING: dict[str, list[str]] = {
    "python alone": [sys.executable, "-c", ""],
    "import wopsim": [sys.executable, "-c", "import wopsim"],
    "wopsim --help": [str(Path(sysconfig.get_path("scripts")) / "wopsim"), "--help"],
    "import wopsim.engines.compiled": [sys.executable, "-c", "import wopsim.engines.compiled"],
}


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
