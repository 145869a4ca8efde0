"""M10 by hand: mentors refuse, are missed at home, are seen, and may keep their motivation."""

from __future__ import annotations

import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.engines import account, teaching
from wopsim.engines.life import ending, start_up
from wopsim.engines.steps.balance_water import balance_water
from wopsim.engines.steps.move_people import move_people


@pytest.mark.parametrize(("motivation", "refuses"), [(1.0, False), (0.5, True)])
def test_a_mentor_without_motivation_refuses(motivation: float, refuses: bool) -> None:
    bench = Bench(mentor_refusal=1.0, agreement_chance=1.0)
    pair = bench.open()
    bench.state.motivation[pair.mentor] = motivation
    start_up.agree(bench.ctx, 0)
    assert ("refused" in bench.kinds(), bool(pair.over), bool(pair.signed)) == (refuses, refuses, not refuses)
    assert bench.world.committed == (0.0 if refuses else pytest.approx(pair.committed))


def test_mentors_that_are_seen_make_others_willing() -> None:
    bench = Bench(mentor_refusal=1.0, visibility_pull=1.0, agreement_chance=1.0)
    pair = bench.open()
    bench.state.motivation[pair.mentor] = 0.5
    assert start_up._refuses(bench.ctx, 0)
    for mentor in bench.mentors:
        bench.state.visibility[mentor] = 1.0
    assert not start_up._refuses(bench.ctx, 0)


def test_a_cohort_asks_its_mentor_once() -> None:
    bench = Bench(mentor_refusal=1.0, cohort_size=2)
    bench.open_pairs([(bench.mentors[0], mentee) for mentee in bench.mentees[:2]], together=True)
    bench.state.motivation[bench.mentors[0]] = 0.0
    assert [start_up._refuses(bench.ctx, number) for number in (0, 1)] == [True, False]


@pytest.mark.parametrize(("before", "share"), [(0.0, 1.0), (0.75, 0.25)])
def test_what_is_seen_brings_money_for_later_calls(before: float, share: float) -> None:
    bench = Bench(visibility_money=0.2)
    pair = bench.signed(grant=5e5)
    bench.state.visibility[pair.mentor] = before
    free = account.free_money(bench.world, bench.p)
    ending.leave_planned(bench.ctx, 0)
    assert bench.world.raised == pytest.approx(0.2 * 5e5 * share)
    assert account.free_money(bench.world, bench.p) == pytest.approx(free + 5e5 + bench.world.raised)
    assert "raised" in bench.kinds()


def test_experts_who_are_away_are_missed_at_home() -> None:
    lost = []
    for rise in (0.0, 0.1):
        bench = Bench(absence_loss=rise)
        bench.state.fatigue[bench.mentors[0]] = 0.5
        balance_water(bench.block, 0)
        lost.append(bench.state.real_loss.copy())
    away, home = bench.mentors[:2]
    assert lost[1][away] > lost[0][away]
    assert lost[1][home] == lost[0][home]


def test_motivation_that_lasts_is_the_mentors_own_level() -> None:
    bench = Bench(mentor_motivation_lasts=0.5, mentor_motivation_gain=5.0)
    pair = bench.signed()
    mentor = pair.mentor
    bench.state.practice[:, mentor], bench.state.skill[:, pair.mentee] = 0.9, 0.2
    before = float(bench.state.motivation[mentor])
    teaching.teach(bench.ctx, 0, 50.0, 50.0, 0.0, True)
    gained = float(bench.state.motivation[mentor]) - before
    assert gained > 0.0
    assert bench.state.spirit[mentor] == pytest.approx(0.5 * gained)
    bench.p.motivation_return = 5.0
    for _ in range(80):
        move_people(bench.block, 0)
    own = float(bench.block.fixed[0, 0].motivation_own[mentor])
    assert bench.state.motivation[mentor] == pytest.approx(min(0.95, own + 0.5 * gained))
