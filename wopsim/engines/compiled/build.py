"""Lay out the worlds of a block in memory: what they share once, what differs for each."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wopsim.declare import PARAMETERS, Parameters
from wopsim.engines import buffer_pool, eligibility, exogenous, records, sharing
from wopsim.engines.exogenous import Exogenous, Numbers, draw_numbers, exogenous_of
from wopsim.engines.exogenous_paths import NAMES, Chances
from wopsim.engines.initial_state import State, start_state, text_column
from wopsim.engines.pairs import contexts_of, with_mentors
from wopsim.engines.recording import slots_of
from wopsim.engines.records import Block, Records, fill, into_tiles
from wopsim.engines.settings import settings_of
from wopsim.rules import background, mentors
from wopsim.rules.time import QUARTER
from wopsim.strategies.design import GROUPS
from wopsim.streams import Floats, entities, uniform
from wopsim.world.table import World

_WITHOUT_DRAW = tuple(name for name, declared in PARAMETERS.items() if not declared.drawn)
_BESIDE_POLICY = tuple(name for name, declared in PARAMETERS.items() if declared.role != "policy")
_FIXED_STATES = tuple(name for name in records.FIXED.names or () if name != "capacity_days")
_CHANGING_STATES = tuple(field.name for field in fields(State) if field.name in (records.STATE.names or ()))
"""What a utility starts with; every other number of `STATE` starts at 0."""


class Case(NamedTuple):
    """One world to run.

    Parameters
    ----------
    world : completed world (nothing missing); p : parameters of the run; replicate : from 0.
    """

    world: World
    p: Parameters
    replicate: int


@dataclass
class Built:
    """A block at its start, with what compiled code need not know.

    Parameters
    ----------
    block : of the cases, in their order.
    chances : numbers for the paths; initial : (start, tile) of the state; of_start : (start,) settings of each start.
    settings : parameters of each of the block's settings; alike : (settings,) number of those that differ in nothing but the draw.
    names : (utility,) ids.
    """

    block: Block
    chances: Chances
    initial: Records
    of_start: npt.NDArray[np.int64]
    settings: list[Parameters]
    alike: npt.NDArray[np.int64]
    names: list[str]


@dataclass(frozen=True)
class _Start:
    """What roles are made from: practice and experts at the start, the same in every replicate."""

    practice: Floats
    experts: Floats


def build(cases: Sequence[Case], seed: int, years: int, kept: frozenset[str], events: int) -> Built:
    """Return a block of worlds that stand at their start.

    Parameters
    ----------
    cases : worlds with the same utilities; they share what they can (worlds and parameters that are the same objects).
    seed : root seed; years : horizon [year].
    kept : names of the outputs that are recorded.
    events : events that each world has room for; 0 records none.
    """
    sets, of_settings = _numbered([case.p for case in cases], [id(case.p) for case in cases])
    tables, of_table = _numbered([case.world for case in cases], [id(case.world) for case in cases])
    contexts = _numbered(sets, [tuple(p[name] for name in _BESIDE_POLICY) for p in sets])[1]
    keys = [(table, contexts[s]) for s, table in zip(of_settings, of_table, strict=True)]
    groups, of_group = _numbered(list(zip(of_settings, of_table, strict=True)), keys)
    replicates = tuple(sorted({case.replicate for case in cases}))
    of_start = np.array([g * len(replicates) + replicates.index(case.replicate) for g, case in zip(of_group, cases, strict=True)])

    names = text_column(tables[0], "utility").tolist()
    whose = [(tuple(names), tuple(text_column(world, "country").tolist()), seed, replicates, years) for world in tables]
    numbers, tiled = [_numbers(*which) for which in whose], _tiled(*whose[0])
    starts, tiles = len(groups) * len(replicates), records.tiles_of(len(names))
    quarters = int(years / QUARTER)
    slots, kept_slots = slots_of(kept)
    worlds = len(cases)
    block = Block(
        settings=settings_of(sets),
        fixed=np.zeros((starts, tiles), records.FIXED),
        quarterly=buffer_pool.array("quarterly", (starts, quarters + 1, tiles), records.QUARTERLY),
        yearly=buffer_pool.array("yearly", (starts, years + 1, tiles), records.YEARLY),
        leadership=tiled.leadership,
        leader=tiled.leader,
        pairs=np.zeros((len(tables), 0, len(names)), records.PAIR),
        pair_row=np.full((len(tables), len(names)), -1),
        pair_numbers=np.zeros((0, 0, 0, 0)),
        worlds=np.zeros(worlds, records.WORLD),
        state=buffer_pool.array("state", (worlds, tiles), records.STATE),
        roles=np.zeros((worlds, len(names)), records.ROLE),
        partnerships=np.zeros((worlds, 0), records.PARTNERSHIP),
        due=np.zeros((worlds, 0), records.DUE),
        yearly_out=buffer_pool.array("outputs", (worlds, years + 1, kept_slots, tiles, records.LANES)),
        slots=slots,
        events=np.zeros((worlds, events), records.EVENT),
        scratch=np.zeros((sharing.ROWS, tiles * records.LANES)),
    )
    initial = np.zeros((starts, tiles), records.STATE)
    chances = _empty_chances(tiled, starts, tiles, years)
    of_settings_at_start = np.repeat(np.array([s for s, _ in groups]), len(replicates))
    begun = []
    for number, (s, table) in enumerate(groups):
        rows = slice(number * len(replicates), (number + 1) * len(replicates))
        begun.append(_begin(tables[table], sets[s], numbers[table], block, initial, chances, rows))

    where = block.worlds
    where["settings"], where["pairs"], where["start"] = of_settings, of_table, of_start
    where["replicate"] = [case.replicate for case in cases]
    where["called"], where["seed"] = -1, seed
    blank = [_blank_roles(world) for world in tables]
    roles = {
        (s, g): _roles(tables[groups[g][1]], blank[groups[g][1]], sets[s], begun[g])
        for s, g in sorted({*zip(of_settings, of_group, strict=True)})
    }
    can_mentor = np.flatnonzero(np.any([found["is_mentor"] for found in roles.values()], axis=0))
    for found in roles.values():
        found["numbered"][can_mentor] = np.arange(can_mentor.size)
    for w, key in enumerate(zip(of_settings, of_group, strict=True)):
        block.roles[w] = roles[key]
    where["exogenous"] = [replicates.index(case.replicate) for case in cases]
    calls = int(block.settings["last_call"].max()) + 1 if (block.settings["budget"] > 0).any() else 0
    block = block._replace(pair_numbers=_pair_numbers(tuple(names), tuple(can_mentor.tolist()), seed, replicates, calls))
    block = with_mentors(block, np.arange(worlds))
    alike = np.array(_numbered(sets, [tuple(p[name] for name in _WITHOUT_DRAW) for p in sets])[1])
    return Built(block, chances, initial, of_settings_at_start, sets, alike, names)


def _numbered(things: Sequence[Any], keys: Sequence[Hashable]) -> tuple[list[Any], list[int]]:
    """Return the things with different keys, and the place of each key among them."""
    places: dict[Hashable, int] = {}
    found: list[Any] = []
    for thing, key in zip(things, keys, strict=True):
        if key not in places:
            places[key] = len(found)
            found.append(thing)
    return found, [places[key] for key in keys]


@lru_cache(maxsize=4)
def _numbers(names: tuple[str, ...], countries: tuple[str, ...], seed: int, replicates: tuple[int, ...], years: int) -> Numbers:
    """The numbers of several replicates; kept, because all blocks of a study meet the same."""
    return draw_numbers(entities(list(names)), entities(list(countries)), seed, np.array(replicates, dtype=np.uint64), years)


@lru_cache(maxsize=4)
def _pair_numbers(names: tuple[str, ...], mentors: tuple[int, ...], seed: int, replicates: tuple[int, ...], calls: int) -> Floats:
    """(replicate, kind, mentor, mentee) of `Block.pair_numbers`; kept, because all blocks of a study meet the same."""
    everybody = entities(list(names))
    one, which = everybody[list(mentors)][:, None], np.array(replicates, dtype=np.uint64)[:, None, None]
    kinds = [uniform(exogenous.KNOWN, seed, which, one, everybody)] + [
        uniform(exogenous.PAIRING, seed, which, one, everybody, year) for year in range(calls)
    ]
    return np.stack(kinds, axis=1)


class _Tiled(NamedTuple):
    """Numbers of several replicates that compiled code reads as they are, (replicate, ..., tile, lane) each."""

    normal: Floats
    reading: Floats
    leadership: Floats
    leader: Floats


@lru_cache(maxsize=4)
def _tiled(names: tuple[str, ...], countries: tuple[str, ...], seed: int, replicates: tuple[int, ...], years: int) -> _Tiled:
    """`_numbers` in tiles; kept as well."""
    numbers = _numbers(names, countries, seed, replicates, years)
    normal = np.stack([numbers.background[name] for name in NAMES], axis=1)
    return _Tiled(*(np.ascontiguousarray(into_tiles(values)) for values in (normal, numbers.reading, numbers.leadership, numbers.leader)))


def _empty_chances(tiled: _Tiled, starts: int, tiles: int, years: int) -> Chances:
    one = (starts, tiles, records.LANES)
    names = (starts, len(NAMES), tiles, records.LANES)
    return Chances(
        of_replicate=np.zeros(starts, dtype=np.int64),
        normal=tiled.normal,
        reading=tiled.reading,
        wander=np.zeros(names),
        spread=np.zeros(names),
        cost_start=np.zeros(one),
        energy_own=np.zeros(one),
        growth_own=np.zeros(one),
        volatility=np.zeros(one),
        population=np.zeros(one),
        currency=np.zeros((starts, years, tiles, records.LANES)),
        walk=np.zeros((len(NAMES), tiled.normal.shape[2] + 1, records.LANES)),
    )


def _begin(world: World, p: Parameters, numbers: Numbers, block: Block, initial: Records, chances: Chances, rows: slice) -> _Start:
    """Fill everything about the starts of one table in one context, all replicates at once."""
    shocks = exogenous_of(numbers, world.numbers["fragile"], p)
    state = start_state(world, p, shocks)
    shape = (numbers.growth_start.shape[0], len(world.utilities))

    def put(records: Records, name: str, values: Floats) -> None:
        by = records.dtype[name].ndim - 1  # one more axis where a utility has a number for each domain or objective
        last = values.shape[values.ndim - 1 :] if by else ()
        fill(records, name, np.broadcast_to(values, (*shape, *last)))

    for name in _FIXED_STATES:
        put(block.fixed[rows], name, getattr(state, name))
    experts = np.asarray(mentors.experts_of(state.staff, p.expert_share))
    put(block.fixed[rows], "capacity_days", experts * p.expert_days_away * QUARTER)
    for name in _CHANGING_STATES:
        put(initial[rows], name, getattr(state, name))
    _fill_chances(chances, rows, state, p, shocks, shape)
    _fill_shocks(block.yearly[rows], shocks)
    return _Start(state.practice, experts)


def _fill_chances(chances: Chances, rows: slice, state: State, p: Parameters, shocks: Exogenous, shape: tuple[int, int]) -> None:
    chances.of_replicate[rows] = np.arange(shape[0])
    calm = np.ones(shape)
    whole = background.reverting_spread(np.broadcast_to(state.spread["nrw"], shape), p.nrw_permanent, state.volatility)
    spreads = {"nrw": background.part_spread(whole, p.nrw_true_share), "measurement": background.part_spread(whole, 1.0 - p.nrw_true_share)}
    spreads |= {"staff": p.staff_wander * calm, "practice": p.practice_wander * calm}
    for place, name in enumerate(NAMES):
        spread = spreads.get(name)
        if spread is None:
            spread = background.reverting_spread(np.broadcast_to(state.spread[name], shape), p[f"{name}_permanent"], calm)
        chances.spread[rows, place] = into_tiles(np.asarray(spread))
        chances.wander[rows, place] = into_tiles(np.broadcast_to(getattr(state, f"{name}_wander"), shape))
    for name in ("cost_start", "energy_own", "growth_own", "volatility", "population"):
        getattr(chances, name)[rows] = into_tiles(np.broadcast_to(getattr(state, name), shape))
    chances.currency[rows] = into_tiles(shocks.currency)


def _fill_shocks(yearly: Records, shocks: Exogenous) -> None:
    """Exogenous by year, in tiles."""
    numbers = shocks.numbers
    yearly[:, -1] = np.zeros((), records.YEARLY)
    for name, values in (
        ("investment", numbers.investment), ("investment_size", numbers.investment_size), ("application", numbers.application),
        ("drought", shocks.drought), ("conflict", shocks.conflict),
    ):  # fmt: skip
        yearly[name][:, :-1] = into_tiles(values)
    yearly["pandemic"][:, :-1] = shocks.pandemic[:, :, None, None]


def _blank_roles(world: World) -> Records:
    """What the table says of everybody, whatever the parameters."""
    roles = np.zeros(len(world.utilities), records.ROLE)
    roles["entity"] = entities(text_column(world, "utility"))
    for name in ("country", "region", "language"):
        roles[name] = np.unique(text_column(world, name), return_inverse=True)[1]
    for name in ("latitude", "longitude"):
        roles[name] = np.radians(world.numbers[name])
    roles["size_step"], roles["income_step"] = contexts_of(text_column(world, "size_class"), text_column(world, "income"))
    for place, name in enumerate(GROUPS):
        roles["groups"] += eligibility.in_group(world, name).astype(np.int64) << place
    roles["group"], roles["numbered"] = -1, -1
    roles["current"], roles["own_mentor"] = -1, -1
    roles["agreement_time"], roles["exit_time"] = np.nan, np.nan
    return roles


def _roles(world: World, blank: Records, p: Parameters, start: _Start) -> Records:
    """Everybody's part in partnerships at the start; the same in every replicate."""
    roles = blank.copy()
    for number, rows in enumerate(eligibility.sharing_groups(text_column(world, "region"), p.channel)):
        roles["group"][rows] = number
    roles["circle"] = np.unique(np.stack([roles["group"], roles["language"]]), axis=1, return_inverse=True)[1]
    can_mentor = eligibility.first_mentors(world, start.practice, p)
    roles["is_mentor"] = can_mentor
    roles["may_apply"] = ~can_mentor & eligibility.eligible(world, p)
    roles["experts"] = start.experts
    return roles
