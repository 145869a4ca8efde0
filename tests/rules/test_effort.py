"""M18 and M22: effort, reports, accompanied works."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import accompaniment, effort

shares = st.floats(0, 1)


def test_by_hand():
    assert effort.effort_of(1.0, 0.3, 0.2, -1.0) == pytest.approx(math.exp(0.1))
    assert effort.effort_left(0.5, 0.4) == pytest.approx(0.8)
    assert effort.reported_result(0.01, 0.3) == pytest.approx(0.007)
    assert accompaniment.relative_to_alone(1.5, 0.5) == pytest.approx(1.25)
    assert accompaniment.accompanied_part(0.0, 120.0, 0.3) == 0.3
    assert accompaniment.accompanied_part(60.0, 120.0, 0.3) == 0.5
    assert accompaniment.accompanied_part(200.0, 120.0, 0.3) == 1.0


@given(share=shares, owned=st.sampled_from([-1.0, 0.0, 1.0]))
def test_neutral_does_nothing(share, owned):
    assert effort.effort_of(0.0, share, 0.0, owned) == 1.0
    assert effort.effort_left(0.0, share) == 1.0
    assert effort.reported_result(share, 0.0) == share
    assert accompaniment.relative_to_alone(1.0, share) == 1.0


@given(stake=st.floats(0, 3), share=shares, more=shares)
def test_more_at_stake_means_no_less_effort_where_it_counts(stake, share, more):
    assert effort.effort_of(stake, share, 0.0, 0.0) <= effort.effort_of(stake, share + more, 0.0, 0.0)
