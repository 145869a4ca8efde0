"""M20 by hand: what a new leader throws out, and what erodes without a champion."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.engines.records import COMMERCIAL, MANAGERIAL, TECHNICAL
from wopsim.engines.steps.lose_routines import lose_routines
from wopsim.rules.time import QUARTER

CERTAIN = {"leadership_rate": 4.0, "leader_undoes": 1.0}


def built(bench: Bench, row: int, by: float = 0.2) -> None:
    """Let a utility have more routines than at the start."""
    bench.state.capacity[:, row] = bench.block.fixed[0, 0].capacity_start[:, row] + by


def let_leaders(bench: Bench, change: bool) -> None:
    bench.block.leadership[:] = 0.0 if change else 0.999


def test_nothing_is_lost_by_default(bench: Bench) -> None:
    let_leaders(bench, True)
    built(bench, 0)
    before = bench.state.capacity.copy()
    lose_routines(bench.block, 0)
    np.testing.assert_array_equal(bench.state.capacity, before)
    assert not bench.kinds()


def test_a_new_leader_throws_out_what_was_built_and_no_more() -> None:
    bench = Bench(**CERTAIN)
    let_leaders(bench, True)
    row, start = bench.mentees[0], bench.block.fixed[0, 0].capacity_start
    built(bench, row)
    bench.state.capacity[COMMERCIAL, row] = 0.5 * start[COMMERCIAL, row]  # fell below its start: nothing was built
    lose_routines(bench.block, 0)
    assert bench.state.capacity[TECHNICAL, row] == pytest.approx(start[TECHNICAL, row])
    assert bench.state.capacity[MANAGERIAL, row] == pytest.approx(start[MANAGERIAL, row])
    assert bench.state.capacity[COMMERCIAL, row] == 0.5 * start[COMMERCIAL, row]
    (event,) = bench.events()
    assert (event.kind, event.mentee, event.mentor) == ("routines_thrown_out", bench.names[row], None)
    assert event.amount == pytest.approx(2 * 0.2 / 3)


def test_leaders_who_stay_throw_nothing_out() -> None:
    bench = Bench(**CERTAIN)
    let_leaders(bench, False)
    built(bench, bench.mentees[0])
    before = bench.state.capacity.copy()
    lose_routines(bench.block, 0)
    np.testing.assert_array_equal(bench.state.capacity, before)


def test_as_many_domains_are_thrown_out_as_the_chance_says() -> None:
    bench, lost, asked = Bench(leadership_rate=4.0, leader_undoes=0.25), 0, 0
    let_leaders(bench, True)
    for quarter in range(12):
        bench.world.quarter = quarter
        for row in range(len(bench.names)):
            built(bench, row)
        lose_routines(bench.block, 0)
        rows = bench.state.capacity[:, : len(bench.names)]
        start = bench.block.fixed[0, 0].capacity_start[:, : len(bench.names)]
        lost, asked = lost + int((rows - start < 0.1).sum()), asked + rows.size
    assert 0.25 - 3 * (0.25 * 0.75 / asked) ** 0.5 < lost / asked < 0.25 + 3 * (0.25 * 0.75 / asked) ** 0.5


def test_routines_erode_from_a_change_of_leader_until_experts_are_there() -> None:
    bench = Bench(leadership_rate=4.0, orphan_erosion=0.2)
    pair = bench.signed()
    helped, alone = pair.mentee, bench.mentees[1]
    start, kept = bench.block.fixed[0, 0].capacity_start, np.exp(-0.2 * QUARTER)
    for row in (helped, alone):
        built(bench, row)
    let_leaders(bench, False)
    lose_routines(bench.block, 0)  # the first leaders are the champions
    assert bench.state.capacity[TECHNICAL, alone] == pytest.approx(start[TECHNICAL, alone] + 0.2)
    let_leaders(bench, True)
    lose_routines(bench.block, 0)
    let_leaders(bench, False)
    lose_routines(bench.block, 0)
    assert bench.state.capacity[TECHNICAL, alone] == pytest.approx(start[TECHNICAL, alone] + 0.2 * kept**2)
    assert bench.state.capacity[TECHNICAL, helped] == pytest.approx(start[TECHNICAL, helped] + 0.2)


def test_who_turns_itself_around_is_a_champion() -> None:
    bench = Bench(leadership_rate=4.0, orphan_erosion=0.2)
    row = bench.mentees[0]
    built(bench, row)
    bench.state.turnaround[row] = 1.0
    let_leaders(bench, True)
    before = bench.state.capacity[:, row].copy()
    lose_routines(bench.block, 0)
    np.testing.assert_array_equal(bench.state.capacity[:, row], before)
