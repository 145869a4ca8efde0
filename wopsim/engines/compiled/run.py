"""Run many worlds at once, from their start to the horizon, and hand out what each recorded."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

import numpy.typing as npt

from wopsim.compile_cache import cache_folder
from wopsim.declare import VARIABLES, Parameters
from wopsim.engines import entry_points
from wopsim.engines.compiled.build import Built, Case, build
from wopsim.engines.compiled.kernel import advance_worlds
from wopsim.engines.decision import decide
from wopsim.engines.recording import events_of, outputs_of
from wopsim.engines.records import Block
from wopsim.engines.run_record import RunRecord
from wopsim.world.synthesis import synthesise
from wopsim.world.table import World

EVERYTHING = frozenset(VARIABLES)
_ROOM = 4096


@lru_cache(maxsize=1)
def prepare() -> None:
    """Compile the engine if that has not been done on this machine for these sources, and say so."""
    folder = cache_folder()
    if folder is None:  # each process compiles for itself, when it runs the first world
        return
    mark = folder / "engine-is-compiled"
    if mark.exists():
        return
    sys.stderr.write("wopsim: compiling the engine, once for this machine and version; this takes about half a minute.\n")
    sys.stderr.flush()
    begin = time.perf_counter()
    world = synthesise(n_mentees=4, n_mentors=2, seed=1)
    p = Parameters(budget=1e7, pairing="predicted_gain", application_chance=1.0, channel="direct", reach_direct=1.0)
    with _without_garbage_collection():  # compiling makes millions of objects and keeps most: to look through them was a sixth of the time
        _run([Case(world, p, 0)], 0, 2, EVERYTHING, 0)
    sys.stderr.write(f"wopsim: compiled in {time.perf_counter() - begin:.0f} seconds.\n")
    with suppress(OSError):
        mark.touch()


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


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
    values = outputs_of(block)
    return [
        RunRecord({name: array[w] for name, array in values.items()}, events_of(block, built.names, w)) for w in range(block.worlds.size)
    ]


def run_block(
    cases: Sequence[tuple[World, Parameters, int]], seed: int, years: int, kept: frozenset[str] = EVERYTHING, single: bool = False
) -> dict[str, npt.NDArray[Any]]:
    """Run worlds together and return what is kept of their outputs, without events.

    Parameters
    ----------
    cases : as in `run_worlds`; they share what they can (worlds and parameters that are the same objects).
    seed : root seed; years : horizon [year].
    kept : names of outputs.
    single : whether outputs by year are kept in single precision: half the memory, and the same as rounding afterwards.

    Returns
    -------
    by output, (world, *dims of the output); all outputs by year lie in one piece of memory, which is free when the last of them is gone
    """
    prepare()
    block, _ = _run([Case(*case) for case in cases], seed, years, kept, 0, single)
    return {name: values for name, values in outputs_of(block).items() if name in kept}


def _run(cases: Sequence[Case], seed: int, years: int, kept: frozenset[str], events: int, single: bool = False) -> tuple[Block, Built]:
    built = build(cases, seed, years, kept, events, single)
    block = built.block
    entry_points.begin_worlds(block, built.chances, built.initial, built.of_start)
    while advance_worlds(block):
        block = decide(block, built.settings, built.alike)
    return block, built
