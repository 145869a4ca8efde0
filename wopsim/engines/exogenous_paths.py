"""What would happen anyway, worked out once for all scenarios that share it: wandering indicators (M1), population, shocks (M12)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wopsim.compile import device, inline
from wopsim.engines.records import LANES
from wopsim.rules import access, background, money
from wopsim.rules.time import QUARTER

Tiled = npt.NDArray[np.float64]
NAMES = ("nrw", "measurement", "cost", "collection", "energy", "quality", "growth", "staff", "practice")
NRW, MEASUREMENT, COST, COLLECTION, ENERGY, QUALITY, GROWTH, STAFF, PRACTICE = range(len(NAMES))


class Chances(NamedTuple):
    """Numbers from which paths are made, utilities in tiles; see `exogenous.Exogenous` and `initial_state.State`.

    Parameters
    ----------
    of_replicate : (start,) place of its replicate in the next two.
    normal : (replicate, name, quarter, tile, lane) standard normal; reading : (replicate, year, tile, lane) likewise.
    wander : (start, name, tile, lane) reverting part at the start [logit or log].
    spread : (start, name, tile, lane) of the reverting part [logit or log].
    cost_start, energy_own, growth_own, volatility, population : (start, tile, lane).
    currency : (start, year, tile, lane) 1 where a currency crisis strikes.
    walk : (name, quarter + 1, lane) scratch.
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
    walk: Tiled


@device
def make_paths(b: int, c: Any, quarterly: Any, yearly: Any, p: Any) -> None:
    """Fill the paths of start `b`: one record a quarter and tile, and one a year and tile."""
    years, tiles = yearly.shape[1] - 1, yearly.shape[2]
    for tile in range(tiles):
        _walk(b, c, p, tile)
        _follow(quarterly[b], b, c, p, tile)
        for year in range(years + 1):
            _read(yearly[b, year, tile], b, c, p.nrw_reading, year, tile)


@device
def _walk(b: int, c: Any, p: Any, tile: int) -> None:
    """Let every indicator of a tile wander; one after the other, because what its persistence means is worked out once."""
    # measurement drifts like the losses that it measures
    persistence = (
        p.nrw_persistence, p.nrw_persistence, p.cost_persistence, p.collection_persistence, p.energy_persistence, p.quality_persistence,
        p.growth_persistence, p.staff_persistence, p.practice_persistence,
    )  # fmt: skip
    for name in range(len(NAMES)):
        kept, spread, walk, start = persistence[name], c.spread[b, name, tile], c.walk[name], c.wander[b, name, tile]
        normal = c.normal[c.of_replicate[b], name]
        for k in range(LANES):
            walk[0, k] = start[k]
        for quarter in range(walk.shape[0] - 1):
            z = normal[quarter, tile]
            for k in range(LANES):
                walk[quarter + 1, k] = background.wander(walk[quarter, k], kept, QUARTER, spread[k], z[k])


@device
def _follow(quarterly: Any, b: int, c: Any, p: Any, tile: int) -> None:
    """Write what a tile's utilities meet in every quarter, from where the indicators have wandered to."""
    crisis, population_growth, productivity = p.currency_cost, p.population_growth, p.staff_productivity
    walk, energy, growth, cost, people = c.walk, c.energy_own[b, tile], c.growth_own[b, tile], c.cost_start[b, tile], c.population[b, tile]
    for quarter in range(quarterly.shape[0]):
        x = quarterly[quarter, tile]
        for k in range(LANES):
            x.loss_factor[k] = background.factor_of(walk[NRW, quarter, k])
            x.energy[k] = energy[k] * background.factor_of(walk[ENERGY, quarter, k])
            x.collection_wander[k] = walk[COLLECTION, quarter, k]
            x.staff_level[k] = background.factor_of(walk[STAFF, quarter, k])
            x.practice_shift[k] = walk[PRACTICE, quarter, k]
            x.growth[k] = access.growth_factor(growth[k] + walk[GROWTH, quarter, k], QUARTER)
        if quarter == 0:
            for k in range(LANES):
                x.cost_level[k] = money.cost_level(walk[COST, quarter, k], cost[k], crisis, 0.0)
                x.population[k] = people[k]
                x.wage_level[k] = 1.0
        else:
            before, currency = quarterly[quarter - 1, tile], c.currency[b, (quarter - 1) // 4, tile]
            for k in range(LANES):
                x.cost_level[k] = money.cost_level(walk[COST, quarter, k], cost[k], crisis, currency[k])
            for k in range(LANES):
                x.population[k] = access.persons_after_growth(before.population[k], population_growth, QUARTER)
                # what staff costs stays: swings of cost are in its own wandering
                bill = access.persons_after_growth(before.wage_level[k] * before.staff_level[k], productivity, QUARTER)
                x.wage_level[k] = bill / x.staff_level[k]


@inline
def _read(y: Any, b: int, c: Any, noise: float, year: int, tile: int) -> None:
    reading, volatility, walk = c.reading[c.of_replicate[b], year, tile], c.volatility[b, tile], c.walk
    for k in range(LANES):
        y.reading[k] = walk[MEASUREMENT, 4 * year, k] + noise * volatility[k] * reading[k]
        y.quality_wander[k] = walk[QUALITY, 4 * year, k]
