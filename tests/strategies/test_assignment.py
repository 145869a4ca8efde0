"""The assignment of predicted gain is that of scipy, also where several are equally good."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from tests.helpers.views import pairing_view
from wopsim.declare import Parameters
from wopsim.strategies.protocols import PAIRING

CASES = 2_000
"""Of each kind: ten thousand in all."""


def whole(chance, shape):
    return chance.integers(0, chance.integers(1, 6), shape).astype(float)


def tenths(chance, shape):
    return whole(chance, shape) / 10.0  # sums that are equal on paper differ in their last digit


def equal_rows(chance, shape):
    return whole(chance, shape)[chance.integers(0, shape[0], shape[0])]


def equal_columns(chance, shape):
    return chance.random(shape)[:, chance.integers(0, shape[1], shape[1])]


def any_size(chance, shape):
    return 10.0 ** chance.uniform(-9.0, 9.0, shape)


def by_scipy(view, u):
    """Pairs (mentor, mentee) that gain something, as scipy assigns places and mentees in the order of chance."""
    places, mentees = np.argsort(u.min(axis=1), kind="stable"), np.argsort(u.min(axis=0), kind="stable")
    places = np.repeat(places, np.minimum(view.free_places, mentees.size)[places])
    gain = np.where(view.known, view.predicted_gain, 0.0)[places][:, mentees]
    return [(places[place], mentees[mentee]) for place, mentee in zip(*linear_sum_assignment(gain, maximize=True), strict=True)
            if gain[place, mentee] > 0.0]  # fmt: skip


@pytest.mark.parametrize("gains", [whole, tenths, equal_rows, equal_columns, any_size])
def test_pairs_are_those_of_scipy(gains):
    chance = np.random.default_rng(1)
    several = 0
    for case in range(CASES):
        mentors, mentees = chance.integers(1, 9 if case % 50 else 60, 2)
        known = chance.random((mentors, mentees)) < chance.choice([0.3, 0.8, 1.0])
        view = pairing_view(chance.integers(0, 4, mentors), mentees, predicted_gain=gains(chance, (mentors, mentees)), known=known)
        u = chance.random((mentors, mentees))
        expected = by_scipy(view, u)
        found = PAIRING.create("predicted_gain").pair(view, mentees, u, Parameters())
        assert sorted(map(tuple, found.tolist())) == sorted(expected), f"case {case}"
        several += len(expected) > 2
    assert several > CASES / 4


@pytest.mark.parametrize("gain", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_refused(gain):
    view = pairing_view([1, 1], 2, predicted_gain=[[0.1, gain], [0.2, 0.3]])
    with pytest.raises(ValueError, match="not a finite number"):
        PAIRING.create("predicted_gain").pair(view, 2, np.array([[0.1, 0.2], [0.3, 0.4]]), Parameters())
