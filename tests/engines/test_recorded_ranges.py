"""Every recorded value lies in its declared range."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.runs import BUSY, SEED, YEARS, programme
from wopsim.declare import VARIABLES
from wopsim.engines.compiled import run
from wopsim.study.draws import prior_draw
from wopsim.world.table import World

DESIGNS = {
    "baseline": {"budget": 0.0},
    "residents": {},
    "busy": BUSY,
    "long": {"partnership_months": 96, "resident_share": 2.0, "budget": 1e8, "pilot_grant": 5e5},
    "shocks": {"pandemic_rate": 0.3, "conflict_rate": 1.0, "drought_rate": 0.5, "leadership_rate": 1.0, "currency_rate": 0.5},
}


def out_of_range(values: dict[str, np.ndarray]) -> list[str]:
    """Outputs that leave their declared range or are missing where they may not be."""
    wrong = []
    for name, declared in VARIABLES.items():
        found = values[name]
        missing = np.isnan(found)
        low, high = declared.valid
        if (missing.any() and not declared.of_some) or not ((found[~missing] >= low) & (found[~missing] <= high)).all():
            wrong.append(name)
    return wrong


@pytest.mark.parametrize("design", DESIGNS)
def test_every_recorded_value_lies_in_its_declared_range(world: World, design: str) -> None:
    for replicate in range(3):
        assert out_of_range(run(world, programme(**DESIGNS[design]), SEED, replicate, YEARS).values) == []


def test_every_value_lies_in_its_range_in_every_draw(world: World) -> None:
    for draw in range(25):
        p = programme(**prior_draw(SEED, draw))
        assert out_of_range(run(world, p, SEED, draw, YEARS).values) == [], draw


def test_the_check_of_ranges_can_fail(world: World) -> None:
    values = run(world, programme(), SEED, 0, 2).values
    for name, wrong in (("nrw_share", 1.01), ("cash", -1.0), ("people_served", np.nan), ("programme_spent", -1.0)):
        broken = {**values, name: np.array(values[name])}
        broken[name].flat[-1] = wrong
        assert out_of_range(broken) == [name]
