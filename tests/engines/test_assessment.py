"""Pairs are chosen by what utilities look like, and assessments err: it moves who is chosen, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import logit

from tests.helpers.comparing import compare_records
from tests.helpers.runs import SEED, different, programme, without
from wopsim.declare import Parameters
from wopsim.engines.agents.model import run as run_agents
from wopsim.engines.compiled import run
from wopsim.engines.run_record import Call
from wopsim.strategies.protocols import PairingView
from wopsim.streams import Floats
from wopsim.world.synthesis import synthesise
from wopsim.world.table import World

YEARS = 4


@pytest.fixture(scope="module")
def some() -> World:
    return synthesise(n_mentees=40, n_mentors=12, seed=5).complete(0, 0)


def by(error: float, **changes: object) -> Parameters:
    """Everybody applies and knows everybody, and pairs are made by predicted gain, unless the changes say so."""
    design = {"budget": 2e6, "programme_years": 2, "application_chance": 1.0, "pairing": "predicted_gain", **changes}
    return programme(**design, assessment_error=error)


def first_call(world: World, p: Parameters, replicate: int = 0) -> Call:
    return run_agents(world, p, SEED, replicate, 1).calls[0]


def shifts(world: World, error: float, name: str = "practice", replicate: int = 0) -> Floats:
    """How much better each looks than it is, (utility, domain) [logit]."""
    seen, true = (getattr(first_call(world, by(e), replicate).view, name) for e in (error, 0.0))
    return np.asarray(logit(seen) - logit(true))


@pytest.mark.parametrize("name", ["practice", "mentor_practice"])
def test_a_utility_looks_as_much_better_in_every_domain(some: World, name: str) -> None:
    found = shifts(some, 1.0, name)
    assert np.ptp(found[:, 0]) > 0.5
    np.testing.assert_allclose(found, np.broadcast_to(found[:, :1], found.shape), atol=1e-9)


def test_twice_the_error_moves_each_twice_as_far(some: World) -> None:
    np.testing.assert_allclose(shifts(some, 0.8), 2.0 * shifts(some, 0.4), atol=1e-9)


def test_the_error_has_its_declared_spread_and_flatters_as_often_as_it_belittles(some: World) -> None:
    found = np.concatenate([shifts(some, 0.7, replicate=k)[:, 0] for k in range(15)])
    assert abs(found.mean()) < 3.5 * 0.7 / np.sqrt(found.size)
    assert found.std() == pytest.approx(0.7, rel=3.5 / np.sqrt(2.0 * found.size))


def test_what_is_read_and_not_assessed_is_seen_as_it_is(some: World) -> None:
    seen, true = (first_call(some, by(error)).view for error in (1.0, 0.0))
    assert set(vars(seen)) == set(vars(true))
    same = set(vars(true)) - {"practice", "mentor_practice", "predicted_gain"}
    assert {"reported_nrw", "motivation", "mentor_motivation", "known", "planned_cost", "unlike", "free_places"} <= same
    for name in same:
        np.testing.assert_array_equal(getattr(seen, name), getattr(true, name), err_msg=name)


def test_flattered_mentors_of_belittled_mentees_are_predicted_to_teach_more(some: World) -> None:
    """For each such pair, and less for each pair of a belittled mentor and a flattered mentee: all domains err alike."""
    seen, true = (first_call(some, by(error)).view.predicted_gain for error in (1.0, 0.0))
    mentors, mentees = (shifts(some, 1.0, name)[:, 0] for name in ("mentor_practice", "practice"))
    more, less = np.ix_(mentors > 0.0, mentees < 0.0), np.ix_(mentors < 0.0, mentees > 0.0)
    assert min(seen[more].size, seen[less].size) > 20
    assert (seen[more] >= true[more]).all()
    assert (seen[more] > true[more]).mean() > 0.9
    assert (seen[less] <= true[less]).all()
    assert (seen[less] < true[less]).any()


def truly_gained(view: PairingView, pairs: np.ndarray) -> float:
    return float(view.predicted_gain[pairs[:, 0], pairs[:, 1]].sum())


def test_the_more_assessments_err_the_less_the_chosen_pairs_truly_gain(some: World) -> None:
    gained = []
    for error in (0.0, 0.5, 2.0):
        calls = [(first_call(some, by(error), k), first_call(some, by(0.0), k)) for k in range(6)]
        for chosen, true in calls:
            np.testing.assert_array_equal(chosen.mentees, true.mentees)
        gained.append(sum(truly_gained(true.view, chosen.pairs) for chosen, true in calls))
    assert gained[0] > gained[1] > gained[2]


@pytest.mark.parametrize("pairing", ["random", "closest_context", "nearest", "by_need"])
def test_who_is_paired_by_nothing_that_is_assessed_lives_the_same_life(some: World, pairing: str) -> None:
    exact, erring = (run(some, by(error, pairing=pairing), SEED, 0, YEARS) for error in (0.0, 2.0))
    assert different(erring, exact) == set()
    assert compare_records(erring, exact) == []


def test_without_a_programme_nothing_is_assessed(some: World) -> None:
    assert different(run(some, without(by(2.0)), SEED, 0, YEARS), run(some, without(by(0.0)), SEED, 0, YEARS)) == set()


@pytest.mark.parametrize("pairing", ["predicted_gain", "best_topic_fit", "most_advanced"])
def test_the_engines_agree_and_the_error_matters(some: World, pairing: str) -> None:
    p = by(1.0, pairing=pairing, triangular=True, programme_years=4)
    one, other = run_agents(some, p, SEED, 0, YEARS), run(some, p, SEED, 0, YEARS)
    assert compare_records(one, other) == []
    assert "skill" in different(other, run(some, p.replace(assessment_error=0.0), SEED, 0, YEARS))
