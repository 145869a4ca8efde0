"""What happened, in the order in which it happened; without room for it nothing is written, and only its number is kept."""

from __future__ import annotations

import math
from typing import Any

from wopsim.engines.events import MEANING
from wopsim.rules.compiling import inside as compiled
from wopsim.rules.time import DAYS_PER_YEAR

KINDS = tuple(MEANING)
(
    APPLIED, PAIRED, INTRODUCED, NOT_AGREED, AGREED, DIAGNOSED, MISSION, RESIDENT_MONTH, STUDY_VISIT, REMOTE_COACHING, COURSE, FOLLOWED_UP,
    PILOT_OPENED, INVESTMENT, TRAVEL_STOPPED, LEADER_CHANGED, COUNTERPART_CHANGED, REPORTED, INSTALMENT, REVIEWED, SECOND_PHASE,
    NO_SECOND_PHASE, EXTENDED, EXITED, ENDED_EARLY, ENDED_AT_REVIEW, RAN_OUT_OF_MONEY, GRADUATED,
) = range(len(KINDS))  # fmt: skip
NOTHING = math.nan


@compiled
def write(here: Any, kind: int, mentee: int, mentor: int, amount: float, gain: float, trust: float, gap: float, cost: float) -> None:
    """Write down an event; numbers as in `Event`, rows instead of names."""
    world = here.world
    if world.events < here.events.size:
        event = here.events[world.events]
        event.time = world.now / DAYS_PER_YEAR
        event.kind, event.mentee, event.mentor = kind, mentee, mentor
        event.amount, event.gain, event.trust, event.gap, event.cost = amount, gain, trust, gap, cost
    world.events += 1


@compiled
def note(here: Any, number: int, kind: int, amount: float) -> None:
    """Write down an event of a partnership at which nothing was taught."""
    deal = here.deals[number]
    write(here, kind, deal.mentee, deal.mentor, amount, NOTHING, deal.trust, NOTHING, NOTHING)


@compiled
def note_lesson(here: Any, number: int, kind: int, amount: float, gain: float, gap: float, cost: float) -> None:
    """Write down what a partnership taught."""
    deal = here.deals[number]
    write(here, kind, deal.mentee, deal.mentor, amount, gain, deal.trust, gap, cost)


@compiled
def note_utility(here: Any, kind: int, row: int, amount: float) -> None:
    """Write down an event of a utility without a partnership."""
    write(here, kind, row, -1, amount, NOTHING, NOTHING, NOTHING, NOTHING)
