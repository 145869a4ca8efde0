"""What would happen anyway, worked out once for all scenarios that share it: wandering indicators (M1), population, shocks (M12)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wopsim.engines.compiled.layout import LANES
from wopsim.rules import access, background, money
from wopsim.rules.compiling import Everywhere
from wopsim.rules.compiling import inside as compiled
from wopsim.rules.time import QUARTER

Tiled = npt.NDArray[np.float64]
NAMES = ("nrw", "measurement", "cost", "collection", "energy", "quality", "growth")
NRW, MEASUREMENT, COST, COLLECTION, ENERGY, QUALITY, GROWTH = range(len(NAMES))


class Chances(NamedTuple):
    """Numbers from which paths are made, utilities in tiles; see `wopsim.engines.luck.Luck` and `wopsim.engines.start.State`.

    Parameters
    ----------
    of_replicate : (start,) place of its replicate in the next two.
    normal : (replicate, name, quarter, tile, lane) standard normal; reading : (replicate, year, tile, lane) likewise.
    wander : (start, name, tile, lane) reverting part at the start [logit or log].
    spread : (start, name, tile, lane) of the reverting part, as in the engine `agents` [logit or log].
    cost_start, energy_own, growth_own, volatility, population : (start, tile, lane).
    currency : (start, year, tile, lane) 1 where a currency crisis strikes.
    """

    of_replicate: npt.NDArray[np.int64]
    normal: Tiled
    reading: Tiled
    wander: Tiled
    spread: Tiled
    cost_start: Tiled
    energy_own: Tiled
    growth_own: Tiled
    volatility: Tiled
    population: Tiled
    currency: Tiled


@compiled
def make_paths(b: int, c: Any, quarterly: Any, yearly: Any, p: Any, wander: Any) -> None:
    """Fill the paths of start `b`: one record a quarter and tile, and one a year and tile; `wander` is scratch."""
    r, quarters, tiles = c.of_replicate[b], c.normal.shape[2], c.normal.shape[3]
    # one persistence an indicator; measurement drifts like the losses that it measures
    persistence = (
        p.nrw_persistence, p.nrw_persistence, p.cost_persistence, p.collection_persistence, p.energy_persistence, p.quality_persistence,
        p.growth_persistence,
    )  # fmt: skip
    reading, crisis, population_growth, productivity = p.nrw_reading, p.currency_cost, p.population_growth, p.staff_productivity
    for tile in range(tiles):
        for name in range(len(NAMES)):
            for k in range(LANES):
                wander[name, k] = c.wander[b, name, tile, k]
        x = quarterly[b, 0, tile]
        for k in range(LANES):
            x.population[k] = c.population[b, tile, k]
            x.wage_level[k] = 1.0
            _derive(x, wander, c, b, tile, k, crisis, 0.0)
            _read(yearly[b, 0, tile], wander, c, b, tile, k, reading, 0)
        for quarter in range(quarters):
            before, x = x, quarterly[b, quarter + 1, tile]
            year = quarter // 4
            for name in range(len(NAMES)):
                kept, z, spread, now = persistence[name], c.normal[r, name, quarter, tile], c.spread[b, name, tile], wander[name]
                for k in range(LANES):
                    now[k] = background.wander(now[k], kept, QUARTER, spread[k], z[k])
            for k in range(LANES):
                x.population[k] = access.persons_after_growth(before.population[k], population_growth, QUARTER)
                x.wage_level[k] = access.persons_after_growth(before.wage_level[k], productivity, QUARTER)
                x.growth[k] = access.growth_factor(c.growth_own[b, tile, k] + wander[GROWTH, k], QUARTER)
                _derive(x, wander, c, b, tile, k, crisis, c.currency[b, year, tile, k])
            if quarter % 4 == 3:
                for k in range(LANES):
                    _read(yearly[b, year + 1, tile], wander, c, b, tile, k, reading, year + 1)


@Everywhere
def _derive(x: Any, wander: Any, c: Any, b: int, tile: int, k: int, crisis: float, currency: float) -> None:
    x.loss_factor[k] = background.factor_of(wander[NRW, k])
    x.energy[k] = c.energy_own[b, tile, k] * background.factor_of(wander[ENERGY, k])
    x.cost_level[k] = money.cost_level(wander[COST, k], c.cost_start[b, tile, k], crisis, currency)
    x.collection_wander[k] = wander[COLLECTION, k]
    x.quality_wander[k] = wander[QUALITY, k]


@Everywhere
def _read(y: Any, wander: Any, c: Any, b: int, tile: int, k: int, reading: float, year: int) -> None:
    y.reading[k] = wander[MEASUREMENT, k] + reading * c.volatility[b, tile, k] * c.reading[c.of_replicate[b], year, tile, k]
