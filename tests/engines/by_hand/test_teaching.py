"""What a lesson changes, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.engines import teaching
from wopsim.engines.records import TECHNICAL


def lesson(bench: Bench, hands_on: bool = True, days: float = 20.0) -> tuple[float, float, bool]:
    return teaching.teach(bench.ctx, 0, days, days, 0.0, hands_on)


def able(bench: Bench) -> object:
    pair = bench.signed()
    bench.state.practice[:, pair.mentor] = (0.9, 0.8, 0.7)
    bench.state.skill[:, pair.mentee] = (0.3, 0.3, 0.3)
    bench.state.capacity[:, pair.mentee] = 0.3
    return pair


def test_a_lesson_closes_part_of_the_gap(bench: Bench) -> None:
    pair = able(bench)
    before = bench.state.skill[:, pair.mentee].copy()
    gain, gap, learned = lesson(bench)
    grown = bench.state.skill[:, pair.mentee] - before
    assert gain == pytest.approx(grown.mean())
    assert gap == pytest.approx(0.5)
    assert learned
    assert (grown > 0).all()
    assert (grown < np.array([0.6, 0.5, 0.4])).all()


def test_nothing_is_taught_where_there_is_no_gap(bench: Bench) -> None:
    pair = able(bench)
    bench.state.practice[:, pair.mentor] = 0.1
    assert lesson(bench) == (0.0, 0.0, False)
    assert not pair.zone_open
    assert bench.state.topic[:, pair.mentee].max() == 0.0


@pytest.mark.parametrize("tired", [0.0, 1.0])
def test_tired_mentors_teach_slower(bench: Bench, tired: float) -> None:
    pair = able(bench)
    bench.p.fatigue_effect = 0.5
    bench.state.days_given[pair.mentor], bench.state.fatigue[pair.mentor] = 1e9, tired
    shares = bench.ctx.scratch[2]
    gain, _, _ = lesson(bench)
    whole = (np.array([0.6, 0.5, 0.4]) * shares[:3]).mean()
    assert gain == pytest.approx(whole * (1 - 0.5 * tired))


def test_mentors_learn_back_and_are_glad(bench: Bench) -> None:
    pair = able(bench)
    bench.p.learning_back, bench.p.mentor_motivation_gain = 0.5, 1.0
    bench.state.practice[TECHNICAL, pair.mentee] = 0.95
    bench.state.skill[TECHNICAL, pair.mentor] = 0.4
    bench.state.motivation[pair.mentor] = 0.5
    gain, _, _ = lesson(bench)
    assert bench.state.skill[TECHNICAL, pair.mentor] == pytest.approx(0.4 + 0.55 * 0.5 * bench.ctx.scratch[2, TECHNICAL])
    assert bench.state.motivation[pair.mentor] == pytest.approx(0.5 + gain * 0.5)


def test_a_helper_and_partners_show_what_the_mentor_cannot(bench: Bench) -> None:
    pair = able(bench)
    bench.state.practice[TECHNICAL, bench.mentors[1]] = 0.98
    assert teaching.shown(bench.ctx, bench.p, pair, TECHNICAL) == 0.9
    pair.helper = bench.mentors[1]
    assert teaching.shown(bench.ctx, bench.p, pair, TECHNICAL) == pytest.approx(0.9 + bench.p.helper_effect * 0.08)
    pair.helper, pair.partners, pair.partner[0] = -1, 1, bench.mentors[1]
    assert teaching.shown(bench.ctx, bench.p, pair, TECHNICAL) == 0.98


def test_another_language_is_a_barrier(bench: Bench) -> None:
    pair = able(bench)
    pair.unlike = 0.0
    pair.same_language = 1.0
    assert teaching.closeness(pair, bench.p, 0.5, 0.0) == pytest.approx(0.5)
    pair.same_language = 0.0
    assert teaching.closeness(pair, bench.p, 0.5, 0.0) == pytest.approx(0.5 * (1 - bench.p.language_barrier))


def test_topics_mature_by_what_is_taught(bench: Bench) -> None:
    pair = able(bench)
    lesson(bench)
    share = bench.ctx.scratch[2, :3].mean()
    expected = 1 - np.exp(-bench.p.topic_rate * bench.p.objectives * share)
    np.testing.assert_allclose(bench.state.topic[:, pair.mentee], expected)
    assert expected[0] > 0


def test_the_pilot_zone_opens_with_what_was_cut_before_spread_over_it(bench: Bench) -> None:
    pair = able(bench)
    row = int(pair.mentee)
    bench.p.pilot_zone, bench.p.pilot_grant = 0.1, 0.0
    bench.state.treated[row], bench.state.leak_cut[row], bench.state.theft_cut[row] = 0.1, 0.4, 0.2
    lesson(bench)
    assert pair.zone_open
    assert bench.state.treated[row] == pytest.approx(0.19)
    assert bench.state.leak_cut[row] == pytest.approx(0.4 * 0.1 / 0.19)
    assert bench.state.theft_cut[row] == pytest.approx(0.2 * 0.1 / 0.19)
    np.testing.assert_array_equal(bench.state.guide[:, row], [0.9, 0.8, 0.7])
    assert bench.kinds()[-1] == "pilot_opened"


def test_without_technical_learning_no_zone_opens(bench: Bench) -> None:
    pair = able(bench)
    bench.state.practice[TECHNICAL, pair.mentor] = 0.1  # but commerce and management are taught
    assert lesson(bench)[2]
    assert not pair.zone_open
