"""Those who predict what pairs learn know the design, and not what holds in the world they are in."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.comparing import compare_records
from tests.helpers.runs import SEED, different, programme
from wopsim.declare import PARAMETERS, Parameters, Value
from wopsim.engines.agents.model import run as run_agents
from wopsim.engines.compiled import run
from wopsim.engines.settings import believed_of
from wopsim.streams import Floats
from wopsim.world.synthesis import synthesise
from wopsim.world.table import World

YEARS = 4
UNLIKE_ALL_SAY: dict[str, Value] = {
    "teaching_rate": 0.08,
    "language_barrier": 0.95,
    "context_barrier": 0.02,
    "distance_barrier": 0.9,
    "staff_scale": 0.95,
}
"""Of what is drawn, values that make other pairs the best; none of them is felt before the first call."""


@pytest.fixture(scope="module")
def some() -> World:
    return synthesise(n_mentees=40, n_mentors=12, seed=5).complete(0, 0)


def by_prediction(**changes: Value) -> Parameters:
    design = {"budget": 2e6, "programme_years": 2, "application_chance": 1.0, "pairing": "predicted_gain"}
    return programme(**{**design, **changes})


def predicted(world: World, p: Parameters) -> Floats:
    return np.asarray(run_agents(world, p, SEED, 0, 1).calls[0].view.predicted_gain)


def pairs_of(world: World, p: Parameters) -> list[tuple[int, int]]:
    return [(int(mentor), int(mentee)) for mentor, mentee in run_agents(world, p, SEED, 0, 1).calls[0].pairs]


def test_the_numbers_that_make_other_worlds_are_drawn() -> None:
    assert all(PARAMETERS[name].drawn and PARAMETERS[name].default != value for name, value in UNLIKE_ALL_SAY.items())


@pytest.mark.parametrize("name", UNLIKE_ALL_SAY)
def test_predictions_are_the_same_in_every_world(some: World, name: str) -> None:
    np.testing.assert_array_equal(predicted(some, by_prediction(**{name: UNLIKE_ALL_SAY[name]})), predicted(some, by_prediction()))


def test_the_same_pairs_are_chosen_in_every_world_and_do_not_learn_the_same(some: World) -> None:
    usual, other = by_prediction(), by_prediction(**UNLIKE_ALL_SAY)
    assert pairs_of(some, other) == pairs_of(some, usual)
    assert "skill" in different(run(some, other, SEED, 0, YEARS), run(some, usual, SEED, 0, YEARS))


@pytest.mark.parametrize("change", [{"partnership_months": 30}, {"missions_per_year": 6}, {"objective_finance": 1.0}, {"cohort_size": 3}])
def test_of_the_design_they_know_all(some: World, change: dict[str, Value]) -> None:
    assert (predicted(some, by_prediction(**change)) != predicted(some, by_prediction())).any()


def test_what_is_believed_is_the_design_with_the_defaults_of_all_that_is_drawn() -> None:
    first, other = by_prediction(partnership_months=30), by_prediction(partnership_months=6)
    sets = [other, first.replace(**UNLIKE_ALL_SAY), first, other.replace(teaching_rate=0.01)]
    believed = believed_of(sets, [1, 0, 0, 1])
    assert believed["partnership_months"].tolist() == [6, 30, 30, 6]
    for name in UNLIKE_ALL_SAY:
        assert believed[name].tolist() == [PARAMETERS[name].default] * 4


def test_the_engines_agree(some: World) -> None:
    p = by_prediction(**UNLIKE_ALL_SAY, triangular=True, programme_years=4)
    assert compare_records(run_agents(some, p, SEED, 0, YEARS), run(some, p, SEED, 0, YEARS)) == []
