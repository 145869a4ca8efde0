"""What a moved slider of the live page takes until its first answer is there, beside the bare engine with as many worlds.

No time is asserted. Time it, on a machine with nothing else to do, with:

    python -m pytest tests/benchmarks/test_bench_live.py -n 0 --benchmark-enable --benchmark-json live.json

`extra_info` has both, by the clock and of all cores together, and the ratio. Without `--benchmark-enable` everything runs once, in small.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from pytest_benchmark.fixture import BenchmarkFixture

from tests.helpers.making import write_study
from wopsim.analysis.measures import NEEDED_BY_MEASURES
from wopsim.app.growing_answer import STEPS, Answer, GrowingAnswer
from wopsim.app.two_designs import TwoDesigns
from wopsim.engines.compiled.run import run_block
from wopsim.report.page.answer_part import answer_part
from wopsim.runs.in_memory import parameters_of
from wopsim.runs.study_world import world_of
from wopsim.study import read_study

ROUNDS = 7


def test_a_moved_slider(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """The design was never asked before; the other design and the world without a programme were."""
    question = TwoDesigns.of(read_study("ten_million" if benchmark.enabled else write_study(tmp_path)))
    draws = STEPS[0] if benchmark.enabled else 2
    asked = GrowingAnswer()
    spent: dict[str, list[tuple[float, float]]] = {"answer": [], "page": [], "engine": []}

    def timed(what: str, work: Callable[[], Any]) -> Any:
        wall, cores = time.perf_counter(), time.process_time()
        done = work()
        spent[what].append((time.perf_counter() - wall, time.process_time() - cores))
        return done

    def first(moved: TwoDesigns) -> Answer:
        return next(asked.answers(moved, lambda: True, (draws, 2 * draws)))

    def engine(answer: Answer) -> Any:
        study = answer.result.study
        worlds = [world_of(study.world, study.readings).complete(study.seed, draw) for draw in range(draws)]
        cases = [(world, parameters_of(study, 2, draw), 0) for draw, world in enumerate(worlds)]
        return timed("engine", lambda: run_block(cases, study.seed, study.horizon_years, frozenset(NEEDED_BY_MEASURES)))

    def work() -> tuple[Answer, Any]:
        moved = question.with_side(1, question.sides[1].with_setting("budget", 1e6 * (2 + len(spent["answer"]))))
        answer = timed("answer", lambda: first(moved))
        timed("page", lambda: answer_part(answer.result, answer.decision, to_learn=answer.last))
        return answer, engine(answer)

    answer_part(first(question).result, first(question).decision, to_learn=False)  # warms up, and keeps the other design
    benchmark.group = "live page"
    answer, found = benchmark.pedantic(work, rounds=ROUNDS if benchmark.enabled else 1)
    best = {what: np.min(times, axis=0) for what, times in spent.items()}
    for place, kind in enumerate(("wall", "cores")):
        benchmark.extra_info.update({f"{what}_{kind}_ms": 1000 * float(times[place]) for what, times in best.items()})
        benchmark.extra_info[f"ratio_{kind}"] = float((best["answer"][place] + best["page"][place]) / best["engine"][place])
    benchmark.extra_info["worlds"] = draws
    assert answer.draws == draws
    agreed = answer.result.measures["partnerships_agreed"].sel(scenario="design_b").values[:, 0]
    np.testing.assert_array_equal(agreed, found["partnerships_agreed"])
