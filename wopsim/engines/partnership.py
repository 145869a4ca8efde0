"""M13, the life of a partnership in continuous time, from the introduction to the exit.

A stage says where the life goes on when it is due again, and each function is what happens between two waits; `LIFE` puts them together.
They stand in `life`, a thought a file. Chance is addressed by mentee, mentor and how-many-th, never by date, so that a later signing does
not meet other luck.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from wopsim.compile import device, inline
from wopsim.engines import activities
from wopsim.engines.life import ending, mission_cycle, phases, start_up
from wopsim.engines.life.stages import Stage
from wopsim.engines.records import CLOSING, MAIN
from wopsim.engines.resources import give_back_experts


class StageOfLife(NamedTuple):
    """One stage of a partnership's life.

    Parameters
    ----------
    stage : what it waits for.
    function : what happens when it is due, until the next wait.
    what : that is, in words.
    next : the stages that may follow; where none does, or a function ends the partnership, its life is over.
    """

    stage: Stage
    function: Callable[[Any, int], None]
    what: str
    next: tuple[Stage, ...]


_AFTER_A_MISSION = (Stage.END_OF_MONTHS, Stage.MID_TERM, Stage.MISSION_DUE)
_TO_A_MISSION = (Stage.LAST_WAIT, Stage.MONEY, Stage.TRAVEL, Stage.EXPERTS)

LIFE = (
    StageOfLife(Stage.START, start_up.start, "the funder has chosen both", (Stage.INTRODUCTION,)),
    StageOfLife(Stage.INTRODUCTION, start_up.introduced, "the channel brings both together", (Stage.AGREEMENT,)),
    StageOfLife(Stage.AGREEMENT, start_up.agree, "they sign, the grant is opened; or nothing comes of it", (Stage.DIAGNOSIS,)),
    StageOfLife(Stage.DIAGNOSIS, start_up.diagnose, "joint diagnosis and work plan", (Stage.FIRST_MISSION,)),
    StageOfLife(Stage.FIRST_MISSION, start_up.begin, "start-up is over, the activities beside missions begin", _AFTER_A_MISSION),
    StageOfLife(Stage.END_OF_MONTHS, phases.months_are_over, "second phase, extension, or the last day", (*_AFTER_A_MISSION, Stage.EXIT)),
    StageOfLife(Stage.MID_TERM, phases.mid_term, "mid-term review, which may end it", (Stage.MISSION_DUE,)),
    StageOfLife(Stage.MISSION_DUE, mission_cycle.mission_due, "a mission needs money, then travel, then experts", _TO_A_MISSION),
    StageOfLife(Stage.LAST_WAIT, ending.leave_planned, "the money of an extension was used up: exit", ()),
    StageOfLife(Stage.MONEY, mission_cycle.await_money, "an instalment may have come; without one for too long it ends", _TO_A_MISSION),
    StageOfLife(Stage.TRAVEL, mission_cycle.await_travel, "a pandemic or conflict may be over", (Stage.TRAVEL, Stage.EXPERTS)),
    StageOfLife(
        Stage.EXPERTS, mission_cycle.travel, "all experts are free: they travel", (Stage.TRAVEL, Stage.EXPERTS, Stage.MISSION_DONE)
    ),
    StageOfLife(Stage.EXIT, ending.leave_planned, "planned exit: visibility, graduation, follow-up", ()),
    StageOfLife(
        Stage.MISSION_DONE, mission_cycle.come_home, "taught and paid; the counterpart may change, it may end early", _AFTER_A_MISSION
    ),
)
"""The life of a partnership: its stages by number, what happens in each, and what may follow."""


def describe_life() -> str:
    """Return the life of a partnership as text, one stage a line."""
    stages = [(one.stage.name.lower(), one.what, ", ".join(after.name.lower() for after in one.next) or "over") for one in LIFE]
    widths = [max(len(line[column]) for line in stages) for column in (0, 1)]
    return "\n".join(f"{name:<{widths[0]}}  {what:<{widths[1]}}  -> {after}" for name, what, after in stages)


def _by_stage(stages: Sequence[StageOfLife]) -> Callable[[Any, int, int], None]:
    """Return one compiled function that does what happens in a stage."""
    (one, *others), place = stages, int(stages[0].stage)
    function = one.function
    if not others:

        @inline
        def last(ctx: Any, number: int, stage: int) -> None:
            function(ctx, number)

        return last
    rest = _by_stage(others)

    @inline
    def either(ctx: Any, number: int, stage: int) -> None:
        if stage == place:
            function(ctx, number)
        else:
            rest(ctx, number, stage)

    return either


_do_stage = _by_stage(LIFE)


@inline
def go_on(ctx: Any, number: int) -> None:
    """Live until the next wait; one that was closed while it waited sends its experts home."""
    partnership = ctx.partnerships[number]
    if not partnership.over:
        _do_stage(ctx, number, partnership.stage)
    elif partnership.stage == Stage.EXPERTS or partnership.stage == Stage.MISSION_DONE:
        give_back_experts(ctx, number)


@device
def live(ctx: Any, number: int, activity: int) -> None:
    """Let the main line of a partnership's life, its closing, or an activity beside it go on that is due."""
    if activity == MAIN:
        go_on(ctx, number)
    elif activity == CLOSING:
        ending.close_at_hard_end(ctx, number)
    else:
        activities.go_on(ctx, number, activity)
