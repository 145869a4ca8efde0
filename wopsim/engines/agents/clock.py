"""Continuous time for partnerships. Beside `animation.py` the only file that touches salabim.

salabim reseeds Python's and numpy's global generators unless told not to, and in yield mode looks up a line number in
the Python stack at each `run` for a trace that is off, and reads the signatures of methods that nobody overrides at each
construction (a quarter of a run's time); all are switched off here.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from types import FrameType
from typing import Any

import salabim
from salabim import salabim as internals

Life = Generator[Any, None, None]


def _calling_frame() -> FrameType:
    return sys._getframe(1)


def _nothing_overlaps(obj: object, method_name0: str, method_name1: str, process: object = None) -> None:
    """Parameters of `setup` and `process` cannot clash here: no process takes any."""


for _name, _ours in (("_get_caller_frame", _calling_frame), ("_check_overlapping_parameters", _nothing_overlaps)):
    if not hasattr(internals, _name):
        raise ImportError(f"this salabim no longer has {_name!r}; wopsim's clock needs an update: please report it")
    setattr(internals, _name, _ours)


class Process(salabim.Component):  # type: ignore[misc]
    """Something that lives in continuous time. Give `clock` and a `name`; write its life as a generator method named `process`."""

    def __init__(self, clock: Clock, **facts: Any) -> None:
        super().__init__(env=clock.environment, **facts)
        self.status.monitor(False)
        self.mode.monitor(False)


class Clock:
    """One run's continuous time, in days from the start; with `trace`, salabim prints what happens in it."""

    def __init__(self, trace: bool = False) -> None:
        self.environment = salabim.Environment(
            trace=trace, random_seed="", set_numpy_random_seed=False, yieldless=False, print_trace_header=False
        )

    @property
    def now(self) -> float:
        """Time since the start [day]."""
        return float(self.environment.now())

    def run_to(self, day: float) -> None:
        """Let everything happen that is due before `day`."""
        self.environment.run(till=day)
