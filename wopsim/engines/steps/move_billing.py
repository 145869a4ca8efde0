"""Apparent losses of the whole utility follow its commercial practice."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.records import COMMERCIAL, LANES
from wopsim.engines.steps.now import now_of
from wopsim.rules import commercial
from wopsim.rules.time import QUARTER


@device
def move_billing(block: Any, w: int) -> None:
    """M7: commercial practice lowers apparent losses in the whole utility."""
    now = now_of(block, w)
    state, p = now.state, now.p
    most, speed = p.commercial_cut_max, p.commercial_speed
    for tile in range(state.size):
        s = state[tile]
        for k in range(LANES):
            s.commercial_cut[k] = commercial.commercial_cut_after(
                s.commercial_cut[k], most, s.gain[COMMERCIAL, k], s.enforcement[k], speed, QUARTER
            )
