"""Known truth of the pairing strategies that look at all pairs at once: optimal assignment and stable matching."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.helpers.views import pairing_view, pairs_of
from wopsim.declare import Parameters
from wopsim.strategies.pairing.mutual_choice import likings, stable_matching

U = [[0.1, 0.2], [0.3, 0.4]]


def test_the_best_sum_is_not_the_best_first_choice():
    # the largest single gain (0, 0) costs mentee 1 everything: 0.5 + 0.0 < 0.4 + 0.3
    view = pairing_view([1, 1], 2, predicted_gain=[[0.5, 0.4], [0.3, 0.0]])
    assert pairs_of("predicted_gain", view, 2, U) == [[0, 1], [1, 0]]


def test_with_two_places_the_best_mentor_takes_both():
    view = pairing_view([2, 1], 2, predicted_gain=[[0.5, 0.4], [0.3, 0.0]])
    assert pairs_of("predicted_gain", view, 2, U) == [[0, 0], [0, 1]]


def test_pairs_come_by_gain_per_cost():
    view = pairing_view([1, 1], 2, predicted_gain=[[0.5, 0.0], [0.0, 0.4]], planned_cost=[[2e5, 1e5], [1e5, 1e5]])
    assert pairs_of("predicted_gain", view, 2, U) == [[1, 1], [0, 0]]
    assert pairs_of("predicted_gain", view, 1, U) == [[1, 1]]


def test_nobody_is_paired_for_nothing():
    view = pairing_view([1, 1], 2, predicted_gain=[[0.5, 0.4], [0.0, 0.0]])
    assert pairs_of("predicted_gain", view, 2, U) == [[0, 0]]


@settings(max_examples=100)
@given(
    gain=hnp.arrays(np.float64, (3, 3), elements=st.sampled_from([0.0, 0.1, 0.2, 0.35])),
    known=hnp.arrays(np.bool_, (3, 3)),
)
def test_no_other_assignment_promises_more(gain, known):
    view = pairing_view([1, 1, 1], 3, predicted_gain=gain, known=known)
    pairs = pairs_of("predicted_gain", view, 3, (np.arange(9).reshape(3, 3) + 0.5) / 9)
    found = sum(gain[j, i] for j, i in pairs)
    best = max(sum(gain[j, i] for i, j in enumerate(order) if known[j, i]) for order in itertools.permutations(range(3)))
    assert abs(found - best) < 1e-12


def test_a_stable_matching_by_hand():
    # both mentees want mentor 0 first; mentor 0 wants mentee 1, so mentee 0 goes to mentor 1
    mentee_rank = np.array([[0, 0], [1, 1]])
    mentor_rank = np.array([[1, 0], [0, 1]])
    known = np.ones((2, 2), dtype=bool)
    assert stable_matching(mentee_rank, mentor_rank, known, np.array([1, 1])).tolist() == [[0, 1], [1, 0]]
    assert stable_matching(mentee_rank, mentor_rank, known, np.array([2, 1])).tolist() == [[0, 1], [0, 0]]


def test_of_two_stable_matchings_the_mentees_get_theirs():
    # mentees want different mentors, mentors want the other mentee: both matchings are stable
    rank = np.array([[0, 1], [1, 0]])
    assert stable_matching(rank, 1 - rank, np.ones((2, 2), dtype=bool), np.array([1, 1])).tolist() == [[0, 0], [1, 1]]


def test_mutual_choice_by_hand():
    # alike in all but motivation: mentor 0, the stronger, takes the more motivated mentee
    view = pairing_view([1, 1], 2, mentor_practice=[[0.9] * 3, [0.6] * 3], motivation=[0.4, 0.8])
    assert pairs_of("mutual_choice", view, 2, U) == [[0, 1], [1, 0]]
    # unless it does not speak the language: 0.5 x 0.8 < 0.5 x 0.4 + 0.5
    view = pairing_view([1, 1], 2, mentor_practice=[[0.9] * 3, [0.6] * 3], motivation=[0.4, 0.8], same_language=[[True, False]] * 2)
    assert pairs_of("mutual_choice", view, 2, U) == [[0, 0], [1, 1]]
    assert pairs_of("mutual_choice", view, 2, U, choice_language=0.0) == [[0, 1], [1, 0]]


def test_a_mentee_weighs_fit_against_likeness():
    view = pairing_view([1, 1], 1, mentor_practice=[[0.9] * 3, [0.6] * 3], unlike=[[0.5], [0.0]])
    assert pairs_of("mutual_choice", view, 1, [[0.1], [0.2]]) == [[1, 0]]
    assert pairs_of("mutual_choice", view, 1, [[0.1], [0.2]], choice_likeness=0.2) == [[0, 0]]


LEVELS = st.sampled_from([0.0, 0.25, 0.5, 1.0])


@st.composite
def sides(draw):
    mentors, mentees = draw(st.integers(1, 4)), draw(st.integers(1, 7))
    both = (mentors, mentees)
    view = pairing_view(
        draw(st.lists(st.integers(0, 3), min_size=mentors, max_size=mentors)),
        mentees,
        practice=draw(hnp.arrays(np.float64, (mentees, 3), elements=LEVELS)),
        mentor_practice=draw(hnp.arrays(np.float64, (mentors, 3), elements=LEVELS)),
        motivation=draw(hnp.arrays(np.float64, mentees, elements=LEVELS)),
        same_language=draw(hnp.arrays(np.bool_, both)),
        unlike=draw(hnp.arrays(np.float64, both, elements=LEVELS)),
        known=draw(hnp.arrays(np.bool_, both)),
    )
    u = (np.array(draw(st.permutations(range(mentors * mentees)))).reshape(both) + 0.5) / (mentors * mentees)
    return view, u


@settings(max_examples=200)
@given(sides())
def test_no_two_would_both_rather_have_each_other(question):
    view, u = question
    mentees = u.shape[1]
    pairs = pairs_of("mutual_choice", view, mentees, u)
    by_mentee, by_mentor = likings(view, Parameters())
    mentor_of = {i: j for j, i in pairs}
    held = {j: [i for k, i in pairs if k == j] for j in range(u.shape[0])}
    for j, i in itertools.product(range(u.shape[0]), range(mentees)):
        if not view.known[j, i] or mentor_of.get(i) == j or view.free_places[j] == 0:
            continue
        mentee_wants = i not in mentor_of or by_mentee[j, i] > by_mentee[mentor_of[i], i]
        mentor_wants = len(held[j]) < view.free_places[j] or by_mentor[j, i] > min(by_mentor[j, k] for k in held[j])
        assert not (mentee_wants and mentor_wants), f"mentor {j} and mentee {i} block {pairs}"
