"""Outcomes beside water losses and people-equivalents: who is newly served, functions, investment, energy, mentors, money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.analysis.outcomes import mentored_utilities, with_words
from wopsim.analysis.paired import against_baseline

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

NEEDED = (
    "population_served", "coverage", "poor_coverage", "energy_intensity", "system_input", "investment", "pro_poor_function",
    "sanitation_function", "programme_invested", "mentors_created", "mentor_days", "mentor_in_kind",
)  # fmt: skip
"""Variables that every run must have in full."""

FUNCTION_WORKS = 0.3
"""Maturity from which a new function counts as created [assumed]."""
DAYS_PER_YEAR = 365.25


def service(dataset: xr.Dataset, poor_share: Sequence[float]) -> xr.Dataset:
    """Return the paired effect on people in the last year, split by what they got.

    New and better service add up to the effect on people-equivalents: what a change of the number of people is worth at
    the mean of both levels of service, and what a change of service is worth at the mean of both numbers.

    Parameters
    ----------
    dataset : of all runs.
    poor_share : (scenario,) share of poor households in the service area [1], the baseline first.

    Returns
    -------
    xarray.Dataset
        dims (scenario, draw, replicate), without the baseline; attributes units, long_name, better.
    """
    import xarray as xr

    last = dataset[["people_served", "population_served", "coverage", "poor_coverage"]].isel(time=-1, drop=True)
    people = last["population_served"]
    level = last["people_served"] / people.where(people > 0)
    both = level + level.isel(scenario=0, drop=True)
    new = (against_baseline(people) * both.isel(scenario=slice(1, None)) / 2.0).fillna(0.0).sum("utility")
    area = people / last["coverage"].where(last["coverage"] > 0)
    poor = (xr.DataArray(list(poor_share), dims="scenario") * area * last["poor_coverage"]).fillna(0.0)
    out = {
        "people_connected": with_words(against_baseline(people).sum("utility"),
            "person", "additional people with a connection, all utilities", "higher"),
        "people_new_service": with_words(new,
            "person", "of the people-equivalents: by new connections", "higher"),
        "people_better_service": with_words(against_baseline(last["people_served"]).sum("utility") - new,
            "person", "of the people-equivalents: by better service", "higher"),
        "poor_people_connected": with_words(against_baseline(poor).sum("utility"),
            "person", "additional poor people with a connection, all utilities", "higher"),
    }  # fmt: skip
    return xr.Dataset(out)


def organisation(dataset: xr.Dataset) -> xr.Dataset:
    """Return the paired effect on finances, functions, investment and energy.

    Returns
    -------
    xarray.Dataset
        dims (scenario, draw, replicate), without the baseline; attributes units, long_name, better.
    """
    import xarray as xr

    mentored = mentored_utilities(dataset)
    covered = against_baseline((dataset["occr"].isel(time=-1, drop=True) > 1.0).astype(float))
    created, lost = _functions(dataset)
    energy = dataset["energy_intensity"].isel(time=-1, drop=True)
    used = energy * dataset["system_input"].isel(time=-1, drop=True) * DAYS_PER_YEAR
    out = {
        "occr_above_one": with_words(covered.sum("utility"),
            "utility", "additional utilities that cover their operating cost", "higher"),
        "occr_above_one_share": with_words(covered.where(mentored).mean("utility"),
            "1", "effect on the share of mentored utilities that cover their operating cost", "higher"),
        "functions_created": with_words(created,
            "function", f"functions that passed {FUNCTION_WORKS} and are there at the end", "higher"),
        "functions_lost": with_words(lost,
            "function", f"functions that passed {FUNCTION_WORKS} and fell below again", "lower"),
        "investment_unlocked": with_words(against_baseline(dataset["investment"].sum("time")).sum("utility"),
            "EUR2024", "additional large investment over the whole run, all utilities", "higher"),
        "energy_saved": with_words(-against_baseline(used).sum("utility"),
            "kWh/year", "electricity saved in the last year, all utilities", "higher"),
        "energy_intensity_mentored": with_words(against_baseline(energy).where(mentored).mean("utility"),
            "kWh/m3", "effect on energy per system input, mean over mentored utilities", "lower"),
    }  # fmt: skip
    return xr.Dataset(out)


def mentors(dataset: xr.Dataset) -> xr.Dataset:
    """Return what each run's programme did to the side of the mentors.

    Returns
    -------
    xarray.Dataset
        dims (scenario, draw, replicate), without the baseline; attributes units, long_name, better.
    """
    import xarray as xr

    runs = dataset.isel(scenario=slice(1, None))
    days = runs["mentor_days"]
    out = {
        "mentors_created": runs["mentors_created"],
        "mentors_active": with_words((days > 0).sum("utility").astype(float), "utility", "utilities that mentored others", "neither"),
        "mentor_days": with_words(days.sum("utility"), "day", "staff experience: expert days given by mentors", "neither"),
        "mentor_in_kind": with_words(runs["mentor_in_kind"].sum("utility"),
            "EUR2024", "value of these days, borne by mentors", "neither"),
    }  # fmt: skip
    return xr.Dataset(out)


def _functions(dataset: xr.Dataset) -> tuple[xr.DataArray, xr.DataArray]:
    """Return how many more functions than in the baseline were created and last, and were created and lost again."""
    created, lost = [], []
    for name in ("pro_poor_function", "sanitation_function"):
        works = dataset[name] >= FUNCTION_WORKS
        ever, now = works.any("time"), works.isel(time=-1, drop=True)
        created.append(against_baseline(now.astype(float)).sum("utility"))
        lost.append(against_baseline((ever & ~now).astype(float)).sum("utility"))
    return created[0] + created[1], lost[0] + lost[1]
