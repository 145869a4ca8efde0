"""Worlds of very many utilities, and whole commands: how long they take on a core, and how much memory.

No time is asserted. Time them, and write docs/performance.md, as `test_bench_compiled.py` says. Without `--benchmark-enable`
everything runs once, in small. Each is measured in a process of its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.helpers import making
from tests.helpers.sizes import SEED, megabytes_at_most
from wopsim.declare import Parameters
from wopsim.engines.compiled.run import run_block
from wopsim.processes import in_processes
from wopsim.world import read_world, synthesise

MENTORS = 300
YEARS = 12
ALL = ("partnerships_agreed", "coverage", "nrw_share", "people_served")
BUDGET = 25e3
"""For each utility [EUR2024], as in the default study."""


def lived(utilities: int, mentors: int, _: object) -> tuple[float, float, float]:
    """Run one world; return its partnerships, the processor time [s], and the most memory that the process ever had [MB]."""
    world = synthesise(n_mentees=utilities - mentors, n_mentors=mentors, seed=SEED).complete(SEED, 0)
    p = Parameters(budget=BUDGET * utilities)
    small = synthesise(n_mentees=8, n_mentors=2, seed=SEED).complete(SEED, 0)
    run_block([(small, Parameters(budget=1e6), 0)], SEED, 1)  # reads what was compiled
    begin = time.process_time()
    found = run_block([(world, p, 0)], SEED, YEARS, frozenset(ALL))
    return float(found["partnerships_agreed"][0]), time.process_time() - begin, megabytes_at_most()


def read(path: Path, _: object) -> tuple[float, float, float]:
    """Read a file of utilities and draw what it leaves open; return how many, time and memory as `lived` does."""
    begin = time.process_time()
    world = read_world(str(path)).complete(SEED, 0)
    assert np.isfinite(world.utilities["nrw_share"]).all()
    return float(len(world.utilities)), time.process_time() - begin, megabytes_at_most()


@pytest.mark.parametrize("utilities", [1_000, 10_000, 50_000])
def test_one_large_world(utilities: int, benchmark: BenchmarkFixture) -> None:
    utilities, mentors = (utilities, MENTORS) if benchmark.enabled else (utilities // 100, 4)
    work = partial(lived, utilities, mentors)
    if not benchmark.enabled:
        assert benchmark.pedantic(lambda: work(0), rounds=1)[0] > 0.0
        return
    benchmark.group = "large worlds"
    ((_, (agreed, seconds, megabytes)),) = benchmark.pedantic(lambda: list(in_processes(work, [0], workers=1)), rounds=1)
    assert agreed > 0.0
    benchmark.extra_info.update(what="one world", utilities=utilities, mentors=mentors, seconds=seconds, megabytes=megabytes)


@pytest.mark.parametrize("rows", [5_000, 50_000])
def test_a_long_file_is_read(rows: int, benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    rows = rows if benchmark.enabled else rows // 100
    file = tmp_path / "many.csv"
    names = [f"Utility {number}" for number in range(rows)]
    role = ["mentor" if number % 30 == 0 else "mentee" for number in range(rows)]
    pd.DataFrame({"name": names, "country": "India", "population_served": 2_000, "nrw_share": 0.4, "role": role}).to_csv(file, index=False)
    work = partial(read, file)
    if not benchmark.enabled:
        assert benchmark.pedantic(lambda: work(0), rounds=1)[0] == rows
        return
    benchmark.group = "large worlds"
    ((_, (found, seconds, megabytes)),) = benchmark.pedantic(lambda: list(in_processes(work, [0], workers=1)), rounds=1)
    assert found == rows
    benchmark.extra_info.update(what="reading a file", utilities=rows, mentors=role.count("mentor"), seconds=seconds, megabytes=megabytes)


def test_the_main_command(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """`wopsim compare` of the default study, at first with nothing compiled; in small, of a small study."""
    study = "default" if benchmark.enabled else str(making.write_study(tmp_path, draws=1, replicates=1))
    line = [sys.executable, "-m", "wopsim.cli.main", "compare", study, "--out", str(tmp_path / "out")]

    def run(*words: str, **more: str) -> tuple[float, float]:
        before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run([*line, *words], check=True, capture_output=True, env=making.environment(**more), timeout=600)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.perf_counter() - begin, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    benchmark.group = "commands"
    if not benchmark.enabled:
        benchmark.pedantic(lambda: run("--figures", "none"), rounds=1)
    else:
        times = {"nothing compiled yet": run(NUMBA_CACHE_DIR=str(tmp_path / "cache"))}
        times["compiled"] = min(benchmark.pedantic(lambda: [run() for _ in range(3)], rounds=1))
        times["compiled, `--figures none`"] = min(run("--figures", "none") for _ in range(3))
        benchmark.extra_info["times"] = times
    assert (tmp_path / "out" / "comparison.csv").exists()
