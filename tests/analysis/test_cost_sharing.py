"""What the best design gains in the worlds in which others put in least, and in those with most."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
import xarray as xr

from tests.helpers.briefs import made
from wopsim.analysis.choice.cost_sharing import least_and_most

DRAWS = 12


def quarters(others: np.ndarray, gains: np.ndarray, draws: int = DRAWS) -> Any:
    """Of a result in whose worlds others put in so much beside 5 million of the programme, and the best design gains so much."""
    result = made()
    decision = result.decide(discount=False)
    beside = xr.DataArray(others, dims="draw")
    nought = result.measures["cost_all"] * 0.0
    money = {name: nought for name in result.measures if str(name).startswith(("cost_", "programme_"))}
    costs = {"programme_spent": nought + 5e6, "cost_all_undiscounted": nought + 5e6 + beside}
    measures = result.measures.assign(money | costs)
    best = decision.designs.index(decision.best)
    every = decision.gains.copy()
    every[best] = gains
    return least_and_most(measures, dataclasses.replace(decision, gains=every, draws=draws), decision.best)


def test_quarters_are_those_of_what_others_put_in_whatever_the_order_of_worlds() -> None:
    order = np.random.default_rng(1).permutation(DRAWS)
    others, gains = 1e6 * np.arange(DRAWS)[order], 100.0 * np.arange(DRAWS)[order] ** 2
    least, most = quarters(others, gains)
    assert (least.others, most.others) == (pytest.approx(1e6), pytest.approx(10e6))
    assert (least.gain, most.gain) == (pytest.approx(100.0 * (0 + 1 + 4) / 3), pytest.approx(100.0 * (81 + 100 + 121) / 3))
    assert least.error == pytest.approx(np.std([0.0, 100.0, 400.0], ddof=1) / np.sqrt(3))


def test_few_worlds_tell_nothing() -> None:
    assert quarters(1e6 * np.arange(DRAWS), np.ones(DRAWS), draws=11) is None
