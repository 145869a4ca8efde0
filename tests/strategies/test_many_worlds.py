"""Many worlds at once get what each of them gets alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.questions import SHARES
from tests.helpers.worlds_together import (
    LISTS,
    QUESTION,
    WORLDS,
    P,
    alone,
    bytes_of,
    offers_together,
    pairing_worlds,
    pairs_together,
)
from wopsim.declare import Parameters
from wopsim.strategies.dispatch import ask_pairs
from wopsim.strategies.protocols import FUNDING, PAIRING, PairingView

POLICY = st.fixed_dictionaries({"search_effort": st.integers(1, 9), "optimal_lead": st.floats(0, 1)})


@pytest.mark.parametrize("name", PAIRING.names())
@settings(max_examples=30)
@given(asked=WORLDS, policy=POLICY, more=st.tuples(st.integers(0, 3), st.integers(0, 3)), rest=st.sampled_from([0.0, 0.5, 1.0]))
def test_pairs_of_many_worlds_are_those_of_each(name, asked, policy, more, rest):
    strategy, p = PAIRING.create(name), P.replace(**policy)
    assert strategy.many_worlds
    each = [strategy.pair(view, slots, u, p).tolist() for view, slots, u in asked]
    assert pairs_together(strategy, asked, p) == each
    assert pairs_together(strategy, asked[::-1], p, more=more, rest=rest) == each[::-1]
    assert pairs_together(alone(strategy), asked, p, more=more, rest=rest) == each


@pytest.mark.parametrize("name", FUNDING.names())
@settings(max_examples=30)
@given(asked=LISTS, shares=SHARES, more=st.integers(0, 3), rest=st.sampled_from([0.0, 0.5, 1.0]))
def test_offers_to_many_worlds_are_those_to_each(name, asked, shares, more, rest):
    strategy, p = FUNDING.create(name), Parameters(**shares)
    assert strategy.many_worlds
    each = [bytes_of(strategy.fund(view, money, u, p)) for view, money, u in asked]
    assert [bytes_of(offers) for offers in offers_together(strategy, asked, p)] == each
    assert [bytes_of(offers) for offers in offers_together(strategy, asked[::-1], p, more=more, rest=rest)] == each[::-1]
    assert [bytes_of(offers) for offers in offers_together(alone(strategy), asked, p, more=more, rest=rest)] == each


def without_anybody(question, mentors, mentees):
    """The question in a world that has no mentors, or no mentees."""
    view, slots, u = question
    keep = {"mentor": slice(None if mentors else 0), "mentee": slice(None if mentees else 0)}
    of_mentors = ("mentor_practice", "mentor_motivation", "mentor_coverage", "former_mentee", "free_places")
    both = ("distance", "same_language", "unlike", "known", "predicted_gain", "planned_cost")
    columns = {
        name: array[keep["mentor"], keep["mentee"]] if name in both else array[keep["mentor" if name in of_mentors else "mentee"]]
        for name, array in vars(view).items()
        if name != "focus"
    }
    return PairingView(**columns, focus=view.focus), slots, u[keep["mentor"], keep["mentee"]]


@pytest.mark.parametrize("name", PAIRING.names())
@pytest.mark.parametrize(("mentors", "mentees"), [(False, True), (True, False), (False, False)])
def test_a_world_without_anybody_gets_no_pair_and_changes_nothing(name, mentors, mentees):
    strategy = PAIRING.create(name)
    [pairs] = pairs_together(strategy, [QUESTION])
    assert pairs
    worlds = [without_anybody(QUESTION, mentors, mentees), QUESTION]
    assert pairs_together(strategy, worlds) == [[], pairs]
    assert pairs_together(alone(strategy), worlds) == [[], pairs]


@pytest.mark.parametrize("maker", [PAIRING.create, lambda name: alone(PAIRING.create(name))])
def test_no_world_is_no_question(maker):
    view, slots, u, mentors, mentees = pairing_worlds([QUESTION])
    none = PairingView(**{name: array if name == "focus" else array[:0] for name, array in vars(view).items()})
    assert ask_pairs(maker("nearest"), none, slots[:0], u[:0], [], mentors[:0], mentees[:0]).shape == (0, 0, 2)


@pytest.mark.parametrize(("name", "times"), [("random", 0), ("nearest", 0), ("predicted_gain", 1)])
@pytest.mark.parametrize("maker", [PAIRING.create, lambda name: alone(PAIRING.create(name))], ids=["together", "alone"])
def test_predicted_gain_is_computed_once_and_only_if_it_is_read(name, times, maker):
    view, slots, u, mentors, mentees = pairing_worlds([QUESTION, QUESTION])
    gain, computed = view.predicted_gain, []
    later = replace(view, predicted_gain=lambda: computed.append(1) or gain.copy())
    found = ask_pairs(maker(name), later, slots, u, [P, P], mentors, mentees)
    assert len(computed) == times
    assert np.array_equal(found, ask_pairs(maker(name), view, slots, u, [P, P], mentors, mentees))
    assert np.array_equal(later.predicted_gain, gain)
    with pytest.raises(ValueError, match="read-only"):
        later.predicted_gain[0] = 0.0


def test_predicted_gain_must_be_given():
    columns = {name: array for name, array in vars(QUESTION[0]).items() if name != "predicted_gain"}
    with pytest.raises(TypeError, match="predicted_gain"):
        PairingView(**columns)
