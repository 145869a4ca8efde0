"""What happened in a run, typed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum


class EventKind(IntEnum):
    """Every kind of event, with what it means. Its name in small letters is its word, as in `Event.kind`."""

    meaning: str

    def __new__(cls, meaning: str) -> EventKind:
        """Number the kinds in the order in which they stand."""
        kind = int.__new__(cls, len(cls.__members__))
        kind._value_ = len(cls.__members__)
        kind.meaning = meaning
        return kind

    @property
    def word(self) -> str:
        """What stands in `Event.kind`."""
        return self.name.lower()

    APPLIED = "applied to a call; amount: NRW as reported"
    PAIRED = "chosen by the pairing strategy and funded; amount: money committed [EUR]"
    INTRODUCED = "the channel brought both together"
    NOT_AGREED = "the introduction led to nothing"
    AGREED = "agreement signed; amount: money committed [EUR]"
    DIAGNOSED = "joint diagnosis and work plan; amount: mean gap to the mentor's practice"
    MISSION = "expert mission; amount: expert-days"
    RESIDENT_MONTH = "a month of the resident adviser; amount: days that teach"
    STUDY_VISIT = "mentee staff visited the mentor; amount: staff-days"
    REMOTE_COACHING = "a month of remote coaching; amount: expert-days"
    COURSE = "classroom training; amount: days"
    FOLLOW_UP = "visit after the exit; amount: expert-days"
    PILOT_OPENED = "the pilot zone opened; amount: share of the network"
    INVESTMENT = "works money of a blended programme; amount: [EUR]"
    TRAVEL_STOPPED = "pandemic or conflict stopped travel"
    LEADER_CHANGED = "the mentee's leadership changed; trust fell"
    COUNTERPART_CHANGED = "the counterpart left the post; trust fell"
    REPORTED = "yearly report; amount: 1 with a result, else 0"
    INSTALMENT = "instalment received; amount: [EUR]"
    REVIEWED = "mid-term review"
    SECOND_PHASE = "the review agreed a second phase; amount: money committed [EUR]"
    NO_SECOND_PHASE = "no money was free for a second phase"
    EXTENDED = "extended at no extra cost; amount: months"
    EXITED = "planned exit"
    ENDED_EARLY = "ended early, for want of trust or luck"
    ENDED_AT_REVIEW = "ended by the mid-term review"
    RAN_OUT_OF_MONEY = "ended because no instalment covered the next mission"
    GRADUATED = "the former mentee can mentor others now; amount: mean practice"
    ROUTINES_THROWN_OUT = "a new leader threw out what had become routine; amount: routines lost, mean over domains"
    OWN_TURNAROUND = "began a turnaround of its own; amount: mean gap to what consultants or neighbours show"
    REFUSED = "the mentor refused"
    RAISED = "what was seen of the partnership made others add money to the programme; amount: [EUR]"
    COHORT_MISSION = "went to a mission that another member of its cohort hosted; amount: expert-days there"
    TOO_LATE = "not agreed: it would be planned to end after the hard end of the programme"
    UNFINISHED = "closed unfinished at the hard end of the programme"
    SET_UP = "trust, data and a plan are there, from here on days teach; amount: learning days that it took"
    STAFF_DAYS = "what the partnership took of the mentee's staff from their own work; amount: working days"
    EFFORT = "the mentee tries harder or less than with nothing at stake; amount: what it takes up, relative to that"
    BENT_REPORT = "a result was reported that was not there; amount: rise of technical practice"
    ACCOMPANIES = "works have money while the partnership is there to accompany them; amount: unspent project money [EUR]"


MEANING = {kind.word: kind.meaning for kind in EventKind}


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
    kind: str
    mentee: str
    mentor: str | None
    amount: float
    gain: float
    trust: float
    gap: float = math.nan
    cost: float = math.nan
