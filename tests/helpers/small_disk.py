"""A small disk of its own for a test: a file system where one may be mounted, and one that only says what the system would say.

The mounted one is the truth: it fails in the middle of writing. The told one refuses to open, rename or remove; it needs no rights.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

from tests.helpers import making

SIZE = 2 * 1024**2
_LARGE = 64 * 1024**2
_PAGE = 4096
_LEFT = 4 * _PAGE
"""Bytes: with less room nothing new is begun on a disk that is told."""


class MountedDisk:
    """A file system in memory."""

    workers = (2, 1)
    """Numbers of processes that it can be met with."""

    def __init__(self, place: Path) -> None:
        self.place = place
        place.mkdir()
        _mount("-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", place)

    def fill(self, room: int) -> None:
        """Put something there that leaves so many bytes."""
        (self.place / "ballast").write_bytes(b"x" * (shutil.disk_usage(self.place).free - room))

    def grow(self) -> None:
        _mount("-o", f"remount,size={_LARGE}", self.place)

    def lock(self) -> None:
        """Take the right to write."""
        _mount("-o", "remount,ro", self.place)

    def run(self, *words: object) -> tuple[int | None, str]:
        """Run `wopsim` with some words."""
        return making.forked(*words)

    def close(self) -> None:
        subprocess.run(["umount", "--lazy", self.place], check=True)  # also where a run that hangs still holds it


class ToldDisk:
    """A folder about which a command is told that it is full, or that nothing may be written there."""

    workers = (1,)

    def __init__(self, place: Path) -> None:
        self.place = place
        self._size: int | None = SIZE
        place.mkdir()

    def fill(self, room: int) -> None:
        """Put something there that leaves so many bytes."""
        (self.place / "ballast").write_bytes(b"x" * (SIZE - _used(self.place) - room))

    def grow(self) -> None:
        self._size = _LARGE

    def lock(self) -> None:
        """Take the right to write."""
        self._size = None

    def run(self, *words: object) -> tuple[int | None, str]:
        """Run `wopsim` with some words."""
        return making.Forked(*words, first=partial(_refuse, self.place, self._size)).end()

    def close(self) -> None:
        pass


def kinds_of_disk(folder: Path) -> list[type[MountedDisk] | type[ToldDisk]]:
    """Return the kinds that this process can make; it tries in a folder."""
    try:
        MountedDisk(folder / "tried").close()
    except (OSError, subprocess.CalledProcessError):
        return [ToldDisk]
    return [MountedDisk, ToldDisk]


def _mount(*words: object) -> None:
    subprocess.run(["mount", *map(str, words)], check=True, capture_output=True)


def _refuse(place: Path, size: int | None) -> None:
    """From now on, this process is refused what a disk of that size would refuse; without a size, one that is read-only."""

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
            wrong = errno.EROFS if size is None else errno.ENOSPC if _used(place) + _LEFT > size else 0
        elif event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir"):
            wrong = errno.EROFS if size is None else 0
        else:
            return
        path = Path(os.fsdecode(arguments[0])).absolute()
        if wrong and path.is_relative_to(place):
            raise OSError(wrong, os.strerror(wrong), str(path))

    sys.addaudithook(hear)


def _used(place: Path) -> int:
    """Bytes as a disk counts them: by the page."""
    return sum(-(-path.stat().st_size // _PAGE) * _PAGE for path in place.rglob("*") if path.is_file())
