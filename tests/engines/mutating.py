"""A copy of the one text of the engines with something wrong in it, run as the Python that it is, beside the right one.

The copy's modules are read, changed and run anew; declarations, rules and strategies stay those of everybody. What is wrong is a place in
a module's text that must be there exactly once, or one rule as one module of the copy sees it.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType, SimpleNamespace
from typing import Any

from tests.helpers.in_python import run_in_python
from wopsim.declare import Parameters
from wopsim.engines.run_record import RunRecord
from wopsim.world.table import World

ENGINES = "wopsim.engines"
MODEL = f"{ENGINES}.agents.model"
SHARED = tuple(
    f"{ENGINES}.{name}" for name in ("agents", "agents.clock", "buffer_pool", "events", "exogenous", "outputs", "pairs", "run_record")
)
"""Not read anew: they declare, or say nothing about what happens."""


@dataclass(frozen=True)
class Edit:
    """A place in the text of a module of `wopsim/engines/`, and what stands there instead.

    Parameters
    ----------
    module : below `wopsim.engines`, as `partnership` or `compiled.build`.
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


def edit(name: str, module: str, *places: tuple[str, str]) -> Mutation:
    """Return a mutation of places in the text of a module, (what stands there, what instead)."""
    return Mutation(name, tuple(Edit(module, old, new) for old, new in places))


def otherwise(name: str, module: str, rule: str, instead: Callable[..., Any]) -> Mutation:
    """Return a mutation of one rule as a module sees it."""
    return Mutation(name, (Rule(module, rule, instead),))


def source_of(module: str) -> str:
    """Text of a module below `wopsim.engines`."""
    # found by its place: to ask for it as a module would import its package, and with it what is not changed yet
    return Path(__file__).parents[2].joinpath("wopsim", "engines", *module.split(".")).with_suffix(".py").read_text(encoding="utf-8")


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
        for name in [name for name in sys.modules if _is_text(name)]:
            del sys.modules[name]
        sys.modules.update(modules)
        for parent, child, module in held:
            setattr(parent, child, module)


def _is_text(name: str) -> bool:
    return name.startswith(f"{ENGINES}.") and name not in SHARED


def _see_otherwise(module: ModuleType, change: Rule) -> None:
    file, _, name = change.rule.partition(".")
    names = {getattr(one, "__name__", ""): seen_as for seen_as, one in vars(module).items()}
    seen_as = names[f"wopsim.rules.{file}"]
    rules = getattr(module, seen_as)
    whole = getattr(rules, name)

    def instead(*words: Any) -> Any:
        return change.instead(whole, *words)

    setattr(module, seen_as, SimpleNamespace(**{**vars(rules), name: instead}))


def read_with(mutation: Mutation) -> ModuleType:
    """Read the text anew with what is wrong, and return the module of the model that runs it."""
    finder = _Finder(edited(mutation))
    sys.meta_path.insert(0, finder)
    try:
        model = importlib.import_module(MODEL)
        for change in mutation.changes:
            if isinstance(change, Rule):
                _see_otherwise(sys.modules[f"{ENGINES}.{change.module}"], change)
    finally:
        sys.meta_path.remove(finder)
    return model


def read_anew(mutation: Mutation) -> None:
    """Let everything that is imported from now on in this process see the text with what is wrong."""
    importlib.import_module(MODEL)
    for name in [name for name in sys.modules if _is_text(name)]:
        parent, _, child = name.rpartition(".")
        if parent in sys.modules:
            vars(sys.modules[parent]).pop(child, None)
        del sys.modules[name]
    read_with(mutation)


Run = Callable[[World, Parameters, int, int, int], RunRecord]


def engine_with(mutation: Mutation) -> Run:
    """`run` of a copy of the text in which this is wrong, as Python; the engines themselves stay as they are."""
    importlib.import_module(MODEL)
    with _set_aside([name for name in sys.modules if _is_text(name)]):
        model = read_with(mutation)
        run_in_python(model, sys.modules[f"{ENGINES}.entry_points"])
    run: Run = model.run
    return run
