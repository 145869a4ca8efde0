"""What an evaluation without a comparison would report, beside the paired effect at exactly the same times."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr


def before_after(dataset: xr.Dataset) -> xr.Dataset:
    """Return changes of non-revenue water from before the agreement to after the exit, for every evaluated utility.

    Before: the last year end not later than the agreement. After: the first year end later than the exit, so within
    twelve months of it. A utility is evaluated when it had a mission, its partnership ended, and the year after lies
    within the run.

    Returns
    -------
    xarray.Dataset
        dims (scenario, draw, replicate, utility), without the baseline, share of system input; NaN where not evaluated:

        `reported` : reported figure after minus reported figure before, with the programme;
        `anyway` : the same utilities, years and reading noise, without the programme;
        `paired` : effect on the true figure between the same two years, scenario minus baseline;
        `pilot` : pilot zone in its last year of the partnership minus the whole utility before, as a pilot report shows it.
    """
    import xarray as xr

    runs = dataset.isel(scenario=slice(1, None))
    base = dataset.isel(scenario=0, drop=True)
    years = dataset["time"].values
    first, last = float(years[0]), float(years[-1])
    agreed, left = runs["agreement_time"], runs["exit_time"]
    before, after = agreed // 1, left // 1 + 1
    evaluated = (runs["mentored"].isel(time=-1, drop=True) > 0) & (before >= first) & (after <= last) & (after > before)

    def at(values: xr.DataArray, when: xr.DataArray) -> xr.DataArray:
        return values.sel(time=when.where(evaluated, first).astype(int)).drop_vars("time").where(evaluated)

    def change(name: str, of: xr.Dataset) -> xr.DataArray:
        return at(of[name], after) - at(of[name], before)

    out = {
        "reported": change("reported_nrw_share", runs),
        "anyway": change("reported_nrw_share", base),
        "paired": change("nrw_share", runs) - change("nrw_share", base),
        "pilot": _last_pilot(runs, agreed, left).where(evaluated) - at(runs["nrw_share"], before),
    }
    result = xr.Dataset(out).drop_vars("label", errors="ignore")
    for values in result.data_vars.values():
        values.attrs = {"units": "1", "better": "lower"}
    return result


def _last_pilot(runs: xr.Dataset, agreed: xr.DataArray, left: xr.DataArray) -> xr.DataArray:
    """Return the pilot zone's figure at its last year end within the partnership; NaN where there is none."""
    time = runs["time"]
    pilot = runs["pilot_nrw_share"].where((time > agreed) & (time <= left))
    when = time.where(pilot.notnull()).max("time")
    return pilot.sel(time=when.fillna(time[0]).astype(int)).drop_vars("time")
