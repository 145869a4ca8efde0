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
import numpy.typing as npt

from wopsim.errors import StoreMismatchError
from wopsim.runs.chunks import Block
from wopsim.runs.fingerprints import data_sha256, source_sha256, world_sha256
from wopsim.runs.in_memory import run_block
from wopsim.runs.runs_together import runs_together
from wopsim.runs.shared_baselines import by_baseline, with_one_baseline
from wopsim.runs.store import DONE, FAILED, PENDING, Arrays, Failure, Status, Store
from wopsim.runs.study_world import world_of
from wopsim.study.scenario import Study

if TYPE_CHECKING:
    import xarray as xr


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

        Raises
        ------
        ResultError : a number is not finite in an output that is not one of `may_be_missing`; which, `unsound` finds out.
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

    def put(self, kept: xr.Dataset, places: Sequence[tuple[int, int, int]]) -> None:
        """Take over what was kept of some runs; `places` are (row of `kept`, variant, scenario), and a row may be in several."""
        rows, variants, scenarios = np.array(places).T
        draws = _slice(kept["draw"].values, self.block.draws)
        replicates = _slice(kept["replicate"].values, self.block.replicates)
        where = (variants - self.block.variants.start, scenarios, draws, replicates)
        for name in kept.data_vars:
            values = kept.variables[name].values
            if name not in self.arrays:
                rest = values.shape[self.status.ndim - 1 :]
                self.arrays[str(name)] = np.full((*self.status.shape, *rest), np.nan, dtype=values.dtype)
            self.arrays[str(name)][where] = values[rows]
        self.status[where] = DONE

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
    studies = {variant: study.at(variant) for variant in block.variants}
    baselines = len(by_baseline(list(studies.values())))
    each = len(study.scenarios) - 1 + baselines / len(studies)  # runs of a point
    points_together = max(1, int(runs_together(study) / each))
    for variants, draws, replicates in batches(block, points_together, baselines < len(studies)):
        points = list(product(variants, draws, replicates))
        here = [studies[variant] for variant in variants]
        if all(filling.pending(*point) for point in points) and _fill_batch(filling, here, keeper, variants, draws, replicates):
            continue
        for variant, draw, replicate in points:  # some of it was run before and is not run again, or fails
            if filling.pending(variant, draw, replicate):
                _fill_point(filling, studies[variant], keeper, variant, draw, replicate)


def batches(block: Block, points: int, shared: bool) -> Iterator[tuple[range, range, range]]:
    """Cut a block into boxes of at most so many points.

    Where baselines are `shared`, variants stay together; otherwise each stands by itself if need be, since what is kept of runs is
    worked out for all runs with the same baseline at once. Then replicates of a draw, because they share most.
    """
    variants = min(points, len(block.variants)) if shared else 1
    replicates = min(points // variants, len(block.replicates))
    draws = min(points // (variants * replicates), len(block.draws)) if replicates == len(block.replicates) else 1
    if not shared and draws == len(block.draws):
        variants = min(points // (replicates * draws), len(block.variants))
    sizes = zip((block.variants, block.draws, block.replicates), (variants, draws, replicates), strict=True)
    cut = [[range(first, min(first + size, whole.stop)) for first in range(whole.start, whole.stop, size)] for whole, size in sizes]
    # draws change soonest: the numbers of chance of some replicates serve all of them, and only a few are kept
    for of_replicates, of_variants, of_draws in product(cut[2], cut[0], cut[1]):
        yield of_variants, of_draws, of_replicates


def _fill_batch(filling: _Filling, studies: Sequence[Study], keeper: Keeper, variants: range, draws: range, replicates: range) -> bool:
    """Run some points together; False, and nothing done, when a run of them fails: which, is found out one by one."""
    groups = by_baseline(studies)
    joined = [with_one_baseline([studies[number] for number in numbers]) for numbers in groups]
    together = dataclasses.replace(studies[0], scenarios=tuple(scenario for study in joined for scenario in study.scenarios))
    try:
        runs = run_block(together, draws, replicates=replicates)
        kept, begin = [], 0
        for study in joined:
            end = begin + len(study.scenarios)
            kept.append(keeper.keep(runs.isel(scenario=slice(begin, end)), study))
            begin = end
    except Exception:
        return False
    others = range(1, len(studies[0].scenarios))
    for numbers, part in zip(groups, kept, strict=True):
        beside = product((variants[number] for number in numbers), others)
        filling.put(part, [(0, variants[number], 0) for number in numbers] + [(row, *place) for row, place in enumerate(beside, 1)])
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
            filling.put(keeper.keep(runs, study), [(row, variant, number) for row, number in enumerate(numbers)])
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


def _slice(numbers: npt.NDArray[np.int64], side: range) -> slice:
    """Return where consecutive numbers stand within one side of a block."""
    return slice(int(numbers[0]) - side.start, int(numbers[-1]) + 1 - side.start)


def _only(study: Study, scenarios: Sequence[int]) -> Study:
    return dataclasses.replace(study, scenarios=tuple(study.scenarios[number] for number in scenarios))


def unsound(runs: xr.Dataset, keeper: Keeper) -> dict[int, str]:
    """Return by scenario, its place among those of `runs`, what is wrong with its numbers; empty when all are finite."""
    found: dict[int, str] = {}
    for name in runs.data_vars:
        values = runs.variables[name]  # without its coordinates, which cost more time than the numbers
        if name in keeper.may_be_missing:
            continue
        bad = ~np.isfinite(values.values)
        if not bad.any():
            continue
        for place in np.flatnonzero(bad.reshape(len(bad), -1).any(axis=1)):
            at = np.argwhere(bad[place])[0]
            where = [f"{dim} {runs[dim].values[number]}" for dim, number in zip(values.dims[1:], at, strict=True)]
            found.setdefault(int(place), f"{name!r} is not a finite number ({', '.join(where)}).")
    return found
