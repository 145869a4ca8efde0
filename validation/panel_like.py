"""Worlds whose utilities start like the providers of the panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from wopsim.inference.background.provider_panel import panel_statistics
from wopsim.streams import Floats
from wopsim.world.synthesis import synthesise
from wopsim.world.table import World

REGION = "Latin America & Caribbean"
PERSONS = 3.0
"""People to a connection: 3.0 in the median of the panel."""


def panel_like_world(utilities: int, names: Sequence[str], seed: int, draw: int = 0) -> World:
    """Return a world of as many mentees, and one mentor, in which quantities are distributed as in the panel's latest year.

    Each quantity keeps the order of utilities in a synthetic world, so correlations between them are the model's.

    Parameters
    ----------
    names : quantities as in the panel's table of marginals; `connections` also sets the people served.
    seed, draw : of the world and of the cells that it leaves open.
    """
    world = synthesise([REGION], utilities, 1, seed=seed)
    table = world.utilities.copy()
    mentees = (table["role"] == "mentee").to_numpy()
    full = world.complete(seed, draw).utilities
    for name in names:
        order = full.loc[mentees, "population_served" if name == "connections" else name].to_numpy(np.float64)
        values = _values(name, (np.argsort(np.argsort(order)) + 0.5) / order.size)
        table.loc[mentees, name] = values
        if name == "connections":
            table.loc[mentees, "population_served"] = values * PERSONS
    return replace(world, utilities=table).complete(seed, draw)


def _values(name: str, place: Floats) -> Floats:
    """Return the panel's quantiles of one indicator at places between 0 and 1."""
    row = panel_statistics("marginals").set_index("indicator").loc[name]
    quantiles = [key for key in row.index if key[0] == "q" and key[1:].isdigit()]
    chance = np.array([float(key[1:]) / 100 for key in quantiles])
    return np.asarray(np.interp(place, chance, row[quantiles].astype(float)))
