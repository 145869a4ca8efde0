"""Run many worlds at once, from their start to the horizon, and hand out what each recorded."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache

import numpy as np

from wopsim.declare import VARIABLES, Parameters
from wopsim.engines import entry_points
from wopsim.engines.compiled.build import Built, Case, build
from wopsim.engines.decision import decide
from wopsim.engines.event_log import KINDS
from wopsim.engines.events import Event
from wopsim.engines.outputs import DOMAINS
from wopsim.engines.recording import DOMAIN_OUTPUTS, PLACES, YEARLY_OUTPUTS
from wopsim.engines.records import EVENT, Block
from wopsim.engines.run_record import RunRecord
from wopsim.rules.compiling import cache_folder
from wopsim.streams import Floats
from wopsim.world.synthesis import synthesise
from wopsim.world.table import World

EVERYTHING = frozenset(VARIABLES)
_ROOM = 4096


@lru_cache(maxsize=1)
def prepare() -> None:
    """Compile the engine if that has not been done on this machine for these sources, and say so."""
    mark = cache_folder() / "engine-is-compiled"
    if mark.exists():
        return
    sys.stderr.write("wopsim: compiling the engine, once for this machine and version; this takes about a minute.\n")
    sys.stderr.flush()
    begin = time.perf_counter()
    world = synthesise(n_mentees=4, n_mentors=2, seed=1)
    p = Parameters(budget=1e7, pairing="predicted_gain", application_chance=1.0, channel="direct", reach_direct=1.0)
    _run([Case(world, p, 0)], 0, 2, EVERYTHING, 0)
    sys.stderr.write(f"wopsim: compiled in {time.perf_counter() - begin:.0f} seconds.\n")
    with suppress(OSError):
        mark.touch()


def run(world: World, p: Parameters, seed: int, replicate: int, years: int) -> RunRecord:
    """Run one world; arguments and result as of `wopsim.engines.agents.model.run`, calls left out."""
    return run_worlds([(world, p, replicate)], seed, years)[0]


def run_worlds(cases: Sequence[tuple[World, Parameters, int]], seed: int, years: int) -> list[RunRecord]:
    """Run worlds together and return the record of each, events included.

    Parameters
    ----------
    cases : (completed world, parameters, replicate) of each; the worlds have the same utilities.
    seed : root seed; years : horizon [year], 1 or more.
    """
    prepare()
    room = _ROOM
    while True:
        block, built = _run([Case(*case) for case in cases], seed, years, EVERYTHING, room)
        most = int(block.worlds["events"].max())
        if most <= room:
            break
        room = most  # there was more to tell than expected: once again with room for it
    values = _values(block, built)
    return [RunRecord({name: array[w] for name, array in values.items()}, _events(block, built.names, w)) for w in range(block.worlds.size)]


def run_block(
    cases: Sequence[tuple[World, Parameters, int]], seed: int, years: int, kept: frozenset[str] = EVERYTHING
) -> dict[str, Floats]:
    """Run worlds together and return what is kept of their outputs, without events.

    Parameters
    ----------
    cases : as in `run_worlds`; they share what they can (worlds and parameters that are the same objects).
    seed : root seed; years : horizon [year].
    kept : names of outputs.

    Returns
    -------
    by output, (world, *dims of the output)
    """
    prepare()
    block, built = _run([Case(*case) for case in cases], seed, years, kept, 0)
    return {name: values for name, values in _values(block, built).items() if name in kept}


def _run(cases: Sequence[Case], seed: int, years: int, kept: frozenset[str], events: int) -> tuple[Block, Built]:
    built = build(cases, seed, years, kept, events)
    block = built.block
    entry_points.begin_worlds(block, built.chances, built.initial, built.of_start)
    while entry_points.advance_worlds(block):
        block = decide(block, built.settings, built.alike)
    return block, built


def _values(block: Block, built: Built) -> dict[str, Floats]:
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
            values[name] = np.moveaxis(rows[:, :, slot : slot + len(DOMAINS)], 2, -1)
    return values | _once(block, built)


def _once(block: Block, built: Built) -> dict[str, Floats]:
    """Return the outputs that are one number for a utility or for a run."""
    worlds, roles = block.worlds, block.roles
    settings = block.settings[worlds["settings"]]
    budget, spent, overhead, invested = settings["budget"], worlds["spent"], worlds["overhead"], worlds["invested"]
    return {
        **{name: roles[name] for name in ("agreement_time", "exit_time", "expert_days", "support_received", "mentor_days")},
        "mentor_in_kind": roles["mentor_days"] * settings["staff_day_value"][:, None],
        "programme_budget": budget,
        "programme_spent": spent,
        "programme_overhead": overhead,
        "programme_invested": invested,
        "programme_unspent": np.maximum(0.0, budget - spent - overhead - invested),
        "mentors_created": (roles["own_mentor"] >= 0).sum(axis=1).astype(np.float64),
        "partnerships_agreed": worlds["agreed"],
        "partnerships_completed": worlds["completed"],
        "partnerships_ended_early": worlds["ended_early"],
    }


def _events(block: Block, names: list[str], w: int) -> list[Event]:
    found = block.events[w, : block.worlds["events"][w]]
    rows = zip(*(found[name].tolist() for name in EVENT.names or ()), strict=True)
    return [
        Event(time, KINDS[kind], names[mentee], names[mentor] if mentor >= 0 else None, amount, gain, trust, gap, cost)
        for time, kind, mentee, mentor, amount, gain, trust, gap, cost in rows
    ]
