"""What a call was short of is counted once, and what nobody was promised is what the books have free."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from wopsim.engines import call_ends
from wopsim.engines.records import WORLD

BUDGET = 1e6


def test_a_call_counts_under_what_it_was_short_of() -> None:
    worlds = np.zeros(5, dtype=WORLD)
    worlds["committed"] = [0.0, 4e5, 1e6, 2e5, BUDGET]
    settings = np.zeros(1, dtype=[("budget", float), ("later_share", float), ("later_year", int)])
    settings["budget"] = BUDGET
    block = SimpleNamespace(worlds=worlds, settings=settings)
    applicants, paired, funded = np.array([[0, 5, 5, 5, 5], [0, 5, 5, 3, 3], [0, 5, 4, 3, 3]])
    for _ in range(2):
        call_ends.count(block, np.arange(5), applicants, paired, funded)  # type: ignore[arg-type]
    assert worlds["short_of_applicants"].tolist() == [2, 2, 0, 0, 0]
    assert worlds["short_of_mentors"].tolist() == [0, 0, 0, 2, 0]
    assert worlds["short_of_money"].tolist() == [0, 0, 2, 0, 0]
    assert worlds["unpromised"].tolist() == [BUDGET, 6e5, 0.0, 8e5, 0.0]
