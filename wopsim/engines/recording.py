"""Write down the state at the end of a year as the declared outputs, as much of it as is asked for; and hand out what was written."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from wopsim.compile import device, inline
from wopsim.declare import VARIABLES, Var
from wopsim.engines.events import Event, EventKind
from wopsim.engines.outputs import BY_DOMAIN, ONCE, YEARLY
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


PILOT, PILOT_HOURS, PER_CONNECTION, HOURS = map(_place, ("pilot_nrw_share", "pilot_supply_hours", "nrw_per_connection", "supply_hours"))
COVERAGE, POPULATION, PEOPLE, POOR = map(_place, ("coverage", "population_served", "people_served", "poor_coverage"))
TARIFF, UNIT_COST, CASH, STAFF = map(_place, ("tariff", "unit_cost", "cash", "staff_per_1000"))
MENTORED, MENTOR, EXPERIENCE = map(_place, ("mentored", "is_mentor", "mentoring_experience"))


Writer = Callable[[Any, Any, int, Any], None]
"""Writes an output of the utilities of a tile: into `out` at the slots of outputs, from a record of `STATE`."""


def _writer(declared: Var) -> Writer:
    """Return the compiled function that writes an output as the number that it is kept as; a flow begins anew."""
    number, counts = declared.kept_as, declared.kind == "flow"
    place = _place(f"{declared.name}.0" if declared.dims == BY_DOMAIN else declared.name)

    @inline
    def of_domains(out: Any, slots: Any, tile: int, s: Any) -> None:
        for d in range(DOMAIN_COUNT):
            _put(out, slots[place + d], tile, s[number][d])

    @inline
    def of_year(out: Any, slots: Any, tile: int, s: Any) -> None:
        _put(out, slots[place], tile, s[number])
        for k in range(LANES):
            s[number][k] = 0.0

    @inline
    def of_now(out: Any, slots: Any, tile: int, s: Any) -> None:
        _put(out, slots[place], tile, s[number])

    return of_domains if declared.dims == BY_DOMAIN else of_year if counts else of_now


def _all_of(writers: Sequence[Writer]) -> Writer:
    """Return one compiled function that writes all; half by half, because one within the other would nest deeper than numba compiles."""
    if len(writers) == 1:
        return writers[0]
    first, second = _all_of(writers[: len(writers) // 2]), _all_of(writers[len(writers) // 2 :])

    @inline
    def both(out: Any, slots: Any, tile: int, s: Any) -> None:
        first(out, slots, tile, s)
        second(out, slots, tile, s)

    return both


@device
def _put(out: Any, slot: int, tile: int, values: Any) -> None:
    """Write a number of the utilities of a tile, where it is kept."""
    if slot >= 0:
        for k in range(LANES):
            out[slot, tile, k] = values[k]


_put_kept = _all_of(
    [_writer(declared) for declared in VARIABLES.values() if declared.dims in (YEARLY, BY_DOMAIN) and declared.kept_as is not None]
)
"""Write all outputs that are kept as a number of the state."""


@device
def record(block: Any, w: int, year: int) -> None:
    """Write the state at the end of `year` (0: the start): what is worked out here, and what is kept as it is."""
    world, slots, p = block.worlds[w], block.slots, block.settings[block.worlds[w].settings]
    out = block.of_year
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
        _put(out, slots[TARIFF], tile, f.tariff)
        _put_kept(out, slots, tile, s)
    _keep(block.yearly_out, w, year, out)
    _keep(block.yearly_single, w, year, out)


@device
def _keep(kept: Any, w: int, year: int, out: Any) -> None:
    """Keep what was recorded of a year, rounded where that is kept in single precision; where there is no room, nothing."""
    if kept.shape[0] > 0:
        for slot in range(out.shape[0]):
            for tile in range(out.shape[1]):
                for k in range(LANES):
                    kept[w, year, slot, tile, k] = out[slot, tile, k]


def outputs_of(block: Block) -> dict[str, npt.NDArray[Any]]:
    """Return every output that was kept, (world, *dims)."""
    values: dict[str, npt.NDArray[Any]] = {}
    kept = block.yearly_single if len(block.yearly_single) else block.yearly_out
    rows = kept.reshape(*kept.shape[:3], -1)[..., : block.roles.shape[1]]
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
    money = settings["budget"] + worlds["raised"]
    kept = {ONCE: roles, (): worlds}
    return {
        **{
            name: kept[declared.dims][declared.kept_as]
            for name, declared in VARIABLES.items()
            if declared.dims in kept and declared.kept_as is not None
        },
        "mentor_in_kind": roles["mentor_days"] * settings["staff_day_value"][:, None],
        "programme_budget": settings["budget"],
        "programme_unspent": np.maximum(0.0, money - worlds["spent"] - worlds["overhead"] - worlds["invested"]),
        "mentors_created": (roles["own_mentor"] >= 0).sum(axis=1).astype(np.float64),
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
