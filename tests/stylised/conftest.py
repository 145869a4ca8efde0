"""Worlds and runs that the tests of stylised facts share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from programmes import EUWOP, NO_PROGRAMME, SEED, Pair, pairs_of

import wopsim as ws
from wopsim.engines.agents.model import run
from wopsim.inference.panel import panel_statistics
from wopsim.world.levels import levels_of
from wopsim.world.table import World


@pytest.fixture(scope="session")
def default_world() -> World:
    return ws.read_world("default").complete(SEED, 0)


@pytest.fixture(scope="session")
def euwop(default_world: World) -> list[Pair]:
    return pairs_of(default_world, **EUWOP)


@pytest.fixture(scope="session")
def euwop_by_need(default_world: World) -> list[Pair]:
    return pairs_of(default_world, **EUWOP, pairing="by_need")


@pytest.fixture(scope="session")
def panel_like_nrw() -> npt.NDArray[np.float64]:
    """Reported NRW of 400 utilities whose start has the panel's distribution, 20 years without a programme, (year, utility)."""
    world = ws.synthesise(["Latin America & Caribbean"], 400, 1, seed=SEED)
    table = world.utilities.copy()
    mentees = (table["role"] == "mentee").to_numpy()
    marginals = panel_statistics("marginals").set_index("indicator").loc["nrw_share"]
    quantiles = [name for name in marginals.index if name[0] == "q" and name[1:].isdigit()]
    chance = np.array([float(name[1:]) / 100 for name in quantiles])
    # the order is that of the synthetic world, so that NRW keeps its correlation with size
    rank = np.argsort(np.argsort(table.loc[mentees, "nrw_share"].to_numpy()))
    place = (rank + 0.5) / rank.size
    table.loc[mentees, "nrw_share"] = np.interp(place, [0, *chance, 1], [0.02, *marginals[quantiles].astype(float), 0.9])
    start = replace(world, utilities=table).complete(SEED, 0)
    of_context = levels_of(table, "nrw_share")[1][mentees][0]
    p = NO_PROGRAMME.replace(nrw_spread=NO_PROGRAMME.nrw_spread / of_context)  # the spread of the whole panel
    return run(start, p, SEED, 0, 20).values["reported_nrw_share"][:, mentees]
