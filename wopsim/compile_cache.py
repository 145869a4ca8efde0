"""Where compiled code is kept on disk, if anywhere.

numba unpickles what it finds there, which is to run it: so the folder is of the present user alone, or there is none, and everything
is compiled anew in each process.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import platform
import stat
import sys
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.core.caching import CompileResultCacheImpl, FunctionCache, UserProvidedCacheLocator
from numba.core.registry import cpu_target

from wopsim.compiled_sources import PACKAGE, sources_sha256


@lru_cache(maxsize=1)
def cache_folder() -> Path | None:
    """Return the folder of what was compiled from the present sources; None where no folder can be trusted and written.

    It lies in `NUMBA_CACHE_DIR` where that is set, else in the user's cache folder (`XDG_CACHE_HOME`, or `~/.cache`); where that
    cannot be used, in the folder for temporary files.
    """
    for place in _places():
        if _is_own(place) and _is_own(place / _name()) and _can_be_written(place / _name()):
            return place / _name()
    if multiprocessing.current_process().name == "MainProcess":  # one line for a command, not one for each worker
        sys.stderr.write(
            "wopsim: compiled code cannot be kept here, so each start takes longer, and one that runs the engine half a minute more; "
            "let NUMBA_CACHE_DIR be a folder of yours to mend that.\n"
        )
    return None


class _PlaceInPackage(UserProvidedCacheLocator):
    """Where the code of a function is kept: by its place in the package, so that all installations of the same sources share it."""

    @classmethod
    def get_suitable_cache_subpath(cls, py_file: str) -> str:
        """Return the name of a folder for what is compiled from a file."""
        folder = Path(py_file).resolve().parent
        if folder.is_relative_to(PACKAGE):
            return "_".join((PACKAGE.name, *folder.relative_to(PACKAGE).parts))
        return str(super().get_suitable_cache_subpath(py_file))


class _KeptByPlace(CompileResultCacheImpl):
    _locator_classes: list[type[object]] = [_PlaceInPackage]  # noqa: RUF012 - numba declares it so


class CachedFunction(FunctionCache):
    """The compiled code of one function on disk; what cannot be read there is compiled anew, what cannot be written is not kept."""

    _impl_class = _KeptByPlace

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return what was kept, or None."""
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # whatever unpickling damaged bytes may raise
            self._forget()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep what was compiled."""
        try:
            super().save_overload(sig, data)
        except OSError:  # a full disk, say
            self.disable()

    def _forget(self) -> None:
        try:
            self.flush()
        except OSError:
            self.disable()


def _places() -> Iterator[Path]:
    """Yield folders to try, the best first."""
    base = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        yield Path(base).expanduser() / "wopsim"
    except RuntimeError:  # nobody knows where this user is at home
        pass
    user = f"-{os.geteuid()}" if hasattr(os, "geteuid") else ""
    try:
        yield Path(tempfile.gettempdir()) / f"wopsim{user}"
    except OSError:  # no folder for temporary files can be written
        return


@lru_cache(maxsize=1)
def _name() -> str:
    """Return a name that differs wherever other code would be compiled."""
    versions = (numba.__version__, version("llvmlite"), np.__version__, sys.version, platform.python_implementation())
    what = (versions, _processor(), sources_sha256())
    return hashlib.blake2b(repr(what).encode(), digest_size=8).hexdigest()


def _processor() -> object:
    """Return system, name and features of the processor that is compiled for."""
    return cpu_target.target_context.codegen().magic_tuple()


def _is_own(folder: Path) -> bool:
    """Make a folder if there is none, and return whether nobody else can write there."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()  # a link may lead to what somebody else prepared
    except (OSError, ValueError):  # ValueError: a name that no file system takes
        return False
    if not stat.S_ISDIR(found.st_mode):
        return False
    return not hasattr(os, "geteuid") or (found.st_uid == os.geteuid() and not found.st_mode & 0o022)


def _can_be_written(folder: Path) -> bool:
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True
