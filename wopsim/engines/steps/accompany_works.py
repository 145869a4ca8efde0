"""Whose works are accompanied."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.context import context_of
from wopsim.engines.event_log import note
from wopsim.engines.events import EventKind
from wopsim.engines.records import LANES
from wopsim.engines.resources import experts_come
from wopsim.rules import accompaniment
from wopsim.strategies.design import FINANCE


@device
def accompany_works(block: Any, w: int) -> None:
    """M22: how far the works of each utility are accompanied by a partnership that has begun, or prepared by what it taught."""
    ctx = context_of(block, w)
    p = ctx.p
    if p.accompanied_worth == 1.0 and p.accompanied_speed == 1.0:
        return
    for row in range(ctx.roles.size):
        s, k = ctx.state[row // LANES], row % LANES
        there = experts_come(ctx, row)
        s.accompanied[k] = accompaniment.accompanied_part(p.learning_days if there else 0.0, p.accompanying_days, s.topic[FINANCE, k])
        if there and s.fund[k] > 0.0 and not ctx.partnerships[ctx.roles[row].current].accompanies:
            ctx.partnerships[ctx.roles[row].current].accompanies = True
            note(ctx, ctx.roles[row].current, EventKind.ACCOMPANIES, s.fund[k])
