"""Which indicators of a panel have dynamics in M1, on which scale, and their values as the fit needs them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wopsim.inference.background.likelihood import Year, year_end, year_mean
from wopsim.inference.background.panel_moments import GROWTH_LIMIT
from wopsim.streams import Floats
from wopsim.world.levels import MEDIAN_POPULATION

NRW_LEAST, NRW_MOST = 0.02, 0.95
COLLECTION_FULL = 0.995
"""Where the engine takes the logit of what utilities report at the start: `wopsim.engines.initial_state`."""


@dataclass(frozen=True)
class Dynamics:
    """How an indicator wanders.

    Parameters
    ----------
    name : first part of the names of its parameters.
    values : from a panel (see `panel.read_panel`) to the indicator on its scale, with the panel's index.
    mean, spread : typical ones, on the scale of the indicator; the search begins there.
    parameters : second part of the names of the parameters that the fit says something about.
    year : what a year does, from the persistence.
    by_size : whether the lasting level depends on size.
    own_volatility : whether each utility has a volatility of its own in the engine.
    most : what lies at this value or above is only known to do so.
    """

    name: str
    values: Callable[[pd.DataFrame], pd.Series]
    mean: float
    spread: float
    parameters: tuple[str, ...]
    year: Callable[[float], Year] = year_end
    by_size: bool = False
    own_volatility: bool = False
    most: float = math.inf


@dataclass(frozen=True)
class Years:
    """Values of one indicator.

    Parameters
    ----------
    y : (provider, year) on the scale of the indicator, consecutive years, NaN where missing; at least one value a provider.
    size : (provider,) natural logarithm of the people served, relative to the median of the model's worlds; 0 where it does not matter.
    """

    y: Floats
    size: Floats


def _logit(share: pd.Series) -> pd.Series:
    return np.log(share / (1.0 - share))


def _growth(panel: pd.DataFrame) -> pd.Series:
    """Logarithm of connections relative to the year before; a step beyond +-50 % is a merger, a split or an error."""
    before = panel["connections"].copy()
    before.index = before.index.set_levels(before.index.levels[1] + 1, level="year", verify_integrity=False)
    ratio = panel["connections"] / before.reindex(panel.index)
    return np.log(ratio.where((ratio - 1.0).abs() <= GROWTH_LIMIT))


DYNAMICS: dict[str, Dynamics] = {
    one.name: one
    for one in (
        Dynamics(
            "nrw",
            lambda panel: _logit(panel["nrw_share"].clip(NRW_LEAST, NRW_MOST)),
            mean=-0.5,
            spread=1.1,
            parameters=("spread", "size", "permanent", "persistence", "volatility_spread", "reading"),
            by_size=True,
            own_volatility=True,
        ),
        Dynamics(
            "cost",
            lambda panel: -np.log(panel["occr"]),
            mean=-0.2,
            spread=0.5,
            parameters=("spread", "size", "permanent", "persistence"),
            by_size=True,
        ),
        Dynamics(
            "collection",
            lambda panel: _logit(panel["collection_share"].clip(upper=COLLECTION_FULL)),
            mean=6.0,
            spread=3.0,
            parameters=("permanent", "persistence"),
            most=math.log(COLLECTION_FULL / (1.0 - COLLECTION_FULL)) - 1e-9,
        ),
        Dynamics(
            "energy",
            lambda panel: np.log(panel["energy_intensity"]),
            mean=-0.6,
            spread=0.9,
            parameters=("spread", "permanent", "persistence"),
        ),
        Dynamics("growth", _growth, mean=0.024, spread=0.03, parameters=("mean", "spread", "permanent", "persistence"), year=year_mean),
    )
}
"""Water quality is not in the panel. The spread of collection is none of a parameter: `collection_spread` is relative to the worlds."""


def years_of(panel: pd.DataFrame, dynamics: Dynamics) -> Years:
    """Return the values of one indicator; providers without any, or of unknown size, are left out.

    Parameters
    ----------
    panel : as `panel.read_panel` returns it.
    """
    table = dynamics.values(panel).unstack("year")
    known = table.dropna(axis="columns", how="all").columns
    table = table.reindex(columns=range(int(known.min()), int(known.max()) + 1)).dropna(how="all")
    size = np.zeros(len(table))
    if dynamics.by_size:
        people = np.log(panel["population_served"] / MEDIAN_POPULATION).groupby(level="provider").median().reindex(table.index)
        table, size = table[people.notna()], people.dropna().to_numpy(np.float64)
    return Years(np.ascontiguousarray(table.to_numpy(np.float64)), size)
