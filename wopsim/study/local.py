"""Blocks run by processes of this machine."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait

from wopsim.errors import WorkersLostError
from wopsim.study.working import Written

Job = Callable[[int], Written]
"""Runs a block by its number; can be sent to another process."""

MOST_DEATHS = 3
"""Times that workers may die without a block done in between."""


def run_here(job: Job, blocks: Iterable[int], workers: int) -> Iterator[Written]:
    """Run blocks and yield what became of each, in the order in which they end.

    A worker that dies costs the blocks that were being run; they are run again by others.

    Parameters
    ----------
    job : what is done with a block.
    blocks : their numbers.
    workers : processes; with 1 they are run in this one.

    Raises
    ------
    WorkersLostError : workers die again and again.
    """
    if workers == 1:
        yield from map(job, blocks)
        return
    waiting = iter(blocks)
    again: list[int] = []
    deaths = 0
    while True:
        lost: list[int] = []
        for done in _until_a_death(job, again, waiting, workers, lost):
            deaths = 0
            yield done
        if not lost:
            return
        again = lost
        deaths += 1
        if deaths == MOST_DEATHS:
            raise WorkersLostError(
                f"worker processes died {deaths} times in a row while running blocks {', '.join(map(str, sorted(lost)))}; the system may "
                "be short of memory. Everything else is kept: run the same line again with fewer --workers."
            )


def _until_a_death(job: Job, again: list[int], waiting: Iterator[int], workers: int, lost: list[int]) -> Iterator[Written]:
    """Run blocks in fresh processes until there are none, or until a process dies; blocks that were in work then go to `lost`."""
    from concurrent.futures.process import BrokenProcessPool

    # loky starts clean processes that need no `if __name__ == "__main__"` in the user's script
    from loky import ProcessPoolExecutor

    pool = ProcessPoolExecutor(max_workers=workers, initializer=end_with_parent, initargs=(os.getpid(),))
    jobs: dict[Future[Written], int] = {}
    ended = False
    try:
        while True:
            while not lost and len(jobs) < 2 * workers:
                number = again.pop() if again else next(waiting, None)
                if number is None:
                    break
                try:
                    jobs[pool.submit(job, number)] = number
                except BrokenProcessPool:
                    lost.append(number)
            if not jobs and not lost:
                ended = True
                return
            for future in wait(jobs, return_when=FIRST_COMPLETED).done:
                number = jobs.pop(future)
                try:
                    done = future.result()
                except BrokenProcessPool:
                    lost.append(number)
                    continue
                yield done
            if lost:
                lost += [*jobs.values(), *again]
                again.clear()
                return
    finally:
        pool.shutdown(wait=ended, kill_workers=not ended)


def end_with_parent(parent: int) -> None:
    """End this process soon after its parent is gone, and leave interrupts to the parent, which stops its workers itself."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
