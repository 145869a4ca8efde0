"""A choice from a store of very many runs, without loading it: how long it takes on one core, and how much memory.

No time is asserted. Time them with:

    python -m pytest tests/benchmarks/test_bench_store.py -n 0 --benchmark-enable

Without `--benchmark-enable` everything is asked once, of a small store. Enabled, the store has the shape of a million runs (40 designs,
1,000 draws, 25 replicates) with invented measures, 0.7 GB on disk; each question is asked by a process of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import wopsim as ws
from tests.helpers import making
from tests.helpers.sizes import megabytes_at_most
from wopsim import sweeps
from wopsim.analysis.choice.drawn_numbers import drawn_numbers
from wopsim.analysis.reduction import MEASURES
from wopsim.processes import in_processes
from wopsim.runs.chunks import Points
from wopsim.runs.plan import Plan, try_out
from wopsim.runs.store import DONE, Store

BEST = "design_1"
MATTERS = "turnover"
"""What is drawn that decides by how much one design is ahead."""


def big_store(folder: Path, designs: int, draws: int, replicates: int, more: str = "") -> Path:
    """Return a store of so many designs, draws and replicates, in each variant; nothing was run.

    All measures are luck, and more of the design with number 1 where turnover is high.
    """
    path = making.write_study(folder, draws, replicates, more)
    scenarios = "".join(f"  design_{number}: {{set: {{pairing: random, budget: {1e6 + number}}}}}\n" for number in range(designs))
    path.write_text(path.read_text(encoding="utf-8").split("scenarios:")[0] + f"scenarios:\n{scenarios}", encoding="utf-8")
    study = ws.read_study(path)
    template = try_out(study, sweeps.keeper_of(study)).template
    run_bytes = sum(values.nbytes for values in template.data_vars.values()) // len(study.scenarios)
    store = sweeps.created(Plan(study, Points.of(study, 8, run_bytes), template, 1, 0.0, 0.0), folder / "big.zarr")
    number = drawn_numbers(study, np.arange(draws))[MATTERS]
    ahead = 1e4 * (number - number.mean()) / number.std()
    rng = np.random.default_rng(1)
    for block in store.points.blocks():
        arrays = {name: np.zeros_like(values) for name, values in store.read(block).items()}
        luck = rng.normal(1e5, 5e3, arrays[MEASURES][:, 1:].shape)
        luck[:, 1] += 5e3 + ahead[block.draws.start : block.draws.stop, None, None]
        arrays[MEASURES][:, 1:] = luck
        store.write(block, arrays, np.full_like(store.status(block), DONE))
    return store.path


def decide(path: Path) -> str:
    decision = ws.StoredRuns(path).decide(useful=1000)
    found = decision.information()
    assert found[found["kind"] == "number"]["name"].iloc[0] == MATTERS
    assert decision.sensitivity().table["name"].iloc[0] == MATTERS
    return decision.best


def effects(path: Path) -> str:
    means = ws.StoredRuns(path).effects()["mean"].sel(outcome="people_served", variant=0)
    return str(means["scenario"].values[means.values.argmax()])


def discover(path: Path) -> str:
    found = ws.StoredRuns(path).discover((BEST, "design_0"))
    return found.better[int(np.nanmean(found.difference) < 0.0)]


def compare(path: Path) -> str:
    found = ws.StoredRuns(path).compare().table
    return str(found[found["outcome"] == "people_served"].set_index("scenario")["mean"].idxmax())


def measured(ask: Callable[[Path], str], path: Path, _: object) -> tuple[str, float, float]:
    """Return the answer, its processor time [s], and the most memory that the process ever had [MB]."""
    begin = time.process_time()
    answer = ask(path)
    return answer, time.process_time() - begin, megabytes_at_most()


@pytest.fixture(scope="module")
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bool]:
    enabled = request.config.getoption("--benchmark-enable")
    designs, draws, replicates = (40, 1000, 25) if enabled else (2, 40, 2)
    return big_store(tmp_path_factory.mktemp("big"), designs, draws, replicates), enabled


@pytest.mark.parametrize("ask", [decide, effects, discover, compare])
def test_a_store_is_asked(store: tuple[Path, bool], ask: Callable[[Path], str], benchmark: BenchmarkFixture) -> None:
    path, enabled = store
    if not enabled:
        assert benchmark.pedantic(lambda: ask(path), rounds=1) == BEST
        return
    ((_, found),) = benchmark.pedantic(lambda: list(in_processes(partial(measured, ask, path), [0], workers=1)), rounds=1)
    answer, seconds, megabytes = found
    assert answer == BEST
    benchmark.extra_info |= {"runs": Store(path).points.runs, "processor seconds": seconds, "MB at most": megabytes}
