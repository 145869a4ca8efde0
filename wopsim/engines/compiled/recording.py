"""Write down the state at the end of a year, in the shape of the declared outputs: as much of it as is asked for."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from wopsim.declare import VARIABLES
from wopsim.engines.compiled.layout import LANES
from wopsim.engines.compiled.nature import DOMAINS
from wopsim.engines.outputs import BY_DOMAIN, YEARLY
from wopsim.rules import access, background, mentors, objectives, people, water
from wopsim.rules.compiling import inside as compiled

YEARLY_OUTPUTS = tuple(name for name, declared in VARIABLES.items() if declared.dims == YEARLY)
DOMAIN_OUTPUTS = tuple(name for name, declared in VARIABLES.items() if declared.dims == BY_DOMAIN)
PLACES = (*YEARLY_OUTPUTS, *(f"{name}.{domain}" for name in DOMAIN_OUTPUTS for domain in range(DOMAINS)))
"""Every number that is written at the end of a year, by its place in `Block.slots`."""


def slots_of(kept: frozenset[str]) -> tuple[npt.NDArray[np.int64], int]:
    """Return (output,) the slot of each place, -1 for what is not kept, and the number of slots."""
    slots = np.full(len(PLACES), -1, dtype=np.int64)
    wanted = [place for place, name in enumerate(PLACES) if name.split(".")[0] in kept]
    slots[wanted] = np.arange(len(wanted))
    return slots, len(wanted)


def _place(name: str) -> int:
    return PLACES.index(name)


NRW, PILOT, REPORTED, PER_CONNECTION = map(_place, ("nrw_share", "pilot_nrw_share", "reported_nrw_share", "nrw_per_connection"))
INPUT, BILLED, UNBILLED, REAL, APPARENT = map(_place, ("system_input", "billed_volume", "unbilled_volume", "real_loss", "apparent_loss"))
HOURS, QUALITY, ENERGY = map(_place, ("supply_hours", "quality_compliance", "energy_intensity"))
CONNECTIONS, COVERAGE, POPULATION, PEOPLE = map(_place, ("connections", "coverage", "population_served", "people_served"))
POOR, SEWER, PRO_POOR, SANITATION = map(_place, ("poor_coverage", "sewer_coverage", "pro_poor_function", "sanitation_function"))
OCCR, COLLECTION, TARIFF, UNIT_COST = map(_place, ("occr", "collection_share", "tariff", "unit_cost"))
CASH, DEBT, WORKS, INVESTMENT = map(_place, ("cash", "debt", "works_spending", "investment"))
SKILL, CAPACITY, PRACTICE = map(_place, ("skill.0", "capacity.0", "practice.0"))
MOTIVATION, STAFF, TREATED = map(_place, ("motivation", "staff_per_1000", "treated_share"))
MENTORED, MENTOR, VISIBILITY, EXPERIENCE = map(_place, ("mentored", "is_mentor", "visibility", "mentoring_experience"))


@compiled
def report(s: Any, y: Any) -> None:
    """What utilities report at the end of a year: as measured, with reading noise."""
    for k in range(LANES):
        s.reported_nrw[k] = background.shift_share(s.nrw[k], y.reading[k])


@compiled
def record(block: Any, w: int, year: int) -> None:
    """Write the state at the end of `year` (0: the start)."""
    world, out, slots = block.worlds[w], block.yearly_out[w], block.slots
    p = block.settings[world.settings]
    utilities = block.seats.shape[1]
    quarter = 4 * year
    for tile in range(block.state.shape[1]):
        s, f, x = block.state[w, tile], block.fixed[world.start, tile], block.quarterly[world.start, quarter, tile]
        least = tile * LANES
        most = min(LANES, utilities - least)
        for k in range(most):
            u = least + k
            seat = block.seats[w, u]
            served = s.connections[k] * f.persons[k]
            coverage = access.coverage_of(s.connections[k], f.persons[k], x.population[k])
            _put(out, slots, NRW, year, u, s.nrw[k])
            _put(out, slots, PILOT, year, u, s.zone_nrw[k] if s.treated[k] > 0.0 else math.nan)
            _put(out, slots, REPORTED, year, u, s.reported_nrw[k])
            if slots[PER_CONNECTION] >= 0:
                _put(out, slots, PER_CONNECTION, year, u, water.lost_per_connection(s.nrw[k], s.system_input[k], s.connections[k]))
            _put(out, slots, INPUT, year, u, s.system_input[k])
            _put(out, slots, BILLED, year, u, s.billed_volume[k])
            _put(out, slots, UNBILLED, year, u, s.unbilled_volume[k])
            _put(out, slots, REAL, year, u, s.real_loss[k])
            _put(out, slots, APPARENT, year, u, s.apparent_loss[k])
            _put(out, slots, HOURS, year, u, 24.0 * s.share_of_day[k])
            _put(out, slots, QUALITY, year, u, s.quality[k])
            _put(out, slots, ENERGY, year, u, s.energy_intensity[k])
            _put(out, slots, CONNECTIONS, year, u, s.connections[k])
            _put(out, slots, COVERAGE, year, u, coverage)
            _put(out, slots, POPULATION, year, u, served)
            _put(out, slots, PEOPLE, year, u, access.people_equivalents(served, s.share_of_day[k], s.quality[k]))
            _put(out, slots, POOR, year, u, objectives.coverage_of_poor(coverage, s.poor_ratio[k], p.poor_share))
            _put(out, slots, SEWER, year, u, s.sewer_coverage[k])
            _put(out, slots, PRO_POOR, year, u, s.pro_poor[k])
            _put(out, slots, SANITATION, year, u, s.sanitation[k])
            _put(out, slots, OCCR, year, u, s.occr[k])
            _put(out, slots, COLLECTION, year, u, s.collection_share[k])
            _put(out, slots, TARIFF, year, u, f.tariff[k])
            if slots[UNIT_COST] >= 0:
                _put(out, slots, UNIT_COST, year, u, water.ratio(s.cost[k], s.billed_volume[k] * 365.25))
            _put(out, slots, CASH, year, u, s.cash[k] + s.fund[k])
            _put(out, slots, DEBT, year, u, s.debt[k])
            _put(out, slots, WORKS, year, u, s.works_year[k])
            _put(out, slots, INVESTMENT, year, u, s.investment_year[k])
            for d in range(DOMAINS):
                _put(out, slots, SKILL + d, year, u, s.skill[d, k])
                _put(out, slots, CAPACITY + d, year, u, s.capacity[d, k])
                _put(out, slots, PRACTICE + d, year, u, s.practice[d, k])
            _put(out, slots, MOTIVATION, year, u, s.motivation[k])
            _put(out, slots, STAFF, year, u, people.staff_per_1000(s.staff[k], s.connections[k]))
            _put(out, slots, TREATED, year, u, s.treated[k])
            _put(out, slots, MENTORED, year, u, seat.has_started)
            _put(out, slots, MENTOR, year, u, 1.0 if seat.is_mentor else 0.0)
            _put(out, slots, VISIBILITY, year, u, s.visibility[k])
            if slots[EXPERIENCE] >= 0:
                _put(out, slots, EXPERIENCE, year, u, mentors.experience_of(s.days_given[k], p.experience_days))
        for k in range(LANES):
            s.works_year[k] = 0.0
            s.investment_year[k] = 0.0


@compiled
def _put(out: Any, slots: Any, place: int, year: int, u: int, value: float) -> None:
    slot = slots[place]
    if slot >= 0:
        out[slot, year, u] = value
