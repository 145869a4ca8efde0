"""Planes, frontier and curves over worth, beside what heormodel says of the same numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from heormodel.cea import ce_plane, ceac, ceaf, expected_loss, icer_table
from heormodel.models import Outcomes
from heormodel.voi import evpi

from wopsim.analysis.choice.acceptability import acceptability_curves
from wopsim.analysis.choice.frontier import DOMINATED, EXTENDED, ON, dominance
from wopsim.analysis.choice.value_of_information import value_of_knowing_all
from wopsim.analysis.choice.worlds import worlds
from wopsim.streams import Floats

WORTH = np.array([0.0, 5.0, 20.0, 60.0, 300.0])
NAMES = [*"ABCDEF", "nothing"]
STATUS = {"ND": ON, "D": DOMINATED, "ED": EXTENDED}


def programmes(seed: int) -> tuple[Floats, Floats]:
    """Gain and cost of six designs and of doing nothing in 300 worlds."""
    rng = np.random.default_rng(seed)
    gain = rng.uniform(5.0, 60.0, (6, 1)) + rng.normal(0.0, 8.0, (6, 300))
    cost = rng.uniform(100.0, 900.0, (6, 1)) + rng.normal(0.0, 40.0, (6, 300))
    return np.pad(gain, ((0, 1), (0, 0))), np.pad(cost, ((0, 1), (0, 0)))


def theirs(gain: Floats, cost: Floats) -> Outcomes:
    wide = (pd.DataFrame(values.T, columns=NAMES) for values in (cost, gain))
    return Outcomes.from_wide(*wide, comparator="nothing")


@pytest.mark.parametrize("seed", [1, 2])
def test_curves_are_those_of_heormodel(seed: int) -> None:
    gain, cost = programmes(seed)
    none = np.zeros((1, len(NAMES)))
    ours, of = acceptability_curves(gain, cost, (none, none), WORTH), theirs(gain, cost)
    np.testing.assert_allclose(ours.best.T, ceac(of, WORTH)[NAMES], atol=1e-12)
    np.testing.assert_allclose(ours.loss.T, expected_loss(of, WORTH)[NAMES], rtol=1e-9)
    frontier = ceaf(of, WORTH)
    assert [NAMES[place] for place in ours.chosen] == frontier["intervention"].tolist()
    np.testing.assert_allclose(ours.frontier, frontier["prob"], atol=1e-12)
    np.testing.assert_allclose(ours.loss.min(axis=0), evpi(of, WORTH), rtol=1e-9)


def test_the_value_of_knowing_all_is_that_of_heormodel_where_there_is_no_luck() -> None:
    gain, cost = programmes(3)
    net = 20.0 * gain - cost
    twice = np.repeat(net[:, :, None], 2, axis=2)
    assert value_of_knowing_all(worlds(twice, {})).value == pytest.approx(float(evpi(theirs(gain, cost), 20.0)), rel=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_dominance_is_that_of_heormodel(seed: int) -> None:
    gain, cost = programmes(100 + seed)
    status = icer_table(theirs(gain, cost))["status"]
    assert dominance(cost[:-1].mean(axis=1), gain[:-1].mean(axis=1)) == [STATUS[status[name]] for name in NAMES[:-1]]


def test_a_world_of_the_plane_stands_where_heormodel_puts_it() -> None:
    gain, cost = programmes(4)
    plane = ce_plane(theirs(gain, cost)).set_index(["intervention", "iteration"])
    for place, name in enumerate(NAMES[:-1]):
        np.testing.assert_allclose(plane.loc[name, "inc_effect"], gain[place])  # to doing nothing, as gains and costs of a choice are
        np.testing.assert_allclose(plane.loc[name, "inc_cost"], cost[place])
