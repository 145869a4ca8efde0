"""Advance worlds from one decision point to the next: the order of a quarter, as in `wopsim.engines.agents.model.QUARTER_ORDER`."""

from __future__ import annotations

from typing import Any

from wopsim.engines.compiled import activities, nature, operations, paths, recording, sharing
from wopsim.engines.compiled.account import free_money
from wopsim.engines.compiled.desk import desk_of
from wopsim.engines.compiled.layout import LANES, MAIN, PROCESSES
from wopsim.engines.compiled.queue import take_next
from wopsim.engines.compiled.settings import DIRECT
from wopsim.rules import shocks
from wopsim.rules.compiling import inside as compiled
from wopsim.rules.time import DAYS_PER_QUARTER, QUARTER


@compiled
def begin_worlds(block: Any, chances: Any, initial: Any, of: Any) -> None:
    """Make the paths of every start (`of`: which settings each has), put every world at its start, and measure it."""
    years = block.yearly.shape[1] - 1
    for start in range(of.size):
        paths.make_paths(start, chances, block.quarterly, block.yearly, block.settings[of[start]])
    for w in range(block.worlds.size):
        world = block.worlds[w]
        p = block.settings[world.settings]
        for tile in range(block.state.shape[1]):
            block.state[w, tile] = initial[world.start, tile]
        state, fixed, quarterly = block.state[w], block.fixed[world.start], block.quarterly[world.start, 0]
        nature.balance_water(state, fixed, quarterly, block.yearly[world.start, years], p)  # nothing has struck yet
        nature.price_service(state, fixed, quarterly, p)
        nature.measure_year(state, fixed, block.yearly[world.start, 0], p)
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
    here = desk_of(block, w)
    last = block.quarterly.shape[1] - 1
    while world.quarter < last:
        if world.called < world.quarter:
            _shocks(here, block.leadership[world.luck, world.quarter], block.leader[world.luck, world.quarter])
            world.called = world.quarter
            if world.quarter % 4 == 0 and world.quarter // 4 <= p.last_call and free_money(world, p) > 0.0:
                world.asking = True
                return True
        _operations(here, (world.quarter + 1) * DAYS_PER_QUARTER)
        if world.spent > 0.0 and world.quarter * QUARTER < p.programme_years and p.channel_code != DIRECT:
            sharing.share_knowledge(here.state, here.seats, p, here.scratch)
        _nature(block, w, world.quarter)
        world.quarter += 1
        if world.quarter % 4 == 0:
            year = world.quarter // 4
            nature.measure_year(here.state, block.fixed[world.start], block.yearly[world.start, year], p)
            recording.record(block, w, year)
    return False


@compiled
def _shocks(here: Any, u: Any, z: Any) -> None:
    """M12: leaders change; motivation and trust with them. `u` and `z`: numbers of the quarter, (tile, lane)."""
    nature.move_leadership(here.state, u, z, here.p)
    for row in range(here.seats.size):
        current = here.seats[row].current
        if current >= 0 and shocks.strikes(u[row // LANES, row % LANES], here.p.leadership_rate, QUARTER) > 0.0:
            operations.leader_changed(here, current)


@compiled
def _operations(here: Any, until: float) -> None:
    """The partnerships' events of the quarter, in continuous time."""
    world, due = here.world, here.due
    while world.scheduled > 0 and due[0].time <= until:
        process = take_next(world, due)
        number, activity = process // PROCESSES, process % PROCESSES
        if activity == MAIN:
            operations.go_on(here, number)
        else:
            activities.go_on(here, number, activity)
    world.now = until


@compiled
def _nature(block: Any, w: int, quarter: int) -> None:
    """Everything that moves by itself in a quarter; step by step, so that the code of a step stays at hand for all tiles."""
    start, p = block.worlds[w].start, block.settings[block.worlds[w].settings]
    state, fixed, quarterly, yearly = (
        block.state[w],
        block.fixed[start],
        block.quarterly[start, quarter + 1],
        block.yearly[start, quarter // 4],
    )
    nature.move_people(state, fixed, p)
    nature.move_routines(state, fixed, p)
    nature.move_topics(state, p)
    nature.move_zones(state, fixed, p)
    nature.move_billing(state, p)
    nature.move_background(state, fixed, quarterly, p)
    nature.balance_water(state, fixed, quarterly, yearly, p)
    nature.price_service(state, fixed, quarterly, p)
    nature.settle_money(state, fixed, quarterly, yearly, p, quarter % 4 == 0)
    nature.tire_mentors(state, fixed, p)
