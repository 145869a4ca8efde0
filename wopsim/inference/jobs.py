"""Do pieces of work here or in processes, each of which writes what it found."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence

from wopsim.processes import each


def done(jobs: Sequence[Callable[[], None]], workers: int) -> Iterator[int]:
    """Do jobs, and yield how many are done after each; what is in work is given up when the caller stops.

    Parameters
    ----------
    jobs : may be sent to other processes.
    workers : processes; with 1 they are done in this one.
    """
    for count, _ in enumerate(each(operator.call, jobs, workers if len(jobs) > 1 else 1), start=1):
        yield count
