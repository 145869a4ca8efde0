"""Mechanisms that do nothing by default, at strong values: both engines agree, water is conserved, and they move what they should.

That they do nothing by default holds against the reference (`test_engines_agree.py`): it knows none of them.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.comparing import compare_records
from tests.helpers.parameters_of_any_kind import MECHANISMS
from tests.helpers.runs import SEED, programme, without
from wopsim.declare import PARAMETERS
from wopsim.engines.agents.model import run as run_agents
from wopsim.engines.compiled import run, run_worlds
from wopsim.world.table import World

YEARS, REPLICATES, MARGIN = 8, 8, 2.0
STRONG = {
    "leader_undoes": 0.5, "orphan_erosion": 0.2, "initiative_rate": 0.2, "initiative_displaced": 0.5, "zone_keeps_saved": 1.0,
    "zone_first": 0.5, "nrw_restless": 1.0, "staff_wander": 0.5, "practice_wander": 0.4,
}  # fmt: skip
NEUTRAL = {name: PARAMETERS[name].default for name in STRONG}


def ends(world: World, name: str, changes: dict[str, object]) -> np.ndarray:
    """Mean over utilities at the horizon in each replicate."""
    p = programme(**{"budget": 1e8, **NEUTRAL, **changes})
    records = run_worlds([(world, p, replicate) for replicate in range(REPLICATES)], SEED, YEARS)
    return np.array([np.nanmean(record.values[name][-1]) for record in records])


def moved(world: World, name: str, changes: dict[str, object], **both: object) -> float:
    """Mean of the paired differences that the changes make, in standard errors."""
    found = ends(world, name, {**both, **changes}) - ends(world, name, dict(both))
    return float(found.mean() / (found.std(ddof=1) / np.sqrt(REPLICATES)))


def test_the_engines_agree_when_all_are_strong(tiny_world: World) -> None:
    p = programme(channel="global_platform", **STRONG)
    one, other = run_agents(tiny_world, p, SEED, 0, 4), run(tiny_world, p, SEED, 0, 4)
    assert compare_records(one, other) == []
    assert {event.kind for event in one.events} >= {"own_turnaround", "mission"}


def test_water_is_conserved_when_all_are_strong(world: World) -> None:
    values = run(world, programme(**STRONG), SEED, 1, YEARS).values
    parts = sum(values[name] for name in ("billed_volume", "unbilled_volume", "apparent_loss", "real_loss"))
    np.testing.assert_allclose(values["system_input"], parts, rtol=1e-12)
    zone = values["pilot_supply_hours"]
    assert np.nanmax(zone) <= 24.0
    assert (zone[np.isfinite(zone)] >= 0.999 * values["supply_hours"][np.isfinite(zone)]).all()


@pytest.mark.parametrize(("name", "changes", "direction"), [
    ("capacity", {"leader_undoes": 0.6}, -1),
    ("capacity", {"orphan_erosion": 0.3}, -1),
    ("skill", {"initiative_rate": 0.2}, 1),
    ("pilot_supply_hours", {"zone_keeps_saved": 1.0}, 1),
    ("pilot_supply_hours", {"zone_first": 0.6}, 1),
])  # fmt: skip
def test_each_moves_what_it_should(world: World, name: str, changes: dict[str, object], direction: int) -> None:
    assert direction * moved(world, name, changes) > MARGIN


def test_a_programme_that_displaces_turnarounds_leaves_less_skill(world: World) -> None:
    assert moved(world, "skill", {"initiative_displaced": 1.0}, initiative_rate=0.5) < 0.0


def test_what_happens_anyway_is_the_same_with_and_without_a_programme(world: World) -> None:
    p = programme(**STRONG)
    helped, alone = (run(world, q, SEED, 0, YEARS) for q in (p, without(p)))
    free = helped.values["mentored"][-1] == 0
    kinds = [
        {(event.time, event.mentee) for event in record.events if event.kind == "own_turnaround" and event.time < 1.0}
        for record in (helped, alone)
    ]
    assert free.any()
    assert kinds[0] <= kinds[1] or kinds[1] <= kinds[0]  # who begins in the first year: a partnership can only have displaced some


def test_poor_people_connected_are_part_of_people_connected(world: World) -> None:
    p = programme(objective_efficiency=0.0, objective_new_function=1.0, new_function="pro_poor", budget=1e8)
    for replicate in range(4):
        with_it, alone = (run(world, q, SEED, replicate, YEARS).values for q in (p, without(p)))
        area = alone["population_served"][-1] / alone["coverage"][-1]
        people = with_it["population_served"][-1] - alone["population_served"][-1]
        poor = p.poor_share * area * (with_it["poor_coverage"][-1] - alone["poor_coverage"][-1])
        assert poor.sum() > 0.0
        assert (poor <= people + 1e-6 * area).all()


def test_all_mechanisms_that_do_nothing_by_default_are_tested_here() -> None:
    assert set(STRONG) - {"initiative_displaced"} <= MECHANISMS
