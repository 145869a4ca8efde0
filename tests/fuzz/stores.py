"""A small store of which one file is changed: what is looked at, compared, exported and run again."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import zlib
from functools import lru_cache
from pathlib import Path

from tests.helpers import making
from wopsim import sweeps
from wopsim.errors import FailedRunsError
from wopsim.report.export import export_store
from wopsim.results import StoredRuns
from wopsim.runs import worker
from wopsim.runs.repair import damaged
from wopsim.runs.store import Store
from wopsim.sweeps import what_failed

_MANY = 3
"""Files of which the store has many alike: so many of them are changed."""


_copies: list[Path] = []
"""The folder for copies, once there is a whole store."""


@lru_cache(maxsize=1)
def whole() -> Path:
    """A store that was run, in a folder of its own, with a folder for copies beside it."""
    folder = Path(tempfile.mkdtemp(prefix="wopsim-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    study = making.write_study(folder, draws=2, replicates=2)
    store = making.allocate(study, folder / "whole.zarr")
    sweeps.run_store(store, workers=1)
    (store.path / ".wopsim" / "running-a-1.json").write_text('{"host": "a", "process": 1, "since": "then", "blocks": [[0, 2]]}')
    (store.path / ".wopsim" / "failures-0000000.json").write_text('{"runs": [[0, 2, 0, 1, 0]], "texts": ["gone"]}')
    (folder / "copies").mkdir()
    _copies.append(folder / "copies")
    return store.path


def files() -> list[str]:
    """Return the files of the store that are changed: some of every sort."""
    store = whole()
    found = ["zarr.json", ".wopsim/running-a-1.json", ".wopsim/failures-0000000.json"]
    for pattern in ("status/*", "measures/*", "*/zarr.json", "*/c", "*/c.0", "*/c.*.*"):
        found += [str(path.relative_to(store)) for path in sorted(store.glob(pattern))[:_MANY]]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=1)
def seeds() -> list[bytes]:
    """Return what a changed file begins as: a line that says which it is, and its bytes."""
    store = whole()
    return [f"{name}\n".encode() + (store / name).read_bytes() for name in files()]


def is_target(path: str | Path) -> bool:
    """Return whether something is written where a store or an export may be."""
    return any(Path(path).absolute().is_relative_to(folder) for folder in _copies)


def clean() -> None:
    """Remove what the last store and its export left."""
    for old in (old for folder in _copies for old in folder.iterdir()):
        shutil.rmtree(old) if old.is_dir() else old.unlink()


def read(path: Path) -> None:
    """Do with a store of which one file is changed all that is done with stores."""
    name, _, data = path.read_bytes().partition(b"\n")
    names = files()
    chosen = name.decode("latin-1") if name.decode("latin-1") in names else names[zlib.crc32(name) % len(names)]
    copies = whole().parent / "copies"
    copy = Path(shutil.copytree(whole(), copies / "a.zarr", copy_function=os.link))  # no file of a store is ever written in its place
    (copy / chosen).unlink()
    (copy / chosen).write_bytes(data)
    store = Store(copy)
    damaged(store, store.points.blocks())
    what_failed(store)
    str(StoredRuns(copy).table())
    export_store(copy, copies / "a.csv", "years")
    worker._opened.cache_clear()
    try:
        sweeps.run_store(store, workers=1, verify=True)
    except FailedRunsError:
        return
