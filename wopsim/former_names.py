"""Former names of modules that strategies and rules of others import: they go on working for one release, and say the new name."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

FORMER_NAMES = {
    "wopsim.model": "wopsim.declared",
    "wopsim.rules.compiling": "wopsim.compile",
    "wopsim.rules.elementary": "wopsim.rules.portable_math",
    "wopsim.strategies.families": "wopsim.strategies.protocols",
    "wopsim.strategies.pairing.assign": "wopsim.strategies.matching",
    "wopsim.strategies.pairing.best_first": "wopsim.strategies.matching",
    "wopsim.strategies.pairing.fit": "wopsim.strategies.criteria",
    "wopsim.strategies.need": "wopsim.strategies.criteria",
}


def understand_former_names() -> None:
    """Let `import` find modules by their former names, after it has found nothing else."""
    sys.meta_path.append(_Finder())


class _Finder(MetaPathFinder):
    """Finds a module by its former name."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        new = FORMER_NAMES.get(fullname)
        return None if new is None else ModuleSpec(fullname, _Forwarder(new))


class _Forwarder(Loader):
    """Fills a module of a former name with what stands in the new one."""

    def __init__(self, new: str) -> None:
        self._new = new

    def exec_module(self, module: ModuleType) -> None:
        warnings.warn(f"{module.__name__} is {self._new} now; the former name goes with the next release", DeprecationWarning, stacklevel=2)
        found = vars(import_module(self._new))
        vars(module).update({name: value for name, value in found.items() if not name.startswith("__")})
