"""Run what is pending of a store, in rounds of replicates where the study stops by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from wopsim.runs.chunks import Block
from wopsim.runs.store import DONE, FAILED, NOT_NEEDED, PENDING, Store
from wopsim.runs.worker import Written

Runner = Callable[[Iterable[int]], Iterator[Written]]
"""Runs blocks by their numbers, here or elsewhere."""
Grid = npt.NDArray[np.float64]


@dataclass
class Tally:
    """What is known of a store while it is run, in runs.

    Parameters
    ----------
    total : all runs; done, failed, not_needed : of these.
    now : done or failed since the start of this process.
    notes : what became of sequential stopping, in words.
    """

    total: int
    done: int = 0
    failed: int = 0
    not_needed: int = 0
    now: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def pending(self) -> int:
        """Runs that are still to be run."""
        return self.total - self.done - self.failed - self.not_needed


def tally_of(store: Store, blocks: Iterable[Block]) -> Tally:
    """Return the counts of some blocks."""
    tally = Tally(0)
    for block in blocks:
        status = store.status(block)
        tally.total += status.size
        tally.done += int((status == DONE).sum())
        tally.failed += int((status == FAILED).sum())
        tally.not_needed += int((status == NOT_NEEDED).sum())
    return tally


def run_pending(
    store: Store, blocks: Sequence[Block], runner: Runner, tell: Callable[[Tally], None], error: Callable[[Grid], float]
) -> Tally:
    """Run what is pending of some blocks.

    Parameters
    ----------
    store : where they are written.
    blocks : which.
    runner : runs them.
    tell : called with the counts at the start and after each block.
    error : Monte Carlo error of the mean of a grid (draw, replicate), for studies that stop by themselves.

    Returns
    -------
    the counts at the end
    """
    tally = tally_of(store, blocks)
    tell(tally)
    for upto in rounds(store):
        wanted = [block for block in blocks if block.replicates.stop <= upto and (store.status(block) == PENDING).any()]
        wanted.sort(key=lambda block: block.replicates.start)  # a worker keeps the numbers of chance of a few replicates for its next block
        for written in runner([block.number for block in wanted]):
            tally.done += written.done
            tally.failed += written.failed
            tally.now += written.done + written.failed
            tell(tally)
        if store.study.stop is None:
            continue
        largest, where = largest_error(store, upto, error)
        stop = store.study.stop
        reached = largest <= stop.error
        if reached or upto == store.points.replicates:
            verdict = "which is enough" if reached else f"more than the {stop.error:.4g} asked for"
            tally.notes.append(f"Monte Carlo error of {stop.effect} with {upto} replicates: {largest:.4g} ({where}), {verdict}.")
        if reached:
            for block in blocks:
                status = store.status(block)
                if block.replicates.start >= upto and (status == PENDING).any():
                    store.write_status(block, np.where(status == PENDING, np.int8(NOT_NEEDED), status))
            break
    counts = tally_of(store, blocks)
    tally.done, tally.failed, tally.not_needed = counts.done, counts.failed, counts.not_needed
    tell(tally)
    return tally


def rounds(store: Store) -> Iterator[int]:
    """Yield the number of replicates after each round."""
    study = store.study
    yield from range(study.replicates, study.most_replicates, study.replicates)
    yield study.most_replicates


def largest_error(store: Store, replicates: int, error: Callable[[Grid], float]) -> tuple[float, str]:
    """Return the largest Monte Carlo error of the effect of `study.stop` with so many replicates, and where it is, in words."""
    stop, study = store.study.stop, store.study
    assert stop is not None
    names = [scenario.name for scenario in study.scenarios]
    wanted = range(1, len(names)) if stop.scenario is None else [names.index(stop.scenario)]
    place = [str(name) for name in store.values("measure")].index(stop.effect)
    found = []
    for variant in range(store.points.variants):
        for scenario in wanted:
            where = (variant, scenario) if store.points.swept else (scenario,)
            grid = store.values("measures", (*where, slice(None), slice(0, replicates), place)).astype(np.float64)
            value = error(grid)
            words = f"scenario {names[scenario]!r}" + (f", variant {variant}" if store.points.swept else "")
            found.append((value if np.isfinite(value) else np.inf, words))
    return max(found)
