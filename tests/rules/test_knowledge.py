"""M11: what a platform's events do to its register."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.rules import knowledge

shares = st.floats(0, 1)


def test_reach_by_hand():
    # of the unknown 0.4, 0.9 * 0.9 is unknown after two years
    assert knowledge.reach_after(0.6, 0.1, 2.0) == pytest.approx(0.676)
    assert knowledge.reach_after(0.6, 0.1, 0.0) == pytest.approx(0.6)


@given(reach=shares, sharing=shares, years=st.integers(0, 30).map(float))
def test_a_register_never_forgets(reach, sharing, years):
    known = knowledge.reach_after(reach, sharing, years)
    assert reach - 1e-12 <= known <= 1
    assert known <= knowledge.reach_after(reach, sharing, years + 1) + 1e-12
    assert knowledge.reach_after(reach, 0.0, years) == pytest.approx(reach)
