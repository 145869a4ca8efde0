"""A disk whose power is cut: what a run did to its files is noted, and made again as far as a disk would have it afterwards.

What counts is what POSIX promises, not what one file system does: bytes are there when their file was forced to the disk, names when their
folder was. Everything else may be there, be gone, or be there in part, one thing independently of another.
"""

from __future__ import annotations

import os
import random
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_recorders: list[Recorder] = []


@dataclass(frozen=True)
class Event:
    """One thing that was done: `made`, `folder`, `renamed`, `removed`, `forced` (to the disk) or `told` (to whoever runs it)."""

    what: str
    path: str = ""
    to: str = ""
    data: bytes | None = None
    told: Any = None


@dataclass
class Recorder:
    """Everything that is done to files below a folder.

    Parameters
    ----------
    root : the folder, empty at the beginning.
    """

    root: Path
    events: list[Event] = field(default_factory=list)
    _lock: Any = field(default_factory=threading.RLock)

    def tell(self, told: Any) -> None:
        """Note that something was reported as done."""
        self._add(Event("told", told=told))

    def _add(self, event: Event) -> None:
        with self._lock:
            self.events.append(event)

    def inside(self, path: Any) -> str | None:
        """Return a path from the root, or None where it is elsewhere."""
        place = Path(os.fsdecode(path)).absolute()
        return str(place.relative_to(self.root)) if place.is_relative_to(self.root) else None

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note what Python is about to do."""
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
            path = self.inside(arguments[0])
            if path and not os.path.lexists(arguments[0]):
                self._add(Event("made", path))
        elif event in ("os.mkdir", "os.remove", "os.rmdir"):
            path = self.inside(arguments[0])
            if path and (event == "os.mkdir") != os.path.lexists(arguments[0]):
                self._add(Event("folder" if event == "os.mkdir" else "removed", path))
        elif event == "os.rename":
            path, to = self.inside(arguments[0]), self.inside(arguments[1])
            if path and to and os.path.lexists(arguments[0]):
                self._add(Event("renamed", path, to, _bytes(arguments[0])))

    def forced(self, handle: int) -> None:
        """Note what was just forced to the disk."""
        path = self.inside(Path(f"/proc/self/fd/{handle}").readlink())
        if path:
            self._add(Event("forced", path, data=_bytes(self.root / path)))


def _bytes(path: Any) -> bytes | None:
    """What is in a file; None of a folder."""
    return None if Path(path).is_dir() else Path(path).read_bytes()


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    for recorder in _recorders or ():  # none is left when the interpreter ends
        recorder.heard(event, arguments)


sys.addaudithook(_hear)


@contextmanager
def recording(root: Path, obedient: bool = True) -> Iterator[Recorder]:
    """Note what is done below a folder.

    Parameters
    ----------
    root : the folder; empty.
    obedient : whether the disk does as it is told; otherwise nothing that is forced to it counts.
    """
    recorder = Recorder(Path(os.path.realpath(root)))
    force = os.fsync

    def forcing(handle: int) -> None:
        force(handle)
        if obedient:
            recorder.forced(handle)

    os.fsync = forcing  # type: ignore[assignment]
    _recorders.append(recorder)
    try:
        yield recorder
    finally:
        _recorders.remove(recorder)
        os.fsync = force


@dataclass
class _Node:
    """A file or folder: what is on the disk, and what was done since."""

    folder: bool
    data: bytes = b""
    newer: bytes | None = None
    names: dict[str, _Node] = field(default_factory=dict)
    since: list[tuple[str, str, _Node | None]] = field(default_factory=list)
    live: dict[str, _Node] = field(default_factory=dict)

    def do(self, what: str, name: str, node: _Node | None) -> None:
        """Change a name of this folder."""
        self.since.append((what, name, node))
        self.live.pop(name, None) if what == "drop" else self.live.__setitem__(name, node)


def after_the_cut(events: list[Event], place: Path, chance: random.Random) -> None:
    """Make the files that are there when the power comes back.

    Parameters
    ----------
    events : what was done before the cut.
    place : a new folder.
    chance : decides what became of all that was not forced to the disk.
    """
    root = _Node(folder=True)
    for event in events:
        _do(root, event)
    _make(root, place, chance)


def _find(root: _Node, path: str) -> _Node:
    node = root
    for part in Path(path).parts:
        node = node.live[part]
    return node


def _do(root: _Node, event: Event) -> None:
    if event.what == "told":
        return
    place = Path(event.path)
    if event.what == "forced":
        node = _find(root, event.path)
        if node.folder:
            node.names, node.since = dict(node.live), []
        else:
            node.data, node.newer = event.data or b"", None
        return
    parent = _find(root, str(place.parent))
    if event.what in ("made", "folder"):
        parent.do("put", place.name, _Node(folder=event.what == "folder", newer=b""))
    elif event.what == "removed":
        parent.do("drop", place.name, None)
    else:
        node = _find(root, event.path)
        if not node.folder and event.data != node.data:
            node.newer = event.data
        to = Path(event.to)
        other = _find(root, str(to.parent))
        assert other is parent, "a rename from one folder to another is more than this disk knows"
        parent.since.append(("move", f"{place.name}/{to.name}", node))
        parent.live.pop(place.name)
        parent.live[to.name] = node


def _make(node: _Node, place: Path, chance: random.Random) -> None:
    if not node.folder:
        data = node.data
        if node.newer is not None:
            cut = chance.randrange(len(node.newer) + 1)
            data = chance.choice([node.data, node.newer, node.newer[:cut], node.newer[:cut].ljust(len(node.newer), b"\0")])
        place.write_bytes(data)
        return
    place.mkdir()
    names = dict(node.names)
    most = chance.choice([0.0, 0.5, 1.0])  # nothing of what was not forced, some, or all of it
    for what, name, child in node.since:
        if chance.random() >= most:
            continue
        if what == "move":
            old, new = name.split("/")
            names.pop(old, None)
            names[new] = child  # type: ignore[assignment]
        elif what == "put":
            names[name] = child  # type: ignore[assignment]
        else:
            names.pop(name, None)
    for name, child in names.items():
        _make(child, place / name, chance)
