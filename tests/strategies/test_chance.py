"""How fair chance is: the two strategies in which it decides."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tests.helpers.views import funding_view, offers_of, pairing_view
from wopsim.declare import Parameters
from wopsim.strategies.protocols import PAIRING
from wopsim.streams import Stream, entity, uniform

CHANCE = Stream("tests.pairing", entity("tests.pairing"))
P = Parameters()


def numbers(trial, mentors, mentees):
    return uniform(CHANCE, 5, trial, np.arange(mentors)[:, None], np.arange(mentees)[None, :])


@pytest.fixture(scope="module")
def lottery():
    """Pairs of 6000 lotteries: 3 mentors with one place each, 5 mentees, 2 slots."""
    view = pairing_view([1, 1, 1], 5, reported_nrw=[0.9, 0.1, 0.5, 0.2, 0.7])
    strategy = PAIRING.create("random")
    return np.array([strategy.pair(view, 2, numbers(trial, 3, 5), P) for trial in range(6000)])


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
    view = pairing_view([4, 1], 2)
    strategy = PAIRING.create("random")
    first = [strategy.pair(view, 1, numbers(trial, 2, 2), P)[0, 0] for trial in range(4000)]
    assert stats.binomtest(int(np.sum(first)), 4000).pvalue > 0.001


def test_need_decides_who_and_chance_decides_the_mentor():
    view = pairing_view([1, 1, 1], 3, reported_nrw=[0.2, 0.9, 0.5])
    strategy = PAIRING.create("by_need")
    pairs = np.array([strategy.pair(view, 2, numbers(trial, 3, 3), P) for trial in range(3000)])
    assert (pairs[:, :, 1] == [1, 2]).all()
    assert stats.chisquare(np.bincount(pairs[:, 0, 0], minlength=3)).pvalue > 0.001
    assert stats.chisquare(np.bincount(pairs[:, 1, 0], minlength=3)).pvalue > 0.001


@pytest.mark.parametrize(
    "name", ["nearest", "most_advanced", "closest_context", "best_topic_fit", "optimal_distance", "former_mentees_first"]
)
def test_a_choice_of_the_mentor_leaves_who_is_mentored_to_the_same_chance(name):
    view = pairing_view([1, 1, 1], 5, reported_nrw=[0.9, 0.1, 0.5, 0.2, 0.7], motivation=[0.1, 0.9, 0.3, 0.5, 0.7])
    for trial in range(50):
        u = numbers(trial, 3, 5)
        control = PAIRING.create("random").pair(view, 2, u, P)
        assert (PAIRING.create(name).pair(view, 2, u, P)[:, 1] == control[:, 1]).all()


def test_the_lottery_for_money_is_fair_to_each():
    view = funding_view([1e5] * 5)
    funded = np.array([offers_of("lottery", view, 2e5, numbers(trial, 1, 5)[0]).grant > 0 for trial in range(4000)])
    assert (funded.sum(axis=1) == 2).all()
    assert stats.chisquare(funded.sum(axis=0)).pvalue > 0.001
