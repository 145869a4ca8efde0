"""Find what is damaged in a store, and put blocks back to be run again."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress

import numpy as np

from wopsim.durable import DRAFT, is_draft
from wopsim.errors import DamageError
from wopsim.runs.chunks import Block
from wopsim.runs.store import DONE, FAILED, PENDING, Store

_OLD = 3600.0
"""Age of a file that nobody is still writing [s]."""


def damaged(store: Store, blocks: Iterable[Block]) -> dict[int, str]:
    """Return by block what is damaged, of those of which something was run. Every byte of them is read."""
    found = {}
    for block in blocks:
        try:
            run = bool(np.isin(store.status(block), (DONE, FAILED)).any())
        except DamageError:
            run = True
        what = store.damage(block) if run else ""
        if what:
            found[block.number] = what
    return found


def put_back_damaged(store: Store, blocks: Iterable[Block]) -> dict[int, str]:
    """Let damaged blocks be run again; returns what is damaged."""
    found = damaged(store, blocks)
    for number in found:
        block = store.points.block(number)
        shape = (len(block.variants), store.points.scenarios, len(block.draws), len(block.replicates))
        store.write_status(block, np.full(shape, PENDING, dtype=np.int8))
    return found


def sweep_up(store: Store, alone: bool) -> None:
    """Remove what processes left that were killed while they wrote a chunk.

    Parameters
    ----------
    store : locked.
    alone : whether nobody else writes to it; otherwise what is fresh may be somebody's work.
    """
    for path in store.path.rglob(f"{DRAFT}*"):
        with suppress(OSError):
            if is_draft(path.name) and (alone or time.time() - path.stat().st_mtime > _OLD):
                path.unlink()


def put_back_failed(store: Store, blocks: Iterable[Block]) -> None:
    """Let failed runs be run again."""
    for block in blocks:
        status = store.status(block)
        if (status == FAILED).any():
            store.write_status(block, np.where(status == FAILED, np.int8(PENDING), status))
