"""What is due next in a world, and who waits for experts: a heap, and a list in the order of asking.

Order is by time, then priority, then who was scheduled first.
"""

from __future__ import annotations

from typing import Any

from wopsim.compile import device, inline

AFTER_OTHERS = 1
_SEQUENCE = 1 << 48


@device
def _before(one: Any, other: Any) -> bool:
    return one.time < other.time or (one.time == other.time and one.order < other.order)


@device
def _swap(one: Any, other: Any) -> None:
    time, order, process = one.time, one.order, one.process
    one.time, one.order, one.process = other.time, other.order, other.process
    other.time, other.order, other.process = time, order, process


@device
def schedule(world: Any, due: Any, time: float, priority: int, process: int) -> None:
    """Let a process go on at `time` [day]."""
    world.sequence += 1
    place = world.scheduled
    world.scheduled += 1
    due[place].time = time
    due[place].order = priority * _SEQUENCE + world.sequence
    due[place].process = process
    while place > 0:
        parent = (place - 1) // 2
        if not _before(due[place], due[parent]):
            break
        _swap(due[place], due[parent])
        place = parent


@inline
def take_next(world: Any, due: Any) -> int:
    """Set the clock to what is due next, take it off, and return its process."""
    world.now = due[0].time
    process = due[0].process
    world.scheduled -= 1
    last = world.scheduled
    _swap(due[0], due[last])
    place = 0
    while True:
        child = 2 * place + 1
        if child >= last:
            break
        if child + 1 < last and _before(due[child + 1], due[child]):
            child += 1
        if not _before(due[child], due[place]):
            break
        _swap(due[child], due[place])
        place = child
    return int(process)


def taken_over(world: Any, due: Any) -> list[tuple[float, int, int]]:
    """Return what is due as (time, priority, process) in the order in which it was scheduled, for an engine that keeps time itself.

    Nothing is due here afterwards.
    """
    found = sorted(
        (int(one.order) % _SEQUENCE, float(one.time), int(one.order) // _SEQUENCE, int(one.process)) for one in due[: world.scheduled]
    )
    world.scheduled = 0
    return [(time, priority, process) for _, time, priority, process in found]
