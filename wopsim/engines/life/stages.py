"""What a partnership can wait for, and how it waits."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from wopsim.compile import device
from wopsim.engines.agenda import schedule
from wopsim.engines.records import MAIN, PROCESSES
from wopsim.rules.time import DAYS_PER_MONTH


class Stage(IntEnum):
    """What a partnership waits for: where its life goes on when it is due again. See `LIFE`."""

    START = 0
    INTRODUCTION = 1
    AGREEMENT = 2
    DIAGNOSIS = 3
    FIRST_MISSION = 4
    END_OF_MONTHS = 5
    MID_TERM = 6
    MISSION_DUE = 7
    LAST_WAIT = 8
    MONEY = 9
    TRAVEL = 10
    EXPERTS = 11
    EXIT = 12
    MISSION_DONE = 13


@device
def wait(ctx: Any, number: int, until: float, stage: Stage, priority: int) -> None:
    """Let the partnership go on at `until` [day]."""
    ctx.partnerships[number].stage = stage
    schedule(ctx.world, ctx.due, until, priority, number * PROCESSES + MAIN)


@device
def end_of(partnership: Any) -> float:
    """End of the agreed months [day]."""
    return partnership.begin + partnership.months * DAYS_PER_MONTH
