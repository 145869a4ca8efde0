"""Outcomes beside water losses and people-equivalents: who is newly served, functions, investment, energy, mentors, money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.outcome_specs import FUNCTION_WORKS
from wopsim.analysis.ragged import divide
from wopsim.analysis.run_arrays import against_first, over_utilities

if TYPE_CHECKING:
    from wopsim.analysis.ragged import Floats
    from wopsim.analysis.run_arrays import Block

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
    poor = np.nan_to_num(block.poor_share[:, None, None, None] * area * block.last("poor_coverage"))
    return {
        "people_connected": over_utilities(more),
        "people_new_service": new,
        "people_better_service": over_utilities(block.change("people_served")) - new,
        "poor_people_connected": over_utilities(against_first(poor)),
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
