"""How long a run of the engine `agents` takes, part by part, and how that grows. No time is asserted.

Time them with: python -m pytest tests/benchmarks --benchmark-enable
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import wopsim.declared
from tests.helpers.sizes import GROWTH, SEED, UTILITIES, YEARS, a_world, alone, best_times, helped, size_of
from wopsim.engines.agents.model import WopModel, run
from wopsim.engines.quarter import ORDER
from wopsim.world.table import World

assert wopsim.declared

ROUNDS = 5


@pytest.fixture(scope="module")
def world() -> World:
    found = a_world(UTILITIES)
    run(found, helped(), SEED, 0, 2)  # compiles, or reads what was compiled
    return found


@pytest.mark.parametrize("part", ["start", "baseline", "with partnerships"])
def test_a_run_of_100_utilities_and_20_years(benchmark: BenchmarkFixture, world: World, part: str) -> None:
    work: dict[str, Callable[[], object]] = {
        "start": lambda: WopModel(world, helped(), SEED, 0, YEARS),
        "baseline": lambda: run(world, alone(), SEED, 0, YEARS),
        "with partnerships": lambda: run(world, helped(), SEED, 0, YEARS),
    }
    benchmark.group = "100 utilities, 20 years"
    benchmark.pedantic(work[part], rounds=ROUNDS, warmup_rounds=1)
    record = run(world, helped(), SEED, 0, YEARS)
    benchmark.extra_info.update(partnerships=int(record.values["partnerships_agreed"]), events=len(record.events))
    assert record.values["partnerships_agreed"] > 20


def test_the_steps_of_a_quarter(benchmark: BenchmarkFixture, world: World) -> None:
    spent = dict.fromkeys([step.name for step in ORDER], 0.0)

    def stepped() -> None:
        spent.update(dict.fromkeys(spent, 0.0))
        model = WopModel(world, helped(), SEED, 0, YEARS)
        while model.quarter < model.last_quarter:
            for name in spent:
                begin = time.perf_counter()
                model.take_step(name)
                spent[name] += time.perf_counter() - begin
            model.world.quarter += 1

    benchmark.group = "100 utilities, 20 years"
    benchmark.pedantic(stepped, rounds=1, warmup_rounds=1)
    benchmark.extra_info.update({f"{name}_ms": round(1000 * seconds, 2) for name, seconds in spent.items()})
    assert all(seconds > 0 for seconds in spent.values())


def work_of(dimension: str, size: int) -> tuple[Callable[[], object], Callable[[], int]]:
    """A run of one size, and what it counts."""
    world, p, years = size_of(dimension, size)

    def once() -> object:
        return run(world, p, SEED, 0, years)

    return once, lambda: int(once().values["partnerships_agreed"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("dimension", GROWTH)
def test_growth(benchmark: BenchmarkFixture, world: World, dimension: str) -> None:
    """Exponents of time by size: 1 is linear; of the largest two sizes, and of the time above a baseline for partnerships."""
    sizes = GROWTH[dimension] if benchmark.enabled else GROWTH[dimension][:2]
    built = [work_of(dimension, size) for size in sizes]
    works, counts = [once for once, _ in built], [count() for _, count in built]
    if dimension == "partnerships":
        works.append(lambda: run(world, alone(), SEED, 0, YEARS))
    benchmark.group = f"growth by {dimension}"
    rounds = ROUNDS if benchmark.enabled else 1
    times = np.array(benchmark.pedantic(best_times, args=(works, rounds), rounds=1))
    measured = times[: len(sizes)] - (times[-1] if dimension == "partnerships" else 0.0)
    by = np.array(counts if dimension == "partnerships" else sizes, dtype=np.float64)
    assert (np.diff(by) > 0).all()
    slopes = np.diff(np.log(np.maximum(1e-6, measured))) / np.diff(np.log(by))
    found = {"sizes": by.tolist(), "ms": (1000 * times).round(2).tolist(), "exponents": slopes.round(2).tolist(),
             "relative_to_smallest": (times[: len(sizes)] / times[0]).round(2).tolist()}  # fmt: skip
    benchmark.extra_info.update(found)
    assert np.isfinite(slopes).all()
