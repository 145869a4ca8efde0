"""More of what helps helps: outcomes move in the known direction, on average over replicates that meet the same luck.

Each test takes 10 paired replicates of a world of 12 mentees and 6 mentors over 8 years. The margin is two standard errors of the mean
of the paired differences: the mean has to lie further from nothing than that.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.runs import SEED, programme, without
from wopsim.engines.compiled import run
from wopsim.world.table import World

REPLICATES, YEARS, MARGIN = 10, 8, 2.0
BASE = {"resident_share": 0.0, "budget": 1e8}
Side = tuple[World, dict[str, object]]


def effect(side: Side, replicate: int, name: str) -> float:
    """Mean over utilities at the horizon, minus the same without programme."""
    world, changes = side
    p = programme(**{**BASE, **changes})
    ends = [run(world, q, SEED, replicate, YEARS).values[name][-1].mean() for q in (p, without(p))]
    return float(ends[0] - ends[1])


def gained(less: Side, more: Side, name: str) -> float:
    """Mean of the paired differences of effects, in standard errors."""
    found = np.array([effect(more, k, name) - effect(less, k, name) for k in range(REPLICATES)])
    return float(found.mean() / (found.std(ddof=1) / np.sqrt(REPLICATES)))


def changed(world: World, role: str, **columns: object) -> World:
    """The same world with other values for all mentors or all mentees."""
    table = world.utilities.copy()
    for name, value in columns.items():
        table.loc[table["role"] == role, name] = value
    return World(world.name, table, world.source)


@pytest.mark.parametrize(("name", "less", "more", "outcome"), [
    ("more budget", {"budget": 5e5}, {"budget": 5e6}, "skill"),
    ("more budget", {"budget": 5e5}, {"budget": 5e6}, "people_served"),
    ("less turnover", {"turnover": 0.25}, {"turnover": 0.1}, "skill"),
    ("higher trust at the start", {"trust_start": 0.25}, {"trust_start": 0.7}, "skill"),
    ("more expert days", {"days_per_mission": 4.0}, {"days_per_mission": 10.0}, "skill"),
    ("more expert days", {"days_per_mission": 4.0}, {"days_per_mission": 10.0}, "treated_share"),
    ("fewer early ends", {"early_end_rate": 0.5}, {"early_end_rate": 0.02}, "skill"),
    ("longer partnerships", {"partnership_months": 12}, {"partnership_months": 36}, "capacity"),
    ("faster institutionalisation", {"institutionalisation": 0.3}, {"institutionalisation": 1.5}, "capacity"),
])  # fmt: skip
def test_more_of_it_gives_more(world: World, name: str, less: dict[str, object], more: dict[str, object], outcome: str) -> None:
    assert gained((world, less), (world, more), outcome) > MARGIN, name


def test_more_expert_days_leave_less_non_revenue_water(world: World) -> None:
    assert gained((world, {"days_per_mission": 4.0}), (world, {"days_per_mission": 10.0}), "nrw_share") < -MARGIN


def test_a_nearer_mentor_teaches_more(world: World) -> None:
    middle = world.utilities.loc[world.utilities["role"] == "mentee", ["latitude", "longitude"]].mean()
    near = changed(world, "mentor", latitude=middle["latitude"], longitude=middle["longitude"])
    far = changed(world, "mentor", latitude=0.0, longitude=-150.0)
    assert gained((far, {}), (near, {}), "skill") > MARGIN


def test_a_mentor_with_the_same_language_teaches_more(world: World) -> None:
    same = changed(changed(world, "mentor", language="one"), "mentee", language="one")
    assert gained((changed(same, "mentor", language="other"), {}), (same, {}), "skill") > MARGIN


@pytest.mark.parametrize("outcome", ["capacity", "treated_share"])
def test_more_autonomy_makes_more_of_the_same_help(world: World, outcome: str) -> None:
    assert gained((changed(world, "mentee", autonomy=0.2), {}), (changed(world, "mentee", autonomy=0.9), {}), outcome) > MARGIN


def test_the_same_design_said_twice_differs_in_nothing(world: World) -> None:
    found = np.array([effect((world, {"budget": 1e8}), k, "skill") - effect((world, {}), k, "skill") for k in range(3)])
    assert (found == 0.0).all()
