"""Made questions to strategies, with many ties, for properties that hold for all of them."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from wopsim.strategies.protocols import FundingView, PairingView

# few different values, so that ties are common
LEVELS = st.sampled_from([0.0, 0.25, 0.5, 1.0])
FOCUS = st.sampled_from([(1.0, 0.0, 0.0), (0.5, 0.25, 0.25), (0.0, 0.5, 0.5)])


@st.composite
def questions(draw, focus=FOCUS):
    """A view, a number of slots, and numbers that all differ."""
    mentors, mentees = draw(st.integers(1, 5)), draw(st.integers(1, 8))

    def array(shape, scale=1.0):
        return scale * draw(hnp.arrays(np.float64, shape, elements=LEVELS))

    def flags(shape):
        return draw(hnp.arrays(np.bool_, shape))

    view = PairingView(
        reported_nrw=array(mentees),
        coverage=array(mentees),
        occr=array(mentees, 2.0),
        supply_hours=array(mentees, 24.0),
        practice=array((mentees, 3)),
        motivation=array(mentees),
        mentor_practice=array((mentors, 3)),
        mentor_motivation=array(mentors),
        mentor_coverage=array(mentors),
        former_mentee=flags(mentors),
        free_places=draw(hnp.arrays(np.int64, mentors, elements=st.integers(0, 3))),
        distance=array((mentors, mentees), 9000.0),
        same_language=flags((mentors, mentees)),
        unlike=array((mentors, mentees)),
        known=flags((mentors, mentees)),
        predicted_gain=array((mentors, mentees), 0.4),
        planned_cost=1e5 + array((mentors, mentees), 3e5),
        focus=np.array(draw(focus)),
    )
    order = draw(st.permutations(range(mentors * mentees)))
    u = (np.array(order).reshape(mentors, mentees) + 0.5) / (mentors * mentees)
    return view, draw(st.integers(0, mentees + 1)), u


@st.composite
def calls(draw):
    """Pairs that ask for money, money, and numbers that all differ."""
    count = draw(st.integers(0, 20))

    def array(shape, scale=1.0):
        return scale * draw(hnp.arrays(np.float64, shape, elements=LEVELS))

    view = FundingView(
        planned_cost=draw(hnp.arrays(np.float64, count, elements=st.floats(1e3, 1e7))),
        upfront_cost=array(count, 1e3),
        reported_nrw=array(count),
        coverage=array(count),
        occr=array(count, 2.0),
        supply_hours=array(count, 24.0),
        motivation=array(count),
        practice=array((count, 3)),
        autonomy=array(count),
        cash=array(count, 1e6),
        population_served=array(count, 1e6),
    )
    u = (np.array(draw(st.permutations(range(count))), dtype=float) + 0.5) / max(1, count)
    return view, draw(st.floats(0, 2)) * math.fsum(view.planned_cost), u


SHARES = st.fixed_dictionaries(
    {
        "held_back_share": st.floats(0, 1),
        "first_phase_share": st.floats(0.05, 1),
        "phase_reserve": st.floats(0, 1),
        "own_share": st.floats(0, 0.9),
        "investment_part": st.floats(0, 0.95),
        "partnership_months": st.integers(3, 240),
    }
)
