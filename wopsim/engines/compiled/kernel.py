"""Advance worlds from one decision point to the next: the order of a quarter, as in `wopsim.engines.agents.model.QUARTER_ORDER`."""

from __future__ import annotations

from typing import Any

from wopsim.engines import activities, exogenous_paths, partnership, quarter, recording, sharing
from wopsim.engines.account import free_money
from wopsim.engines.agenda import take_next
from wopsim.engines.context import context_of
from wopsim.engines.records import LANES, MAIN, PROCESSES
from wopsim.engines.settings import DIRECT
from wopsim.rules import shocks
from wopsim.rules.compiling import inside as compiled
from wopsim.rules.time import DAYS_PER_QUARTER, QUARTER


@compiled
def begin_worlds(block: Any, chances: Any, initial: Any, of: Any) -> None:
    """Make the paths of every start (`of`: which settings each has), put every world at its start, and measure it."""
    years = block.yearly.shape[1] - 1
    for start in range(of.size):
        exogenous_paths.make_paths(start, chances, block.quarterly, block.yearly, block.settings[of[start]])
    for w in range(block.worlds.size):
        world = block.worlds[w]
        p = block.settings[world.settings]
        for tile in range(block.state.shape[1]):
            block.state[w, tile] = initial[world.start, tile]
        state, fixed, quarterly = block.state[w], block.fixed[world.start], block.quarterly[world.start, 0]
        quarter.balance_water(state, fixed, quarterly, block.yearly[world.start, years], p)  # nothing has struck yet
        quarter.price_service(state, fixed, quarterly, p)
        quarter.measure_year(state, fixed, block.yearly[world.start, 0], p)
        recording.record(block, w, 0)


@compiled
def advance_worlds(block: Any) -> int:
    """Advance every world until it has to ask the strategies, or to the horizon; return how many ask."""
    asking = 0
    for w in range(block.worlds.size):
        if _advance(block, w):
            asking += 1
    return asking


@compiled
def _advance(block: Any, w: int) -> bool:
    world = block.worlds[w]
    p = block.settings[world.settings]
    ctx = context_of(block, w)
    last = block.quarterly.shape[1] - 1
    while world.quarter < last:
        if world.called < world.quarter:
            _shocks(ctx, block.leadership[world.exogenous, world.quarter], block.leader[world.exogenous, world.quarter])
            world.called = world.quarter
            if world.quarter % 4 == 0 and world.quarter // 4 <= p.last_call and free_money(world, p) > 0.0:
                world.asking = True
                return True
        _operations(ctx, (world.quarter + 1) * DAYS_PER_QUARTER)
        if world.spent > 0.0 and world.quarter * QUARTER < p.programme_years and p.channel_code != DIRECT:
            sharing.share_knowledge(ctx.state, ctx.roles, p, ctx.scratch)
        _nature(block, w, world.quarter)
        world.quarter += 1
        if world.quarter % 4 == 0:
            year = world.quarter // 4
            quarter.measure_year(ctx.state, block.fixed[world.start], block.yearly[world.start, year], p)
            recording.record(block, w, year)
    return False


@compiled
def _shocks(ctx: Any, u: Any, z: Any) -> None:
    """M12: leaders change; motivation and trust with them. `u` and `z`: numbers of the quarter, (tile, lane)."""
    quarter.move_leadership(ctx.state, u, z, ctx.p)
    for row in range(ctx.roles.size):
        current = ctx.roles[row].current
        if current >= 0 and shocks.strikes(u[row // LANES, row % LANES], ctx.p.leadership_rate, QUARTER) > 0.0:
            partnership.leader_changed(ctx, current)


@compiled
def _operations(ctx: Any, until: float) -> None:
    """The partnerships' events of the quarter, in continuous time."""
    world, due = ctx.world, ctx.due
    while world.scheduled > 0 and due[0].time <= until:
        process = take_next(world, due)
        number, activity = process // PROCESSES, process % PROCESSES
        if activity == MAIN:
            partnership.go_on(ctx, number)
        else:
            activities.go_on(ctx, number, activity)
    world.now = until


@compiled
def _nature(block: Any, w: int, number: int) -> None:
    """Everything that moves by itself in a quarter; step by step, so that the code of a step stays at hand for all tiles."""
    start, p = block.worlds[w].start, block.settings[block.worlds[w].settings]
    state, fixed, quarterly, yearly = (
        block.state[w],
        block.fixed[start],
        block.quarterly[start, number + 1],
        block.yearly[start, number // 4],
    )
    quarter.move_people(state, fixed, p)
    quarter.move_routines(state, fixed, p)
    quarter.move_topics(state, p)
    quarter.move_zones(state, fixed, p)
    quarter.move_billing(state, p)
    quarter.move_background(state, fixed, quarterly, p)
    quarter.balance_water(state, fixed, quarterly, yearly, p)
    quarter.price_service(state, fixed, quarterly, p)
    quarter.settle_money(state, fixed, quarterly, yearly, p, number % 4 == 0)
    quarter.tire_mentors(state, fixed, p)
