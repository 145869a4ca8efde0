"""Assigning one after the other: by keys as by their rank, in any layout, and errors where shapes do not fit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.worlds_together import (
    QUESTION,
    WORLDS,
    pairing_worlds,
)
from wopsim.strategies.funding.commit import commit_in_order
from wopsim.strategies.matching import assign_in_order, lottery_order, rank_of


@settings(max_examples=30)
@given(asked=WORLDS, as_rank=st.booleans())
def test_assigning_by_keys_is_assigning_by_their_rank(asked, as_rank):
    for view, slots, u in asked:
        keys = (view.unlike, ~view.same_language, view.distance, u)
        order = lottery_order(u)
        found = assign_in_order(order, keys, view.known, view.free_places, slots)
        assert np.array_equal(found, assign_in_order(order, rank_of(*keys), view.known, view.free_places, slots))
    view, _, u, _, _ = pairing_worlds(asked)
    ranks = rank_of(view.distance, u)
    assert all(np.array_equal(ranks[world], rank_of(view.distance[world], u[world])) for world in range(len(asked)))


def test_a_mentor_that_is_full_is_not_taken_even_if_all_others_rank_infinitely_low():
    rank = np.array([[0.0, 0.0], [np.inf, np.inf]])
    assert assign_in_order(np.array([0, 1]), rank, np.ones((2, 2), bool), np.array([1, 1]), 2).tolist() == [[0, 0], [1, 1]]


def test_arrays_in_any_layout_are_taken():
    view, slots, u = QUESTION
    free = np.broadcast_to(np.array([2]), 2)
    for layout in (np.asfortranarray, lambda array: np.repeat(array, 2, axis=1)[:, ::2]):
        rank, known = layout(view.distance), layout(view.known)
        assert assign_in_order([1, 0], (rank, layout(u)), known, free, slots).tolist() == [[0, 1], [0, 0]]


@pytest.mark.parametrize("order", [[3], [-1]])
def test_an_order_of_somebody_who_is_not_there_is_an_error(order):
    view, slots, u = QUESTION
    with pytest.raises(IndexError, match="not there"):
        assign_in_order(np.array(order), u, view.known, view.free_places, slots)
    with pytest.raises(IndexError, match="not there"):
        commit_in_order(np.array(order), np.ones(3), 1.0)


def test_shapes_that_do_not_fit_are_an_error():
    view, slots, u = QUESTION
    with pytest.raises(ValueError, match="broadcast"):
        assign_in_order(np.arange(3), u[:, :2], view.known, view.free_places, slots)
    with pytest.raises(ValueError, match="broadcast"):
        assign_in_order(np.arange(3), u, view.known, np.array([1, 1, 1]), slots)
