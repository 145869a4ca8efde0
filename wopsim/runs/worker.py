"""What a worker does with a block: run its points, keep what is asked for, and write it.

A worker gets the place of a store and the number of a block; everything else it reads from the store.
"""

from __future__ import annotations

import dataclasses
import json
import os
import socket
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Protocol

import numpy as np

from wopsim.errors import StoreMismatchError
from wopsim.runs.chunks import Block
from wopsim.runs.fingerprints import data_sha256, source_sha256, world_sha256
from wopsim.runs.in_memory import run_block, world_of
from wopsim.runs.shared_baselines import each_once
from wopsim.runs.store import DONE, FAILED, PENDING, Arrays, Failure, Status, Store
from wopsim.study.scenario import Study

if TYPE_CHECKING:
    import xarray as xr

TOGETHER = 150
"""Runs that are in memory at once, about; those of the default world take some 200 MB."""


class Keeper(Protocol):
    """What is kept of runs. It is sent to workers, so it must be small."""

    @property
    def may_be_missing(self) -> frozenset[str]:
        """Outputs that do not apply to every utility."""

    def keep(self, runs: xr.Dataset, study: Study) -> xr.Dataset:
        """Return what is kept, (scenario, draw, replicate, ...), floats; of a run, the same whatever stands beside it.

        Parameters
        ----------
        runs : some draws and replicates; a scenario that failed is missing, be it the baseline.
        study : with all its scenarios.
        """


@dataclass(frozen=True)
class Written:
    """What became of a block: runs done and failed now."""

    done: int
    failed: int


@dataclass
class _Filling:
    """A block while it is run; arrays and status are (variant, scenario, draw, replicate, ...)."""

    block: Block
    arrays: Arrays
    status: Status
    failures: list[Failure] = field(default_factory=list)

    def put(self, kept: xr.Dataset, variant: int, scenarios: Sequence[int]) -> None:
        """Take over what was kept of some runs; `scenarios` are the numbers of those in it."""
        draws = kept["draw"].values - self.block.draws.start
        replicates = kept["replicate"].values - self.block.replicates.start
        where = np.ix_(np.asarray(scenarios), draws, replicates)
        at = variant - self.block.variants.start
        for name, values in kept.data_vars.items():
            if name not in self.arrays:
                rest = values.shape[self.status.ndim - 1 :]
                self.arrays[str(name)] = np.full((*self.status.shape, *rest), np.nan, dtype=values.dtype)
            self.arrays[str(name)][at][where] = values.values
        self.status[at][where] = DONE

    def fail(self, variant: int, scenario: int, draw: int, replicate: int, text: str) -> None:
        """Note that a run failed."""
        here = (variant - self.block.variants.start, scenario, draw - self.block.draws.start, replicate - self.block.replicates.start)
        self.status[here] = FAILED
        self.failures.append(Failure(variant, scenario, draw, replicate, text))

    def pending(self, variant: int, draw: int, replicate: int) -> bool:
        """Whether anything of a point is to be run."""
        block = self.block
        runs = self.status[variant - block.variants.start, :, draw - block.draws.start, replicate - block.replicates.start]
        return bool((runs == PENDING).any())


def run_and_write(path: str, made: str, keeper: Keeper, number: int) -> Written:
    """Run what is pending of a block of a store, and write it.

    Parameters
    ----------
    path : the store.
    made : when it was made; another store may have stood at the same place before.
    keeper : what is kept.
    number : of the block.

    Raises
    ------
    StoreWriteError : it cannot be written.
    StoreMismatchError : this process has other code, or another world file, than the one that made the store.
    """
    store, study = _opened(path, made)
    block = store.points.block(number)
    before = store.status(block)
    if not (before == PENDING).any():
        return Written(0, 0)
    held = (before == DONE).any()
    filling = _Filling(block, store.read(block) if held else {}, before.copy())
    fill(filling, study, keeper)
    store.write(block, filling.arrays, filling.status, filling.failures)
    done, failed = (int(((filling.status == word) & (before == PENDING)).sum()) for word in (DONE, FAILED))
    return Written(done, failed)


@lru_cache(maxsize=1)
def _opened(path: str, made: str) -> tuple[Store, Study]:
    """Return a store and its study; kept, because a worker runs many blocks of one store."""
    store = Store(path)
    world_of.cache_clear()  # the file may have changed since the last store
    here = f"the worker on {socket.gethostname()} (process {os.getpid()})"
    if store.attributes["created"] != made:
        raise StoreMismatchError(f"{here} sees another store at {path}; the store must be the same folder for all workers.")
    if store.attributes["wopsim_source_sha256"] != source_sha256():
        raise StoreMismatchError(
            f"{here} has other code of wopsim than the run that made {path}; install the same everywhere, and start the workers again."
        )
    if store.attributes["world_sha256"] != world_sha256(store.study):
        raise StoreMismatchError(f"{here} sees another world file at {store.study.world} than the run that made {path}.")
    if json.loads(store.attributes["data_sha256"]) != data_sha256():
        raise StoreMismatchError(f"{here} has other shipped tables than the run that made {path}; install the same everywhere.")
    return store, store.study


