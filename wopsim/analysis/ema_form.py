"""Runs in the form that EMA workbench takes: a table of experiments, and an array for each outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.choice.drawn_numbers import drawn_numbers
from wopsim.streams import Floats

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from wopsim.study.scenario import Study

    Experiments = tuple[pd.DataFrame, dict[str, Floats]]
else:
    Experiments = tuple


def ema_form(measures: Mapping[int, xr.Dataset], study: Study) -> Experiments:
    """Return experiments and outcomes.

    Parameters
    ----------
    measures : of all runs of each combination of swept values, by its number; 0 where nothing is swept.
    study : that was run, with its sweep.
    """
    import pandas as pd

    frames, values, first = [], [], 0
    names = [str(name) for name, one in next(iter(measures.values())).data_vars.items() if one.dims == ("scenario", "draw", "replicate")]
    for number, one in measures.items():
        draws = one["draw"].values
        numbers = drawn_numbers(study.at(number) if study.variants else study, draws)
        swept = study.variants[number] if study.variants else {}
        worlds = pd.DataFrame({**numbers, **swept, "scenario": first + np.arange(len(draws))}, index=np.arange(len(draws)))
        first += len(draws)
        for design in one["scenario"].values:
            frames.append(worlds.assign(policy=str(design), model="wopsim"))
        values.append({name: _means(one[name]) for name in names})
    # Under some theories of a sweep a number of a rival theory does not vary; only what varies under all of them is a column.
    experiments = pd.concat(frames, ignore_index=True, join="inner")
    return experiments, {name: np.concatenate([each[name] for each in values]) for name in names}


def _means(values: xr.DataArray) -> Floats:
    """Over replicates, (scenario x draw,); NaN where there is no number."""
    grid = np.asarray(values.transpose("scenario", "draw", "replicate").values, dtype=np.float64)
    count = np.isfinite(grid).sum(axis=2)
    return np.divide(np.nansum(grid, axis=2), count, out=np.full(count.shape, np.nan), where=count > 0).ravel()
