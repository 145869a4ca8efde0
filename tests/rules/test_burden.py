"""M17: missed work, spoilt skill, attention."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import burden

shares = st.floats(0, 1)


def test_by_hand():
    # 20 days of 4 people who work 200 days a year, in a quarter
    assert burden.missed_share(20.0, 4.0, 200.0, 0.25) == pytest.approx(0.1)
    assert burden.missed_share(1e6, 4.0, 200.0, 0.25) == 1.0
    assert burden.practice_left(0.5, 0.1) == pytest.approx(0.45)
    assert burden.leaks_left_longer(30.0, 0.1) == pytest.approx(33.0)
    assert burden.skill_spoilt(0.5, 0.5, 0.4, 0.2) == pytest.approx(0.02)
    assert burden.attention(0.25, 3.0) == pytest.approx(1 / 1.5)


@given(x=shares, y=shares, z=shares, n=st.integers(0, 50))
def test_neutral_does_nothing(x, y, z, n):
    assert burden.practice_left(x, 0.0) == x
    assert burden.leaks_left_longer(x, 0.0) == x
    assert x - burden.skill_spoilt(0.0, x, y, z) == x
    assert burden.attention(0.0, float(n)) == 1.0


@given(wrong=shares, unlike=shares, skill=shares, share=shares)
def test_no_more_skill_is_spoilt_than_there_is(wrong, unlike, skill, share):
    assert 0.0 <= burden.skill_spoilt(wrong, unlike, skill, share) <= skill


@given(staff=st.floats(1, 1e5), times=st.floats(1, 1e3), missed=st.floats(0, 50))
def test_the_share_that_is_missed_shrinks_as_a_utility_grows(staff, times, missed):
    small, large = (burden.missed_share(missed, size, 220.0, 0.25) for size in (staff, staff * times))
    assert 0.0 <= large <= small <= 1.0
    assert large == pytest.approx(missed / (staff * times * 55.0)) or large == 1.0
