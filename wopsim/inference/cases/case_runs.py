"""Run the worlds of many cases at many sets of parameters, and read from each what its observation describes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from wopsim.declare import Parameters, Value
from wopsim.engines.compiled.run import run_block
from wopsim.inference.cases.case_spec import Planned
from wopsim.inference.cases.case_world import PAIRS, CaseWorld, case_world
from wopsim.streams import Floats

HORIZONS = (3, 6, 10, 16, 20, 32)
"""Years that cases are run [year]: each as long as the first of these that holds it."""
WORLDS = 256
"""Worlds that run together: more take memory and save no time."""
OUTPUTS = frozenset({
    "reported_nrw_share", "nrw_share", "pilot_nrw_share", "pilot_supply_hours", "coverage", "sewer_coverage", "supply_hours",
    "collection_share", "quality_compliance", "occr", "staff_per_1000", "energy_intensity", "connections", "population_served",
})  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A case that is to be run.

    Parameters
    ----------
    planned : the observation.
    capital : whether large works went on beside the partnership.
    helped : whether the partnership takes place; without it the same mentees live on alone.
    """

    planned: Planned
    capital: bool = False
    helped: bool = True


def without_help(planned: Planned) -> Asked:
    """Return the same mentees without the partnership; where nobody helps there is no pilot zone, but an ordinary part of the utility."""
    return Asked(replace(planned, scale="utility") if planned.pilot else planned, helped=False)


@dataclass(frozen=True)
class Versions:
    """What the versions of one case show.

    Parameters
    ----------
    before, after : (set, version) on the indicator's scale, at the times of the two values; a pilot that never opens is NaN.
    middle, spread : (version,) see `CaseWorld`.
    """

    before: Floats
    after: Floats
    middle: Floats
    spread: float


@lru_cache(maxsize=4096)
def _world(planned: Planned, seed: int, capital: bool) -> CaseWorld:
    return case_world(planned, seed, capital)


def run_cases(asked: Sequence[Asked], sets: Sequence[Mapping[str, Value]], seeds: Sequence[int]) -> list[Versions]:
    """Run cases at sets of parameters; every set, and every case with and without its partnership, meets the same luck.

    Parameters
    ----------
    asked : cases.
    sets : values of calibrated parameters, each a run of every case.
    seeds : each gives `PAIRS` versions of every case.

    Returns
    -------
    for each case, in order; versions of one seed stand together
    """
    base = [Parameters(**values) for values in sets]
    found: list[list[tuple[Floats, Floats, CaseWorld]]] = [[] for _ in asked]
    for seed in seeds:
        worlds = [_world(one.planned, seed, one.capital) for one in asked]
        designs = _designs(base, [_settings(one, world) for one, world in zip(asked, worlds, strict=True)])
        horizon = [next(h for h in HORIZONS if h >= world.at_end) for world in worlds]
        for years in sorted(set(horizon)):
            of_horizon = [k for k, h in enumerate(horizon) if h == years]
            most = max(1, WORLDS // len(base))
            for first in range(0, len(of_horizon), most):
                rows = of_horizon[first : first + most]
                values = run_block([(worlds[k].world, p, 0) for k in rows for p in designs[k]], seed, years, OUTPUTS)
                for place, k in enumerate(rows):
                    here = slice(place * len(base), (place + 1) * len(base))
                    part = {name: array[here, :, :PAIRS] for name, array in values.items() if array.ndim == 3}
                    found[k].append((*_read(asked[k].planned, worlds[k], part), worlds[k]))
    return [
        Versions(
            np.concatenate([part[0] for part in parts], axis=1),
            np.concatenate([part[1] for part in parts], axis=1),
            np.concatenate([part[2].middle for part in parts]),
            parts[0][2].spread,
        )
        for parts in found
    ]


def _designs(base: Sequence[Parameters], settings: Sequence[dict[str, Value]]) -> list[list[Parameters]]:
    """Return the sets of parameters with the settings of each case; cases with the same settings get the same objects, and share more."""
    made: dict[tuple[tuple[str, Value], ...], list[Parameters]] = {}
    found = []
    for chosen in settings:
        key = tuple(sorted(chosen.items()))
        if key not in made:
            made[key] = [p.replace(**chosen) for p in base]
        found.append(made[key])
    return found


def _settings(asked: Asked, world: CaseWorld) -> dict[str, Value]:
    return world.settings if asked.helped else {**world.settings, "budget": 0.0}


def _read(planned: Planned, world: CaseWorld, values: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """Values before and after on the indicator's scale, (set, version) each; `values` are (set, year end, version)."""
    measure = planned.measure
    series = measure.to_scale(values[measure.output])
    if in_zone(planned):
        return _in_pilot(planned, world, values, series)
    before = series[:, 0] if planned.before > 0.0 else _at(series, planned.at_baseline)
    if measure.gain:
        people = values[measure.output]
        gained = np.maximum(1.0, _at(people, world.at_end) - _at(people, planned.at_baseline))
        return before, measure.to_scale(gained)
    return before, _at(series, world.at_end)


def in_zone(planned: Planned) -> bool:
    """Return whether the value is one of the pilot zone itself; everything but losses and hours is taken to be the whole utility's."""
    return planned.pilot and planned.measure.output in ("reported_nrw_share", "supply_hours")


def _at(series: Floats, time: float) -> Floats:
    """Series at a time [year], in a straight line between year ends, (set, version)."""
    year = min(int(time), series.shape[1] - 2)
    part = time - year
    return np.asarray((1.0 - part) * series[:, year] + part * series[:, year + 1])


def _in_pilot(planned: Planned, world: CaseWorld, values: Mapping[str, Floats], series: Floats) -> tuple[Floats, Floats]:
    """Values in the pilot zone before and after, (set, version) each.

    Before are those of the whole utility at the year end before it opens; after, at the year end that lies nearest to the
    stated span after its opening, which is in the middle of a year on average.
    """
    zone = values["pilot_nrw_share"]
    years = zone.shape[1] - 1
    opened = np.isfinite(zone)
    first = np.where(opened.any(axis=1), np.argmax(opened, axis=1), years)
    span = world.at_end - planned.at_baseline
    last = np.clip(np.rint(first - 0.5 + span).astype(int), np.minimum(first, years), years)

    def pick(array: Floats, year: npt.NDArray[np.int64]) -> Floats:
        return np.asarray(np.take_along_axis(array, year[:, None, :], axis=1)[:, 0])

    start = np.maximum(first - 1, 0)
    before, there = pick(series, start), pick(zone, last)
    if planned.measure.output == "reported_nrw_share":
        whole = planned.measure.to_scale(pick(values["nrw_share"], start))
        after = before + planned.measure.to_scale(there) - whole
    else:
        after = planned.measure.to_scale(pick(values["pilot_supply_hours"], last))
    return before, np.where(np.isfinite(there), after, np.nan)
