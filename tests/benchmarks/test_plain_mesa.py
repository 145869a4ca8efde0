"""The yardsticks run, shares stay shares, missions teach, and both are one model: otherwise their time would mean nothing."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from tests.benchmarks.plain_mesa import REPORTED, PlainModel, run_plain
from tests.benchmarks.plain_numpy import run_numpy

UTILITIES, YEARS = 40, 8


def table(calls: int, seeds: list[int]) -> pd.DataFrame:
    return pd.DataFrame(run_plain(UTILITIES, YEARS, seeds, calls))


def test_every_utility_is_reported_at_every_year_end() -> None:
    rows = table(5, [1, 2])
    assert len(rows) == 2 * UTILITIES * (YEARS + 1)
    assert sorted(rows["Step"].unique()) == [4 * year for year in range(YEARS + 1)]
    assert not rows.isna().any(axis=None)
    pd.testing.assert_frame_equal(rows, table(5, [1, 2]))


def test_shares_stay_shares() -> None:
    rows = table(5, [1, 2, 3])
    for name in ("nrw", "reported_nrw", "share_of_day", "quality", "collection", "treated", "practice"):
        assert rows[name].between(0.0, 1.0).all(), name
    later = rows[rows["Step"] > 0]
    assert (later["nrw"] > 0.05).all()
    assert later["nrw"].std() > 0.02
    assert (later["billed"] < later["system_input"]).all()


def test_missions_raise_practice_and_lower_losses() -> None:
    seeds = list(range(6))
    end = {calls: table(calls, seeds).query(f"Step == {4 * YEARS}").mean() for calls in (0, 5)}
    assert end[5]["practice"] > end[0]["practice"] + 0.05
    assert end[5]["treated"] > end[0]["treated"] == 0.0


def test_as_many_missions_as_a_programme_has() -> None:
    model = PlainModel(utilities=100, calls=5, rng=1)
    for _ in range(80):
        model.step()
    assert model.missions_done > 300
    assert model.partnerships == []


@pytest.mark.parametrize("name", [*REPORTED, "practice"])
def test_numpy_and_mesa_are_one_model(name: str) -> None:
    in_mesa = everybody_alone()[name].to_numpy(dtype=float)
    in_numpy = run_numpy(20, UTILITIES, YEARS, 1)[name][-1].ravel()
    apart = abs(in_mesa.mean() - in_numpy.mean())
    assert apart <= 4.0 * np.hypot(in_mesa.std() / len(in_mesa) ** 0.5, in_numpy.std() / len(in_numpy) ** 0.5)


@cache
def everybody_alone() -> pd.DataFrame:
    return table(0, list(range(20))).query(f"Step == {4 * YEARS}")
