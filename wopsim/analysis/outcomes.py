"""Outcomes, one number per run: effects in the last year and years after the exit, what the programme did, and whom it reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.designs import budget_beyond
from wopsim.analysis.outcome_specs import FACTS, FUNCTION_WORKS, GROUPS, YEARS_AFTER
from wopsim.analysis.ragged import divide
from wopsim.analysis.run_arrays import against_first, over_utilities

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.analysis.ragged import Floats, Ints
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
    designs = {scenario.name: scenario for scenario in block.study.scenarios}
    more = np.array([budget_beyond(designs[str(name)]) for name in block.dataset["scenario"].values[1:]])
    out["programme_unspent"] = out["programme_unspent"] - more[:, None, None]  # of its money, and not of what it promised
    out["programme_unpromised"] = np.maximum(0.0, out["programme_unpromised"] - more[:, None, None])
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


DAYS_PER_YEAR = 365.25


def service(block: Block) -> dict[str, Floats]:
    """Return the paired effect on people in the last year, split by what they got.

    New and better service add up to the effect on people-equivalents: what a change of the number of people is worth at
    the mean of both levels of service, and what a change of service is worth at the mean of both numbers.

    Returns
    -------
    by outcome, (scenario, draw, replicate), without the baseline.
    """
    people = block.last("population_served")
    level = divide(block.last("people_served"), people)
    more = against_first(people)
    new = over_utilities(np.nan_to_num(more * (level[1:] + level[0]) / 2.0))
    area = divide(people, block.last("coverage"))
    sewered = np.nan_to_num(area * block.last("sewer_coverage"))
    poor = np.nan_to_num(block.poor_share[:, None, None, None] * area * block.last("poor_coverage"))
    return {
        "people_connected": over_utilities(more),
        "people_new_service": new,
        "people_better_service": over_utilities(block.change("people_served")) - new,
        "poor_people_connected": over_utilities(against_first(poor)),
        "people_with_sanitation": over_utilities(against_first(sewered)),
    }


def organisation(block: Block) -> dict[str, Floats]:
    """Return the paired effect on finances, functions, investment and energy.

    Returns
    -------
    by outcome, (scenario, draw, replicate), without the baseline.
    """
    covered = against_first((block.last("occr") > 1.0).astype(np.float64))
    energy = block.last("energy_intensity")
    used = energy * block.last("system_input") * DAYS_PER_YEAR
    invested = np.add.reduce(block.stored("investment"), axis=3, dtype=np.float64)
    created, lost = _functions(block)
    return {
        "occr_above_one": over_utilities(covered),
        "occr_above_one_share": block.mentored.mean(covered[block.mentored.at]),
        "functions_created": created,
        "functions_lost": lost,
        "investment_unlocked": over_utilities(np.ascontiguousarray(against_first(invested))),
        "energy_saved": -over_utilities(against_first(used)),
        "energy_intensity_mentored": block.mentored.mean(against_first(energy)[block.mentored.at]),
    }


def mentors(block: Block) -> dict[str, Floats]:
    """Return what each run's programme did to the side of the mentors, (scenario, draw, replicate), without the baseline."""
    days = block.once("mentor_days")[1:]
    return {
        "mentors_active": over_utilities((days > 0).astype(np.float64)),
        "mentor_days": over_utilities(days),
        "mentor_in_kind": over_utilities(block.once("mentor_in_kind")[1:]),
    }


def _functions(block: Block) -> tuple[Floats, Floats]:
    """Return how many more functions than in the baseline were created and last, and were created and lost again."""
    created, lost = [], []
    for name in ("pro_poor_function", "sanitation_function"):
        ever = np.maximum.reduce(block.stored(name), axis=3) >= FUNCTION_WORKS
        now = block.last(name) >= FUNCTION_WORKS
        created.append(_more(now))
        lost.append(_more(ever & ~now))
    return created[0] + created[1], lost[0] + lost[1]


def _more(counted: np.ndarray) -> Floats:
    return over_utilities(against_first(counted.astype(np.float64, order="C")))


LEAST = {"practice": 0.005, "nrw_share": -0.001}
"""Smallest effect at the exit of which a share can be left: half a point of practice, a tenth of a point of NRW. Both are
paired differences without reading noise, so that choosing by them does not choose luck."""


def persistence(block: Block) -> dict[str, Floats]:
    """Return the share of the paired effect at the exit that is left five years later, median over utilities.

    The exit counts from the first year end at or after it, so that the effect of the last mission is in. A utility is
    followed when it was mentored, its last partnership ended (early or as planned), five more years lie within the run,
    and the effect at the exit was at least `LEAST`. Above 1 the effect has grown since: zones go on spreading.

    Returns
    -------
    by outcome, (scenario, draw, replicate), without the baseline: `left_practice`, `left_nrw` [1], NaN in a run without such
    a utility; `utilities_followed`, mentored utilities with five years after the exit.
    """
    at_exit = np.ceil(block.mentored.once(block.stored("exit_time")))
    kept = at_exit + YEARS_AFTER <= block.years[-1]
    followed, at_exit = block.mentored.where(kept), at_exit[kept]

    def effect(name: str, when: Ints) -> Floats:
        values = block.stored(name)
        with_it, without = followed.in_year(values, when), followed.in_year(values, when, baseline=True)
        if values.ndim == 6:
            with_it, without = with_it.mean(axis=-1), without.mean(axis=-1)
        return with_it - without

    out = {}
    for name, least in LEAST.items():
        start = effect(name, np.searchsorted(block.years, at_exit))
        later = effect(name, np.searchsorted(block.years, at_exit + YEARS_AFTER))
        enough = start >= least if least > 0 else start <= least
        out["left_practice" if name == "practice" else "left_nrw"] = followed.where(enough).median(later[enough] / start[enough])
    return out | {"utilities_followed": followed.count()}
