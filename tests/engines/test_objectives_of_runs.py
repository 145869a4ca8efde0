"""Objectives of a programme: each moves its own outcome, and several dilute each other."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.designs_run import RICH, ran, skill
from tests.helpers.runs import YEARS, all_bytes, programme
from wopsim.engines.design_terms import design_of
from wopsim.world.table import World

ONLY = {"objective_efficiency": 0.0}


def test_several_objectives_dilute(world: World) -> None:
    p = programme(objective_new_function=1.0, objective_environment=0.5)
    found = design_of(p)
    assert found.kept == pytest.approx((1 - p.dilution) ** 2)
    np.testing.assert_allclose(found.objectives, [0.4, 0.4, 0.2, 0, 0, 0])
    assert found.focus.sum() == pytest.approx(1.0)
    one = [ran(world, **RICH, dilution=share) for share in (0.0, 0.5)]
    assert all_bytes(one[0]) == all_bytes(one[1])
    several = [ran(world, **RICH, dilution=share, objective_new_function=1.0) for share in (0.0, 0.5)]
    assert skill(several[1]) < skill(several[0]) - 1e-3


def outcome(world: World, name: str, replicates: int = 1, **design: object) -> float:
    """Mean of a yearly output over utilities and the second half of the years."""
    return float(np.mean([ran(world, k, **RICH, **design).values[name][YEARS // 2 :].mean() for k in range(replicates)]))


@pytest.mark.parametrize(("function", "maturity", "reached"), [
    ("pro_poor", "pro_poor_function", "poor_coverage"), ("sanitation", "sanitation_function", "sewer_coverage"),
])  # fmt: skip
def test_a_new_function_matures_and_serves(world: World, function: str, maturity: str, reached: str) -> None:
    design = {**ONLY, "objective_new_function": 1.0, "new_function": function}
    assert outcome(world, maturity, **design) > 0.01
    assert outcome(world, maturity) == 0.0
    assert outcome(world, reached, **design) > outcome(world, reached) + 1e-3


@pytest.mark.parametrize(("objective", "effect", "name", "sign", "replicates"), [
    ("environment", "green_effect", "energy_intensity", -1, 1), ("environment", "green_effect", "quality_compliance", 1, 1),
    ("access", "access_effect", "connections", 1, 1), ("rebuilding", "rebuilding_effect", "motivation", 1, 1),
    ("finance", "finance_effect", "investment", 1, 4),
])  # fmt: skip
def test_every_objective_moves_its_own_outcome(world: World, objective: str, effect: str, name: str, sign: int, replicates: int) -> None:
    design = {**ONLY, f"objective_{objective}": 1.0, "investment_rate": 0.1}
    strong = {"finance_effect": 3.0, "rebuilding_effect": 0.4}.get(effect, 4.0)
    some, none = (outcome(world, name, replicates, **design, **{effect: size}) for size in (strong, 0.0))
    assert sign * (some - none) > 0
    # without the objective the same effect does nothing
    plain = [outcome(world, name, 1, investment_rate=0.1, **{effect: size}) for size in (strong, 0.0)]
    assert plain[0] == plain[1]


def test_efficiency_alone_treats_the_network(world: World) -> None:
    assert outcome(world, "treated_share") > 0.01
    assert outcome(world, "treated_share", **ONLY, objective_finance=1.0) == 0.0
