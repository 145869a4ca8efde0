"""Strategies by name: those of this package, and those of any installed package by entry point.

What is wrong with another package costs only those who name its strategies: it is remembered, and told to them and by `wopsim check`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import EntryPoint, distributions, entry_points
from typing import Any, Generic, TypeVar

from wopsim.errors import DeclarationError, StrategyError, did_you_mean

T = TypeVar("T", bound=type)


class Registry(Generic[T]):
    """The strategies of one family (`pairing` or `funding`).

    Every module of `wopsim.strategies.<family>` is imported on first use and registers itself; outside packages are
    found by the entry point group `wopsim.<family>`, whose entries name classes.
    """

    def __init__(self, family: str) -> None:
        self.family = family
        self._found: dict[str, T] = {}
        self._sources: dict[str, str] = {}
        """Of strategies of other packages, which package that is."""
        self._unusable: dict[str, str] = {}
        """What is wrong with strategies of other packages, one sentence each."""
        self._loaded = False

    def register(self, name: str) -> Callable[[T], T]:
        """Return a class decorator that registers the class under `name`.

        Raises
        ------
        DeclarationError : the name is taken by another class.
        """

        def keep(strategy: T) -> T:
            first = self._found.get(name)
            if first is not None and first is not strategy:
                raise DeclarationError(f"{self.family} strategy {name!r} is already registered by {first.__module__}")
            strategy.name = name  # type: ignore[attr-defined]
            self._found[name] = strategy
            return strategy

        return keep

    def names(self) -> list[str]:
        """Return all registered names, sorted."""
        self._load()
        return sorted(self._found)

    def get(self, name: str) -> T:
        """Return the class registered under `name`.

        Raises
        ------
        StrategyError : no such name.
        """
        self._load()
        if name in self._found:
            return self._found[name]
        if name in self._unusable:
            raise StrategyError(self._unusable[name])
        known = ", ".join(self.names())
        raise StrategyError(f"no {self.family} strategy {name!r}; known: {known}.{did_you_mean(name, self._found)}")

    def create(self, name: str) -> Any:
        """Return a new instance of the strategy registered under `name`.

        Raises
        ------
        StrategyError : no such name, or the class cannot be used without arguments.
        """
        strategy = self.get(name)
        try:
            return strategy()
        except (Exception, SystemExit) as error:
            raise StrategyError(self._cannot_be_used(name, f"making one fails: {_reason(error)}")) from error

    def unusable(self) -> list[str]:
        """Return what is wrong with strategies of other packages, one sentence each."""
        self._load()
        return [self._unusable[name] for name in sorted(self._unusable)]

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        package = importlib.import_module(f"wopsim.strategies.{self.family}")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
        for point in _entry_points(f"wopsim.{self.family}"):
            self._add(point)

    def _add(self, point: EntryPoint) -> None:
        """Register what an entry point names, or remember why it cannot be used."""
        name, source, before = point.name, _package_of(point), dict(self._found)
        first = self._sources.get(name)
        try:
            found = point.load()
            if not isinstance(found, type):
                raise TypeError(f"{point.value} is no class")
            if first is not None and self._found.get(name) is not found:
                raise TypeError(f"the packages {first} and {source} both have one of this name; uninstall one of them")
            self.register(name)(found)  # type: ignore[arg-type]
        except (Exception, SystemExit) as error:
            self._found = before
            if first is not None:  # which of two is meant, nobody knows
                self._found.pop(name, None)
            self._sources.setdefault(name, source)
            self._unusable[name] = self._cannot_be_used(name, _reason(error), source)
            return
        self._sources[name] = source
        found.package = source  # type: ignore[attr-defined]

    def _cannot_be_used(self, name: str, why: str, source: str | None = None) -> str:
        source = source or self._sources.get(name, "wopsim")
        return f"{self.family} strategy {name!r} of the package {source} cannot be used: {why}. Mend, update or uninstall that package."


def _entry_points(group: str) -> list[EntryPoint]:
    """Return the entry points of a group; a package whose own list of them cannot be read has none."""
    try:
        return list(entry_points(group=group))
    except Exception:  # one unreadable list anywhere spoils them all
        found: list[EntryPoint] = []
        for package in distributions():
            with suppress(Exception):
                found += package.entry_points.select(group=group)
        return found


def _package_of(point: EntryPoint) -> str:
    """Return name and version of the package that an entry point comes from."""
    return f"{point.dist.name} {point.dist.version}" if point.dist is not None else point.module


def _reason(error: BaseException) -> str:
    """Return what went wrong, in words without a full stop."""
    if isinstance(error, SystemExit):
        return "it ends the program when it is loaded (SystemExit)"
    text = str(error).strip().rstrip(".") or "no reason given"
    return text if isinstance(error, DeclarationError) else f"{type(error).__name__}: {text}"
