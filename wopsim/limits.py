"""How much is taken from a user at once: one set of limits for files and for options of commands."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from wopsim.errors import UnreadableFileError

STUDY_BYTES = 1_000_000
"""Largest study file [byte]."""
TABLE_BYTES = 50 * 1024**2
"""Largest CSV file: worlds, cases, posteriors [byte]."""
DESCRIPTION_BYTES = 100 * 1024**2
"""Largest file of a store that does not hold numbers of runs [byte]."""


def exists(path: Path) -> bool:
    """Return whether there is such a file or folder; a name that no file system takes is none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def read_file(path: str | Path, largest: int, what: str) -> bytes:
    """Return the bytes of a file that a user named; never more than the limit is read, and nothing is waited for.

    Parameters
    ----------
    path : the file.
    largest : limit of its size [byte].
    what : what such a file is, for messages: "a study file".

    Raises
    ------
    UnreadableFileError : nothing is there, it is no ordinary file, it is larger than the limit, or it cannot be read.
    """
    try:
        # a pipe without a writer would be waited for, were it opened as other files are
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise UnreadableFileError("there is no such file.") from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file system takes
        raise UnreadableFileError(f"the file cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    with os.fdopen(handle, "rb") as file:
        kind = os.fstat(handle).st_mode
        if stat.S_ISDIR(kind):
            raise UnreadableFileError(f"this is a folder; name {what} in it.")
        if not stat.S_ISREG(kind):
            raise UnreadableFileError(f"this is no ordinary file; save it as {what} first.")
        try:
            data = file.read(largest + 1)
        except OSError as error:
            raise UnreadableFileError(f"the file cannot be read: {error.strerror or error}.") from None
    if len(data) > largest:
        raise UnreadableFileError(f"the file is too large; {what} has at most {largest / 1e6:.0f} MB. It was not read.")
    return data
