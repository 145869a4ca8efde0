"""Lay out the worlds of a block in memory: what they share once, what differs for each."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wopsim.declare import PARAMETERS, Parameters
from wopsim.engines import buffer_pool, eligibility, records, sharing
from wopsim.engines.compiled.abreast import Abreast
from wopsim.engines.exogenous import Exogenous, Numbers, draw_numbers, exogenous_of
from wopsim.engines.exogenous_paths import NAMES, Chances
from wopsim.engines.initial_state import State, start_state, text_column
from wopsim.engines.pairs import contexts_of, with_mentors
from wopsim.engines.recording import slots_of
from wopsim.engines.records import Block, Records, fill, into_tiles
from wopsim.engines.settings import believed_of, settings_of
from wopsim.rules import background, mentors
from wopsim.rules.time import QUARTER
from wopsim.strategies.design import GROUPS
from wopsim.streams import Floats, entities
from wopsim.world.table import World

_TOGETHER = 2**15
"""Utilities, counted once for each replicate and context, whose starts are worked out in one step: it takes some memory for each."""
_MOST_ALONE = 2**22
"""Numbers of pairs that have a table though no two worlds of the block meet the same; of more, each is drawn when it is asked for."""
_WITHOUT_DRAW = tuple(name for name, declared in PARAMETERS.items() if not declared.drawn)
_BESIDE_POLICY = tuple(name for name, declared in PARAMETERS.items() if declared.role != "policy")
_FIXED_STATES = tuple(name for name in records.FIXED.names or () if name != "capacity_days")
_CHANGING_STATES = tuple(field.name for field in fields(State) if field.name in (records.STATE.names or ()))
"""What a utility starts with; every other number of `STATE` starts at 0."""
_CHANCES_AT_START = ("cost_start", "energy_own", "growth_own", "volatility", "population")
_CHANCES_OF_STARTS = ("of_replicate", "wander", "spread", "currency", *_CHANCES_AT_START)


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
    """What roles are made from in a context: practice and experts at the start, the same in every replicate."""

    practice: Floats
    experts: Floats


def build(cases: Sequence[Case], seed: int, years: int, kept: frozenset[str], events: int, single: bool = False) -> Built:
    """Return a block of worlds that stand at their start.

    Parameters
    ----------
    cases : worlds with the same utilities; they share what they can (worlds and parameters that are the same objects).
    seed : root seed; years : horizon [year].
    kept : names of the outputs that are recorded.
    events : events that each world has room for; 0 records none.
    single : whether outputs by year are kept in single precision.
    """
    sets, of_settings = _numbered([case.p for case in cases], [id(case.p) for case in cases])
    tables, of_table = _numbered([case.world for case in cases], [id(case.world) for case in cases])
    contexts = _numbered(sets, [p.of(_BESIDE_POLICY) for p in sets])[1]
    alike = _numbered(sets, [p.of(_WITHOUT_DRAW) for p in sets])[1]
    keys = [(table, contexts[s]) for s, table in zip(of_settings, of_table, strict=True)]
    groups, of_group = _numbered(list(zip(of_settings, of_table, strict=True)), keys)
    replicates = tuple(sorted({case.replicate for case in cases}))
    of_start = np.array([g * len(replicates) + replicates.index(case.replicate) for g, case in zip(of_group, cases, strict=True)])

    names = text_column(tables[0], "utility").tolist()
    whose = [(tuple(names), tuple(text_column(world, "country").tolist()), seed, replicates, years) for world in tables]
    numbers = [_numbers(*which) for which in whose]
    tiled = _tiled(numbers[0])
    starts, tiles = len(groups) * len(replicates), records.tiles_of(len(names))
    quarters = int(years / QUARTER)
    slots, kept_slots = slots_of(kept)
    worlds, by_year = len(cases), (years + 1, kept_slots, tiles, records.LANES)
    block = Block(
        settings=settings_of(sets),
        believed=believed_of(sets, alike),
        fixed=np.zeros((starts, tiles), records.FIXED),
        quarterly=buffer_pool.array("quarterly", (starts, quarters + 1, tiles), records.QUARTERLY),
        yearly=buffer_pool.array("yearly", (starts, years + 1, tiles), records.YEARLY),
        leadership=tiled.leadership,
        leader=tiled.leader,
        initiative=tiled.initiative,
        turnout=tiled.turnout,
        pairs=np.zeros((len(tables), 0, len(names)), records.PAIR),
        pair_row=np.full((len(tables), len(names)), -1),
        pair_numbers=np.zeros((0, 0, 0, 0)),
        worlds=np.zeros(worlds, records.WORLD),
        state=buffer_pool.array("state", (worlds, tiles), records.STATE),
        roles=np.zeros((worlds, len(names)), records.ROLE),
        partnerships=np.zeros((worlds, 0), records.PARTNERSHIP),
        due=np.zeros((worlds, 0), records.DUE),
        of_year=np.zeros((kept_slots, tiles, records.LANES)),
        yearly_out=np.zeros((0, *by_year)) if single else buffer_pool.array("outputs", (worlds, *by_year)),
        yearly_single=buffer_pool.array("outputs", (worlds, *by_year), np.float32) if single else np.zeros((0, *by_year), np.float32),
        slots=slots,
        events=np.zeros((worlds, events), records.EVENT),
        scratch=np.zeros((sharing.ROWS, tiles * records.LANES)),
    )
    initial = np.zeros((starts, tiles), records.STATE)
    chances = _empty_chances(tiled, starts, tiles, years)
    of_settings_at_start = np.repeat(np.array([s for s, _ in groups]), len(replicates))
    begun: list[_Start] = []
    most = max(1, _TOGETHER // (len(replicates) * len(names)))
    for table, of_one_table in groupby(groups, key=lambda group: group[1]):
        contexts_here = [sets[s] for s, _ in of_one_table]
        for first in range(0, len(contexts_here), most):
            some = contexts_here[first : first + most]
            begun += _begin(tables[table], some, numbers[table].first(len(names)), block, initial, chances, len(begun) * len(replicates))

    where = block.worlds
    where["settings"], where["pairs"], where["start"] = of_settings, of_table, of_start
    where["replicate"] = [case.replicate for case in cases]
    where["called"], where["seed"] = -1, seed
    blank = [_blank_roles(world) for world in tables]
    roles: dict[tuple[int, int], Records] = {}
    of_policy: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for s, g in sorted({*zip(of_settings, of_group, strict=True)}):
        of_policy.setdefault((groups[g][1], alike[s]), []).append((s, g))
    for (table, _), pairs in of_policy.items():
        of_pairs = _roles(tables[table], blank[table], Abreast([sets[s] for s, _ in pairs]), [begun[g] for _, g in pairs])
        roles |= zip(pairs, of_pairs, strict=True)
    can_mentor = np.flatnonzero(np.any([found["is_mentor"] for found in roles.values()], axis=0))
    for found in roles.values():
        found["numbered"][can_mentor] = np.arange(can_mentor.size)
    for w, key in enumerate(zip(of_settings, of_group, strict=True)):
        block.roles[w] = roles[key]
    where["exogenous"] = [replicates.index(case.replicate) for case in cases]
    calls = int(block.settings["last_call"].max()) + 1 if (block.settings["budget"] > 0).any() else 0
    shared = worlds > len(replicates)
    if shared or (1 + calls) * can_mentor.size * len(names) * len(replicates) <= _MOST_ALONE:
        block = block._replace(pair_numbers=_pair_numbers(tuple(names), tuple(can_mentor.tolist()), seed, replicates, calls))
    block = with_mentors(block, np.arange(worlds))
    return Built(block, chances, initial, of_settings_at_start, sets, np.array(alike), names)


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
    """The numbers of several replicates; kept, because all blocks of a study meet the same.

    The last tile is filled up as `into_tiles` does it, so that compiled code reads these very numbers.
    """
    filling = -len(names) % records.LANES
    utilities, of_countries = (entities([*words, *words[:1] * filling]) for words in (names, countries))
    return draw_numbers(utilities, of_countries, seed, np.array(replicates, dtype=np.uint64), years)


@lru_cache(maxsize=1)
def _pair_numbers(names: tuple[str, ...], mentors: tuple[int, ...], seed: int, replicates: tuple[int, ...], calls: int) -> Floats:
    """(replicate, kind, mentor, mentee) of `Block.pair_numbers`, none of them drawn; kept for the next block, which may meet the same.

    No more than these: who can mentor differs between draws. The names and the seed say which numbers they become.
    """
    return np.zeros((len(replicates), 1 + calls, len(mentors), len(names)))


class _Tiled(NamedTuple):
    """Numbers of several replicates that compiled code reads as they are, (replicate, ..., tile, lane) each."""

    normal: Floats
    reading: Floats
    leadership: Floats
    leader: Floats
    initiative: Floats
    turnout: Floats


def _tiled(numbers: Numbers) -> _Tiled:
    """`_numbers` in tiles, in the same memory."""
    by_quarter = (numbers.leadership, numbers.leader, numbers.initiative, numbers.turnout)
    return _Tiled(*map(into_tiles, (numbers.background, numbers.reading, *by_quarter)))


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


def _begin(
    world: World, contexts: Sequence[Parameters], numbers: Numbers, block: Block, initial: Records, chances: Chances, first: int
) -> list[_Start]:
    """Fill everything about the starts of one table in several contexts, all replicates at once; `first` is the first of these starts."""
    p: Any = Abreast(contexts)
    shocks = exogenous_of(numbers, world.numbers["fragile"], p)
    state = start_state(world, p, shocks)
    shape = (len(contexts), numbers.growth_start.shape[0])

    def here(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The part of these starts, (context, replicate, ...); what is the same in all of them fills it by broadcasting."""
        return array[first : first + shape[0] * shape[1]].reshape(*shape, *array.shape[1:])

    fixed, changing = here(block.fixed), here(initial)
    for name in _FIXED_STATES:
        fill(fixed, name, getattr(state, name))
    experts = np.asarray(mentors.experts_of(state.staff, p.expert_share))
    fill(fixed, "capacity_days", experts * p.expert_days_away * QUARTER)
    for name in _CHANGING_STATES:
        fill(changing, name, getattr(state, name))
    _fill_chances(chances._replace(**{name: here(getattr(chances, name)) for name in _CHANCES_OF_STARTS}), state, p, shocks)
    _fill_shocks(here(block.yearly), shocks)
    of_all = np.broadcast_to(state.practice, (*shape, *state.practice.shape[-2:])), np.broadcast_to(experts, (*shape, experts.shape[-1]))
    return [_Start(practice[0], experts[0]) for practice, experts in zip(*of_all, strict=True)]


