"""What was built since the start is thrown out by new leaders, or erodes without a champion."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines import chance
from wopsim.engines.context import context_of
from wopsim.engines.event_log import note_utility
from wopsim.engines.events import EventKind
from wopsim.engines.records import COMMERCIAL, DOMAIN_COUNT, LANES, MANAGERIAL, TECHNICAL
from wopsim.engines.resources import accompanied
from wopsim.rules import domains, relapse, shocks
from wopsim.rules.time import QUARTER


@device
def lose_routines(block: Any, w: int) -> None:
    """M20: a new leader may throw routines out; those whose champion left erode, unless experts are there."""
    ctx = context_of(block, w)
    world, p = ctx.world, ctx.p
    if p.leader_undoes == 0.0 and p.orphan_erosion == 0.0:
        return
    u = block.leadership[world.exogenous, world.quarter]  # (tile, lane)
    rate, erosion = p.leadership_rate, p.orphan_erosion
    for row in range(ctx.roles.size):
        s, k = ctx.state[row // LANES], row % LANES
        if shocks.strikes(u[row // LANES, k], rate, QUARTER) > 0.0:
            s.orphaned[k] = 1.0
            _throw_out(ctx, s, block.fixed[world.start, row // LANES], row)
        if accompanied(ctx, row) or s.turnaround[k] > 0.0:
            s.orphaned[k] = 0.0
    for tile in range(ctx.state.size):
        s, f = ctx.state[tile], block.fixed[world.start, tile]
        for d in range(DOMAIN_COUNT):
            for k in range(LANES):
                s.capacity[d, k] = relapse.without_champion(s.capacity[d, k], f.capacity_start[d, k], s.orphaned[k], erosion, QUARTER)


@device
def _throw_out(ctx: Any, s: Any, f: Any, row: int) -> None:
    k, lost = row % LANES, ctx.scratch[0]
    for d in range(DOMAIN_COUNT):
        u = chance.of_utility(ctx, chance.THROWN_OUT, row, ctx.world.quarter * DOMAIN_COUNT + d)
        lost[d] = relapse.thrown_out(u, ctx.p.leader_undoes, s.capacity[d, k], f.capacity_start[d, k])
        s.capacity[d, k] -= lost[d]
    whole = domains.mean_of(lost[TECHNICAL], lost[COMMERCIAL], lost[MANAGERIAL])
    if whole >= relapse.NOTICED:
        note_utility(ctx, EventKind.ROUTINES_THROWN_OUT, row, whole)
