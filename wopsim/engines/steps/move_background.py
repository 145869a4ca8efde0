"""Connections, staff and supply grow with the population."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.records import LANES
from wopsim.engines.steps.now import now_of
from wopsim.rules import access
from wopsim.rules.time import QUARTER


@device
def move_background(block: Any, w: int) -> None:
    """M1: connections grow, and with them staff and supply; staff wanders; the indicators' wandering stands in `quarterly`."""
    now = now_of(block, w)
    state, fixed, quarterly, p = now.state, now.fixed, now.quarterly, now.p
    productivity, world = p.staff_productivity, block.worlds[w]
    for tile in range(state.size):
        s, f, x = state[tile], fixed[tile], quarterly[tile]
        earlier = block.quarterly[world.start, world.quarter, tile]
        for k in range(LANES):
            before = s.connections[k]
            s.connections[k] = access.connections_after_growth(before, x.growth[k], x.population[k] / f.persons[k])
            grown = s.connections[k] / before
            s.supply_capacity[k] = s.supply_capacity[k] * grown
            wandered = x.staff_level[k] / earlier.staff_level[k]
            s.staff[k] = access.persons_after_growth(s.staff[k] * grown, -productivity, QUARTER) * wandered
