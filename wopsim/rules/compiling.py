"""Compile a rule once, for arrays (as a numpy ufunc) and for single values inside compiled loops.

What was compiled is kept on disk, in a folder named after the very sources it came from: numba itself looks at one file only, and
would go on using an engine that was compiled with a rule as it was before.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numba
from numba import jit, vectorize
from numba.core.registry import CPUDispatcher

_PACKAGE = Path(__file__).resolve().parent.parent


OPTIONS: dict[str, Any] = {"nopython": True, "error_model": "numpy", "_nrt": False}
"""Nothing is allocated in compiled code: then numba need not count who uses an array, which took a third of the time."""


class Inside(CPUDispatcher):
    """A function for other compiled functions only.

    It is spared the machine code with which Python would call it: that takes longer to make than all else.
    """

    everywhere = False
    """Whether its code is put wherever it is called, whatever its length: only then a loop takes several utilities at once."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function, targetoptions=OPTIONS | {"forceinline": self.everywhere})
        compiler: Any = vars(self)["_compiler"]  # numba does not declare it
        compiler._customize_flags = _without_doors

    def add_overload(self, compiled: Any) -> None:
        """Keep what was compiled where other functions find it; numba's own method would open a door to it."""
        name = object()  # stands where numba keeps the address of the door
        self.targetctx.insert_user_function(name, compiled.fndesc, [compiled.library])
        self.overloads[tuple(compiled.signature.args)] = compiled._replace(entry_point=name)

    def __call__(self, *values: Any) -> Any:
        """Return what the function as it is written returns, for tests and for reading along."""
        return self.py_func(*values)


class Everywhere(Inside):
    """A function whose code is put wherever it is called."""

    everywhere = True


class AsWritten(Inside):
    """A function that is written out where it is called, before anything is compiled: it may return records."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self.targetoptions["inline"] = "always"


class Rule(Everywhere):
    """A compiled function of single values; called from Python, it takes arrays and is a numpy ufunc."""

    def __call__(self, *values: Any) -> Any:
        """Return the rule on arrays that are broadcast together."""
        return self.on_arrays(*values)

    @cached_property
    def on_arrays(self) -> Any:
        """The ufunc; made at the first call, because making it takes longer than most calls."""
        with kept():
            return vectorize(cache=True)(self.py_func)


def _without_doors(flags: Any) -> Any:
    flags.no_compile = flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
    return flags


def rule(function: Callable[..., float]) -> Any:
    """Return `function` compiled once, for arrays (called from Python) and for single values (called from compiled loops).

    Both give the same bits. A rule takes floats, returns one float, calls no rule of another file, has no state and draws nothing.
    Powers and exponentials are those of `wopsim.rules.elementary`. Call it with floats or float arrays only: another type would be
    compiled as another function.
    """
    return Rule(function)


def door(function: Callable[..., Any]) -> Any:
    """Return `function` compiled to be called from Python; other threads may run meanwhile. The compiled code is kept on disk."""
    with kept():
        return jit(**OPTIONS, nogil=True, cache=True)(function)


def inside(function: Callable[..., Any]) -> Any:
    """Return `function` compiled for other compiled functions only."""
    return Inside(function)


@contextmanager
def kept() -> Iterator[None]:
    """What is compiled by functions that are decorated in this context is kept on disk for these sources."""
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(cache_folder())
    try:
        yield
    finally:
        config.CACHE_DIR = before


@lru_cache(maxsize=1)
def cache_folder() -> Path:
    """Return the folder of what was compiled from the present sources.

    It lies in `NUMBA_CACHE_DIR` where that is set, else in the user's cache folder (`XDG_CACHE_HOME`, or `~/.cache`); where that
    cannot be written, in the folder for temporary files.
    """
    # numba looks for compiled code under the place of its source: another checkout compiles for itself
    digest = hashlib.blake2b(f"{numba.__version__} {_PACKAGE}".encode(), digest_size=8)
    for source in sorted(
        [*_PACKAGE.glob("rules/*.py"), *_PACKAGE.glob("engines/*.py"), *_PACKAGE.glob("engines/compiled/*.py"), _PACKAGE / "streams.py"]
    ):
        digest.update(source.name.encode() + source.read_bytes())
    base = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    for place in (Path(base).expanduser(), Path(tempfile.gettempdir())):
        folder = place / "wopsim" / digest.hexdigest()
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                break
    return folder
