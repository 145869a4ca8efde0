"""A copy of the engine `agents` with something wrong in it, beside the right one.

The copy's modules are read, changed and run anew; rules and strategies stay those that every engine shares. What is wrong
is a place in a module's text that must be there exactly once, or one rule as one module of the copy sees it.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType, SimpleNamespace
from typing import Any

from wopsim.declare import Parameters
from wopsim.engines.agents.record import RunRecord
from wopsim.world.table import World

ENGINES = "wopsim.engines"
PACKAGE = f"{ENGINES}.agents"
SHARED = (f"{PACKAGE}.clock", f"{PACKAGE}.events")
"""Not read anew unless something is wrong in them: they say nothing about the model."""


@dataclass(frozen=True)
class Edit:
    """A place in the text of a module of `wopsim/engines/`, and what stands there instead.

    Parameters
    ----------
    module : below `wopsim.engines`, as `agents.people` or `design`.
    old : text that stands there exactly once.
    new : text instead of it.
    """

    module: str
    old: str
    new: str


@dataclass(frozen=True)
class Rule:
    """A rule that one module sees otherwise.

    Parameters
    ----------
    module : below `wopsim.engines`.
    rule : file and name, as `water.treated_real`.
    instead : takes the whole rule and its arguments.
    """

    module: str
    rule: str
    instead: Callable[..., Any]


@dataclass(frozen=True)
class Mutation:
    """One thing that is wrong."""

    name: str
    changes: tuple[Edit | Rule, ...]


def source_of(module: str) -> str:
    """Text of a module below `wopsim.engines`."""
    spec = importlib.util.find_spec(f"{ENGINES}.{module}")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).read_text(encoding="utf-8")


def edited(mutation: Mutation) -> dict[str, str]:
    """Changed texts by full name of the module.

    Raises
    ------
    LookupError : a place is not there exactly once.
    """
    texts: dict[str, str] = {}
    for change in mutation.changes:
        if isinstance(change, Edit):
            name = f"{ENGINES}.{change.module}"
            text = texts.get(name) or source_of(change.module)
            if text.count(change.old) != 1:
                raise LookupError(f"{mutation.name}: {text.count(change.old)} times in {change.module}, not once: {change.old!r}")
            texts[name] = text.replace(change.old, change.new)
    return texts


class _Reader(importlib.machinery.SourceFileLoader):
    """Reads a changed text instead of the file's."""

    def __init__(self, name: str, path: str, text: str) -> None:
        super().__init__(name, path)
        self.text = text

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.text, f"{self.path} (changed)", "exec")


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self.texts:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        assert spec is not None
        assert spec.origin is not None
        spec.loader = _Reader(fullname, spec.origin, self.texts[fullname])
        return spec


@contextmanager
def _set_aside(names: Sequence[str]) -> Iterator[None]:
    """Forget modules, so that they are read anew, and bring them back afterwards."""
    modules = {name: sys.modules.pop(name) for name in names}
    parents = [(sys.modules[parent], child) for parent, _, child in (name.rpartition(".") for name in names) if parent in sys.modules]
    held = [(parent, child, vars(parent).pop(child)) for parent, child in parents if child in vars(parent)]
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name in modules or (name.startswith(PACKAGE) and name not in SHARED)]:
            del sys.modules[name]
        sys.modules.update(modules)
        for parent, child, module in held:
            setattr(parent, child, module)


def _see_otherwise(module: ModuleType, change: Rule) -> None:
    file, _, name = change.rule.partition(".")
    rules = getattr(module, file)
    whole = getattr(rules, name)

    def instead(*words: Any) -> Any:
        return change.instead(whole, *words)

    setattr(module, file, SimpleNamespace(**{**vars(rules), name: instead}))


Run = Callable[[World, Parameters, int, int, int], RunRecord]


def engine_with(mutation: Mutation) -> Run:
    """`run` of a copy of the engine `agents` in which this is wrong; the engine itself stays as it is."""
    texts = edited(mutation)
    importlib.import_module(f"{PACKAGE}.model")
    anew = [name for name in sys.modules if name.startswith(PACKAGE) and name not in SHARED]
    anew += [name for name in texts if name not in anew]
    anew += [f"{ENGINES}.{change.module}" for change in mutation.changes if isinstance(change, Rule)]
    finder = _Finder(texts)
    with _set_aside(list(dict.fromkeys(anew))):
        sys.meta_path.insert(0, finder)
        try:
            model = importlib.import_module(f"{PACKAGE}.model")
            for change in mutation.changes:
                if isinstance(change, Rule):
                    _see_otherwise(sys.modules[f"{ENGINES}.{change.module}"], change)
        finally:
            sys.meta_path.remove(finder)
    run: Run = model.run
    return run
