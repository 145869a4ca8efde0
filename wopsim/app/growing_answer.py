"""Run two designs in the process of the page: a first answer from few plausible worlds, then from more and more.

Each design is run apart from the other and kept, so that moving a slider runs one design, and neither the other one nor the world without
a programme. What comes out is what `wopsim.run` gives for the same study, to the bit.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from wopsim.analysis.measures import NEEDED_BY_MEASURES, combine, measure
from wopsim.results import Decision, Result
from wopsim.runs.in_memory import run_block
from wopsim.runs.study_world import world_of

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.app.two_designs import TwoDesigns
    from wopsim.study.scenario import Scenario, Study

STEPS = (8, 16, 40, 100)
"""Plausible worlds after which there is an answer: after a move of one slider, eight take a third of a second, a hundred some four."""
KEPT_BYTES = 400_000_000
"""Of runs that are kept to be used again."""


@dataclass(frozen=True)
class Answer:
    """What is known so far.

    Parameters
    ----------
    question : what was asked.
    result, decision : of `draws` plausible worlds, as `wopsim.run` and `Result.decide` give them.
    seconds : since it was asked.
    last : whether no sharper one follows.
    """

    question: TwoDesigns
    result: Result
    decision: Decision
    draws: int
    seconds: float
    last: bool


class GrowingAnswer:
    """Answers questions one after the other, and keeps runs that the next one may need; one for the whole process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], xr.Dataset] = OrderedDict()
        self._one_at_a_time = threading.Lock()  # the memory of the engine is one

    def answers(self, question: TwoDesigns, still_asked: Callable[[], bool], steps: tuple[int, ...] = STEPS) -> Iterator[Answer]:
        """Yield an answer after each of `steps`, while `still_asked` says that somebody waits for it.

        Raises
        ------
        WopsimError : what is wrong with the question.
        """
        began = perf_counter()
        measured: list[xr.Dataset] = []
        done = 0
        for draws in steps:
            with self._one_at_a_time:
                if not still_asked():
                    return
                study = question.asked(draws)
                measured.append(self._measured(study, range(done, draws)))
                result = Result(None, study, combine(measured))
                decision = result.decide()
            done = draws
            yield Answer(question, result, decision, draws, perf_counter() - began, draws == steps[-1])

    def _measured(self, study: Study, draws: range) -> xr.Dataset:
        import xarray as xr

        blocks = [self._block(study, scenario, draws) for scenario in study.scenarios]
        names = [scenario.name for scenario in study.scenarios]
        together = xr.concat(blocks, "scenario", data_vars="minimal", coords="minimal", compat="override", join="override")
        labels = [scenario.label for scenario in study.scenarios]
        return measure(together.assign_coords(scenario=names, label=("scenario", labels)), study)

    def _block(self, study: Study, scenario: Scenario, draws: range) -> xr.Dataset:
        """Return some draws of one scenario, from what is kept or anew."""
        from_file = None if study.world == "default" else Path(study.world).stat().st_mtime_ns
        key = (
            study.world, from_file, study.readings, study.seed, study.horizon_years, study.draws_from, draws,
            tuple(sorted(scenario.settings.items())),
        )  # fmt: skip
        if key not in self._kept:
            if from_file is not None and not any(held[:2] == key[:2] for held in self._kept):
                world_of.cache_clear()  # the file may have changed since it was read
            self._kept[key] = run_block(replace(study, scenarios=(scenario,)), draws, NEEDED_BY_MEASURES)
            while len(self._kept) > 1 and sum(block.nbytes for block in self._kept.values()) > KEPT_BYTES:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]
