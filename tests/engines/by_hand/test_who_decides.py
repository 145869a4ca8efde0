"""Who applies, who is known, and what they are thought to gain, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.engines import views


def test_the_register_of_a_platform_grows_by_its_events() -> None:
    bench = Bench(channel="global_platform", reach_global_platform=0.5, sharing_reach=0.1)
    reach = [views.reach_in(bench.p, year)[0] for year in range(3)]
    assert reach == pytest.approx([0.5, 1 - 0.5 * 0.9, 1 - 0.5 * 0.81])


def test_those_in_need_apply_sooner() -> None:
    bench = Bench(application_chance=0.3, application_need=2.0)
    count = len(bench.names)
    found = views.Applicants(*(np.zeros(shape, dtype=np.int64) for shape in ((1, count), (1, count), (1, count), 1, 1)))
    bench.yearly().application[:] = 0.4
    needy, fine = bench.mentees[:2]
    bench.state.reported_nrw[:] = 0.35
    bench.state.reported_nrw[needy], bench.state.reported_nrw[fine] = 0.8, 0.1
    views.find_applicants(bench.block, np.array([0]), found)
    assert found.mentees[0, : found.of_mentees[0]].tolist() == [needy]
    assert found.mentors[0, : found.of_mentors[0]].tolist() == bench.mentors
    assert [(event.kind, event.mentee, event.amount) for event in bench.events()] == [("applied", bench.names[needy], 0.8)]
