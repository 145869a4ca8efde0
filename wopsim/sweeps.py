"""Sweeps: a study goes in, a store comes out. Here the ends are joined: what is run, what is kept, who runs it."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wopsim.errors import FailedRunsError, StoreError, StoreMismatchError, did_you_mean
from wopsim.limits import exists
from wopsim.processes import workers_or_all
from wopsim.study.reader import read_study
from wopsim.study.scenario import Study

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.analysis.reduction import Keep
    from wopsim.runs.chunks import Block
    from wopsim.runs.plan import Plan
    from wopsim.runs.scheduler import Runner, Tally
    from wopsim.runs.store import Store


EXAMPLES = ("people_served", "water_saved", "nrw_mentored", "practice_mentored")
"""Outcomes that one may stop by, among others."""


def plan(study: Study | str | Path = "default", workers: int | None = None) -> Plan:
    """Return what a study will take: runs, bytes and minutes, from a trial of some seconds.

    Parameters
    ----------
    study : a `Study`, the path of a study file, or `default`.
    workers : processes; None takes one for each core.
    """
    from wopsim.runs.plan import make_plan

    study = study if isinstance(study, Study) else read_study(study)
    return make_plan(study, keeper_of(study), workers)


def sweep(
    study: Study | str | Path,
    out: str | Path,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Callable[[Tally], None] | None = None,
) -> xr.Dataset:
    """Run a study into a store, or go on where an earlier call stopped, and return what the store holds.

    Parameters
    ----------
    study : a `Study`, the path of a study file, or `default`.
    out : the store, a folder; by custom it ends in `.zarr`.
    workers : processes, 1 or more; None takes one for each core. The bytes are the same for any number.
    scheduler : address of a dask scheduler, whose workers then run the points.
    progress : called with the counts after each block.

    Returns
    -------
    xarray.Dataset
        Lazily read, as from `xarray.open_zarr(out)`. Failed runs are NaN, and a warning counts them.

    Raises
    ------
    StudyError, WorldFileError : what is wrong with the files.
    StoreMismatchError : the store is of another study, world, version or set of draws.
    StoreLockedError : another run is writing it. StoreWriteError : it cannot be written.
    WorkersLostError : processes keep dying, or there is no scheduler.
    """
    import xarray as xr

    study = study if isinstance(study, Study) else read_study(study)
    store = opened(study, out)
    if store is None:
        store = created(plan(study, workers), out)
    try:
        run_store(store, workers, scheduler, progress=progress)
    except FailedRunsError as error:
        warnings.warn(str(error), stacklevel=2)
    return xr.open_zarr(store.path)


def keeper_of(study: Study) -> Keep:
    """Return what is kept of a study.

    Raises
    ------
    StoreError : the study stops by an effect that is not measured, or sweeps nothing that can be kept.
    """
    from wopsim.analysis.reduction import Keep, measured_names

    names = measured_names()
    if study.stop is not None and study.stop.effect not in names:
        hint = did_you_mean(study.stop.effect, names) or f" For example: {', '.join(EXAMPLES)}; comparison.csv names all."
        raise StoreError(f"{study.source}: 'effect' of stop is {study.stop.effect!r}, which is no outcome of the comparison.{hint}")
    return Keep(study.keep)


def opened(study: Study, out: str | Path) -> Store | None:
    """Return the store of a study; None when there is none yet.

    Raises
    ------
    StoreMismatchError : it was made of something else; the message says what differs.
    """
    from wopsim.runs.provenance import differences, provenance
    from wopsim.runs.store import Store, require_writable
    from wopsim.runs.study_world import world_of

    study.require_settled()
    if not exists(out):
        require_writable(Path(out))
        return None
    store = Store(out)
    world_of(study.world)  # says what is wrong with it
    found = differences(store.attributes, provenance(study))
    if found:
        listed = "\n".join(f"  {sentence}" for sentence in found)
        raise StoreMismatchError(
            f"{out} is not a store of this study as it is now:\n{listed}\nGive another place with --out, or go back to what it was made of."
        )
    return store


def created(plan: Plan, out: str | Path) -> Store:
    """Return a store for a plan, allocated whole."""
    from wopsim.runs.provenance import provenance
    from wopsim.runs.store import Store

    return Store.create(out, plan.points, plan.template, plan.study.variants, provenance(plan.study))


def run_store(
    store: Store,
    workers: int | None = None,
    scheduler: str | None = None,
    points: tuple[int, int] | None = None,
    verify: bool = False,
    retry_failed: bool = False,
    progress: Callable[[Tally], None] | None = None,
    say: Callable[[str], None] = lambda sentence: None,
) -> Tally:
    """Run what is pending of a store, or of some of its points.

    Parameters
    ----------
    store : allocated.
    workers, scheduler, progress : as in `sweep`.
    points : first and last number; None runs all. Blocks that begin there are run.
    verify : read everything that was written first, and run what is damaged again.
    retry_failed : run failed runs again.
    say : called with what a person should know on the way.

    Returns
    -------
    the counts at the end

    Raises
    ------
    FailedRunsError : all is run, but some runs failed. Else as `sweep`.
    """
    from wopsim.analysis.paired import monte_carlo
    from wopsim.runs.lock import locked
    from wopsim.runs.repair import put_back_damaged, put_back_failed, sweep_up
    from wopsim.runs.scheduler import run_pending

    blocks = blocks_of(store, points)
    keeper = keeper_of(store.study)
    with locked(store, [block.number for block in blocks]) as left:
        for who in left:
            say(f"An earlier run ({who}) did not come to its end; this one goes on where it stopped.")
        sweep_up(store, alone=points is None)
        if verify:
            for number, what in put_back_damaged(store, blocks).items():
                say(f"Block {number} is damaged ({what}); it is run again.")
        if retry_failed:
            put_back_failed(store, blocks)
        runner = _runner(store, keeper, workers, scheduler, len(blocks))
        try:
            tally = run_pending(store, blocks, runner, progress or (lambda tally: None), lambda grid: monte_carlo(grid).error)
        finally:
            sweep_up(store, alone=points is None)  # a worker that was killed leaves its drafts
    for note in tally.notes:
        say(note)
    if tally.failed:
        raise FailedRunsError("\n".join([*what_failed(store), "`wopsim run` with --retry-failed runs them again."]))
    return tally


def blocks_of(store: Store, points: tuple[int, int] | None) -> list[Block]:
    """Return the blocks that begin in a range of points, or all.

    Raises
    ------
    StoreError : there are no such points, or the study adds replicates by itself.
    """
    if points is None:
        return list(store.points.blocks())
    first, last = points
    if store.study.stop is not None:
        raise StoreError(
            "a study with 'stop' decides from all points how many there are; run it whole, or take 'stop' out for a job array."
        )
    if not 0 <= first <= last < store.points.count:
        raise StoreError(f"there are no points {first}..{last}: the study has points 0 to {store.points.count - 1}.")
    return list(store.points.blocks(first, last))


def what_failed(store: Store) -> list[str]:
    """Return what failed, and which comparisons that breaks, one sentence a line."""
    from wopsim.runs.summary import broken_pairs, failures_told

    return [*failures_told(store), *broken_pairs(store, store.statuses())]


def _runner(store: Store, keeper: Keep, workers: int | None, scheduler: str | None, blocks: int) -> Runner:
    """Return what runs blocks by their numbers, here or on a cluster."""
    from wopsim.runs.worker import run_and_write

    job = partial(run_and_write, str(store.path), store.attributes["created"], keeper)
    if scheduler is not None:
        from wopsim.runs.dask_workers import run_on_cluster

        return partial(run_on_cluster, job, scheduler=scheduler)
    from wopsim.runs.local_workers import run_here

    return partial(run_here, job, workers=max(1, min(workers_or_all(workers), blocks)))
