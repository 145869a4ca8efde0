"""Hand a named tuple of arrays from one compiled function to another as one address.

numba takes a tuple apart into each number of each of its arrays wherever it is handed on, some hundred for a block, and puts it together
again behind every call: that was a third of what the compiler had to read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from itertools import accumulate
from math import ceil
from typing import Any, TypeVar

from numba import types
from numba.core.cgutils import alloca_once, pointer_add
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, lower_builtin, lower_getattr_generic, models, register_model, type_callable

from wopsim.lean_arrays import lean

_lowers: Callable[..., Callable[[Any], Any]] = lower_builtin
_lowers_fields: Callable[..., Callable[[Any], Any]] = lower_getattr_generic
_types: Callable[..., Callable[[Any], Any]] = type_callable
Tuple = TypeVar("Tuple", bound="tuple[Any, ...]")

_BYTES = 8


def by_reference(values: Tuple) -> Tuple:
    """Return named values, in compiled code as a place in memory that is there as long as the function that asked for it runs."""
    return values


class Reference(types.Type):
    """Where the values of a named tuple lie."""

    def __init__(self, to: types.NamedTuple) -> None:
        self.to = to
        self.places: list[int] = []
        super().__init__(name=f"{to.instance_class.__name__} at {hashlib.blake2b(to.name.encode(), digest_size=8).hexdigest()}")


register_model(Reference)(models.OpaqueModel)


@infer_getattr
class _FieldsOfReference(AttributeTemplate):
    """A reference has the fields of what it refers to."""

    key = Reference

    def generic_resolve(self, reference: Any, name: Any) -> Any:  # type: ignore[override]
        """Return the type of a field."""
        to = reference.to
        return lean(to.types[to.fields.index(name)]) if name in to.fields else None


@_types(by_reference)
def _type_by_reference(_: Any) -> Any:
    return lambda values: Reference(values) if isinstance(values, types.NamedTuple) else lean(values)


def _places(context: Any, reference: Reference) -> list[int]:
    """Return where each field begins, and where the last ends, in numbers of 8 bytes."""
    if not reference.places:  # numba asks LLVM for each size, which takes time
        sizes = (context.get_abi_sizeof(context.get_value_type(of)) for of in reference.to.types)
        reference.places[:] = accumulate((ceil(size / _BYTES) for size in sizes), initial=0)
    return reference.places


def _refuse_counting(context: Any) -> None:
    """Refuse functions that count who uses an array: they would count what is read by reference once too little, and free it."""
    if context.enable_nrt:
        raise NotImplementedError("by_reference is for functions that wopsim.compile compiles")


@_lowers(by_reference, types.Array)
def _lower_array(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    _refuse_counting(context)
    return arguments[0]


@_lowers(by_reference, types.NamedTuple)
def _lower_by_reference(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    _refuse_counting(context)
    (values,) = arguments
    *places, size = _places(context, signature.return_type)
    memory = builder.bitcast(alloca_once(builder, context.get_value_type(types.int64), size), context.get_value_type(types.voidptr))
    for number, place in enumerate(places):
        value = builder.extract_value(values, number)
        builder.store(value, _at(builder, memory, place, value.type))
    return memory


@_lowers_fields(Reference)
def _lower_field(context: Any, builder: Any, reference: Reference, memory: Any, name: str) -> Any:
    number = reference.to.fields.index(name)
    of = context.get_value_type(reference.to.types[number])
    return builder.load(_at(builder, memory, _places(context, reference)[number], of))


def _at(builder: Any, memory: Any, place: int, of: Any) -> Any:
    return pointer_add(builder, memory, place * _BYTES, of.as_pointer())
