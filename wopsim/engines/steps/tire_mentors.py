"""Days away tire a mentor's experts."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.records import LANES
from wopsim.engines.steps.now import now_of
from wopsim.rules import mentors
from wopsim.rules.time import QUARTER


@device
def tire_mentors(block: Any, w: int) -> None:
    """M10: days away tire experts."""
    now = now_of(block, w)
    state, fixed, p = now.state, now.fixed, now.p
    memory = p.fatigue_memory
    for tile in range(state.size):
        s, f = state[tile], fixed[tile]
        for k in range(LANES):
            s.fatigue[k] = mentors.fatigue_after(s.fatigue[k], s.days_this_quarter[k], f.capacity_days[k], memory, QUARTER)
        for k in range(LANES):
            s.days_this_quarter[k] = 0.0
