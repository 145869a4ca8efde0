"""Advance many worlds from one decision point to the next, in the order of a quarter."""

from __future__ import annotations

from typing import Any

from wopsim.by_reference import by_reference
from wopsim.compile import device, entry
from wopsim.engines import partnership
from wopsim.engines.agenda import take_next
from wopsim.engines.context import context_of
from wopsim.engines.quarter import ORDER, StepFunction, in_turn, opens_call
from wopsim.engines.records import PROCESSES
from wopsim.rules.time import DAYS_PER_QUARTER


@device
def do_operations(block: Any, w: int) -> None:
    """The partnerships' events of the quarter: whatever is due, in the order of the heap."""
    ctx = context_of(block, w)
    world, due = ctx.world, ctx.due
    until = (world.quarter + 1) * DAYS_PER_QUARTER
    while world.scheduled > 0 and due[0].time <= until:
        process = take_next(world, due)
        partnership.live(ctx, process // PROCESSES, process % PROCESSES)
    world.now = until


_CALL = [step.name for step in ORDER].index("call")


def _function(name: str, shared: StepFunction | None) -> StepFunction:
    """What this engine does in a step."""
    functions = {"operations": do_operations}
    return shared or functions[name]


before_call = in_turn([_function(*step[::2]) for step in ORDER[:_CALL]])
after_call = in_turn([_function(*step[::2]) for step in ORDER[_CALL + 1 :]])


@entry
def advance_worlds(block: Any) -> int:
    """Advance every world until it has to ask the strategies, or to the horizon; return how many ask."""
    asking, worlds = 0, by_reference(block)
    for w in range(block.worlds.size):
        if _advance(worlds, w):
            asking += 1
    return asking


@device
def _advance(block: Any, w: int) -> bool:
    world = block.worlds[w]
    last = block.quarterly.shape[1] - 1
    while world.quarter < last:
        if world.called < world.quarter:
            before_call(block, w)
            world.called = world.quarter
            if opens_call(block, w):
                world.asking = True
                return True
        after_call(block, w)
        world.quarter += 1
    return False
