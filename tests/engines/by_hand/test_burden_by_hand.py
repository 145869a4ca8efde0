"""M17: what mentoring takes from the mentee's own work, what advice spoils, and how partnerships crowd each other, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.by_hand.bench import Bench
from tests.engines.by_hand.test_teaching import able, lesson
from wopsim.engines import activities
from wopsim.engines.events import EventKind
from wopsim.engines.life import ending
from wopsim.engines.steps.balance_water import balance_water
from wopsim.engines.steps.miss_work import miss_work
from wopsim.rules.commercial import gain_of


def test_a_lesson_takes_days_of_counterparts_and_the_end_says_how_many() -> None:
    bench = Bench(missed_days=1.5)
    pair = able(bench)
    lesson(bench, days=20.0)
    lesson(bench, days=10.0)
    assert bench.state.days_missed[pair.mentee] == pytest.approx(45.0)
    ending.finish(bench.ctx, 0, EventKind.ENDED_EARLY)
    (told,) = [event for event in bench.events() if event.kind == "staff_days"]
    assert told.amount == pytest.approx(45.0)


def test_a_report_takes_days_once() -> None:
    bench = Bench(report_staff_days=25.0)
    pair = bench.signed()
    pair.report_year = 1
    activities._report(bench.ctx, 0)  # written
    activities._report(bench.ctx, 0)  # answered
    assert bench.state.days_missed[pair.mentee] == 25.0
    assert bench.state.partnership_days[pair.mentee] == 25.0  # and they are paid working days
    assert pair.staff_days == 25.0


def test_missed_days_are_missed_in_one_quarter() -> None:
    bench = Bench(missed_days=1.0, working_days=200.0)
    row, other = bench.mentees[:2]
    s, before, gains = bench.state, bench.state.practice.copy(), bench.state.gain.copy()
    s.staff[row] = 15.0  # 750 days in a quarter
    s.days_missed[row] = 75.0
    miss_work(bench.block, 0)
    np.testing.assert_array_equal(s.practice, before)  # what they can do is not less
    start = bench.block.fixed[0, 0].practice_start[:, row]
    assert s.gain[:, row] == pytest.approx([gain_of(0.9 * now, at_start) for now, at_start in zip(before[:, row], start, strict=True)])
    assert s.work_missed[row] == pytest.approx(0.1)
    assert s.gain[:, other] == pytest.approx(gains[:, other])
    miss_work(bench.block, 0)
    assert s.gain[:, row] == pytest.approx(gains[:, row])
    assert s.work_missed[row] == 0.0


def test_the_same_visitors_hit_few_staff_harder_in_proportion() -> None:
    bench = Bench(missed_days=1.0)
    small, large = bench.mentees[:2]
    bench.state.staff[small], bench.state.staff[large] = 8.0, 800.0
    bench.state.days_missed[:] = 30.0
    miss_work(bench.block, 0)
    assert bench.state.work_missed[small] == pytest.approx(100.0 * bench.state.work_missed[large])
    assert bench.state.work_missed[large] > 0.0


def test_leaks_run_for_longer_where_work_is_missed(bench: Bench) -> None:
    row = bench.mentees[0]
    bench.state.supply_capacity[row] *= 10.0  # around the clock, before and after
    balance_water(bench.block, 0)
    balance_water(bench.block, 0)
    real, apparent = bench.state.real_loss[row], bench.state.apparent_loss[row]
    bench.state.work_missed[row] = 0.1
    balance_water(bench.block, 0)
    assert bench.state.real_loss[row] == pytest.approx(1.1 * real)
    assert bench.state.apparent_loss[row] == pytest.approx(apparent)


@pytest.mark.parametrize("unlike", [0.0, 0.4, 1.0])
def test_advice_spoils_what_was_done_well_where_contexts_differ(unlike: float) -> None:
    bench = Bench(wrong_advice=0.5, context_barrier=0.0)
    pair = able(bench)
    pair.unlike = unlike
    bench.state.practice[:, pair.mentor] = 0.3  # nothing to learn
    gain, _, learned = lesson(bench)
    share = bench.ctx.scratch[2, :3]
    assert gain == pytest.approx(-(0.5 * unlike * 0.3 * share).mean())
    assert not learned
    assert not pair.zone_open
    assert bench.state.skill[:, pair.mentee] == pytest.approx(0.3 - 0.5 * unlike * 0.3 * share)


def test_spoilt_skill_is_no_success_for_the_mentor() -> None:
    bench = Bench(wrong_advice=1.0)
    pair = able(bench)
    pair.unlike, bench.state.practice[:, pair.mentor] = 1.0, 0.3
    before = bench.state.motivation[pair.mentor]
    lesson(bench)
    assert bench.state.motivation[pair.mentor] == before


@pytest.mark.parametrize(("partnerships", "worth"), [(1, 1.0), (2, 1 / 1.5), (3, 0.5)])
def test_partnerships_of_a_mentor_crowd_each_other(partnerships: int, worth: float) -> None:
    alone, crowded = Bench(), Bench(crowding=0.5)
    gains = []
    for bench in (alone, crowded):
        bench.ctx.roles[able(bench).mentor].mentoring = partnerships
        gains.append(lesson(bench)[0])
    assert gains[1] == pytest.approx(worth * gains[0])
