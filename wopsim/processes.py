"""Work in other processes of this machine: one place for how they start, end and are replaced.

They are clean processes that need no `if __name__ == "__main__"` in a user's script. None outlives the process that started it,
whatever ends that one; one that dies costs what it was running, which others run again; and where no processes can be started,
the work is done in this one.
"""

from __future__ import annotations

import operator
import os
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TYPE_CHECKING, TypeVar

from wopsim.errors import WorkersLostError

if TYPE_CHECKING:
    from loky import ProcessPoolExecutor

Item = TypeVar("Item")
Found = TypeVar("Found")

MOST_DEATHS = 3
"""Times that workers may die with nothing done in between."""
_NO_RESTARTS = {"LOKY_MAX_MEMORY_LEAK_SIZE": "1e18"}
"""loky takes what a process reads and imports for its first block for a leak, and would let another do all of that again."""
_LARGE_GOES_BACK = {"MALLOC_MMAP_THRESHOLD_": str(2**22), "MALLOC_TRIM_THRESHOLD_": str(2**25)}
"""For the allocator of Linux: pieces of 4 MB and more go back to the system when they are free; by itself it keeps up to 64 MB of them."""
_at_work: set[ProcessPoolExecutor] = set()


def workers_or_all(workers: int | None) -> int:
    """Return the number of processes: as asked for, or one for each core."""
    return workers or os.cpu_count() or 1


def each(job: Callable[[Item], Found], items: Iterable[Item], workers: int) -> Generator[tuple[Item, Found], None, None]:
    """Do a job with each item, and yield item and result in the order in which they end; with one worker, in this process.

    Parameters, errors as in `in_processes`. What is in work is given up when a job fails, or when the iterator is closed.
    """
    if workers == 1:
        return ((item, job(item)) for item in items)
    return in_processes(job, items, workers)


def in_processes(job: Callable[[Item], Found], items: Iterable[Item], workers: int) -> Generator[tuple[Item, Found], None, None]:
    """Do a job with each item in other processes, and yield item and result in the order in which they end.

    Parameters
    ----------
    job : can be sent to another process; what it raises is raised here.
    items : what it is called with; they can be sent as well. Few are taken ahead of what is done.
    workers : processes.

    Raises
    ------
    WorkersLostError : processes die again and again.
    """
    waiting = iter(items)
    again: list[Item] = []
    deaths = 0
    while True:
        try:
            pool = _started(workers)
        except (OSError, ImportError, NotImplementedError) as error:  # no semaphores, no room for processes
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            sys.stderr.write(f"wopsim: no other processes can be started here ({why}); this one does everything, which takes longer.\n")
            yield from ((item, job(item)) for item in (*again, *waiting))
            return
        lost: list[Item] = []
        for done in _until_a_death(pool, job, again, waiting, workers, lost):
            deaths = 0
            yield done
        if not lost:
            return
        again = lost
        deaths += 1
        if deaths == MOST_DEATHS:
            raise WorkersLostError(
                f"worker processes died {deaths} times in a row; the system may be short of memory. Try again with fewer workers."
            )


def stop_workers() -> None:
    """End all processes that are still at work for somebody who gave up: else Python would wait for them when it ends."""
    while _at_work:
        _at_work.pop().shutdown(kill_workers=True)


def _started(workers: int) -> ProcessPoolExecutor:
    """Return fresh processes.

    Raises
    ------
    OSError, ImportError, NotImplementedError : the system does not let us.
    """
    from loky import ProcessPoolExecutor

    pool = ProcessPoolExecutor(
        max_workers=workers, initializer=_end_with_parent, initargs=(os.getpid(),), env=_NO_RESTARTS | _LARGE_GOES_BACK
    )
    try:
        pool.submit(os.getpid)  # the first job starts them all
    except BaseException:
        pool.shutdown(kill_workers=True)
        raise
    _at_work.add(pool)
    return pool


def each_done(jobs: Sequence[Callable[[], None]], workers: int) -> Iterator[int]:
    """Do jobs, each of which writes what it found, and yield how many are done after each.

    What is in work is given up when the caller stops.

    Parameters
    ----------
    jobs : may be sent to other processes.
    workers : processes; with 1, or for a single job, they are done in this one.
    """
    for count, _ in enumerate(each(operator.call, jobs, workers if len(jobs) > 1 else 1), start=1):
        yield count


def _until_a_death(
    pool: ProcessPoolExecutor, job: Callable[[Item], Found], again: list[Item], waiting: Iterator[Item], workers: int, lost: list[Item]
) -> Iterator[tuple[Item, Found]]:
    """Do the job until there are no items, or until a process dies; items that were in work then go to `lost`."""
    from concurrent.futures.process import BrokenProcessPool

    jobs: dict[Future[Found], Item] = {}
    ended = False
    try:
        while True:
            while not lost and len(jobs) < 2 * workers:
                try:
                    item = again.pop() if again else next(waiting)
                except StopIteration:
                    break
                try:
                    jobs[pool.submit(job, item)] = item
                except BrokenProcessPool:
                    lost.append(item)
            if not jobs and not lost:
                ended = True
                return
            for future in wait(jobs, return_when=FIRST_COMPLETED).done:
                item = jobs.pop(future)
                try:
                    found = future.result()
                except BrokenProcessPool:
                    lost.append(item)
                    continue
                yield item, found
            if lost:
                lost += [*jobs.values(), *again]
                again.clear()
                return
    finally:
        _at_work.discard(pool)
        pool.shutdown(kill_workers=not ended)


def _end_with_parent(parent: int) -> None:
    """End this process soon after its parent is gone, and leave interrupts to the parent, which stops its workers itself."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
