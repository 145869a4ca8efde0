"""One number per run: effects in the last year, what the programme did, and whom it reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.outcome_specs import FACTS, GROUPS
from wopsim.analysis.ragged import divide
from wopsim.analysis.run_arrays import over_utilities

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.analysis.ragged import Floats
    from wopsim.analysis.run_arrays import Block


def mentored_utilities(dataset: xr.Dataset) -> xr.DataArray:
    """Return which utilities had a first mission by the last year.

    Returns
    -------
    xarray.DataArray
        bool, dims (scenario, draw, replicate, utility), without the baseline.
    """
    return dataset["mentored"].isel(scenario=slice(1, None), time=-1, drop=True) > 0


def effects(block: Block) -> dict[str, Floats]:
    """Return the paired effect of each run in the last year.

    Returns
    -------
    by outcome, (scenario, draw, replicate), without the baseline. Means over mentored utilities are NaN in a run that
    mentored none.
    """
    mentored, nrw = block.mentored, block.change("nrw_share")
    practice = mentored.once(block.last("practice")).mean(axis=-1) - mentored.in_baseline(block.last("practice")).mean(axis=-1)
    # Weights are connections before anything differs, so that an effect is never a change of weights.
    weight = np.where(block.mentees, block.start("connections"), 0.0)

    return {
        "people_served": over_utilities(block.change("people_served")),
        "water_saved": -over_utilities(block.change("real_loss")),
        "nrw_all_mentees": divide(over_utilities(nrw * weight), over_utilities(weight)),
        "nrw_mentored": mentored.mean(nrw[mentored.at]),
        "practice_mentored": mentored.mean(practice),
        "occr_mentored": mentored.mean(block.change("occr")[mentored.at]),
    }


def programme(block: Block) -> dict[str, Floats]:
    """Return what each run's programme did and cost, (scenario, draw, replicate), without the baseline."""
    out = {name: block.once(name)[1:] for name, found in FACTS.items() if found is None}
    return out | {"utilities_mentored": block.mentored.count()}


def reach(block: Block) -> dict[str, Floats]:
    """Return which share of the support, and which part of the effect on people, reached utilities that are hardest to reach.

    Returns
    -------
    `support_received` : support money of the run [EUR2024], (scenario, draw, replicate), without the baseline.
    For each group of `GROUPS`: `support_received_<group>`, its part; `support_<group>`, its share, NaN when the run gave
    none; `people_<group>`, effect on people served there [person].
    """
    support = block.once("support_received")[1:]
    people = block.change("people_served")
    total = over_utilities(support)
    out = {"support_received": total}
    for group, (coordinate, value, _) in GROUPS.items():
        inside = block.inside(coordinate, value)
        part = over_utilities(np.where(inside, support, 0.0))
        out[f"support_received_{group}"] = part
        out[f"support_{group}"] = divide(part, total)
        out[f"people_{group}"] = over_utilities(np.where(inside, people, 0.0))
    return out


def at_start(block: Block) -> dict[str, Floats]:
    """Return how the hardest to reach stand among possible mentees at the start.

    Returns
    -------
    `served_at_start` : people served by possible mentees [person], (draw, replicate), and `served_at_start_<group>`, those
    of a group; `mentees_<group>`, share of possible mentees that are in the group, one number for the world.
    """
    served = np.where(block.mentees, block.start("people_served"), 0.0)
    out = {"served_at_start": over_utilities(served)}
    for group, (coordinate, value, _) in GROUPS.items():
        inside = block.inside(coordinate, value)
        out[f"served_at_start_{group}"] = over_utilities(np.where(inside, served, 0.0))
        out[f"mentees_{group}"] = np.asarray(inside[block.mentees].mean() if block.mentees.any() else np.nan)
    return out


def paths(block: Block, name: str) -> dict[str, Floats]:
    """Return a yearly output of mentored utilities, with the programme and of the same utilities without it.

    Means are weighted by connections at the start.

    Returns
    -------
    `<name>_with`, `<name>_without` : (scenario, draw, replicate, time), NaN in a run that mentored none.
    """
    mentored, values = block.mentored, block.stored(name)
    weight = block.start("connections")[mentored.draw, mentored.replicate, mentored.utility]
    total = mentored.total(weight)
    out = {}
    for word, baseline in (("with", False), ("without", True)):
        weighted = np.nan_to_num(mentored.in_years(values, baseline)) * weight[:, None]
        years = [divide(mentored.total(weighted[:, year]), total) for year in range(weighted.shape[1])]
        out[f"{name}_{word}"] = np.stack(years, axis=-1)
    return out
