"""A column of a view that is computed only if somebody reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import overload

from wopsim.streams import Floats


class LazyColumn:
    """Field of a dataclass that holds an array, or a function that makes it at the first reading.

    What the function returns is kept and made read-only. Until then, `vars` shows the function.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, view: None, owner: type) -> LazyColumn: ...
    @overload
    def __get__(self, view: object, owner: type) -> Floats: ...
    def __get__(self, view: object | None, owner: type) -> LazyColumn | Floats:
        if view is None:
            raise AttributeError(self.name)  # tells dataclass that the field has no default
        kept: Floats | Callable[[], Floats] = vars(view)[self.name]
        if not callable(kept):
            return kept
        made = kept()
        made.setflags(write=False)
        vars(view)[self.name] = made
        return made

    def __set__(self, view: object, value: Floats | Callable[[], Floats]) -> None:
        vars(view)[self.name] = value
