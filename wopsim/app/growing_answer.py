"""Run two designs in the process of the page: a first answer from some plausible worlds, then from more and more.

What comes out is what `wopsim.run` gives for the same study, to the bit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from time import perf_counter
from typing import TYPE_CHECKING

from wopsim.analysis.measures import combine
from wopsim.app.paired_runs import PairedRuns
from wopsim.errors import WopsimError
from wopsim.results import Decision, Result

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.app.two_designs import TwoDesigns

STEPS = (20, 100, 200)
"""Plausible worlds after which there is an answer: the first soon enough to follow a slider, the last still within some seconds."""
TOGETHER = 20
"""Most worlds that run together: few enough that a new question does not wait long for what nobody asks any more."""


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
        self._runs = PairedRuns()
        self._one_at_a_time = threading.Lock()
        self._somebody_came = threading.Event()
        self._ended = False

    @contextmanager
    def at_work(self, begin: TwoDesigns) -> Iterator[None]:
        """Answer questions as long as this lasts, and begin with one before anybody asks: what was run until then is kept."""
        ahead = threading.Thread(target=self._answer_ahead, args=[begin], name="ahead")
        ahead.start()
        try:
            yield
        finally:
            self._ended = True  # whoever runs gives up after the part in work

    def _answer_ahead(self, question: TwoDesigns) -> None:
        with suppress(WopsimError):  # whoever asks is told
            for _ in self._answers(question, lambda: not self._somebody_came.is_set(), STEPS):
                pass

    def give_way(self) -> None:
        """Run no more of what nobody asked yet: somebody opens the page, or asks."""
        self._somebody_came.set()

    def answers(self, question: TwoDesigns, still_asked: Callable[[], bool], steps: tuple[int, ...] = STEPS) -> Iterator[Answer]:
        """Yield an answer after each of `steps`, while `still_asked` says that somebody waits for it.

        Raises
        ------
        WopsimError : what is wrong with the question.
        """
        self.give_way()
        yield from self._answers(question, still_asked, steps)

    def _answers(self, question: TwoDesigns, still_asked: Callable[[], bool], steps: tuple[int, ...]) -> Iterator[Answer]:
        began = perf_counter()
        measured: list[xr.Dataset] = []
        done = 0
        for draws in steps:
            study = question.asked(draws)
            parts = _parts(range(done, draws))
            with self._one_at_a_time:
                found = None if self._ended else self._runs.measured(study, parts, lambda: not self._ended and still_asked())
            if found is None:
                return
            measured += found
            result = Result(None, study, combine(measured))
            done = draws
            yield Answer(question, result, result.decide(), draws, perf_counter() - began, draws == steps[-1])


def _parts(draws: range) -> list[range]:
    """Return draws in parts of one size, as many as two threads share evenly: more than two wait for the interpreter most of the time."""
    number = 2 * ceil(len(draws) / (2 * TOGETHER))
    ends = [draws.start + len(draws) * part // number for part in range(number + 1)]
    return [range(first, last) for first, last in pairwise(ends) if first < last]
