"""Effects of all combinations of a sweep: how the time grows with their number, and what each comparison alone would take.

No time is asserted. Time them with:

    python -m pytest tests/benchmarks/test_bench_effects.py -n 0 --benchmark-enable

Without `--benchmark-enable` everything runs once, in small.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import wopsim as ws
from tests.helpers import making

DRAWS, REPLICATES, TOGETHER = 8, 4, 16


@pytest.mark.parametrize("variants", [250, 1000])
def test_effects(variants: int, benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    variants = variants if benchmark.enabled else variants // 25
    rows = "\n".join(f"    - {{budget: {number + 1}e4}}" for number in range(variants))
    store = making.filled(tmp_path, f"sweep:\n  list:\n{rows}", lambda variant, name: variant + 0.5, DRAWS, REPLICATES, TOGETHER)
    effects = benchmark.pedantic(lambda: ws.StoredRuns(store.path).effects(), rounds=3 if benchmark.enabled else 1)
    np.testing.assert_array_equal(effects["mean"].sel(scenario="need", outcome="people_served"), np.arange(variants) + 0.5)
    runs = ws.StoredRuns(store.path)
    begin = time.perf_counter()
    few = range(0, variants, max(1, variants // 8))
    for variant in few:
        runs.compare(variant)
    alone = (time.perf_counter() - begin) / len(few)
    if benchmark.enabled:
        each = benchmark.stats.stats.min / variants
        benchmark.extra_info |= {"variants": variants, "ms a variant": 1e3 * each, "times faster than comparisons": alone / each}
