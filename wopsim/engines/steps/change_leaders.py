"""Leaders change: the first step of a quarter."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.context import context_of
from wopsim.engines.life.commitment import leader_changed
from wopsim.engines.records import LANES
from wopsim.engines.steps.now import now_of
from wopsim.rules import shocks
from wopsim.rules.time import QUARTER


@device
def change_leaders(block: Any, w: int) -> None:
    """M12: leaders change, and with them motivation and the trust of a partnership that is agreed."""
    now, world = now_of(block, w), block.worlds[w]
    state, p = now.state, now.p
    u, z = block.leadership[world.exogenous, world.quarter], block.leader[world.exogenous, world.quarter]  # (tile, lane)
    rate, spread = p.leadership_rate, p.leadership_motivation
    for tile in range(state.size):
        s = state[tile]
        for k in range(LANES):
            changed = shocks.strikes(u[tile, k], rate, QUARTER)
            s.motivation[k] = shocks.motivation_after_change(s.motivation[k], changed, spread, z[tile, k])
    ctx = context_of(block, w)
    for row in range(ctx.roles.size):
        current = ctx.roles[row].current
        if current >= 0 and shocks.strikes(u[row // LANES, row % LANES], rate, QUARTER) > 0.0:
            leader_changed(ctx, current)
