"""One run of a design of the live page, to step through; one at a time, because salabim has one clock in a process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wopsim.app.two_designs import TwoDesigns

SHOWN_WORLDS = 20
"""Plausible worlds that can be stepped through: the first of those that the answer comes from."""


class SteppedDesigns:
    """Runs what somebody wants to step through; one for the whole process."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()

    def page(self, question: TwoDesigns, side: int, world: int, still_asked: Callable[[], bool]) -> str | None:
        """Return the page of one design (0 or 1) in one plausible world (from 0); None where nobody waits for it any more.

        Raises
        ------
        WopsimError : what is wrong with the question.
        """
        from wopsim.tracing.stepped_run import stepped_run

        with self._one_at_a_time:
            if not still_asked():
                return None
            study = question.asked(world + 1)
            return stepped_run(study, study.scenarios[1 + side].name, world, 0).html
