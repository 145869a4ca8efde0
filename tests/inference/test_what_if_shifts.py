"""The share of a spread that one thing makes: what it is where it is known, and nothing where there is only luck."""

from __future__ import annotations

import numpy as np
import pytest

from wopsim.inference.what_if_shifts import HARDLY, share_of_spread, shift_of
from wopsim.streams import Floats

PARTS, SETS, VERSIONS = 2, 5, 24


def runs(own: Floats, rng: np.random.Generator, by_set: float = 0.0, by_version: float = 0.0) -> Floats:
    """Runs (value, part, set, version) in which sets, versions and a rest of variance 0.5, 1 and 0.25 add to what a thing does by itself.

    By how much a value does something else in each set, and in each version, are the last two (variances).
    """
    shape = (own.size, PARTS, SETS, VERSIONS)
    common = rng.normal(0.0, np.sqrt(0.5), (1, PARTS, SETS, 1)) + rng.normal(0.0, 1.0, (1, PARTS, 1, VERSIONS))
    each = rng.normal(0.0, np.sqrt(by_set), (own.size, PARTS, SETS, 1)) + rng.normal(
        0.0, np.sqrt(by_version), (own.size, PARTS, 1, VERSIONS)
    )
    return np.asarray(own[:, None, None, None] + common + each + rng.normal(0.0, 0.5, shape))


class TestShareOfSpread:
    @pytest.mark.parametrize("own", [np.array([-1.0, 0.0, 1.0]), np.array([-0.4, 0.4, -0.4, 0.4]), np.linspace(-0.5, 0.5, 6)])
    def test_it_is_the_known_one(self, own: Floats) -> None:
        """Closed form: the variance of the means over the sum of all variances."""
        rng = np.random.default_rng(1)
        share = own.var() / (own.var() + 0.5 + 1.0 + 0.25 + 0.1 + 0.4)
        found = [share_of_spread(runs(own, rng, 0.1, 0.4)) for _ in range(200)]
        assert np.mean(found) == pytest.approx(share, abs=0.25 * share)

    def test_luck_makes_no_share(self) -> None:
        """A thing that only changes which luck is met: means differ, and all of it is taken off but what chance leaves."""
        rng = np.random.default_rng(2)
        found, raw = [], []
        for _ in range(200):
            one = runs(np.zeros(6), rng, 0.5, 2.0)
            found.append(share_of_spread(one))
            raw.append(one.mean(axis=(1, 2, 3)).var() / one.var())
        assert np.mean(raw) > 0.015
        assert np.mean(found) < 0.4 * np.mean(raw)
        assert np.median(found) < 0.005

    def test_all_of_it_and_nothing(self) -> None:
        alone = np.array([1.0, 2.0])[:, None, None, None] * np.ones((2, PARTS, SETS, VERSIONS))
        assert share_of_spread(alone) == 1.0
        assert share_of_spread(np.ones_like(alone)) == 0.0
        assert share_of_spread(np.broadcast_to(np.random.default_rng(3).normal(size=alone.shape[1:]), alone.shape)) == 0.0

    def test_one_set_of_parameters_is_enough_for_an_answer(self) -> None:
        assert 0.0 < share_of_spread(runs(np.array([-1.0, 1.0]), np.random.default_rng(4))[:, :1, :1]) < 1.0


class TestShift:
    def test_it_says_how_far_the_middle_moves(self) -> None:
        usual = np.array([1.0, 2.0, 30.0])
        shift = shift_of(usual, np.array([usual - 0.5, usual + 1.0]), 40.0, None)
        assert (shift.least, shift.most, shift.share, shift.hardly) == (-0.5, 1.0, None, True)

    def test_what_hardly_matters_is_a_part_of_the_range(self) -> None:
        usual = np.arange(5.0)
        for move, hardly in ((0.9, True), (1.1, False)):
            assert shift_of(usual, usual[None] - move * HARDLY * 10.0, 10.0, None).hardly is hardly

    def test_nothing_moves_where_nothing_changes(self) -> None:
        assert shift_of(np.zeros(4), np.zeros((3, 4)), 0.0, 0.0).hardly
