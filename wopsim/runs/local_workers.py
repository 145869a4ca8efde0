"""Blocks run by processes of this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from wopsim.errors import WorkersLostError
from wopsim.processes import each
from wopsim.runs.worker import Written

Job = Callable[[int], Written]
"""Runs a block by its number; can be sent to another process."""


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
    try:
        for _, written in each(job, blocks, workers):
            yield written
    except WorkersLostError as error:
        raise WorkersLostError(f"{error} What was done is kept: run the same line again with fewer --workers.") from None
