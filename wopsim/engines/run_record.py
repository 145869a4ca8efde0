"""What a run left behind, whichever engine ran it."""

from __future__ import annotations

from dataclasses import dataclass, field

from wopsim.engines.events import Event
from wopsim.strategies.protocols import Ints, PairingView
from wopsim.streams import Floats


@dataclass
class RunRecord:
    """Everything a run recorded.

    Parameters
    ----------
    values : by declared output, an array of its dims (`time` is every year end, 0 to the horizon).
    events : in the order in which they happened.
    """

    values: dict[str, Floats]
    events: list[Event] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)


@dataclass(frozen=True)
class Call:
    """What was known and chosen when a call closed.

    Parameters
    ----------
    year : of the call, from 0.
    view : what the pairing strategy saw.
    mentors, mentees : rows of the utilities in the view.
    u : (mentor, mentee) uniform numbers that the strategy got.
    pairs : (pair, 2) chosen (mentor, mentee) places in the view, in order; the funder may not fund all.
    """

    year: int
    view: PairingView
    mentors: Ints
    mentees: Ints
    u: Floats
    pairs: Ints
