"""Effects of all combinations of swept values at once: one dataset, made block by block as the store was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from wopsim.analysis.grid_kernels import Numbers, errors, means, quantiles
from wopsim.analysis.measures import words_of_measure
from wopsim.analysis.outcome_specs import OF_POINTS, OF_THE_WORLD
from wopsim.analysis.store_result import nothing_yet, whole_points
from wopsim.analysis.stored_measures import names_measured, read_measures
from wopsim.declare import PARAMETERS
from wopsim.errors import ResultError, did_you_mean
from wopsim.runs.store import Status, Store

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.declare import Value

PROBABILITIES = (0.05, 0.5, 0.95)
NUMBERS = ("mean", "error", "low", "median", "high")
LEADS = ("lead", "lead_error")
"""By how much the best scenario is ahead of the next best; NaN where no direction is better, or there is one scenario."""
_READ_BYTES, _COUNTED_BYTES = 120_000_000, 20_000_000
"""Of all runs of the variants that are looked at together: what is read in one go, and what is counted in one go."""
SIGNS = {"higher": 1.0, "lower": -1.0, "neither": np.nan}
_DIMS = ("variant", "scenario", "outcome")


def swept_effects(store: Store, status: Status, outcomes: Sequence[str] | None = None) -> xr.Dataset:
    """Return the effects of every scenario against its baseline, at every combination of swept values.

    Parameters
    ----------
    store : finished or not.
    status : of its runs, (variant, scenario, draw, replicate).
    outcomes : names of what is measured of a run; None takes all.

    Returns
    -------
    xarray.Dataset
        As `wopsim.StoredRuns.effects` says.

    Raises
    ------
    ResultError : no such outcome, or no point yet at which every scenario was run. DamageError : the store cannot be read.
    """
    import xarray as xr

    whole = whole_points(status)
    if not whole.any():
        raise nothing_yet(store)
    chosen = _chosen(names_measured(store), outcomes)
    scenarios = store.study.scenarios[1:]
    words = {name: words_of_measure(name) for name in chosen}
    signs = np.array([SIGNS[words[name]["better"]] for name in chosen])
    found = {name: np.full((len(whole), len(scenarios), len(chosen)), np.nan) for name in NUMBERS}
    found |= {name: np.full((len(whole), len(chosen)), np.nan) for name in LEADS}
    step = store.points.variants_together
    for first in range(0, len(whole), step):
        here = slice(first, min(first + step, len(whole)))
        numbers = range(here.start, here.stop)
        each = len(numbers) * len(scenarios) * whole[0].size * 8
        read, counted = (max(1, bytes_held // each) for bytes_held in (_READ_BYTES, _COUNTED_BYTES))
        for begin in range(0, len(chosen), read):
            grids = read_measures(store, numbers, chosen[begin : begin + read])
            np.copyto(grids, np.nan, where=~whole[here][None, :, None])
            for part in range(0, len(grids), counted):
                end = min(part + counted, len(grids))
                at = slice(begin + part, begin + end)
                told = _told(grids[part:end], signs[at, None, None])
                for name, values in told.items():
                    found[name][here, ..., at] = np.moveaxis(values, 0, -1)
    coordinates: dict[str, Any] = {
        "variant": np.arange(len(whole)),
        "scenario": [scenario.name for scenario in scenarios],
        "label": ("scenario", [scenario.label for scenario in scenarios]),
        "outcome": chosen,
        "outcome_units": ("outcome", [words[name]["units"] for name in chosen]),
        "outcome_long_name": ("outcome", [words[name]["long_name"] for name in chosen]),
        "outcome_better": ("outcome", [words[name]["better"] for name in chosen]),
        **_swept_values(store.study.variants),
    }
    said = {
        "mean": "mean over draws and replicates of scenario minus baseline under the same luck",
        "error": "Monte Carlo error (standard error) of the mean",
        "low": "5th percentile over draws and replicates", "median": "median over draws and replicates",
        "high": "95th percentile over draws and replicates",
        "lead": "mean of the best scenario less that of the next best, in the better direction",
        "lead_error": "Monte Carlo error of the lead, both under the same luck",
    }  # fmt: skip
    data: dict[str, Any] = {
        name: (_DIMS if name in NUMBERS else (_DIMS[0], _DIMS[2]), found[name], {"long_name": said[name], "units": "see outcome_units"})
        for name in (*NUMBERS, *LEADS)
    }
    points = {"long_name": "points (draws x replicates) at which every scenario was run; others are left out", "units": "1"}
    data["points"] = ("variant", whole.sum((1, 2)), points)
    return xr.Dataset(data, coordinates, {"title": store.study.title, "question": store.study.question, "study": store.study.name})


def _told(grids: Numbers, signs: Numbers) -> dict[str, Numbers]:
    """Return what is told of grids (outcome, variant, scenario, draw, replicate), by name, (outcome, variant, scenario) or without it.

    Parameters
    ----------
    grids : see there; signs : (outcome, 1, 1) of the better direction.
    """
    mean = means(grids)
    spread = quantiles(grids.reshape(*grids.shape[:3], -1), PROBABILITIES)
    told = {"mean": mean, "error": errors(grids), **{name: spread[..., place] for place, name in enumerate(("low", "median", "high"))}}
    if grids.shape[2] < 2:
        return told
    order = np.argsort(-mean * signs, axis=2, kind="stable")  # what is missing comes last
    best, following = (np.take_along_axis(grids, order[:, :, [place], None, None], axis=2)[:, :, 0] for place in (0, 1))
    apart = best - following
    lead = means(apart) * signs[..., 0]
    return told | {"lead": lead, "lead_error": np.where(np.isnan(lead), np.nan, errors(apart))}


def _chosen(measured: Sequence[str], outcomes: Sequence[str] | None) -> list[str]:
    known = [name for name in measured if name not in OF_POINTS | OF_THE_WORLD]
    if outcomes is None:
        return known
    for name in outcomes:
        if name not in known:
            raise ResultError(f"no outcome {name!r}; known: {', '.join(known)}.{did_you_mean(name, known)}")
    return list(dict.fromkeys(outcomes))


def _swept_values(variants: Sequence[Mapping[str, Value]]) -> dict[str, Any]:
    """Return each swept parameter as a coordinate along `variant`."""
    names = list(variants[0]) if variants else []
    return {name: ("variant", [variant[name] for variant in variants], {"units": PARAMETERS[name].unit}) for name in names}
