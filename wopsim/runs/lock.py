"""Who may write which blocks of a store: locks of the operating system, which end with the process that holds them."""

from __future__ import annotations

import datetime
import json
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from wopsim.durable import write_text
from wopsim.errors import StoreLockedError, UnreadableFileError, WopsimError
from wopsim.limits import read_file
from wopsim.runs.store import OWN, Store, cannot_write

_NOTE_BYTES = 10_000_000
"""Largest note: one that names every other block of a very large study."""


@contextmanager
def locked(store: Store, blocks: Sequence[int]) -> Iterator[list[str]]:
    """Hold the right to write some blocks of a store.

    Each block is one byte of the file `.wopsim/lock`. A process that is killed loses its locks at once, so none is ever stale; what
    it left is a note of who it was.

    Parameters
    ----------
    store : the store.
    blocks : their numbers.

    Yields
    ------
    who held some of these blocks and did not come to an end, in words.

    Raises
    ------
    StoreLockedError : another process writes one of them.
    StoreWriteError : the store cannot be written.
    """
    try:
        import fcntl
    except ImportError:
        raise WopsimError("sweeps need locks that this system lacks; run them on Linux or macOS (on Windows: in WSL).") from None
    own = store.path / OWN
    note = own / f"running-{socket.gethostname()}-{os.getpid()}.json"
    try:
        own.mkdir(exist_ok=True)
        with (own / "lock").open("a+b") as file:
            for first, count in _stretches(blocks):
                try:
                    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, count, first)
                except OSError as error:
                    if error.errno not in (11, 13, 35):  # what systems say when another process holds it
                        raise
                    raise StoreLockedError(_refused(store, blocks)) from None
            left = _others(own, blocks)
            for path in left:
                path.unlink(missing_ok=True)
            now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
            write_text(note, json.dumps({"host": socket.gethostname(), "process": os.getpid(), "since": now, "blocks": _stretches(blocks)}))
            try:
                yield list(left.values())
            finally:
                note.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(store.path, error) from error


def _refused(store: Store, blocks: Sequence[int]) -> str:
    who = "; ".join(_others(store.path / OWN, blocks).values()) or "another process"
    return f"{store.path} is being written by {who}. Wait for it, stop it, or give another place with --out."


def _others(own: Path, blocks: Sequence[int]) -> dict[Path, str]:
    """Return the notes of other runs of some of these blocks, and who they are in words."""
    wanted = _stretches(blocks)
    found = {}
    for path in sorted(own.glob("running-*.json")):
        try:
            note = json.loads(read_file(path, _NOTE_BYTES, "a note of who is running"))
            common = any(first < last + more and last < first + count for first, count in note["blocks"] for last, more in wanted)
            who = f"process {note['process']} on {note['host']}, since {note['since']}"
        except (UnreadableFileError, KeyError, RecursionError, TypeError, ValueError):
            continue  # it ended just now, or this is no such note
        if common:
            found[path] = who
    return found


def _stretches(blocks: Sequence[int]) -> list[tuple[int, int]]:
    """Return (first, count) of each run of consecutive numbers."""
    found: list[tuple[int, int]] = []
    for number in sorted(blocks):
        if found and sum(found[-1]) == number:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((number, 1))
    return found
