"""M1: deviations split into what lasts and what passes; what passes wanders with the stated speed and spread."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import background
from wopsim.streams import Stream, entity, normal

CHANCE = Stream("tests.background", entity("tests.background"))
shares = st.floats(0, 1)


def path(persistence, step, spread, steps=400, members=2000):
    """Long paths of the reverting part from its stationary distribution, (steps, members)."""
    z = normal(CHANCE, 1, 0, np.arange(members), 0, np.arange(steps + 1)[:, None])
    rows = [spread * z[0]]
    for quarter in range(1, steps + 1):
        rows.append(background.wander(rows[-1], persistence, step, spread, z[quarter]))
    return np.array(rows)


def test_wander_by_hand():
    # half is left after a year; in half a year sqrt(0.5) is left, so 0.2 * 0.70711 = 0.14142 stays, and
    # 2 * sqrt(1 - 0.5) * 1.5 = 2.12132 comes
    assert background.wander(0.2, 0.5, 0.5, 2.0, 1.5) == pytest.approx(0.14142136 + 2.12132034)


@pytest.mark.parametrize(("persistence", "step"), [(0.73, 0.25), (0.5, 1.0), (0.95, 0.25)])
def test_wander_is_stationary_with_the_stated_variance_and_autocorrelation(persistence, step):
    rows = path(persistence, step, 0.6)
    for when in (0, 1, 10, 200, 400):  # the standard error of a variance of 2000 is 3.2 %
        assert rows[when].std() == pytest.approx(0.6, rel=0.06)
    for lag in (1, 4, 12):
        found = (rows[lag:] * rows[:-lag]).mean() / (rows**2).mean()
        assert found == pytest.approx(persistence ** (lag * step), abs=0.02)


@given(x=st.floats(-3, 3), persistence=st.floats(0.01, 0.99))
def test_four_quarters_without_chance_are_a_year(x, persistence):
    after = x
    for _ in range(4):
        after = background.wander(after, persistence, 0.25, 1.0, 0.0)
    assert after == pytest.approx(persistence * x, rel=1e-12)


@given(persistence=st.floats(0, 0.999), n=st.integers(2, 12))
def test_variance_over_a_year_does_not_depend_on_the_number_of_steps(persistence, n):
    # one step adds (1 - k^2) s^2 with k = persistence^step; n such steps, each later shrinking it by k^2, add 1 - persistence^2
    added = background.wander(0.0, persistence, 1 / n, 1.0, 1.0) ** 2
    kept = background.wander(1.0, persistence, 1 / n, 1.0, 0.0) ** 2
    assert sum(added * kept**turn for turn in range(n)) == pytest.approx(1 - persistence**2, abs=1e-9)


def test_nothing_wanders_without_spread_and_nothing_stays_without_persistence():
    assert background.wander(0.0, 0.7, 0.25, 0.0, 2.0) == 0.0
    assert background.wander(5.0, 0.0, 0.25, 1.0, 0.5) == 0.5


def test_permanent_part_by_hand():
    # at volatility 1: 0.3 * 2 + 0.5 * sqrt(0.3 * 0.7) * 1 = 0.6 + 0.22913
    assert background.permanent_part(2.0, 0.3, 0.5, 1.0, 1.0) == pytest.approx(0.829129)
    # at volatility 2: of variances 0.2 that lasts and 0.8 * 4 = 3.2 that passes, 1/17 lasts: 2/17 + sqrt(0.2 * 16/17)
    assert background.permanent_part(2.0, 0.2, 1.0, 2.0, 1.0) == pytest.approx(0.117647 + 0.433861, abs=1e-6)
    assert background.permanent_part(2.0, 1.0, 0.5, 1.0, 1.0) == pytest.approx(2.0)
    assert background.permanent_part(2.0, 0.0, 0.5, 1.0, 1.0) == 0.0
    assert background.permanent_part(2.0, 0.3, 0.5, 0.0, 1.0) == pytest.approx(2.0)  # nothing ever passes


@pytest.mark.parametrize("volatility", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("share", [0.1, 0.34, 0.9])
def test_the_two_parts_have_their_variances_and_are_uncorrelated(share, volatility):
    n = 200_000
    passing = float(background.reverting_spread(1.2, share, volatility))
    deviation = math.sqrt(share * 1.44 + passing**2) * normal(CHANCE, 2, 0, np.arange(n))
    permanent = background.permanent_part(deviation, share, 1.2, volatility, normal(CHANCE, 3, 0, np.arange(n)))
    reverting = deviation - permanent
    assert permanent.var() == pytest.approx(share * 1.44, rel=0.02)
    assert reverting.std() == pytest.approx(passing, rel=0.01)
    assert abs(np.corrcoef(permanent, reverting)[0, 1]) < 0.01


def test_the_panels_autocorrelation_comes_out_of_the_two_parts():
    # permanent share 0.34, persistence 0.73: 0.34 + 0.66 * 0.73^k
    spread = float(background.reverting_spread(1.0, 0.34, 1.0))
    rows = path(0.73, 0.25, spread) + math.sqrt(0.34) * normal(CHANCE, 4, 0, np.arange(2000))
    for years in (1, 5):
        found = (rows[4 * years :] * rows[: -4 * years]).mean() / (rows**2).mean()
        assert found == pytest.approx(0.34 + 0.66 * 0.73**years, abs=0.03)


def test_reverting_spread_by_hand():
    assert background.reverting_spread(2.0, 0.75, 3.0) == 3.0  # 2 * sqrt(0.25) * 3
    assert background.reverting_spread(2.0, 1.0, 3.0) == 0.0


@pytest.mark.parametrize("spread", [0.0, 0.3, 0.6])
def test_own_volatility_has_mean_square_one(spread):
    # E exp(2 s z - 2 s^2) = exp(2 s^2 - 2 s^2) = 1
    assert (background.own_volatility(spread, normal(CHANCE, 5, 0, np.arange(400_000))) ** 2).mean() == pytest.approx(1.0, rel=0.03)


def test_shift_share_by_hand():
    # odds 0.25 -> 0.25 * 3 = 0.75 -> 0.75 / 1.75
    assert background.shift_share(0.2, math.log(3)) == pytest.approx(0.75 / 1.75)


@given(share=shares, shift=st.floats(-60, 60))
def test_a_shifted_share_is_a_share_and_moves_with_the_shift(share, shift):
    after = background.shift_share(share, shift)
    assert 0 <= after <= 1
    if shift >= 0:
        assert after >= share * (1 - 1e-12)
    else:
        assert after <= share * (1 + 1e-12)


@given(share=st.floats(0.01, 0.99), there=st.floats(-5, 5), further=st.floats(-5, 5))
def test_shifts_add_up_and_can_be_taken_back(share, there, further):
    shifted = background.shift_share(background.shift_share(share, there), further)
    assert shifted == pytest.approx(background.shift_share(share, there + further), rel=1e-9)
    assert background.shift_share(background.shift_share(share, there), -there) == pytest.approx(share, rel=1e-9)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nobody_and_everybody_stay(share):
    assert background.shift_share(share, 3.0) == share
    assert background.shift_share(share, -3.0) == share
