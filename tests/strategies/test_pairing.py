"""Known truth of the pairing strategies in which mentees choose, or are chosen for, one after the other."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.views import pairing_view, pairs_of
from wopsim.strategies.matching import assign_in_order, rank_of

KNOWN = np.ones((2, 3), dtype=bool)
# mentees in the order 0, 1, 2; of equals, mentor 1 before mentor 0
U = [[0.7, 0.8, 0.9], [0.1, 0.2, 0.3]]


def test_assigning_by_hand():
    # mentee 2 chooses first: mentor 0 (0.1 < 0.7); mentee 0: mentor 0 would be first (0.2), but is full: mentor 1;
    # mentee 1: mentor 1 has one place left
    rank = np.array([[0.2, 0.4, 0.1], [0.9, 0.8, 0.7]])
    pairs = assign_in_order(np.array([2, 0, 1]), rank, KNOWN, np.array([1, 2]), 3)
    assert pairs.tolist() == [[0, 2], [1, 0], [1, 1]]


def test_assigning_stops_when_places_or_slots_are_used_up():
    rank = np.array([[0.2, 0.4, 0.1]])
    assert assign_in_order(np.array([0, 1, 2]), rank, KNOWN[:1], np.array([2]), 3).tolist() == [[0, 0], [0, 1]]
    assert assign_in_order(np.array([0, 1, 2]), rank, KNOWN[:1], np.array([3]), 1).tolist() == [[0, 0]]
    assert assign_in_order(np.array([0, 1, 2]), rank, KNOWN[:1], np.array([3]), 0).shape == (0, 2)


def test_a_mentee_without_a_known_free_mentor_is_passed_over():
    rank = np.array([[0.2, 0.4, 0.1], [0.9, 0.8, 0.7]])
    known = np.array([[True, True, True], [False, True, False]])
    # 2 takes mentor 0, then 0 knows only mentor 0, who is full; 1 knows both
    assert assign_in_order(np.array([2, 0, 1]), rank, known, np.array([1, 2]), 3).tolist() == [[0, 2], [1, 1]]


def test_ranking_by_hand():
    first = np.array([[2.0, 1.0], [1.0, 1.0], [1.0, 3.0]])
    then = np.array([[0.1, 0.9], [0.8, 0.2], [0.3, 0.5]])
    assert rank_of(first, then).tolist() == [[2, 1], [1, 0], [0, 2]]


def test_by_need_by_hand():
    # need = (NRW + (1 - coverage) + (1 - OCCR, 0 or more) + (1 - hours/24)) / 4
    # 0: (0.60 + 0.0 + 0.0 + 0.00)/4 = 0.1500    OCCR 1.5 is no negative gap: with it, need would be 0.025
    # 1: (0.20 + 0.5 + 0.2 + 0.75)/4 = 0.4125
    # 2: (0.30 + 0.1 + 0.5 + 0.00)/4 = 0.2250
    # 3: (0.10 + 0.0 + 0.0 + 0.00)/4 = 0.0250
    columns = {"reported_nrw": [0.6, 0.2, 0.3, 0.1], "coverage": [1, 0.5, 0.9, 1], "occr": [1.5, 0.8, 0.5, 1.0]}
    view = pairing_view([9], 4, **columns, supply_hours=[24, 6, 24, 24])
    assert pairs_of("by_need", view, 4, [[0.1, 0.9, 0.5, 0.2]]) == [[0, 1], [0, 2], [0, 0], [0, 3]]


@pytest.mark.parametrize(
    ("gap", "values"), [("reported_nrw", [0.3, 0.4]), ("coverage", [0.8, 0.7]), ("occr", [0.9, 0.8]), ("supply_hours", [20.0, 19.0])]
)
def test_each_gap_counts_as_need(gap, values):
    assert pairs_of("by_need", pairing_view([1], 2, **{gap: values}), 1, [[0.1, 0.9]]) == [[0, 1]]


def test_equal_need_is_decided_by_chance():
    view = pairing_view([1, 1], 3, reported_nrw=[0.4, 0.4, 0.4])
    # smallest numbers 0.7, 0.5, 0.3: mentee 2 first, at mentor 1; then mentee 1, at mentor 0 (1 is full)
    assert pairs_of("by_need", view, 3, [[0.9, 0.5, 0.8], [0.7, 0.6, 0.3]]) == [[1, 2], [0, 1]]


def test_nearest_by_hand():
    # mentee 0 takes mentor 0 (900 km), who is then full; mentee 1 has to go to mentor 1; mentee 2 is as far from both
    view = pairing_view([1, 2], 3, distance=[[900, 100, 500], [1000, 8000, 500]])
    assert pairs_of("nearest", view, 3, U) == [[0, 0], [1, 1], [1, 2]]


def test_of_equally_near_mentors_chance_decides():
    assert pairs_of("nearest", pairing_view([1, 1], 1), 1, [[0.7], [0.1]]) == [[1, 0]]
    assert pairs_of("nearest", pairing_view([1, 1], 1), 1, [[0.1], [0.7]]) == [[0, 0]]


@pytest.mark.parametrize(("focus", "mentor"), [([1, 0, 0], 0), ([0, 1, 0], 1), ([0.5, 0.5, 0], 0), ([0.4, 0.6, 0], 1)])
def test_most_advanced_is_advanced_in_what_the_programme_is_about(focus, mentor):
    # the means at equal focus: (0.9 + 0.4)/2 = 0.65, (0.5 + 0.7)/2 = 0.60; at 0.4 and 0.6: 0.60, 0.62
    view = pairing_view([1, 1], 1, mentor_practice=[[0.9, 0.4, 0.1], [0.5, 0.7, 1.0]], focus=focus)
    assert pairs_of("most_advanced", view, 1, [[0.7], [0.1]]) == [[mentor, 0]]


def test_closest_context_takes_language_only_between_equals():
    view = pairing_view([1, 1, 1], 1, unlike=[[0.25], [0.25], [0.5]], same_language=[[False], [True], [True]])
    assert pairs_of("closest_context", view, 1, [[0.1], [0.9], [0.2]]) == [[1, 0]]
    view = pairing_view([1, 1], 1, unlike=[[0.25], [0.5]], same_language=[[False], [True]])
    assert pairs_of("closest_context", view, 1, [[0.9], [0.1]]) == [[0, 0]]


def test_best_topic_fit_looks_where_the_mentee_is_weak():
    # mentee 0 is weak in the technical domain: mentor 0. Mentee 1 in the commercial one: mentor 1, though 0 is better on average.
    columns = {"practice": [[0.1, 0.9, 0.9], [0.9, 0.1, 0.9]], "mentor_practice": [[0.9, 0.6, 0.9], [0.4, 0.8, 0.2]]}
    view = pairing_view([2, 2], 2, **columns, focus=[0.5, 0.5, 0.0])
    assert pairs_of("best_topic_fit", view, 2, [[0.1, 0.2], [0.7, 0.8]]) == [[0, 0], [1, 1]]


def test_best_topic_fit_leaves_topics_out_of_focus():
    columns = {"practice": [[0.5, 0.5, 0.0]], "mentor_practice": [[0.6, 0.6, 0.1], [0.5, 0.5, 1.0]]}
    assert pairs_of("best_topic_fit", pairing_view([1, 1], 1, **columns, focus=[0.5, 0.5, 0.0]), 1, [[0.9], [0.1]]) == [[0, 0]]
    assert pairs_of("best_topic_fit", pairing_view([1, 1], 1, **columns, focus=[0.4, 0.4, 0.2]), 1, [[0.9], [0.1]]) == [[1, 0]]


@pytest.mark.parametrize(("optimum", "mentor"), [(0.1, 0), (0.3, 1), (0.9, 2), (0.0, 0)])
def test_optimal_distance_is_not_always_the_most_advanced(optimum, mentor):
    # leads of 0.15, 0.35 and 0.65 over the mentee's 0.30
    view = pairing_view([1, 1, 1], 1, mentor_practice=[[0.45] * 3, [0.65] * 3, [0.95] * 3])
    assert pairs_of("optimal_distance", view, 1, [[0.9], [0.8], [0.1]], optimal_lead=optimum) == [[mentor, 0]]


def test_former_mentees_come_first_and_then_the_nearest():
    view = pairing_view([1, 1, 2, 1], 4, former_mentee=[False, True, False, True], distance=np.tile([[100], [9000], [200], [8000]], 4))
    u = np.arange(16).reshape(4, 4) / 16
    assert pairs_of("former_mentees_first", view, 4, u) == [[3, 0], [1, 1], [0, 2], [2, 3]]


@pytest.mark.parametrize(("effort", "mentor"), [(1, 2), (2, 1), (3, 0)])
def test_the_platform_finds_a_better_mentor_the_longer_it_looks(effort, mentor):
    # it looks at 2, 1, 0 in this order; the fit is best at 0, then 1
    view = pairing_view([1, 1, 1], 1, mentor_practice=[[0.9] * 3, [0.8] * 3, [0.7] * 3])
    assert pairs_of("platform_brokered", view, 1, [[0.3], [0.2], [0.1]], search_effort=effort) == [[mentor, 0]]


def test_the_platform_looks_only_at_mentors_it_knows():
    view = pairing_view([1, 1, 1], 1, mentor_practice=[[0.9] * 3, [0.8] * 3, [0.7] * 3], known=[[True], [True], [False]])
    assert pairs_of("platform_brokered", view, 1, [[0.3], [0.2], [0.1]], search_effort=1) == [[1, 0]]
    assert pairs_of("platform_brokered", view, 1, [[0.3], [0.2], [0.1]], search_effort=9) == [[0, 0]]


def test_the_platform_makes_one_proposal_and_a_full_mentor_is_none():
    view = pairing_view([1, 1], 2, mentor_practice=[[0.9] * 3, [0.8] * 3])
    u = [[0.1, 0.2], [0.3, 0.4]]
    assert pairs_of("platform_brokered", view, 2, u, search_effort=2) == [[0, 0]]
    assert pairs_of("nearest", view, 2, u) == [[0, 0], [1, 1]]
