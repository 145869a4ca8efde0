"""How far a run is from what the processor could do: its operations are counted, and what each takes here is timed.

No time is asserted. Part of what writes docs/performance.md: see `test_bench_compiled.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks import operations
from tests.benchmarks.operations import KINDS, counting
from tests.helpers.runs import all_bytes
from tests.helpers.sizes import SEED, UTILITIES, YEARS, a_world, alone, helped
from wopsim.compile import entry
from wopsim.declare import Parameters
from wopsim.engines.compiled import run
from wopsim.engines.records import LANES
from wopsim.rules.portable_math import exp

LINKS = {"addition": 8, "multiplication": 8, "division": 8, "root": 8, "exponential": 1}
"""Operations in a row on one number; the processor works on other numbers meanwhile. An exponential is a long row of operations itself."""
DESIGNS: dict[str, Callable[..., Parameters]] = {"alone": alone, "helped": helped}


@entry
def add(x: Any, y: Any, times: int) -> None:
    for _ in range(times):
        for k in range(LANES):
            a, b = x[k], y[k]
            x[k] = a + b + b + b + b + b + b + b + b


@entry
def multiply(x: Any, y: Any, times: int) -> None:
    for _ in range(times):
        for k in range(LANES):
            a, b = x[k], y[k]
            x[k] = a * b * b * b * b * b * b * b * b


@entry
def divide(x: Any, y: Any, times: int) -> None:
    for _ in range(times):
        for k in range(LANES):
            a, b = x[k], y[k]
            x[k] = a / b / b / b / b / b / b / b / b


@entry
def take_roots(x: Any, y: Any, times: int) -> None:
    for _ in range(times):
        for k in range(LANES):
            a = x[k]
            x[k] = np.sqrt(np.sqrt(np.sqrt(np.sqrt(np.sqrt(np.sqrt(np.sqrt(np.sqrt(a))))))))


@entry
def take_exponentials(x: Any, y: Any, times: int) -> None:
    for _ in range(times):
        for k in range(LANES):
            x[k] = exp(-x[k])


ROWS = dict(zip(KINDS, (add, multiply, divide, take_roots, take_exponentials), strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_rate(benchmark: BenchmarkFixture, kind: str) -> None:
    """What an operation takes where a tile of numbers lies at hand and nothing else is to be done."""
    times = 20_000 if benchmark.enabled else 2
    x, y = np.full(LANES, 1.5), np.full(LANES, 1.0)
    benchmark.group = "rates"
    ROWS[kind](x.copy(), y, 1)  # compiles, or reads what was compiled
    benchmark.pedantic(lambda: ROWS[kind](x, y, times), rounds=20 if benchmark.enabled else 1)
    benchmark.extra_info.update(kind=kind, operations=LANES * LINKS[kind] * times)
    expected = 1.5
    for _ in range(LINKS[kind]):
        expected = {"addition": expected + 1.0, "multiplication": expected, "division": expected, "root": expected**0.5}.get(
            kind, float(np.exp(-expected))
        )
    once = np.full(LANES, 1.5)
    ROWS[kind](once, y, 1)
    np.testing.assert_allclose(once, expected, rtol=1e-12)


@pytest.mark.parametrize("design", DESIGNS)
def test_operations_of_a_run(benchmark: BenchmarkFixture, design: str) -> None:
    """Operations of one world: whoever counts computes the very same bits."""
    utilities, years = (UTILITIES, YEARS) if benchmark.enabled else (12, 1)
    p = DESIGNS[design]()
    benchmark.group = "operations"
    found, recorded = benchmark.pedantic(lambda: operations.count(utilities, years, **p), rounds=1)
    benchmark.extra_info.update(size=f"{utilities} utilities {design}", utility_quarters=4 * utilities * years, operations=found)
    assert recorded == hashlib.sha256(all_bytes(run(a_world(utilities), p, SEED, 0, years))).hexdigest()


def test_operations_are_counted_as_they_are_done() -> None:
    text = """
def one(a, rows, n):
    rows[0] += a * 2.0
    return twice(a) / (a - n + 1) + max(1.0, a) if n > 0 else 0.0

def twice(a):
    return power(a, 2.0) + (n_of(3) + 1)

def n_of(n):
    return n
"""
    tally = operations.Tally()
    names: dict[str, Any] = {
        "_tally": tally,
        "_counted": lambda kind, one, other: tally.take(kind, {"addition": one + other, "multiplication": one * other}.get(kind, one)),
        "_subtracted": lambda one, other: tally.take("addition", one - other),
        "_called": lambda name, function, *values: tally.take("exponential", function(*values), 2),
        "power": pow,
    }
    exec(counting(text, "wopsim.engines.steps.any"), names)
    rows = np.zeros(1)
    names["one"](3.0, rows, 1)
    assert rows[0] == 6.0
    # one multiplication and addition for the row; a - n, + 1, the sum of twice, of one; one division; a power is two; whole numbers none
    counts = {kind: tally.found["steps.any", kind] for kind in KINDS}
    assert counts == {"addition": 5, "multiplication": 1, "division": 1, "root": 0, "exponential": 2}
