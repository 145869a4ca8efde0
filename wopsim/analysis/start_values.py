"""What was given of each utility, and what the runs start from and read there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.paired import interval
from wopsim.errors import ResultError
from wopsim.runs.study_world import world_of
from wopsim.streams import Floats
from wopsim.study.scenario import BASELINE
from wopsim.world.origins import origins

if TYPE_CHECKING:
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
    place = {utility: i for i, utility in enumerate(world.utilities["utility"].astype(str))}
    import pandas as pd

    table = origins(world).drop(columns="drawn")
    parts = []
    for name, rows in table[table["column"].isin(list(at_start))].groupby("column", sort=False):
        of_rows = rows["utility"].astype(str).map(place).to_numpy()
        for what, output in (("start", str(name)), ("read", READ.get(str(name)))):
            if output is not None and output in at_start:
                spans = _spans(at_start[output])[of_rows]
                rows = rows.assign(**{f"{what}{end}": spans[:, i] for i, end in enumerate(("", "_low", "_high"))})
        parts.append(rows)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _spans(of_output: xr.DataArray) -> Floats:
    """Return (utility, 3): mean and both ends of the 90 % interval over draws and replicates."""
    values = of_output.transpose("utility", "draw", "replicate").values.astype(float)
    return np.array([(grid.mean(), *interval(grid)) for grid in values])
