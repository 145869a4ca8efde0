"""What an object holds and hands out, so that nothing that is done to what was handed out changes what is held.

Tables are handed out as copies; pandas copies a column only once somebody writes to it. Datasets may take gigabytes: what is handed
out has variables, labels and attributes of its own, and shares numbers that cannot be written to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import numpy.typing as npt

if TYPE_CHECKING:
    import xarray as xr

Kind = TypeVar("Kind")
Key = TypeVar("Key")
Value = TypeVar("Value", covariant=True)


class ReadOnly(Mapping[Key, Value]):
    """Values by name, as they were when this was made; nobody can change them, and other processes can be sent them."""

    def __init__(self, values: Mapping[Key, Value]) -> None:
        self._values = dict(values)

    def __getitem__(self, key: Key) -> Value:
        return self._values[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return repr(self._values)


def copied(*names: str) -> Callable[[type[Kind]], type[Kind]]:
    """Return a decorator for a dataclass: these fields are tables, taken in and handed out as copies."""

    def decorate(kind: type[Kind]) -> type[Kind]:
        for name in names:
            setattr(kind, name, _Copied(f"_{name}"))
        return kind

    return decorate


class _Copied:
    """Stands in the class for a field that is handed out as a copy."""

    def __init__(self, place: str) -> None:
        self._place = place

    def __set__(self, instance: object, table: Any) -> None:
        vars(instance)[self._place] = table.copy(deep=False)

    def __get__(self, instance: object | None, owner: type) -> Any:
        return self if instance is None else vars(instance)[self._place].copy(deep=False)


def shut(numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the same numbers as an array that cannot be written to."""
    view = numbers.view()
    view.flags.writeable = False
    return view


def locked(dataset: xr.Dataset) -> xr.Dataset:
    """Return a dataset with the same numbers, which cannot be written to through it, nor through its shallow copies."""
    import xarray as xr

    def held(name: Any) -> xr.Variable:
        values = dataset.variables[name]
        if values.dims == (name,):
            return values.copy(deep=False)  # labels stand in an index, which nobody can write to
        return xr.Variable(values.dims, shut(values.values), dict(values.attrs), dict(values.encoding))

    return xr.Dataset({name: held(name) for name in dataset.data_vars}, {name: held(name) for name in dataset.coords}, dict(dataset.attrs))
