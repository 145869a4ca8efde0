"""Who applies, who is known, and what they are thought to gain, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.engines import views
from wopsim.streams import Floats


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


def what_is_seen(bench: Bench) -> tuple[views.PairingColumns, Floats]:
    """The columns of a call in which all mentees of the bench apply and all mentors have a place; and the gains that are predicted."""
    mentees, mentors = (np.array([rows], dtype=np.int64) for rows in (bench.mentees, bench.mentors))
    i, j = mentees.size, mentors.size
    of_mentees, of_mentors, of_pairs = np.zeros((1, i)), np.zeros((1, j)), np.zeros((1, j, i))
    columns = views.PairingColumns(
        mentees, mentors, np.array([i]), np.array([j]), np.ones((1, j), dtype=np.int64),
        u=of_pairs.copy(), known=of_pairs > 0.0, distance=of_pairs.copy(), same_language=of_pairs > 0.0, unlike=of_pairs.copy(),
        planned_cost=of_pairs.copy(), reported_nrw=of_mentees.copy(), coverage=of_mentees.copy(), occr=of_mentees.copy(),
        supply_hours=of_mentees.copy(), practice=np.zeros((1, i, 3)), motivation=of_mentees.copy(), autonomy=of_mentees.copy(),
        cash=of_mentees.copy(), population_served=of_mentees.copy(), mentor_practice=np.zeros((1, j, 3)),
        mentor_motivation=of_mentors.copy(), mentor_coverage=of_mentors.copy(), former_mentee=of_mentors > 0.0,
    )  # fmt: skip
    gains = of_pairs.copy()
    views.fill_views(bench.block, np.array([0]), columns)
    views.predict_gains(bench.block, np.array([0]), columns, gains, np.zeros((5, j)))
    return columns, gains[0]


def test_pairs_are_chosen_by_what_practice_and_skill_look_like() -> None:
    """Odds of 1 to 3 (practice 0.25) that look three times as good are 1 to 1; all focus on one domain, so gains go as leads do."""
    bench = Bench()
    mentor, mentee = bench.mentors[0], bench.mentees[0]
    bench.believed.focus[:] = (1.0, 0.0, 0.0)
    bench.state.practice[:, mentor], bench.state.practice[:, mentee], bench.state.skill[:, mentee] = 0.75, 0.2, 0.25
    better = bench.block.fixed[0, 0].looks_better
    exact, gain = what_is_seen(bench)
    better[mentee] = np.log(3.0)
    flattered, gain_of_flattered = what_is_seen(bench)
    better[mentor] = np.log(3.0)
    both, gain_of_both = what_is_seen(bench)
    assert exact.practice[0, 0] == pytest.approx(0.2)
    assert flattered.practice[0, 0] == pytest.approx(3.0 / 7.0)
    assert flattered.mentor_practice[0, 0] == pytest.approx(0.75)
    assert both.mentor_practice[0, 0] == pytest.approx(0.9)
    leads = np.array([0.75 - 0.25, 0.75 - 0.5, 0.9 - 0.5])
    assert np.array([gain[0, 0], gain_of_flattered[0, 0], gain_of_both[0, 0]]) / gain[0, 0] == pytest.approx(leads / leads[0])


def test_the_mentor_of_a_former_mentee_is_seen_as_it_looks_too() -> None:
    bench = Bench(triangular=True)
    mentor, helper, mentee = bench.mentors[0], bench.mentors[1], bench.mentees[0]
    bench.believed.focus[:], bench.believed.helper_effect = (1.0, 0.0, 0.0), 0.5
    bench.ctx.roles[mentor].own_mentor = helper
    bench.state.practice[:, mentor], bench.state.practice[:, helper], bench.state.skill[:, mentee] = 0.5, 0.75, 0.25
    _, gain = what_is_seen(bench)  # half of the way from 0.5 to 0.75
    bench.block.fixed[0, 0].looks_better[helper] = np.log(3.0)
    _, gain_of_flattered = what_is_seen(bench)  # half of the way to 0.9
    assert gain_of_flattered[0, 0] / gain[0, 0] == pytest.approx((0.7 - 0.25) / (0.625 - 0.25))


def test_those_who_predict_do_not_know_what_holds_in_this_world() -> None:
    """Whatever another language takes away in truth, they predict by what they take it to take away: here all of it, then nothing."""
    bench = Bench()
    mentor, mentee = bench.mentors[0], bench.mentees[0]
    bench.block.pairs.same_language[:] = 0.0
    bench.state.practice[:, mentor], bench.state.skill[:, mentee] = 0.75, 0.25
    bench.believed.language_barrier = 1.0
    for truth in (0.0, 0.5):
        bench.p.language_barrier = truth
        _, gain = what_is_seen(bench)
        assert gain[0, 0] == 0.0
    bench.believed.language_barrier, found = 0.0, []
    for truth in (0.0, 0.5):
        bench.p.language_barrier, bench.p.absorption = truth, (1.0 - truth) * bench.p.absorption
        _, gain = what_is_seen(bench)
        found.append(gain[0, 0])
    assert found[0] == found[1] > 0.0
