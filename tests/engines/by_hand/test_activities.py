"""What goes on beside missions, by hand."""

from __future__ import annotations

import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.engines import activities, prices
from wopsim.engines.records import REPORTS, STUDY_VISITS, TECHNICAL
from wopsim.rules.time import DAYS_PER_YEAR


def able(bench: Bench, **offer: float) -> object:
    """An agreed partnership of a mentor that can do much and a mentee that can do little."""
    pair = bench.signed(**offer)
    bench.state.practice[:, pair.mentor], bench.state.skill[:, pair.mentee] = 0.9, 0.2
    return pair


def test_a_resident_teaches_in_the_pilot_zone_but_not_in_a_conflict() -> None:
    bench = Bench(resident_share=1.0)
    pair = able(bench)
    pair.resident_months = 1
    activities._reside(bench.ctx, 0)
    assert bench.kinds()[-1] == "resident_month"
    assert bench.state.presence[pair.mentee] > 0.0
    assert bench.ctx.roles[pair.mentee].has_started == 1.0  # whom a resident taught was mentored, whether a mission came or not
    # a resident is hired for the post: the mentee's staff gives time, the mentor's does not
    assert bench.state.partnership_days[pair.mentee] > 0.0
    assert (bench.state.own_days == 0.0).all()
    told = len(bench.events())
    bench.yearly().conflict[:] = 1.0
    activities._reside(bench.ctx, 0)
    assert len(bench.events()) == told


def test_coaching_helps_nobody_hands_on() -> None:
    bench = Bench(remote_days_per_month=2.0)
    pair = able(bench)
    pair.coached_months = 1
    activities._coach(bench.ctx, 0)
    assert bench.kinds()[-1] == "remote_coaching"
    assert bench.events()[-1].gain > 0.0
    assert bench.state.presence[pair.mentee] == 0.0


def test_a_study_visit_motivates_and_waits_for_travel() -> None:
    bench = Bench(study_visits_per_year=2.0)
    pair = able(bench)
    pair.visit, bench.world.now = 0, 50.0
    bench.state.motivation[pair.mentee] = 0.5
    bench.yearly().pandemic[:] = 1.0
    activities._visit(bench.ctx, 0)
    assert bench.due() == [(DAYS_PER_YEAR, 0, STUDY_VISITS)]
    assert bench.state.motivation[pair.mentee] == 0.5
    bench.yearly().pandemic[:] = 0.0
    activities._visit(bench.ctx, 0)
    assert bench.kinds()[-1] == "study_visit"
    assert bench.state.motivation[pair.mentee] == pytest.approx(0.5 + 0.5 * bench.p.study_visit_motivation)


def test_a_course_needs_money() -> None:
    bench = Bench(classroom_days_per_year=10.0)
    pair = able(bench)
    pair.course, pair.courses, pair.available = 0, 3, 0.0
    activities._train(bench.ctx, 0)
    assert "course" not in bench.kinds()
    pair.available = 1e5
    activities._train(bench.ctx, 0)
    assert bench.kinds()[-1] == "course"


def test_a_follow_up_keeps_its_money_and_no_more_and_stops_without() -> None:
    bench = Bench(follow_up_years=2)
    pair = able(bench)
    planned = 2 * prices.follow_up_cost(bench.p, pair.distance) * (1 + bench.p.overhead)
    assert activities.begin_follow_up(bench.ctx, 0) == pytest.approx(planned)
    pair.follow_ups, pair.available = 0, 0.0
    activities._follow_up(bench.ctx, 0)
    assert "follow_up" not in bench.kinds()
    assert pair.committed == 0.0


def test_reports_ask_for_a_result_within_the_year_and_take_their_time(bench: Bench) -> None:
    pair = bench.signed(held=0.5)
    pair.instalments, pair.first_instalment, pair.report_year = 3, 0, activities.NOT_BEGUN
    bench.p.result_threshold, bench.p.report_days = 0.1, 40.0
    practice = bench.state.practice[TECHNICAL]
    practice[pair.mentee] = 0.3
    activities._report(bench.ctx, 0)
    assert bench.due() == [(DAYS_PER_YEAR, 0, REPORTS)]
    results = []
    for reached in (0.45, 0.5):
        bench.world.now += DAYS_PER_YEAR
        practice[pair.mentee] = reached
        activities._report(bench.ctx, 0)
        assert bench.due() == [(bench.world.now + 40.0, 0, REPORTS)]
        results.append(bench.events()[-1].amount)
        activities._report(bench.ctx, 0)  # the instalment
        bench.due()
    assert results == [1.0, 0.0]  # 0.15 more, then 0.05 more
