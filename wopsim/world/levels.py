"""Median and spread of every quantity by context, from `scenarios/worlds/levels.csv`, which states their sources."""

from __future__ import annotations

import csv
from functools import lru_cache

import numpy as np
import pandas as pd

from wopsim.data import shipped
from wopsim.errors import WorldError
from wopsim.world.quantities import Floats

MEDIAN_POPULATION = 193e3  # people served by the median utility of `marginals.SIZE_MIX`


@lru_cache(maxsize=1)
def _levels() -> dict[str, dict[str, tuple[float, float]]]:
    found: dict[str, dict[str, tuple[float, float]]] = {}
    with shipped("scenarios/worlds/levels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["quantity"], {})[row["applies_to"]] = (float(row["median"]), float(row["spread"]))
    return found


def level(name: str, role: str, region: str, income: str, fragile: bool) -> tuple[float, float]:
    """Return median and spread of one quantity for a utility in this context.

    A mentor takes the row of the `north` (high income) or of the `south`. A mentee takes the row of its income group, else
    of its region, else the row `all`; a row `fragile` caps the median in fragile countries.

    Parameters
    ----------
    name : a name of `quantities.QUANTITIES`.
    role, region, income, fragile : as in the world table.

    Returns
    -------
    median, in the unit of the column; spread [1], see `marginals`

    Raises
    ------
    WorldError : the table of levels has no row that fits.
    """
    if name == "population_served":
        return MEDIAN_POPULATION, 1.0
    rows = _levels().get(name, {})
    mentor = f"mentor: {'north' if income == 'high' else 'south'}"
    wanted = [mentor] if role == "mentor" else [f"income: {income}", f"region: {region}", "all"]
    for key in wanted:
        if key in rows:
            median, spread = rows[key]
            if role == "mentee" and fragile and "fragile" in rows:
                median = min(median, rows["fragile"][0])
            return median, spread
    raise WorldError(f"levels.csv has no row of {name!r} for any of: {', '.join(wanted)}.")


def levels_of(utilities: pd.DataFrame, name: str) -> tuple[Floats, Floats]:
    """Return median and spread of one quantity for every utility, both (utility,).

    Parameters
    ----------
    utilities : world table (role, region, income and fragile are read).
    name : a name of `quantities.QUANTITIES`.
    """
    # as lists: pandas hands out text one by one only slowly
    context = list(zip(*(utilities[column].to_numpy().tolist() for column in ("role", "region", "income", "fragile")), strict=True))
    known = {key: level(name, *key) for key in set(context)}
    both = np.array([known[key] for key in context], dtype=np.float64).reshape(len(context), 2)
    return both[:, 0], both[:, 1]


def median_of(utilities: pd.DataFrame, name: str) -> Floats:
    """Return the median among utilities of the same context for every utility, (utility,), in the unit of the column."""
    return levels_of(utilities, name)[0]
