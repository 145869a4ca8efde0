"""M16: what setting up, thin effort, small gains and growing zones cost, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.engines.by_hand.bench import Bench
from tests.engines.by_hand.test_teaching import able, lesson
from wopsim.engines.records import TECHNICAL
from wopsim.engines.steps.fade_small_gains import fade_small_gains
from wopsim.engines.steps.settle_money import settle_money
from wopsim.rules.time import QUARTER


def days_taught(bench: Bench) -> np.ndarray:
    """What the last lesson taught by domain [day]."""
    return np.asarray(bench.ctx.scratch[5, :3]).copy()


def test_the_first_days_teach_nothing_and_open_no_zone() -> None:
    bench = Bench(setup_days=30.0)
    pair = able(bench)
    assert lesson(bench)[0] == 0.0  # 20 of 30 days
    assert not pair.zone_open
    assert bench.kinds().count("set_up") == 0
    assert lesson(bench)[0] > 0.0  # the other 10 days teach
    assert days_taught(bench).sum() == pytest.approx(10.0 * bench.p.kept)
    lesson(bench)
    assert days_taught(bench).sum() == pytest.approx(20.0 * bench.p.kept)
    (told,) = [event for event in bench.events() if event.kind == "set_up"]
    assert told.amount == 30.0


def test_thin_days_take_by_how_many_a_year_are_planned_in_a_domain() -> None:
    planned = {"missions_per_year": 4.0, "experts_per_mission": 2, "days_per_mission": 5.0}  # 40 days a year
    thick, thin = Bench(**planned), Bench(**planned, thin_days=10.0)
    for bench in (thick, thin):
        able(bench).plan[:] = (0.75, 0.25, 0.0)
        lesson(bench)
    assert thick.p.kept == 1.0
    assert days_taught(thick) == pytest.approx([15.0, 5.0, 0.0])
    assert days_taught(thin) == pytest.approx([15.0 * 30 / 40, 5.0 * 10 / 20, 0.0])


def test_planned_days_count_every_modality_and_days_on_others_less() -> None:
    bench = Bench(
        missions_per_year=4.0, experts_per_mission=2, days_per_mission=6.0, cohort_size=3, indirect_learning=0.5, resident_share=0.5,
        resident_days=200.0, resident_teaching=0.5, remote_days_per_month=1.0, remote_effect=0.5, study_visits_per_year=1.0,
        study_visit_staff=4, study_visit_days=5.0, study_visit_effect=0.5, classroom_days_per_year=10.0, classroom_effect=0.2,
    )  # fmt: skip
    assert bench.p.learning_days == pytest.approx(16.0 * 2.0 + 50.0 + 6.0 + 10.0 + 2.0)


@pytest.mark.parametrize(
    ("gain", "left"), [(0.0, 0.0), (0.04, 0.04 * np.exp(-0.5 * 0.5 * QUARTER)), (0.08, 0.08), (0.3, 0.3), (-0.1, -0.1)]
)
def test_a_small_gain_of_routines_fades_and_a_large_one_holds(gain: float, left: float) -> None:
    bench = Bench(holding_gain=0.08, crew_fading=0.5)
    helped, other = bench.mentees[:2]
    bench.ctx.roles[helped].has_started = 1.0
    start = bench.block.fixed[0, 0].capacity_start[TECHNICAL].copy()
    bench.state.capacity[TECHNICAL] = start + gain
    fade_small_gains(bench.block, 0)
    assert bench.state.capacity[TECHNICAL, helped] == pytest.approx(start[helped] + left)
    assert bench.state.capacity[TECHNICAL, other] == start[other] + gain  # nobody mentored it


@pytest.mark.parametrize(("thinning", "left"), [(0.0, 0.8), (0.5, None), (1.0, None)])
def test_presence_thins_as_the_zone_grows(thinning: float, left: float | None) -> None:
    bench = Bench(presence_thinning=thinning)
    row = bench.mentees[0]
    s: Any = bench.state
    s.treated[row], s.presence[row], s.guide[TECHNICAL, row], s.fund[row] = 0.02, 0.8, 0.95, 1e9
    settle_money(bench.block, 0)
    grown = 0.02 / s.treated[row]
    assert grown < 1.0
    assert s.presence[row] == pytest.approx(0.8 * (1.0 - thinning * (1.0 - grown)) if left is None else left)
