"""What happened in a run, typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "applied", "paired", "not_agreed", "agreed", "mission", "resident_month", "pilot_opened", "ended_early", "exited", "leader_changed",
]  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One thing that happened.

    Parameters
    ----------
    time : since the start [year].
    kind : what.
    mentee, mentor : utility ids; mentor is None where there is none.
    amount : days taught, money granted or share of network, by kind; NaN where nothing is counted.
    trust : of the partnership after the event [1]; NaN without one.
    """

    time: float
    kind: Kind
    mentee: str
    mentor: str | None
    amount: float
    trust: float
