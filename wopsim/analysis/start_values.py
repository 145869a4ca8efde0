"""What was given of each utility, and what the runs start from and read there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.analysis.paired import interval
from wopsim.errors import ResultError
from wopsim.runs.in_memory import world_of
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
    rows = []
    for row in origins(world).drop(columns="drawn").to_dict("records"):
        if row["column"] in at_start:
            rows.append({**row, **_span(at_start, row["column"], row["utility"], "start"), **_read(at_start, row)})
    import pandas as pd

    return pd.DataFrame(rows)


def _read(at_start: xr.Dataset, row: dict[str, object]) -> dict[str, float]:
    name = READ.get(str(row["column"]))
    return _span(at_start, name, str(row["utility"]), "read") if name is not None and name in at_start else {}


def _span(at_start: xr.Dataset, name: str, utility: str, what: str) -> dict[str, float]:
    values = at_start[name].sel(utility=utility).transpose("draw", "replicate").values.astype(float)
    low, high = interval(values)
    return {what: float(values.mean()), f"{what}_low": low, f"{what}_high": high}
