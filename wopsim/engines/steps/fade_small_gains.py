"""What a mentee gained and is too little to hold, fades."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.context import context_of
from wopsim.engines.records import DOMAIN_COUNT, LANES
from wopsim.rules import presence
from wopsim.rules.time import QUARTER


@device
def fade_small_gains(block: Any, w: int) -> None:
    """M16: gains of routines that are too small do not hold; only of those who were mentored, because others recover, not gain."""
    ctx = context_of(block, w)
    p = ctx.p
    if p.holding_gain == 0.0:
        return
    for row in range(ctx.roles.size):
        if ctx.roles[row].has_started == 0.0:
            continue
        k = row % LANES
        s, f = ctx.state[row // LANES], block.fixed[ctx.world.start, row // LANES]
        for d in range(DOMAIN_COUNT):
            s.capacity[d, k] = presence.after_small_gain(s.capacity[d, k], f.capacity_start[d, k], p.holding_gain, p.crew_fading, QUARTER)
