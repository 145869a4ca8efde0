"""What a study's results come from besides its file, as hashes: the world, the parameters, the code, the libraries."""

from __future__ import annotations

import hashlib
import subprocess
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distributions, requires
from pathlib import Path

from wopsim.compiled_sources import files_sha256
from wopsim.data import PACKAGE, shipped
from wopsim.study.scenario import Study
from wopsim.world.panel import PANEL

_UNKNOWN = "unknown"
_TABLES = ("scenarios/worlds", PANEL)
"""Folders whose tables decide what a world is like, be it shipped or somebody's."""


def world_sha256(study: Study) -> str:
    """Return a hash of the file that holds the study's world."""
    place = shipped("scenarios/worlds/default.csv") if study.world == "default" else Path(study.world)
    return _sha256(place.read_bytes())


def data_sha256() -> dict[str, str]:
    """Return a hash of every shipped table that worlds are read, filled and made with, by its place in the repository.

    Whole folders are taken, so that a table that is added is in it from the first day. Draws have a hash of their own.
    """
    tables = sorted(path for folder in _TABLES for path in shipped(folder).glob("*.csv"))
    root = shipped(_TABLES[0]).parents[len(Path(_TABLES[0]).parts) - 1]
    return {path.relative_to(root).as_posix(): _sha256(path.read_bytes()) for path in tables}


@lru_cache(maxsize=1)
def source_sha256() -> str:
    """Return a hash of the package's code; other code may give other numbers, whatever the version says."""
    return files_sha256(PACKAGE.rglob("*.py"), PACKAGE)


@lru_cache(maxsize=1)
def commit() -> str:
    """Return the commit of the clone that the package is read from, with `+changes` where files differ; else `unknown`."""
    folder = PACKAGE.parent
    if not (folder / ".git").exists():
        return _UNKNOWN
    try:
        head = _git(folder, "rev-parse", "HEAD")
        return f"{head}+changes" if _git(folder, "status", "--porcelain", "--", "wopsim") else head
    except (OSError, subprocess.SubprocessError):
        return _UNKNOWN


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True, timeout=10)
    return done.stdout.strip()


@lru_cache(maxsize=1)
def libraries() -> str:
    """Return the installed versions of everything that the package needs, one `name==version` a line, sorted."""
    installed = {_plain(found.metadata["Name"]): found for found in distributions() if found.metadata["Name"]}
    wanted, seen = _needs("wopsim"), set[str]()
    while wanted:
        name = wanted.pop()
        if name in installed and name not in seen:
            seen.add(name)
            wanted |= _needs(name)
    return "\n".join(sorted(f"{name}=={installed[name].version}" for name in seen))


def _needs(name: str) -> set[str]:
    """Names of what a distribution requires without extras."""
    from packaging.requirements import Requirement

    try:
        found = [Requirement(line) for line in requires(name) or ()]
    except PackageNotFoundError:
        return set()
    return {_plain(one.name) for one in found if one.marker is None or one.marker.evaluate({"extra": ""})}


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def libraries_sha256() -> str:
    """Return a hash of `libraries`."""
    return _sha256(libraries().encode())


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
