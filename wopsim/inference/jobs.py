"""Do pieces of work here or in processes, each of which writes what it found."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence


def done(jobs: Sequence[Callable[[], None]], workers: int) -> Iterator[int]:
    """Do jobs, and yield how many are done after each; what is in work is given up when the caller stops.

    Parameters
    ----------
    jobs : may be sent to other processes.
    workers : processes; with 1 they are done in this one.
    """
    if workers == 1 or len(jobs) <= 1:
        for count, job in enumerate(jobs, start=1):
            job()
            yield count
        return
    from concurrent.futures import as_completed

    from loky import ProcessPoolExecutor

    with ProcessPoolExecutor(max_workers=workers) as pool:
        running = [pool.submit(job) for job in jobs]
        try:
            for count, future in enumerate(as_completed(running), start=1):
                future.result()
                yield count
        except BaseException:
            pool.shutdown(wait=False, kill_workers=True)
            raise


def workers_or_all(workers: int | None) -> int:
    """Return the number of processes: as asked for, or one for each core."""
    return workers or os.cpu_count() or 1
