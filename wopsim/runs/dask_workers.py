"""Blocks run by the workers of a dask scheduler, wherever they are."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

from wopsim.errors import WorkersLostError
from wopsim.extras import missing_extra
from wopsim.processes import MOST_DEATHS
from wopsim.runs.local_workers import Job
from wopsim.runs.worker import Written

PATIENCE = 60.0
"""How long to wait for a scheduler that cannot be reached [s]."""
MOST_LOSSES = 10
"""Times that a scheduler may lose its work without a block done in between."""
_AHEAD = 3
"""Blocks that are handed out for each thread of the cluster, so that none waits for this process."""


def run_on_cluster(job: Job, blocks: Iterable[int], scheduler: str, patience: float = PATIENCE) -> Iterator[Written]:
    """Run blocks on a cluster and yield what became of each, in the order in which they end.

    Workers that die cost the blocks that they were running; others run them again. Workers may join at any time. When the scheduler
    goes away, this waits for one at the same address, and hands out anew what was not done.

    Parameters
    ----------
    job : what is done with a block; wopsim must be installed where workers run, and the store must be at the same path there.
    blocks : their numbers.
    scheduler : address, such as `tcp://10.0.0.1:8786`, or the path of a scheduler file.
    patience : how long to wait for a scheduler [s].

    Raises
    ------
    MissingExtraError : dask.distributed is not installed.
    WorkersLostError : there is no scheduler at the address, or workers die again and again.
    """
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise missing_extra("`--scheduler`", "dask.distributed", "cluster") from None
    waiting = iter(blocks)
    again: list[int] = []
    losses = 0
    while True:
        lost: list[int] = []
        client = _connect(scheduler, patience)
        try:
            for done in _until_a_loss(client, job, again, waiting, lost):
                losses = 0
                yield done
        finally:
            _close(client)
        if not lost:
            return
        again = lost
        losses += 1
        if losses == MOST_LOSSES:
            raise WorkersLostError(
                f"the cluster at {scheduler} lost its work {losses} times in a row. Look at its log; what was done is kept."
            )


def _connect(scheduler: str, patience: float) -> Any:
    from distributed import Client

    where = {"address": scheduler} if "://" in scheduler or ":" in scheduler else {"scheduler_file": scheduler}
    end = time.monotonic() + patience
    while True:
        try:
            return Client(**where, timeout=min(5.0, patience))
        except (OSError, TimeoutError, ValueError) as error:
            if time.monotonic() >= end:
                raise WorkersLostError(
                    f"no dask scheduler answers at {scheduler} ({type(error).__name__}). What was done is kept: start it and its workers, "
                    "and run the same line again."
                ) from error
            time.sleep(0.5)


def _until_a_loss(client: Any, job: Job, again: list[int], waiting: Iterator[int], lost: list[int]) -> Iterator[Written]:
    """Run blocks until there are none, or until the scheduler is gone; what was in work then goes to `lost`."""
    import asyncio
    from concurrent.futures import CancelledError

    from distributed import KilledWorker, wait
    from distributed.comm import CommClosedError

    jobs: dict[Any, int] = {}
    deaths: dict[int, int] = {}
    gone = (CancelledError, asyncio.CancelledError, CommClosedError, OSError, TimeoutError)
    try:
        while True:
            room = _AHEAD * max(1, sum(client.nthreads().values()))
            while len(jobs) < room:
                number = again.pop() if again else next(waiting, None)
                if number is None:
                    break
                jobs[_submit(client, job, number)] = number
            if not jobs:
                return
            wait(list(jobs), timeout=None, return_when="FIRST_COMPLETED")
            for future in [one for one in jobs if one.done()]:
                number = jobs.pop(future)
                if future.status in ("cancelled", "lost"):
                    lost.append(number)
                    continue
                try:
                    done = future.result()
                except KilledWorker:
                    deaths[number] = deaths.get(number, 0) + 1
                    if deaths[number] == MOST_DEATHS:
                        raise WorkersLostError(
                            f"block {number} killed its worker again and again; workers may be short of memory. All else is kept: give "
                            "workers more memory and run the same line again."
                        ) from None
                    again.append(number)
                    continue
                yield done
            if lost:
                raise CancelledError
    except gone:
        lost += [*jobs.values(), *again]
        again.clear()


def _submit(client: Any, job: Job, number: int) -> Any:
    # one thread of a worker runs one block: the engine is single-threaded, and its memory is counted per block
    return client.submit(job, number, key=f"wopsim-{id(client)}-{number}-{time.monotonic_ns()}", pure=False)


def _close(client: Any) -> None:
    try:
        client.close(timeout=2)
    except Exception:  # the scheduler may be gone; there is nothing left to save
        return
