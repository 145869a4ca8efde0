"""What happened, in the order in which it happened; without room for it nothing is written, and only its number is kept."""

from __future__ import annotations

import math
from typing import Any

from wopsim.compile import device
from wopsim.engines.events import EventKind
from wopsim.rules.time import DAYS_PER_YEAR

NOTHING = math.nan


@device
def write(ctx: Any, kind: EventKind, mentee: int, mentor: int, amount: float, gain: float, trust: float, gap: float, cost: float) -> None:
    """Write down an event; numbers as in `Event`, rows instead of names."""
    world = ctx.world
    if world.events < ctx.events.size:
        event = ctx.events[world.events]
        event.time = world.now / DAYS_PER_YEAR
        event.kind, event.mentee, event.mentor = kind, mentee, mentor
        event.amount, event.gain, event.trust, event.gap, event.cost = amount, gain, trust, gap, cost
    world.events += 1


@device
def note(ctx: Any, number: int, kind: EventKind, amount: float) -> None:
    """Write down an event of a partnership at which nothing was taught."""
    partnership = ctx.partnerships[number]
    write(ctx, kind, partnership.mentee, partnership.mentor, amount, NOTHING, partnership.trust, NOTHING, NOTHING)


@device
def note_lesson(ctx: Any, number: int, kind: EventKind, amount: float, gain: float, gap: float, cost: float) -> None:
    """Write down what a partnership taught."""
    partnership = ctx.partnerships[number]
    write(ctx, kind, partnership.mentee, partnership.mentor, amount, gain, partnership.trust, gap, cost)


@device
def note_utility(ctx: Any, kind: EventKind, row: int, amount: float) -> None:
    """Write down an event of a utility without a partnership."""
    write(ctx, kind, row, -1, amount, NOTHING, NOTHING, NOTHING, NOTHING)
