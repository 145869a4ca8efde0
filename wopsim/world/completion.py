"""Draw what a world table leaves out, conditionally on what it holds, and flag it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wopsim.streams import entities, entity, normal, stream, uniform
from wopsim.world.columns import COLUMNS, DRAWN
from wopsim.world.copula import correlation, fill
from wopsim.world.marginals import marginals
from wopsim.world.quantities import NAMES, Floats
from wopsim.world.regions import countries

INDICATORS = stream("world.indicators")
PLACE = stream("world.place")
STATED = stream("world.stated")


def completed(table: pd.DataFrame, seed: int, draw: int) -> pd.DataFrame:
    """Return a table of utilities with every missing number drawn from its distribution given the present ones.

    Parameters
    ----------
    table : with or without missing numbers.
    seed : root seed of the study, 0 to 2**64 - 1.
    draw : parameter draw, from 0; another draw gives other values, the same draw the same bytes.

    Returns
    -------
    A table with nothing missing. Present cells are unchanged. The values of a utility depend on its own row only.
    """
    missing = table.isna()
    full = table.copy()
    drawn_values = {**_quantities(table, seed, draw), **_places(table, seed, draw)}
    for name in DRAWN:
        gone = missing[name].to_numpy()
        if gone.any():
            values = table[name].to_numpy(dtype=np.float64, copy=True)
            values[gone] = np.round(drawn_values[name][gone], COLUMNS[name].digits)
            full[name] = values
    return full


def around(table: pd.DataFrame, name: str, spread: Floats, seed: int, draw: int) -> Floats:
    """Return a column drawn around its stated values: normal, cut off where the column ends.

    Parameters
    ----------
    table : utilities whose value of the column is stated.
    name : of a column of numbers.
    spread : (utility,) standard deviation in the unit of the column, above 0.
    seed, draw : as in `completed`.
    """
    from scipy import special

    low, high = COLUMNS[name].valid
    stated = table[name].to_numpy(dtype=np.float64)
    below, above = special.ndtr((low - stated) / spread), special.ndtr((high - stated) / spread)
    u = uniform(STATED, seed, draw, entities(table["utility"].to_numpy()), entity(name))
    values = stated + spread * special.ndtri(below + (above - below) * u)
    return np.asarray(np.clip(np.round(values, COLUMNS[name].digits), low, high))


def _quantities(table: pd.DataFrame, seed: int, draw: int) -> dict[str, Floats]:
    """All quantities through the copula; `connections` through persons per connection."""
    population = table["population_served"].to_numpy(dtype=np.float64)
    given = np.column_stack(
        [
            population / table["connections"].to_numpy(dtype=np.float64)
            if name == "persons_per_connection"
            else table[name].to_numpy(dtype=np.float64)
            for name in NAMES
        ]
    )
    who = entities(table["utility"].to_numpy())[:, None]
    which = np.array([entity(name) for name in NAMES], dtype=np.uint64)[None, :]
    noise = normal(INDICATORS, seed, draw, who, which)
    margins = marginals(table)
    values = margins.value(fill(margins.score(given), noise, correlation()))
    result = {name: values[:, k] for k, name in enumerate(NAMES)}
    result["connections"] = population / result.pop("persons_per_connection")
    return result


def _places(table: pd.DataFrame, seed: int, draw: int) -> dict[str, Floats]:
    """A place within the populated part of the country, evenly over its area."""
    who = entities(table["utility"].to_numpy())
    facts = [countries().get(country) for country in table["country"]]
    latitude, longitude, extent = (
        np.array([np.nan if fact is None else getattr(fact, key) for fact in facts]) for key in ("latitude", "longitude", "extent")
    )
    radius = extent * np.sqrt(uniform(PLACE, seed, draw, who, step=0))
    angle = 2.0 * np.pi * uniform(PLACE, seed, draw, who, step=1)
    north = latitude + radius * np.sin(angle)
    east = longitude + radius * np.cos(angle) / np.cos(np.radians(latitude))
    return {"latitude": north, "longitude": (east + 180.0) % 360.0 - 180.0}
