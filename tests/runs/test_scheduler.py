"""In which order what is pending of a store is run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from tests.helpers import making
from wopsim.runs.scheduler import run_pending
from wopsim.runs.store import DONE
from wopsim.runs.worker import Written


def order_of(study: Path, out: Path, done: tuple[int, ...] = ()) -> list[tuple[int, int]]:
    """First replicate and first draw of each block, in the order in which a runner gets them; it runs nothing."""
    store = making.allocate(study, out)
    for number in done:
        block = store.points.block(number)
        shape = (1, store.points.scenarios, len(block.draws), len(block.replicates))
        store.write(block, {name: store.read(block)[name] for name in store.names}, np.full(shape, DONE, dtype=np.int8))
    asked: list[int] = []

    def runner(numbers: Iterable[int]) -> Iterator[Written]:
        asked.extend(numbers)
        return iter(())

    run_pending(store, list(store.points.blocks()), runner, lambda tally: None, lambda grid: 0.0)
    found = [store.points.block(number) for number in asked]
    return [(block.replicates.start, block.draws.start) for block in found]


def test_all_draws_of_some_replicates_come_together_so_that_their_numbers_of_chance_serve_all(study: Path, tmp_path: Path) -> None:
    assert order_of(study, tmp_path / "new.zarr") == [(first, draw) for first in (0, 2) for draw in range(6)]


def test_what_is_done_is_not_asked_for(study: Path, tmp_path: Path) -> None:
    left = order_of(study, tmp_path / "begun.zarr", done=(0, 3))
    assert left == [*((0, draw) for draw in range(1, 6)), (2, 0), *((2, draw) for draw in range(2, 6))]
