"""Known truth of single pairing strategies, and how fair chance is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from wopsim.strategies.families import PAIRING, PairingView
from wopsim.strategies.pairing.assign import assign_in_order
from wopsim.streams import Stream, entity, uniform

CHANCE = Stream("tests.pairing", entity("tests.pairing"))


def view_of(places, **columns):
    """A view of mentees without any gap, but for `columns`."""
    mentees = len(next(iter(columns.values()))) if columns else 1
    whole = {
        "reported_nrw": np.zeros(mentees),
        "coverage": np.ones(mentees),
        "occr": np.ones(mentees),
        "supply_hours": np.full(mentees, 24.0),
    }
    whole.update({name: np.array(values, dtype=float) for name, values in columns.items()})
    mentors = len(places)
    return PairingView(
        **whole,
        practice=np.full((mentees, 3), 0.5),
        mentor_practice=np.full((mentors, 3), 0.5),
        free_places=np.array(places),
        distance=np.zeros((mentors, mentees)),
        same_language=np.ones((mentors, mentees), dtype=bool),
        planned_cost=np.full((mentors, mentees), 1e5),
    )


def test_assigning_by_hand():
    # mentee 2 chooses first: mentor 0 (0.1 < 0.7); mentee 0: mentor 0 would be first (0.2), but is full: mentor 1;
    # mentee 1: mentor 1 has one place left
    rank = np.array([[0.2, 0.4, 0.1], [0.9, 0.8, 0.7]])
    pairs = assign_in_order(np.array([2, 0, 1]), rank, np.array([1, 2]), 3)
    assert pairs.tolist() == [[0, 2], [1, 0], [1, 1]]


def test_assigning_stops_when_places_or_slots_are_used_up():
    rank = np.array([[0.2, 0.4, 0.1]])
    assert assign_in_order(np.array([0, 1, 2]), rank, np.array([2]), 3).tolist() == [[0, 0], [0, 1]]
    assert assign_in_order(np.array([0, 1, 2]), rank, np.array([3]), 1).tolist() == [[0, 0]]
    assert assign_in_order(np.array([0, 1, 2]), rank, np.array([3]), 0).shape == (0, 2)


def test_by_need_by_hand():
    # need = (NRW + (1 - coverage) + (1 - OCCR, 0 or more) + (1 - hours/24)) / 4
    # 0: (0.60 + 0.0 + 0.0 + 0.00)/4 = 0.1500    OCCR 1.5 is no negative gap: with it, need would be 0.025
    # 1: (0.20 + 0.5 + 0.2 + 0.75)/4 = 0.4125
    # 2: (0.30 + 0.1 + 0.5 + 0.00)/4 = 0.2250
    # 3: (0.10 + 0.0 + 0.0 + 0.00)/4 = 0.0250
    view = view_of(
        [9], reported_nrw=[0.6, 0.2, 0.3, 0.1], coverage=[1, 0.5, 0.9, 1], occr=[1.5, 0.8, 0.5, 1.0], supply_hours=[24, 6, 24, 24]
    )
    u = np.array([[0.1, 0.9, 0.5, 0.2]])
    assert PAIRING.create("by_need").pair(view, 4, u)[:, 1].tolist() == [1, 2, 0, 3]


@pytest.mark.parametrize(
    ("gap", "values"), [("reported_nrw", [0.3, 0.4]), ("coverage", [0.8, 0.7]), ("occr", [0.9, 0.8]), ("supply_hours", [20.0, 19.0])]
)
def test_each_gap_counts_as_need(gap, values):
    assert PAIRING.create("by_need").pair(view_of([1], **{gap: values}), 1, np.array([[0.1, 0.9]])).tolist() == [[0, 1]]


def test_equal_need_is_decided_by_chance():
    view = view_of([1, 1], reported_nrw=[0.4, 0.4, 0.4])
    u = np.array([[0.9, 0.5, 0.8], [0.7, 0.6, 0.3]])
    # smallest numbers 0.7, 0.5, 0.3: mentee 2 first, at mentor 1; then mentee 1, at mentor 0 (1 is full)
    assert PAIRING.create("by_need").pair(view, 3, u).tolist() == [[1, 2], [0, 1]]


def numbers(trial, mentors, mentees):
    return uniform(CHANCE, 5, trial, np.arange(mentors)[:, None], np.arange(mentees)[None, :])


@pytest.fixture(scope="module")
def lottery():
    """Pairs of 6000 lotteries: 3 mentors with one place each, 5 mentees, 2 slots."""
    view = view_of([1, 1, 1], reported_nrw=[0.9, 0.1, 0.5, 0.2, 0.7])
    strategy = PAIRING.create("random")
    return np.array([strategy.pair(view, 2, numbers(trial, 3, 5)) for trial in range(6000)])


@pytest.mark.parametrize("rank", [0, 1])
def test_random_is_fair_to_every_pair_at_each_rank(lottery, rank):
    # fairness to each (mentor, mentee) is fairness to each mentor, to each mentee, and no preference between them
    cells = lottery[:, rank, 0] * 5 + lottery[:, rank, 1]
    assert stats.chisquare(np.bincount(cells, minlength=15)).pvalue > 0.001


def test_random_second_choice_does_not_depend_on_the_first(lottery):
    first, second = lottery[:, 0, 1], lottery[:, 1, 1]
    table = np.bincount(first * 5 + second, minlength=25).reshape(5, 5)
    assert np.diag(table).sum() == 0
    assert stats.chisquare(table[~np.eye(5, dtype=bool)]).pvalue > 0.001


def test_a_mentor_with_more_places_is_not_preferred_at_first():
    view = view_of([4, 1], reported_nrw=[0.5, 0.5])
    strategy = PAIRING.create("random")
    first = [strategy.pair(view, 1, numbers(trial, 2, 2))[0, 0] for trial in range(4000)]
    assert stats.binomtest(int(np.sum(first)), 4000).pvalue > 0.001


def test_need_decides_who_and_chance_decides_the_mentor():
    view = view_of([1, 1, 1], reported_nrw=[0.2, 0.9, 0.5])
    strategy = PAIRING.create("by_need")
    pairs = np.array([strategy.pair(view, 2, numbers(trial, 3, 3)) for trial in range(3000)])
    assert (pairs[:, :, 1] == [1, 2]).all()
    assert stats.chisquare(np.bincount(pairs[:, 0, 0], minlength=3)).pvalue > 0.001
    assert stats.chisquare(np.bincount(pairs[:, 1, 0], minlength=3)).pvalue > 0.001
