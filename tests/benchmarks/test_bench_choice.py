"""A choice between many designs in many runs: how the time and the memory grow with the draws.

No time is asserted. Time them with:

    python -m pytest tests/benchmarks/test_bench_choice.py -n 0 --benchmark-enable

Without `--benchmark-enable` everything runs once, in small. Enabled, the largest has a million: 40 designs, 1,000 draws, 25 replicates.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import xarray as xr
from pytest_benchmark.fixture import BenchmarkFixture

from tests.helpers.fake import Truth, fake_result
from wopsim.results import Result

DESIGNS, REPLICATES = 40, 25


def many_runs(designs: int, draws: int, replicates: int) -> Result:
    """Return a result of so many runs, whose measures are luck around a mean for each design."""
    small = fake_result({f"d{number}": Truth(f"Design {number}") for number in range(designs)}, 2, 2, 12, 2)
    rng, sizes = np.random.default_rng(1), {"draw": draws, "replicate": replicates}
    data = {}
    for name, values in small.measures.data_vars.items():
        if "point" in values.dims:  # figures alone read them
            continue
        shape = [sizes.get(str(dim), size) for dim, size in values.sizes.items()]
        made = rng.normal(1e5, 2e4, shape).astype(values.dtype)
        if values.dims[:1] == ("scenario",):
            made += 1e3 * np.arange(designs).reshape(-1, *[1] * (made.ndim - 1)).astype(values.dtype)
        data[name] = (values.dims, made, values.attrs)
    kept = {name: small.measures[name].variable for name in ("scenario", "label", "time")}
    measures = xr.Dataset(data, {**kept, "draw": np.arange(draws), "replicate": np.arange(replicates)}, small.measures.attrs)
    study = dataclasses.replace(small.study, draws=draws, replicates=replicates, draws_from="prior")
    return Result(None, study, measures)


@pytest.mark.parametrize("draws", [250, 1000])
def test_choice(draws: int, benchmark: BenchmarkFixture) -> None:
    designs, draws, replicates = (DESIGNS, draws, REPLICATES) if benchmark.enabled else (3, draws // 25, 2)
    result = many_runs(designs, draws, replicates)

    def asked() -> str:
        decision = result.decide(useful=1000)
        decision.information()
        decision.sensitivity()
        return decision.best

    best = benchmark.pedantic(asked, rounds=1)
    if benchmark.enabled:
        assert best == f"d{designs - 1}"
        runs = designs * draws * replicates
        benchmark.extra_info |= {"runs": runs, "microseconds a run": 1e6 * benchmark.stats.stats.min / runs}


@pytest.mark.parametrize("draws", [250, 1000])
def test_comparison(draws: int, benchmark: BenchmarkFixture) -> None:
    designs, draws, replicates = (DESIGNS, draws, REPLICATES) if benchmark.enabled else (3, draws // 25, 2)
    result = many_runs(designs, draws, replicates)
    found = benchmark.pedantic(lambda: Result(None, result.study, result.measures).compare(), rounds=1)
    assert len(found.scenarios) == designs
