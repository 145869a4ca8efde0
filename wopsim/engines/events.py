"""What happened in a run, typed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    # before the agreement
    "applied", "paired", "introduced", "not_agreed", "agreed", "diagnosed",
    # activities
    "mission", "resident_month", "study_visit", "remote_coaching", "course", "follow_up", "pilot_opened", "investment",
    # what happens to it
    "travel_stopped", "leader_changed", "counterpart_changed", "reported", "instalment", "reviewed", "second_phase", "no_second_phase",
    "extended",
    # how it ends
    "exited", "ended_early", "ended_at_review", "ran_out_of_money", "graduated",
]  # fmt: skip

MEANING: dict[Kind, str] = {
    "applied": "applied to a call; amount: NRW as reported",
    "paired": "chosen by the pairing strategy and funded; amount: money committed [EUR]",
    "introduced": "the channel brought both together",
    "not_agreed": "the introduction led to nothing",
    "agreed": "agreement signed; amount: money committed [EUR]",
    "diagnosed": "joint diagnosis and work plan; amount: mean gap to the mentor's practice",
    "mission": "expert mission; amount: expert-days",
    "resident_month": "a month of the resident adviser; amount: days that teach",
    "study_visit": "mentee staff visited the mentor; amount: staff-days",
    "remote_coaching": "a month of remote coaching; amount: expert-days",
    "course": "classroom training; amount: days",
    "follow_up": "visit after the exit; amount: expert-days",
    "pilot_opened": "the pilot zone opened; amount: share of the network",
    "investment": "works money of a blended programme; amount: [EUR]",
    "travel_stopped": "pandemic or conflict stopped travel",
    "leader_changed": "the mentee's leadership changed; trust fell",
    "counterpart_changed": "the counterpart left the post; trust fell",
    "reported": "yearly report; amount: 1 with a result, else 0",
    "instalment": "instalment received; amount: [EUR]",
    "reviewed": "mid-term review",
    "second_phase": "the review agreed a second phase; amount: money committed [EUR]",
    "no_second_phase": "no money was free for a second phase",
    "extended": "extended at no extra cost; amount: months",
    "exited": "planned exit",
    "ended_early": "ended early, for want of trust or luck",
    "ended_at_review": "ended by the mid-term review",
    "ran_out_of_money": "ended because no instalment covered the next mission",
    "graduated": "the former mentee can mentor others now; amount: mean practice",
}


@dataclass(frozen=True)
class Event:
    """One thing that happened.

    Parameters
    ----------
    time : since the start [year].
    kind : what; see `MEANING`.
    mentee, mentor : utility ids; mentor is None where there is none.
    amount : by kind, see `MEANING`; NaN where nothing is counted.
    gain : skill that the mentee gained, mean over domains [1]; NaN where nothing was taught.
    trust : of the partnership after the event [1]; NaN without one.
    gap : practice that the mentor showed above the mentee's skill just before, mean over domains [1]; NaN where nothing was taught.
    cost : paid for the delivery, the mentee's part included, overhead not [EUR2024]; NaN where nothing was paid.
    """

    time: float
    kind: Kind
    mentee: str
    mentor: str | None
    amount: float
    gain: float
    trust: float
    gap: float = math.nan
    cost: float = math.nan
