"""What versions of a case say about its value after, given its value before: the normal theory, and its edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wopsim.inference.cases.case_runs import Versions
from wopsim.inference.cases.conditioning import FLOOR, given_baseline, moments

VERSIONS = 40_000


def versions(slope: float, middle: float, spread: float, noise: float = 0.2, sets: int = 1, number: int = VERSIONS) -> Versions:
    """Normal versions: before is N(-0.4, 0.5), after is 0.1 + slope x before plus N(0, noise)."""
    chance = np.random.default_rng(5)
    before = -0.4 + 0.5 * chance.standard_normal((sets, number))
    after = 0.1 + slope * before + noise * chance.standard_normal((sets, number))
    return Versions(before, after, np.full(number, middle), spread)


@pytest.mark.parametrize("slope", [0.0, 0.6, 1.0, 1.3])
@pytest.mark.parametrize(("middle", "spread"), [(-0.4, 0.25), (0.2, 0.25), (-1.0, 0.1), (0.0, 0.0)])
def test_the_value_after_has_the_conditional_normal_distribution(slope: float, middle: float, spread: float) -> None:
    after, _ = given_baseline(versions(slope, middle, spread), linked=True)
    # before given the baseline is N(middle, spread), so after is N(0.1 + slope x middle, slope^2 spread^2 + noise^2)
    assert after.mean() == pytest.approx(0.1 + slope * middle, abs=0.01)
    assert after.std() == pytest.approx(np.hypot(slope * spread, 0.2), abs=0.005)


@pytest.mark.parametrize("spread", [0.0, 0.25])
def test_moments_of_value_and_change(spread: float) -> None:
    found = moments(versions(0.6, 0.2, spread), linked=True)
    assert found.mean[0] == pytest.approx(0.1 + 0.6 * 0.2, abs=0.01)
    assert found.variance[0] == pytest.approx(0.36 * spread**2 + 0.04, abs=0.003)


def test_versions_keep_their_places() -> None:
    """A version whose before is what the baseline says does not move."""
    one = versions(0.6, -0.4, 0.25, number=1000)
    after, shift = given_baseline(one, linked=True)
    assert after - shift == pytest.approx(one.after)
    off = one.before - one.before.mean()
    assert np.corrcoef(off.ravel(), shift.ravel())[0, 1] == pytest.approx(-1.0)


def test_a_baseline_that_says_less_than_the_versions_spreads_nothing_out() -> None:
    one = versions(0.6, -0.4, 3.0)
    after, _ = given_baseline(one, linked=True)
    assert after.std() == pytest.approx(one.after.std(), rel=1e-3)


@pytest.mark.parametrize(("linked", "middle"), [(False, 0.2), (True, np.nan)])
def test_nothing_moves_without_a_baseline_or_a_link(linked: bool, middle: float) -> None:
    one = versions(0.6, middle, 0.2, number=50)
    after, shift = given_baseline(one, linked)
    np.testing.assert_array_equal(after, one.after)
    assert not shift.any()


def test_sets_do_not_know_each_other() -> None:
    both = versions(0.8, 0.1, 0.2, sets=2, number=24)
    together, _ = given_baseline(both, linked=True)
    for k in range(2):
        alone, _ = given_baseline(Versions(both.before[k : k + 1], both.after[k : k + 1], both.middle, both.spread), linked=True)
        np.testing.assert_array_equal(together[k], alone[0])


def test_a_relation_that_cannot_be_is_cut() -> None:
    after, _ = given_baseline(versions(-0.8, 1.0, 0.2), linked=True)
    assert after.mean() == pytest.approx(0.1 + 0.8 * 0.4, abs=0.01)  # a worse start does not make a better end
    after, _ = given_baseline(versions(2.5, 1.0, 0.2), linked=True)
    assert after.mean() == pytest.approx(0.1 - 2.5 * 0.4 + 1.5 * 1.4, abs=0.02)


def test_starts_that_are_all_alike_do_not_move_anything() -> None:
    one = Versions(np.zeros((1, 24)), np.linspace(0.0, 1.0, 24)[None, :], np.ones(24), 0.2)
    after, _ = given_baseline(one, linked=True)
    assert np.isfinite(after).all()
    np.testing.assert_array_equal(after, one.after)


class TestPilotsThatNeverOpen:
    """They are NaN; a warning would fail these tests."""

    @pytest.mark.parametrize("opened", [0, 1])
    def test_almost_none_opens(self, opened: int) -> None:
        one = versions(0.6, -0.4, 0.2, number=24)
        after = np.where(np.arange(24) < opened, one.after, np.nan)
        found = moments(Versions(one.before, after, one.middle, one.spread), linked=True)
        assert found.mean[0] == pytest.approx(one.before.mean())
        assert found.change[0] == 0.0
        assert found.variance[0] == pytest.approx(one.before.var(ddof=1))
        assert found.change_variance[0] == FLOOR**2

    def test_half_of_them(self) -> None:
        one = versions(0.6, -0.4, 0.25)
        after = np.where(np.arange(VERSIONS) % 2 == 0, one.after, np.nan)
        moved, shift = given_baseline(Versions(one.before, after, one.middle, one.spread), linked=True)
        assert np.isnan(moved).sum() == VERSIONS // 2
        assert np.isfinite(shift).all()
        assert np.nanmean(moved) == pytest.approx(0.1 - 0.6 * 0.4, abs=0.01)


def test_a_case_in_which_nothing_happens_is_not_believed_to_the_last_digit() -> None:
    one = Versions(np.zeros((1, 24)), np.zeros((1, 24)), np.full(24, np.nan), 0.0)
    found = moments(one, linked=True)
    assert found.variance[0] == found.change_variance[0] == FLOOR**2


@settings(max_examples=40)
@given(shift=st.floats(-3, 3), slope=st.floats(0.05, 1.4))
def test_a_baseline_shifts_the_mean_along_the_regression(shift: float, slope: float) -> None:
    one = versions(slope, -0.4, 0.2, noise=0.0, number=200)
    moved = Versions(one.before, one.after, one.middle + shift, one.spread)
    there, here = (given_baseline(v, linked=True)[0] for v in (moved, one))
    assert there - here == pytest.approx(slope * shift, abs=1e-9)
