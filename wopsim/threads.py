"""Work in threads of this process: for what leaves the interpreter alone most of the time, and is too little for other processes.

Threads need no start and read everything once: the study, the world, the compiled engine.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TypeVar

Item = TypeVar("Item")
Found = TypeVar("Found")


def each_in_threads(job: Callable[[Item], Found], items: Iterable[Item], threads: int) -> Generator[tuple[Item, Found], None, None]:
    """Do a job with each item in threads, and yield item and result in the order in which they end.

    What has not begun is given up when a job fails, or when the iterator is closed; what has begun is waited for.

    Parameters
    ----------
    job : what it raises is raised here.
    items : what it is called with.
    threads : 1 or more.
    """
    from concurrent.futures import ThreadPoolExecutor, as_completed

    pool = ThreadPoolExecutor(threads)
    try:
        jobs = {pool.submit(job, item): item for item in items}
        for future in as_completed(tuple(jobs)):
            yield jobs.pop(future), future.result()
    finally:
        pool.shutdown(cancel_futures=True)
