"""What was given of each utility, and what the runs start from and read there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.analysis.paired import interval
from wopsim.errors import ResultError
from wopsim.runs.in_memory import world_of
from wopsim.study.scenario import BASELINE
from wopsim.world.origins import origins

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import xarray as xr

    from wopsim.study.scenario import Study

READ = {"nrw_share": "reported_nrw_share"}
"""What the utility itself would report, where that differs from what is."""


def start_values(dataset: xr.Dataset, study: Study) -> pd.DataFrame:
    """Return one row for each utility and column that is both stated in worlds and recorded in runs.

    Columns `utility`, `name`, `column`, `given`, `spread` (NaN where the file states none), then mean and 90 % interval over draws and
    replicates of what is true at the start (`start`, `start_low`, `start_high`) and of what the utility reports then (`read`, ...).

    Raises
    ------
    ResultError : the world holds other utilities than the result.
    """
    world = world_of(study.world, study.readings)
    if dataset["utility"].values.astype(str).tolist() != world.utilities["utility"].astype(str).tolist():
        raise ResultError(f"the world of this result, {study.world}, holds other utilities today; run the study again.")
    at_start = dataset.sel(scenario=BASELINE).isel(time=0)
    place = {utility: number for number, utility in enumerate(world.utilities["utility"].astype(str))}
    asked = origins(world).drop(columns="drawn").to_dict("records")
    names = {row["column"] for row in asked} | set(READ.values())
    # taken out of the dataset once: looked up cell by cell, a large world takes seconds
    values = {name: at_start[name].transpose("utility", "draw", "replicate").values.astype(float) for name in names if name in at_start}
    rows = []
    for row in asked:
        name, number = row["column"], place[str(row["utility"])]
        if name in values:
            read = READ.get(name)
            spans = _span(values[name][number], "start") | (_span(values[read][number], "read") if read in values else {})
            rows.append({**row, **spans})
    import pandas as pd

    return pd.DataFrame(rows)


def _span(values: np.ndarray, what: str) -> dict[str, float]:
    low, high = interval(values)
    return {what: float(values.mean()), f"{what}_low": low, f"{what}_high": high}
