"""Files that are there whole or not at all, whatever stops the process or the machine.

A file is written under a name of its own beside its place, forced to the disk, and then takes its place in one step. No two
processes ever write to the same draft.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

DRAFT = ".wopsim-draft-"
"""Begins the name of every draft; 32 hex digits follow, then the ending of the file it is to become."""
_DRAFT = re.compile(rf"{re.escape(DRAFT)}[0-9a-f]{{32}}(\..*)?", re.DOTALL)
_AT_ONCE = 8
"""Files that are forced to the disk at once: it needs little more time for them than for one."""


def draft_of(path: Path) -> Path:
    """Return a place beside `path` that no other process uses, with the same ending, since libraries choose formats by it."""
    return path.with_name(f"{DRAFT}{uuid.uuid4().hex}{path.suffix}")


def is_draft(name: str) -> bool:
    """Return whether a file or folder has a name that only `draft_of` gives."""
    return _DRAFT.fullmatch(name) is not None


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Yield a draft to be written; afterwards it takes the place of `path`, and survives a power cut.

    Where the block ends in an error, the draft is removed and `path` stays as it was. A link stays a link, and its target is replaced. What
    is no file, such as `/dev/stdout` or a pipe, is never replaced: it is yielded itself.

    Parameters
    ----------
    path : the file; its folder must exist.

    Raises
    ------
    OSError : it cannot be written.
    """
    require_name(path)
    path = Path(os.path.realpath(path))
    there = path.exists()
    if there and not path.is_file() and not path.is_dir():
        yield path
        return
    draft = draft_of(path)
    try:
        yield draft
        if there:
            shutil.copymode(path, draft)
        settle({path: draft})
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


def settle(drafts: Mapping[Path, Path]) -> None:
    """Let drafts take their places; what is there afterwards survives a power cut.

    All are on the disk before the first takes its place, so that a file that is replaced is never lost with its successor.

    Parameters
    ----------
    drafts : by the place that each is to take.

    Raises
    ------
    OSError : the disk refuses.
    """
    _sync_all(drafts.values())
    for path, draft in drafts.items():
        draft.replace(path)
    _sync_all({path.parent for path in drafts})


def sync_folder(folder: Path) -> None:
    """Force a folder to the disk, with all that is in it.

    Raises
    ------
    OSError : the disk refuses.
    """
    _sync_all([*folder.rglob("*"), folder])


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it; where it was made, it survives a power cut.

    Raises
    ------
    OSError : it cannot be made.
    """
    require_name(folder)
    new = []
    while not folder.exists():
        new.append(folder)
        folder = folder.parent
    for one in reversed(new):
        one.mkdir(exist_ok=True)
        sync(one.parent)
    folder = new[0] if new else folder
    if not folder.is_dir():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))


def require_name(path: str | Path) -> None:
    """Refuse what no file system takes as a name, which Python would refuse as a value that has nothing to do with files.

    Raises
    ------
    OSError : there is a NUL in it.
    """
    if "\0" in str(path):
        raise OSError(errno.EINVAL, "there is a NUL character in the name", str(path))


def _sync_all(paths: Iterable[Path]) -> None:
    found = list(paths)
    if len(found) == 1:
        sync(found[0])
        return
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(sync, found))  # the list raises what a thread raised


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
