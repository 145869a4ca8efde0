"""Files that are there whole or not at all, whatever stops the process or the machine.

A file is written under a name of its own beside its place, forced to the disk, and then takes its place in one step. No two
processes ever write to the same draft.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

DRAFT = ".wopsim-draft-"
"""Begins the name of every draft; 32 hex digits follow, then the ending of the file it is to become."""


def draft_of(path: Path) -> Path:
    """Return a place beside `path` that no other process uses, with the same ending, since libraries choose formats by it."""
    return path.with_name(f"{DRAFT}{uuid.uuid4().hex}{path.suffix}")


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Yield a draft to be written; afterwards it takes the place of `path`, and survives a power cut.

    Where the block ends in an error, the draft is removed and `path` stays as it was.

    Parameters
    ----------
    path : the file; its folder must exist.

    Raises
    ------
    OSError : it cannot be written.
    """
    path = Path(path)
    draft = draft_of(path)
    try:
        yield draft
        sync(draft)
        draft.replace(path)
        sync(path.parent)
    finally:
        with suppress(OSError):  # where nothing could be written, nothing is left
            draft.unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Write a text file (UTF-8, lines end as they do in `text`) in one step.

    Raises
    ------
    OSError : it cannot be written.
    """
    with replacing(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="")


def sync(path: Path) -> None:
    """Force a file, or the names in a folder, to the disk.

    Raises
    ------
    OSError : the disk refuses.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
