"""Write down the state at the end of a year as the declared outputs, as much of it as is asked for; and hand out what was written."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from wopsim.compile import device
from wopsim.declare import VARIABLES
from wopsim.engines.events import Event, EventKind
from wopsim.engines.outputs import BY_DOMAIN, YEARLY
from wopsim.engines.records import DOMAIN_COUNT, EVENT, LANES, Block
from wopsim.rules import access, mentors, objectives, turnover, water
from wopsim.streams import Floats

YEARLY_OUTPUTS = tuple(name for name, declared in VARIABLES.items() if declared.dims == YEARLY)
DOMAIN_OUTPUTS = tuple(name for name, declared in VARIABLES.items() if declared.dims == BY_DOMAIN)
PLACES = (*YEARLY_OUTPUTS, *(f"{name}.{domain}" for name in DOMAIN_OUTPUTS for domain in range(DOMAIN_COUNT)))
"""Every number that is written at the end of a year, by its place in `Block.slots`."""


def slots_of(kept: frozenset[str]) -> tuple[npt.NDArray[np.int64], int]:
    """Return (output,) the slot of each place, -1 for what is not kept, and the number of slots."""
    slots = np.full(len(PLACES), -1, dtype=np.int64)
    wanted = [place for place, name in enumerate(PLACES) if name.split(".")[0] in kept]
    slots[wanted] = np.arange(len(wanted))
    return slots, len(wanted)


def _place(name: str) -> int:
    return PLACES.index(name)


PILOT_HOURS = _place("pilot_supply_hours")
NRW, PILOT, REPORTED, PER_CONNECTION = map(_place, ("nrw_share", "pilot_nrw_share", "reported_nrw_share", "nrw_per_connection"))
INPUT, BILLED, UNBILLED, REAL, APPARENT = map(_place, ("system_input", "billed_volume", "unbilled_volume", "real_loss", "apparent_loss"))
HOURS, QUALITY, ENERGY = map(_place, ("supply_hours", "quality_compliance", "energy_intensity"))
CONNECTIONS, COVERAGE, POPULATION, PEOPLE = map(_place, ("connections", "coverage", "population_served", "people_served"))
POOR, SEWER, PRO_POOR, SANITATION = map(_place, ("poor_coverage", "sewer_coverage", "pro_poor_function", "sanitation_function"))
OCCR, COLLECTION, TARIFF, UNIT_COST = map(_place, ("occr", "collection_share", "tariff", "unit_cost"))
CASH, DEBT, WORKS, INVESTMENT = map(_place, ("cash", "debt", "works_spending", "investment"))
WORKS_OWN, WORKS_LOAN, WORKS_PROGRAMME = map(_place, ("works_own", "works_loan", "works_programme"))
CONNECTION_SPENDING, CONNECTIONS_PROGRAMME = map(_place, ("connection_spending", "connections_programme"))
SUPPLY_SPENDING, SUPPLY_PROGRAMME = map(_place, ("supply_spending", "supply_programme"))
PROGRAMME_PAYMENTS, OWN_SHARE_PAID, PILOT_IN_KIND = map(_place, ("programme_payments", "own_share_paid", "pilot_in_kind"))
MENTEE_TIME, MENTOR_DAYS_VALUE, MENTOR_HOME_TIME = map(_place, ("mentee_time", "mentor_days_value", "mentor_home_time"))
REVENUE_COLLECTED, OPERATING_SPENDING = map(_place, ("revenue_collected", "operating_spending"))
CONSULTANT_SPENDING, EVENT_PAYMENTS, EVENT_TIME = map(_place, ("consultant_spending", "event_payments", "event_time"))
OWNER_SUPPORT, OWNER_TRANSFER, LENDER_PAYMENTS = map(_place, ("owner_support", "owner_transfer", "lender_payments"))
SKILL, CAPACITY, PRACTICE = map(_place, ("skill.0", "capacity.0", "practice.0"))
MOTIVATION, STAFF, TREATED = map(_place, ("motivation", "staff_per_1000", "treated_share"))
MENTORED, MENTOR, VISIBILITY, EXPERIENCE = map(_place, ("mentored", "is_mentor", "visibility", "mentoring_experience"))


@device
def record(block: Any, w: int, year: int) -> None:
    """Write the state at the end of `year` (0: the start)."""
    world, slots, p = block.worlds[w], block.slots, block.settings[block.worlds[w].settings]
    out = block.yearly_out[w, year]
    values, served, coverage = block.scratch[0], block.scratch[1], block.scratch[2]
    for tile in range(block.state.shape[1]):
        s, f, x = block.state[w, tile], block.fixed[world.start, tile], block.quarterly[world.start, 4 * year, tile]
        roles = block.roles[w, tile * LANES : (tile + 1) * LANES]
        for k in range(LANES):
            served[k] = s.connections[k] * f.persons[k]
            coverage[k] = access.coverage_of(s.connections[k], f.persons[k], x.population[k])
            values[k] = s.zone_nrw[k] if s.treated[k] > 0.0 else math.nan
        _put(out, slots[PILOT], tile, values)
        for k in range(LANES):
            values[k] = 24.0 * s.zone_day[k] if s.treated[k] > 0.0 else math.nan
        _put(out, slots[PILOT_HOURS], tile, values)
        _put(out, slots[POPULATION], tile, served)
        _put(out, slots[COVERAGE], tile, coverage)
        for k in range(LANES):
            values[k] = water.lost_per_connection(s.nrw[k], s.system_input[k], s.connections[k])
        _put(out, slots[PER_CONNECTION], tile, values)
        for k in range(LANES):
            values[k] = 24.0 * s.share_of_day[k]
        _put(out, slots[HOURS], tile, values)
        for k in range(LANES):
            values[k] = access.people_equivalents(served[k], s.share_of_day[k], s.quality[k])
        _put(out, slots[PEOPLE], tile, values)
        poor_share = p.poor_share
        for k in range(LANES):
            values[k] = objectives.coverage_of_poor(coverage[k], s.poor_ratio[k], poor_share)
        _put(out, slots[POOR], tile, values)
        for k in range(LANES):
            values[k] = water.ratio(s.cost[k], s.billed_volume[k] * 365.25)
        _put(out, slots[UNIT_COST], tile, values)
        for k in range(LANES):
            values[k] = s.cash[k] + s.fund[k]
        _put(out, slots[CASH], tile, values)
        for k in range(LANES):
            values[k] = turnover.staff_per_1000(s.staff[k], s.connections[k])
        _put(out, slots[STAFF], tile, values)
        experience_days = p.experience_days
        for k in range(LANES):
            values[k] = mentors.experience_of(s.days_given[k], experience_days)
        _put(out, slots[EXPERIENCE], tile, values)
        for k in range(roles.size):
            values[k] = roles[k].has_started
        _put(out, slots[MENTORED], tile, values)
        for k in range(roles.size):
            values[k] = 1.0 if roles[k].is_mentor else 0.0
        _put(out, slots[MENTOR], tile, values)
        _put(out, slots[NRW], tile, s.nrw)
        _put(out, slots[REPORTED], tile, s.reported_nrw)
        _put(out, slots[INPUT], tile, s.system_input)
        _put(out, slots[BILLED], tile, s.billed_volume)
        _put(out, slots[UNBILLED], tile, s.unbilled_volume)
        _put(out, slots[REAL], tile, s.real_loss)
        _put(out, slots[APPARENT], tile, s.apparent_loss)
        _put(out, slots[QUALITY], tile, s.quality)
        _put(out, slots[ENERGY], tile, s.energy_intensity)
        _put(out, slots[CONNECTIONS], tile, s.connections)
        _put(out, slots[SEWER], tile, s.sewer_coverage)
        _put(out, slots[PRO_POOR], tile, s.pro_poor)
        _put(out, slots[SANITATION], tile, s.sanitation)
        _put(out, slots[OCCR], tile, s.occr)
        _put(out, slots[COLLECTION], tile, s.collection_share)
        _put(out, slots[TARIFF], tile, f.tariff)
        _put(out, slots[DEBT], tile, s.debt)
        _put(out, slots[WORKS], tile, s.works_year)
        _put(out, slots[INVESTMENT], tile, s.investment_year)
        _put_money(out, slots, tile, s)
        _put(out, slots[MOTIVATION], tile, s.motivation)
        _put(out, slots[TREATED], tile, s.treated)
        _put(out, slots[VISIBILITY], tile, s.visibility)
        for d in range(DOMAIN_COUNT):
            _put(out, slots[SKILL + d], tile, s.skill[d])
            _put(out, slots[CAPACITY + d], tile, s.capacity[d])
            _put(out, slots[PRACTICE + d], tile, s.practice[d])
        for k in range(LANES):
            s.works_year[k] = 0.0
            s.investment_year[k] = 0.0
        _begin_year_of_money(s)


@device
def _put_money(out: Any, slots: Any, tile: int, s: Any) -> None:
    """Write who paid in the year, and what for."""
    _put(out, slots[WORKS_OWN], tile, s.works_own_year)
    _put(out, slots[WORKS_LOAN], tile, s.works_loan_year)
    _put(out, slots[WORKS_PROGRAMME], tile, s.works_programme_year)
    _put(out, slots[CONNECTION_SPENDING], tile, s.connections_year)
    _put(out, slots[CONNECTIONS_PROGRAMME], tile, s.connections_programme_year)
    _put(out, slots[SUPPLY_SPENDING], tile, s.supply_year)
    _put(out, slots[SUPPLY_PROGRAMME], tile, s.supply_programme_year)
    _put(out, slots[PROGRAMME_PAYMENTS], tile, s.grants_year)
    _put(out, slots[OWN_SHARE_PAID], tile, s.own_share_year)
    _put(out, slots[PILOT_IN_KIND], tile, s.pilot_year)
    _put(out, slots[MENTEE_TIME], tile, s.mentee_time_year)
    _put(out, slots[MENTOR_DAYS_VALUE], tile, s.mentor_days_year)
    _put(out, slots[MENTOR_HOME_TIME], tile, s.mentor_home_year)
    _put(out, slots[CONSULTANT_SPENDING], tile, s.consultants_year)
    _put(out, slots[EVENT_PAYMENTS], tile, s.events_year)
    _put(out, slots[EVENT_TIME], tile, s.event_time_year)
    _put(out, slots[REVENUE_COLLECTED], tile, s.collected_year)
    _put(out, slots[OPERATING_SPENDING], tile, s.running_year)
    _put(out, slots[OWNER_SUPPORT], tile, s.owner_support_year)
    _put(out, slots[OWNER_TRANSFER], tile, s.owner_transfer_year)
    _put(out, slots[LENDER_PAYMENTS], tile, s.lender_year)


@device
def _begin_year_of_money(s: Any) -> None:
    for k in range(LANES):
        s.works_own_year[k] = 0.0
        s.works_loan_year[k] = 0.0
        s.works_programme_year[k] = 0.0
        s.connections_year[k] = 0.0
        s.connections_programme_year[k] = 0.0
        s.supply_year[k] = 0.0
        s.supply_programme_year[k] = 0.0
        s.grants_year[k] = 0.0
        s.own_share_year[k] = 0.0
        s.pilot_year[k] = 0.0
        s.mentee_time_year[k] = 0.0
        s.mentor_days_year[k] = 0.0
        s.mentor_home_year[k] = 0.0
        s.consultants_year[k] = 0.0
        s.events_year[k] = 0.0
        s.event_time_year[k] = 0.0
        s.collected_year[k] = 0.0
        s.running_year[k] = 0.0
        s.owner_support_year[k] = 0.0
        s.owner_transfer_year[k] = 0.0
        s.lender_year[k] = 0.0


@device
def _put(out: Any, slot: int, tile: int, values: Any) -> None:
    """Write a number of the utilities of a tile, where it is kept."""
    if slot >= 0:
        for k in range(LANES):
            out[slot, tile, k] = values[k]


def outputs_of(block: Block) -> dict[str, Floats]:
    """Return every output that was kept, (world, *dims)."""
    values: dict[str, Floats] = {}
    rows = block.yearly_out.reshape(*block.yearly_out.shape[:3], -1)[..., : block.roles.shape[1]]
    for name in YEARLY_OUTPUTS:
        slot = block.slots[PLACES.index(name)]
        if slot >= 0:
            values[name] = rows[:, :, slot]
    for name in DOMAIN_OUTPUTS:
        slot = block.slots[PLACES.index(f"{name}.0")]
        if slot >= 0:
            values[name] = np.moveaxis(rows[:, :, slot : slot + DOMAIN_COUNT], 2, -1)
    return values | _once(block)


def _once(block: Block) -> dict[str, Floats]:
    """Return the outputs that are one number for a utility or for a run."""
    worlds, roles = block.worlds, block.roles
    settings = block.settings[worlds["settings"]]
    budget, spent, overhead, invested = settings["budget"], worlds["spent"], worlds["overhead"], worlds["invested"]
    raised = worlds["raised"]
    return {
        **{name: roles[name] for name in ("agreement_time", "exit_time", "expert_days", "support_received", "mentor_days")},
        "mentor_in_kind": roles["mentor_days"] * settings["staff_day_value"][:, None],
        "programme_budget": budget,
        "programme_spent": spent,
        "programme_overhead": overhead,
        "programme_invested": invested,
        "programme_raised": raised,
        "programme_unspent": np.maximum(0.0, budget + raised - spent - overhead - invested),
        "mentors_created": (roles["own_mentor"] >= 0).sum(axis=1).astype(np.float64),
        "partnerships_agreed": worlds["agreed"],
        "partnerships_completed": worlds["completed"],
        "partnerships_ended_early": worlds["ended_early"],
        "partnerships_unfinished": worlds["unfinished"],
        "may_apply": roles["may_apply"].astype(np.float64),
    }


def events_of(block: Block, names: list[str], w: int) -> list[Event]:
    """Return what happened in a world, in order; `names` are those of the utilities."""
    found = block.events[w, : block.worlds["events"][w]]
    words = [kind.word for kind in EventKind]
    rows = zip(*(found[name].tolist() for name in EVENT.names or ()), strict=True)
    return [
        Event(time, words[kind], names[mentee], names[mentor] if mentor >= 0 else None, amount, gain, trust, gap, cost)
        for time, kind, mentee, mentor, amount, gain, trust, gap, cost in rows
    ]