def fill(filling: _Filling, study: Study, keeper: Keeper) -> None:
    """Run all pending runs of a block, some hundred at a time."""
    block = filling.block
    for variants, draws, replicates in batches(block, max(1, TOGETHER // len(study.scenarios))):
        points = list(product(variants, draws, replicates))
        if all(filling.pending(*point) for point in points) and _fill_batch(filling, study, keeper, variants, draws, replicates):
            continue
        for variant, draw, replicate in points:  # some of it was run before and is not run again, or fails
            if filling.pending(variant, draw, replicate):
                _fill_point(filling, study.at(variant), keeper, variant, draw, replicate)


def batches(block: Block, points: int) -> Iterator[tuple[range, range, range]]:
    """Cut a block into boxes of at most so many points.

    Replicates of a draw stay together, because they share most; then variants, which share draws and often the baseline.
    """
    replicates = min(points, len(block.replicates))
    variants = min(points // replicates, len(block.variants))
    draws = points // (replicates * variants) if variants == len(block.variants) else 1
    sizes = zip((block.variants, block.draws, block.replicates), (variants, draws, replicates), strict=True)
    parts = ([range(first, min(first + size, whole.stop)) for first in range(whole.start, whole.stop, size)] for whole, size in sizes)
    yield from product(*parts)


def _fill_batch(filling: _Filling, study: Study, keeper: Keeper, variants: range, draws: range, replicates: range) -> bool:
    """Run some points together; False, and nothing done, when a run of them fails: which, is found out one by one."""
    studies = [study.at(variant) for variant in variants]
    scenarios, places = each_once(studies)
    together = dataclasses.replace(studies[0], scenarios=scenarios)
    try:
        runs = run_block(together, draws, replicates=replicates)
        if unsound(runs, keeper):
            return False
        kept = [keeper.keep(runs.isel(scenario=mine), one) for mine, one in zip(places, studies, strict=True)]
    except Exception:
        return False
    for variant, part in zip(variants, kept, strict=True):
        filling.put(part, variant, range(len(study.scenarios)))
    return True


def _fill_point(filling: _Filling, study: Study, keeper: Keeper, variant: int, draw: int, replicate: int) -> None:
    """Run one point, its scenarios apart if need be, so that one that fails costs no other."""
    failed: dict[int, str] = {}
    runs: xr.Dataset | None
    try:
        runs = run_block(study, [draw], replicates=[replicate])
    except Exception:
        failed = _failing(study, draw, replicate)
        sound = [number for number in range(len(study.scenarios)) if number not in failed]
        runs = run_block(_only(study, sound), [draw], replicates=[replicate]) if sound else None
    numbers = [number for number in range(len(study.scenarios)) if number not in failed]
    if runs is not None:
        bad = unsound(runs, keeper)
        failed |= {numbers[place]: text for place, text in bad.items()}
        runs = runs.isel(scenario=[place for place in range(len(numbers)) if place not in bad])
        numbers = [number for number in numbers if number not in failed]
    if runs is not None and numbers:
        try:
            filling.put(keeper.keep(runs, study), variant, numbers)
        except Exception:
            failed |= dict.fromkeys(numbers, traceback.format_exc())
    for number, text in failed.items():
        filling.fail(variant, number, draw, replicate, text)


def _failing(study: Study, draw: int, replicate: int) -> dict[int, str]:
    """Return the traceback of each scenario that fails by itself."""
    found = {}
    for number in range(len(study.scenarios)):
        try:
            run_block(_only(study, [number]), [draw], replicates=[replicate])
        except Exception:
            found[number] = traceback.format_exc()
    return found


def _only(study: Study, scenarios: Sequence[int]) -> Study:
    return dataclasses.replace(study, scenarios=tuple(study.scenarios[number] for number in scenarios))


def unsound(runs: xr.Dataset, keeper: Keeper) -> dict[int, str]:
    """Return by scenario, its place among those of `runs`, what is wrong with its numbers; empty when all are finite."""
    found: dict[int, str] = {}
    for name, values in runs.data_vars.items():
        if name in keeper.may_be_missing:
            continue
        bad = ~np.isfinite(values.values)
        if not bad.any():
            continue
        for place in np.flatnonzero(bad.reshape(len(bad), -1).any(axis=1)):
            at = np.argwhere(bad[place])[0]
            where = [f"{dim} {values[dim].values[number]}" for dim, number in zip(values.dims[1:], at, strict=True)]
            found.setdefault(int(place), f"{name!r} is not a finite number ({', '.join(where)}).")
    return found
