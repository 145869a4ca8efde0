"""What is left of an effect years after the mentor went home."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.outcomes import mentored_utilities, with_words
from wopsim.analysis.paired import against_baseline

if TYPE_CHECKING:
    import xarray as xr

YEARS_AFTER = 5
LEAST = {"practice": 0.005, "nrw_share": -0.001}
"""Smallest effect at the exit of which a share can be left: half a point of practice, a tenth of a point of NRW. Both are
paired differences without reading noise, so that choosing by them does not choose luck."""


def persistence(dataset: xr.Dataset) -> xr.Dataset:
    """Return the share of the paired effect at the exit that is left five years later, median over utilities.

    The exit counts from the first year end at or after it, so that the effect of the last mission is in. A utility is
    followed when it was mentored, its last partnership ended (early or as planned), five more years lie within the run,
    and the effect at the exit was at least `LEAST`. Above 1 the effect has grown since: zones go on spreading.

    Returns
    -------
    xarray.Dataset
        dims (scenario, draw, replicate), without the baseline: `left_practice`, `left_nrw` [1], NaN in a run without such
        a utility; `utilities_followed`, mentored utilities with five years after the exit.
    """
    import xarray as xr

    practice = against_baseline(dataset["practice"].mean("domain"))
    effects = {"practice": practice, "nrw_share": against_baseline(dataset["nrw_share"])}
    years = dataset["time"].values
    first, last = float(years[0]), float(years[-1])
    left = dataset["exit_time"].isel(scenario=slice(1, None))
    at_exit = xr.apply_ufunc(np.ceil, left)
    followed = mentored_utilities(dataset) & (at_exit + YEARS_AFTER <= last)

    def at(values: xr.DataArray, when: xr.DataArray) -> xr.DataArray:
        return values.sel(time=when.where(followed, first).astype(int)).drop_vars("time").where(followed)

    out = {}
    for name, least in LEAST.items():
        start, later = at(effects[name], at_exit), at(effects[name], at_exit + YEARS_AFTER)
        enough = start >= least if least > 0 else start <= least
        short = "practice" if name == "practice" else "nrw"
        words = f"share of the effect on {'practice' if short == 'practice' else 'NRW'} at exit that is left {YEARS_AFTER} years later"
        out[f"left_{short}"] = with_words((later / start.where(enough)).median("utility"), "1", f"{words}, median", "higher")
    out["utilities_followed"] = with_words(followed.sum("utility").astype(float),
        "utility", f"mentored utilities with {YEARS_AFTER} years after the exit", "neither")  # fmt: skip
    return xr.Dataset(out).drop_vars("label", errors="ignore")
