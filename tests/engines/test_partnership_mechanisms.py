"""Rival mechanisms of partnerships (M16, M17, M18, M22) at strong values: both engines agree, and each moves what it should.

That they do nothing by default holds against the reference (`test_engines_agree.py`): it knows none of them.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.comparing import compare_records
from tests.helpers.parameters_of_any_kind import MECHANISMS
from tests.helpers.runs import SEED, different, programme, without
from wopsim.declare import PARAMETERS
from wopsim.engines.agents.model import run as run_agents
from wopsim.engines.compiled import run, run_worlds
from wopsim.world.table import World

YEARS, REPLICATES, MARGIN = 8, 8, 2.0
MODULES = tuple(f"wopsim.rules.{name}" for name in ("presence", "burden", "effort", "accompaniment"))
OURS = {name: one for name, one in PARAMETERS.items() if one.module in MODULES and one.role == "uncertain"}
STRONG = {name: one.strong for name, one in OURS.items() if one.strong is not None} | {
    "accompanied_worth": 1.5, "accompanied_speed": 1.5, "accompanying_days": 60.0,
}  # fmt: skip
RESULTS = {"funding": "results_based", "held_back_share": 0.3}
WORKS = {"investment_rate": 0.3}


def moved(world: World, name: str, changes: dict[str, object], both: dict[str, object]) -> float:
    """Mean over replicates of what changes do to an outcome at the horizon, mean over utilities, in standard errors."""
    sides = [programme(**{"budget": 1e8, "resident_share": 0.0, **both, **side}) for side in ({}, changes)]
    records = run_worlds([(world, p, replicate) for p in sides for replicate in range(REPLICATES)], SEED, YEARS)
    ends = np.array([np.nanmean(record.values[name][-1]) for record in records]).reshape(2, REPLICATES)
    found = ends[1] - ends[0]
    return float(found.mean() / (found.std(ddof=1) / np.sqrt(REPLICATES)))


def test_the_engines_agree_when_all_are_strong_and_events_tell_of_it(tiny_world: World) -> None:
    p = programme(**STRONG, **RESULTS, **WORKS, leadership_rate=0.5, result_threshold=0.02, application_chance=1.0)
    one, other = run_agents(tiny_world, p, SEED, 0, 5), run(tiny_world, p, SEED, 0, 5)
    assert compare_records(one, other) == []
    assert {event.kind for event in one.events} >= {"set_up", "staff_days", "effort", "accompanies"}


@pytest.mark.parametrize(("name", "changes", "both", "direction"), [
    ("skill", {"setup_days": 30.0}, {}, -1),
    ("skill", {"thin_days": 20.0}, {}, -1),
    ("capacity", {"holding_gain": 0.3}, {}, -1),
    ("treated_share", {"presence_thinning": 1.0}, WORKS, -1),
    ("skill", {"wrong_advice": 0.5}, {}, -1),
    ("skill", {"crowding": 1.0}, {"most_partnerships": 20}, -1),
    ("nrw_share", {"missed_days": 4.0}, {"follow_up_years": 5, "follow_up_days": 30.0}, 1),
    ("people_served", {"missed_days": 4.0}, {"follow_up_years": 5, "follow_up_days": 30.0}, -1),
    ("skill", {"effort_stake": 1.0}, RESULTS, 1),
    ("skill", {"effort_stake": 1.0}, {"funding": "co_financed"}, 1),
    ("skill", {"effort_stake": -1.0}, {"funding": "co_financed"}, -1),
    ("skill", {"effort_ownership": 0.5}, {"pairing": "mutual_choice"}, 1),
    ("skill", {"effort_ownership": 0.5}, {"leadership_rate": 0.5}, -1),
    ("skill", {"indicator_bending": 0.5}, {**RESULTS, "result_threshold": 0.0}, -1),
    ("people_served", {"accompanied_worth": 2.0}, WORKS, 1),
    ("people_served", {"accompanied_worth": 0.5}, WORKS, -1),
])  # fmt: skip
def test_each_moves_what_it_should(world: World, name: str, changes: dict[str, object], both: dict[str, object], direction: int) -> None:
    assert direction * moved(world, name, changes, both) > MARGIN


def test_without_a_programme_none_of_them_does_anything(world: World) -> None:
    strong, neutral = (run(world, without(programme(**WORKS, **changes)), SEED, 0, YEARS) for changes in (STRONG, {}))
    assert different(strong, neutral) == set()


def test_nothing_at_stake_means_no_other_effort(world: World) -> None:
    plain = {"leadership_rate": 0.0}
    strong, neutral = (
        run(world, programme(**plain, **changes), SEED, 0, YEARS)
        for changes in ({"effort_stake": 1.0, "effort_ownership": 0.3, "indicator_bending": 0.3}, {})
    )
    assert different(strong, neutral) == set()


def test_all_of_them_are_known_as_mechanisms() -> None:
    assert set(STRONG) == set(OURS)
    assert set(OURS) <= MECHANISMS
