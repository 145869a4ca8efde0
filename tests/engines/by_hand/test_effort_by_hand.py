"""M18: who tries harder, for what, and what a report makes of it, by hand."""

from __future__ import annotations

import math

import pytest

from tests.engines.by_hand.bench import Bench
from tests.engines.by_hand.test_teaching import able, lesson
from wopsim.engines import activities
from wopsim.engines.life import commitment, start_up
from wopsim.engines.records import COMMERCIAL, MANAGERIAL, TECHNICAL
from wopsim.engines.teaching import effort_in


@pytest.mark.parametrize(("held", "own", "log"), [(0.0, 0.0, 0.0), (0.3, 0.0, 0.3), (0.0, 0.2, 0.2), (0.3, 0.2, 0.5)])
def test_effort_follows_the_money_that_waits_or_is_its_own(held: float, own: float, log: float) -> None:
    bench = Bench(effort_stake=1.0)
    bench.open(held=held, own=own)
    for domain in (TECHNICAL, COMMERCIAL, MANAGERIAL):
        assert effort_in(bench.ctx, 0, domain) == pytest.approx(math.exp(log))


def test_effort_multiplies_what_is_taken_up() -> None:
    taken = []
    for stake in (0.0, 1.0):
        bench = Bench(effort_stake=stake)
        pair = able(bench)
        pair.held_back = 0.4
        lesson(bench)
        taken.append(bench.ctx.scratch[0, :3].copy())
    assert taken[1] == pytest.approx(taken[0] * math.exp(0.4))


@pytest.mark.parametrize(("pairing", "before", "after"), [("random", 1.0, math.exp(-0.2)), ("mutual_choice", math.exp(0.2), 1.0)])
def test_a_mentor_of_its_own_choice_and_the_director_who_signed(pairing: str, before: float, after: float) -> None:
    bench = Bench(effort_ownership=0.2, pairing=pairing)
    bench.signed()
    assert effort_in(bench.ctx, 0, TECHNICAL) == pytest.approx(before)
    for _ in range(2):  # the second new director finds an aim that was not the first one's
        commitment.leader_changed(bench.ctx, 0)
        assert effort_in(bench.ctx, 0, TECHNICAL) == pytest.approx(after)
    assert [event.amount for event in bench.events() if event.kind == "effort"] == ([pytest.approx(after)] if after != 1.0 else [])


def test_effort_is_told_when_missions_begin() -> None:
    bench = Bench(effort_stake=0.5)
    bench.signed(own=0.4)
    start_up.begin(bench.ctx, 0)
    (told,) = [event for event in bench.events() if event.kind == "effort"]
    assert told.amount == pytest.approx(math.exp(0.2))


def test_domains_that_no_report_looks_at_lose_effort() -> None:
    bench = Bench(indicator_bending=0.5)
    bench.open(held=0.4)
    assert [effort_in(bench.ctx, 0, domain) for domain in (TECHNICAL, COMMERCIAL, MANAGERIAL)] == pytest.approx([1.0, 0.8, 0.8])


@pytest.mark.parametrize(("held", "rise", "result", "bent"), [
    (0.5, 0.09, True, True), (0.5, 0.07, False, False), (0.0, 0.09, False, False), (0.5, 0.12, True, False),
])  # fmt: skip
def test_a_report_makes_up_part_of_a_result_where_money_waits_for_it(held: float, rise: float, result: bool, bent: bool) -> None:
    bench = Bench(indicator_bending=0.2, result_threshold=0.1)
    pair = bench.signed(held=held)
    pair.report_year, pair.report_before = 1, 0.3
    bench.state.practice[TECHNICAL, pair.mentee] = 0.3 + rise
    activities._report(bench.ctx, 0)
    assert bool(pair.report_result) == result
    assert ("bent_report" in bench.kinds()) == bent
