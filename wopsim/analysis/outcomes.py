"""One number per run: the outcomes of a comparison, each defined once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.analysis.paired import against_baseline

if TYPE_CHECKING:
    import xarray as xr

NEEDED = (
    "people_served", "real_loss", "nrw_share", "reported_nrw_share", "practice", "occr", "connections", "mentored", "support_received",
    "programme_spent", "programme_overhead", "programme_unspent",
    "partnerships_agreed", "partnerships_completed", "partnerships_ended_early",
)  # fmt: skip
"""Variables that every run must have in full."""

REACH = {
    "low_income": ("income", "low", "low-income countries"),
    "fragile": ("fragile", True, "fragile contexts"),
    "small_town": ("size_class", "small_town", "small towns"),
}
"""Groups of utilities: coordinate, value, words."""


def mentored_utilities(dataset: xr.Dataset) -> xr.DataArray:
    """Return which utilities had a first mission by the last year.

    Returns
    -------
    xarray.DataArray
        bool, dims (scenario, draw, replicate, utility), without the baseline.
    """
    return dataset["mentored"].isel(scenario=slice(1, None), time=-1, drop=True) > 0


def effects(dataset: xr.Dataset) -> xr.Dataset:
    """Return the paired effect of each run in the last year.

    Returns
    -------
    xarray.Dataset
        dims (scenario, draw, replicate), without the baseline; attributes units, long_name, better. Means over mentored
        utilities are NaN in a run that mentored none.
    """
    import xarray as xr

    last = dataset[["people_served", "real_loss", "nrw_share", "practice", "occr"]].isel(time=-1, drop=True)
    mentored = mentored_utilities(dataset)
    nrw = against_baseline(last["nrw_share"])
    mentee = dataset["role"] == "mentee"
    # Weights are connections before anything differs, so that an effect is never a change of weights.
    weight = (dataset["connections"].isel(scenario=0, time=0, drop=True)).where(mentee, 0.0)
    out = {
        "people_served": with_words(against_baseline(last["people_served"]).sum("utility"),
            "person", "additional people-equivalents of full service, all utilities", "higher"),
        "water_saved": with_words(-against_baseline(last["real_loss"]).sum("utility"),
            "m3/day", "reduction of real losses, all utilities", "higher"),
        "nrw_all_mentees": with_words((nrw * weight).sum("utility") / weight.sum("utility"),
            "1", "effect on non-revenue water, all possible mentees, weighted by connections at the start", "lower"),
        "nrw_mentored": with_words(nrw.where(mentored).mean("utility"),
            "1", "effect on non-revenue water, mean over mentored utilities", "lower"),
        "practice_mentored": with_words(against_baseline(last["practice"].mean("domain")).where(mentored).mean("utility"),
            "1", "effect on the practice score, mean over domains and mentored utilities", "higher"),
        "occr_mentored": with_words(against_baseline(last["occr"]).where(mentored).mean("utility"),
            "1", "effect on operating cost coverage, mean over mentored utilities", "higher"),
    }  # fmt: skip
    return xr.Dataset(out)


def programme(dataset: xr.Dataset) -> xr.Dataset:
    """Return what each run's programme did and cost.

    Returns
    -------
    xarray.Dataset
        dims (scenario, draw, replicate), without the baseline; attributes units, long_name, better.
    """
    import xarray as xr

    runs = dataset.isel(scenario=slice(1, None))
    names = (
        "partnerships_agreed", "partnerships_completed", "partnerships_ended_early",
        "programme_spent", "programme_overhead", "programme_invested", "programme_unspent",
    )  # fmt: skip
    out = {name: runs[name] for name in names}
    out["utilities_mentored"] = with_words(mentored_utilities(dataset).sum("utility").astype(float),
        "utility", "utilities that had a first mission", "neither")  # fmt: skip
    return xr.Dataset(out)


def reach(dataset: xr.Dataset) -> xr.Dataset:
    """Return which share of the support, and which part of the effect on people, reached utilities that are hardest to reach.

    Returns
    -------
    xarray.Dataset
        For each group of `REACH`: `<group>_share` (scenario, draw, replicate), share of the run's support money, NaN when
        the run gave none; `<group>_mean` (scenario), share of the money of all runs; `<group>_among_mentees`, scalar;
        `<group>_people` (scenario, draw, replicate), effect on people served there [person]; `<group>_among_people`,
        scalar, share of the people whom possible mentees served at the start.
    """
    import xarray as xr

    support = dataset["support_received"].isel(scenario=slice(1, None))
    mentees = dataset.isel(utility=dataset["role"].values == "mentee")
    total = support.sum("utility")
    runs = ("draw", "replicate")
    people = against_baseline(dataset["people_served"].isel(time=-1, drop=True))
    served = mentees["people_served"].isel(scenario=0, time=0, drop=True).mean(runs)
    out = {}
    for group, (coordinate, value, words) in REACH.items():
        inside = dataset[coordinate] == value
        part = support.where(inside, 0.0).sum("utility")
        out[f"{group}_share"] = with_words((part / total.where(total > 0)), "1", f"share of support that reached {words}", "neither")
        out[f"{group}_mean"] = part.sum(runs) / total.sum(runs).where(total.sum(runs) > 0)
        out[f"{group}_among_mentees"] = xr.DataArray((mentees[coordinate].values == value).mean())
        out[f"{group}_people"] = with_words(people.where(inside, 0.0).sum("utility"),
            "person", f"additional people-equivalents of full service, {words}", "higher")  # fmt: skip
        out[f"{group}_among_people"] = served.where(mentees[coordinate] == value, 0.0).sum() / served.sum()
    return xr.Dataset(out).drop_vars("label", errors="ignore")


def with_words(values: xr.DataArray, unit: str, long_name: str, better: str) -> xr.DataArray:
    """Return values with the attributes that every outcome has."""
    return values.assign_attrs(units=unit, long_name=long_name, better=better)