def _fill_chances(chances: Chances, state: State, p: Any, shocks: Exogenous) -> None:
    """Fill those of some starts, (context, replicate, ...) each."""
    chances.of_replicate[:] = np.arange(chances.of_replicate.shape[-1])
    calm = np.ones(state.count)
    whole = np.asarray(background.reverting_spread(state.spread["nrw"], p.nrw_permanent, state.volatility))
    spreads = {"nrw": background.part_spread(whole, p.nrw_true_share), "measurement": background.part_spread(whole, 1.0 - p.nrw_true_share)}
    spreads |= {"staff": p.staff_wander * calm, "practice": p.practice_wander * calm}
    for place, name in enumerate(NAMES):
        spread = spreads.get(name)
        if spread is None:
            spread = background.reverting_spread(state.spread[name], p[f"{name}_permanent"], calm)
        chances.spread[:, :, place] = into_tiles(np.asarray(spread))
        chances.wander[:, :, place] = into_tiles(getattr(state, f"{name}_wander"))
    for name in _CHANCES_AT_START:
        getattr(chances, name)[:] = into_tiles(getattr(state, name))
    chances.currency[:] = into_tiles(shocks.currency)


def _fill_shocks(yearly: Records, shocks: Exogenous) -> None:
    """Exogenous by year, in tiles; records are (context, replicate, year + 1, tile)."""
    numbers = shocks.numbers
    yearly[:, :, -1] = np.zeros((), records.YEARLY)
    for name, values in (
        ("investment", numbers.investment), ("investment_size", numbers.investment_size), ("application", numbers.application),
        ("drought", shocks.drought), ("conflict", shocks.conflict),
    ):  # fmt: skip
        yearly[name][:, :, :-1] = into_tiles(values)
    yearly["pandemic"][:, :, :-1] = shocks.pandemic[..., None, None]


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


def _roles(world: World, blank: Records, p: Any, starts: Sequence[_Start]) -> Records:
    """Everybody's part in partnerships at several starts, (start, utility); the same in every replicate.

    `p` are the parameters of each start abreast; they differ in nothing but the draw.
    """
    roles = blank.copy()
    for number, rows in enumerate(eligibility.sharing_groups(text_column(world, "region"), p.channel)):
        roles["group"][rows] = number
    roles["circle"] = np.unique(np.stack([roles["group"], roles["language"]]), axis=1, return_inverse=True)[1]
    found = np.repeat(roles[None], len(starts), axis=0)
    found["is_mentor"][:, None] = eligibility.first_mentors(world, np.stack([start.practice[None] for start in starts]), p)
    found["may_apply"] = ~found["is_mentor"] & eligibility.eligible(world, p)
    found["experts"] = [start.experts for start in starts]
    return found
