"""Strategies by name: those of this package, and those of any installed package by entry point."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from importlib.metadata import entry_points
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
        if name not in self._found:
            known = ", ".join(self.names())
            raise StrategyError(f"no {self.family} strategy {name!r}; known: {known}.{did_you_mean(name, self._found)}")
        return self._found[name]

    def create(self, name: str) -> Any:
        """Return a new instance of the strategy registered under `name`."""
        return self.get(name)()

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        package = importlib.import_module(f"wopsim.strategies.{self.family}")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
        for point in entry_points(group=f"wopsim.{self.family}"):
            try:
                found = point.load()
            except Exception as error:
                self._loaded = False
                raise StrategyError(f"{self.family} strategy {point.name!r} ({point.value}) cannot be loaded: {error}") from error
            self.register(point.name)(found)
