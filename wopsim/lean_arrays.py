"""Arrays, and records with arrays in them, that compiled code reads with few instructions.

numba makes a whole array, with its shape and its strides, of each field of a record and of each row of a table before it reads one number
of it. The compiler finds out that nearly all of that is not needed, but to write and read it was a third of its time.
"""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

from numba import types
from numba.core.cgutils import get_record_member, pack_array
from numba.core.typing import signature
from numba.extending import lower_builtin, lower_getattr_generic, models, register_model

_lowers: Callable[..., Callable[[Any], Any]] = lower_builtin
_lowers_fields: Callable[..., Callable[[Any], Any]] = lower_getattr_generic


class LeanArray(types.Array):
    """An array; rows of it are such arrays, too."""

    def copy(self, **changed: Any) -> Any:  # type: ignore[override]
        """Return the type of a part of it."""
        return lean(super().copy(**changed))


class Lanes(types.NestedArray):
    """An array within a record, of which nothing has to be known but where it lies."""

    def copy(self, *, ndim: int, layout: Any, **_: Any) -> Any:  # type: ignore[override]
        """Return the type of a row of it, or of a slice."""
        return Lanes(self.dtype, self.shape[self.ndim - ndim :]) if ndim < self.ndim else LeanArray(self.dtype, ndim, layout)


class LeanRecord(types.Record):
    """A record whose arrays are lanes."""

    def __init__(self, of: types.Record) -> None:
        fields: Any = [(name, {"type": lean(field.type), "offset": field.offset}) for name, field in of.fields.items()]
        super().__init__(fields, of.size, of.aligned)
        self.name = f"Record {hashlib.blake2b(self.name.encode(), digest_size=8).hexdigest()}"

    def __repr__(self) -> str:
        return str(self.name)


def lean(of: Any) -> Any:
    """Return the lean type of what has one; its values look the same, but for arrays within a record."""
    if type(of) is types.Array:
        return LeanArray(lean(of.dtype), of.ndim, of.layout, readonly=not of.mutable, aligned=of.aligned)
    if type(of) is types.NestedArray:
        return Lanes(of.dtype, of.shape)
    if type(of) is types.Record:
        return LeanRecord(of)
    return of


def _as_of_numba(of: LeanArray) -> Any:
    """Return the type as which numba knows an array of the same values."""
    return types.Array(of.dtype, of.ndim, of.layout, readonly=not of.mutable, aligned=of.aligned)


register_model(LeanArray)(models.ArrayModel)
register_model(LeanRecord)(models.RecordModel)


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):
    """The place of the first number."""

    def __init__(self, manager: Any, of: Lanes) -> None:
        super().__init__(manager, of, manager.lookup(of.dtype).get_data_type().as_pointer())


@_lowers_fields(LeanRecord)
def _field(context: Any, builder: Any, record: LeanRecord, value: Any, name: str) -> Any:
    of = record.typeof(name)
    place = get_record_member(builder, value, record.offset(name), context.get_data_type(of.dtype if isinstance(of, Lanes) else of))
    return place if isinstance(of, Lanes) else context.unpack_value(builder, of, place)


@_lowers(operator.getitem, Lanes, types.Integer)
@_lowers(operator.getitem, Lanes, types.BaseTuple)
def _get_lane(context: Any, builder: Any, of: Any, arguments: Any) -> Any:
    place = _place_in_lanes(context, builder, *of.args, *arguments)
    return place if isinstance(of.return_type, Lanes) else context.unpack_value(builder, of.return_type, place)


@_lowers(operator.getitem, Lanes, types.SliceType)
def _get_slice(context: Any, builder: Any, of: Any, arguments: Any) -> Any:
    lanes, index = of.args
    place, which = arguments
    whole = types.Array(lanes.dtype, lanes.ndim, "C")
    numbers = {name: [context.get_constant(types.intp, one) for one in getattr(lanes, name)] for name in ("shape", "strides")}
    values = _array_of(context, builder, whole, numbers, context.get_constant(types.intp, lanes.size), place)
    return context.get_function(operator.getitem, signature(of.return_type, whole, index))(builder, (values, which))


@_lowers(operator.setitem, Lanes, types.Integer, types.Any)
@_lowers(operator.setitem, Lanes, types.BaseTuple, types.Any)
def _set_lane(context: Any, builder: Any, of: Any, arguments: Any) -> None:
    lanes, index, kind = of.args
    *place, value = arguments
    place = _place_in_lanes(context, builder, lanes, index, *place)
    context.pack_value(builder, lanes.dtype, context.cast(builder, value, kind, lanes.dtype), place)


def _place_in_lanes(context: Any, builder: Any, of: Lanes, index: Any, lanes: Any, value: Any) -> Any:
    sizes = [context.get_constant(types.intp, size) for size in of.shape]
    return builder.gep(lanes, [_offset(context, builder, _indices(builder, index, value), sizes)], inbounds=True)


@_lowers(operator.getitem, LeanArray, types.Integer)
@_lowers(operator.getitem, LeanArray, types.BaseTuple)
def _get_item(context: Any, builder: Any, of: Any, arguments: Any) -> Any:
    array, index = of.args
    if not _is_plain(array, index):
        as_of_numba = signature(of.return_type, _as_of_numba(array), index)
        return context.get_function(operator.getitem, as_of_numba)(builder, arguments)
    place = _place_in_array(context, builder, array, index, *arguments)
    if not isinstance(of.return_type, LeanArray):
        return context.unpack_value(builder, array.dtype, place)
    return _rest(context, builder, array, of.return_type, arguments[0], place)


@_lowers(operator.setitem, LeanArray, types.Integer, types.Any)
@_lowers(operator.setitem, LeanArray, types.BaseTuple, types.Any)
def _set_item(context: Any, builder: Any, of: Any, arguments: Any) -> None:
    array, index, kind = of.args
    if not _is_plain(array, index) or len(_kinds(index)) < array.ndim:
        as_of_numba = signature(of.return_type, _as_of_numba(array), index, kind)
        context.get_function(operator.setitem, as_of_numba)(builder, arguments)
        return
    *place, value = arguments
    place = _place_in_array(context, builder, array, index, *place)
    context.pack_value(builder, array.dtype, context.cast(builder, value, kind, array.dtype), place)


def _kinds(index: Any) -> list[Any]:
    """Return the type of each number of an index."""
    return list(getattr(index, "types", (index,)))


def _indices(builder: Any, index: Any, value: Any) -> list[tuple[Any, Any]]:
    """Return type and value of each number of an index."""
    if isinstance(index, types.BaseTuple):
        return [(of, builder.extract_value(value, number)) for number, of in enumerate(_kinds(index))]
    return [(index, value)]


def _is_plain(array: LeanArray, index: Any) -> bool:
    """Whether the numbers of an array lie in order and the index is of whole numbers, from the first dimension on."""
    return array.layout == "C" and all(isinstance(one, types.Integer) for one in _kinds(index))


def _place_in_array(context: Any, builder: Any, array: LeanArray, index: Any, values: Any, value: Any) -> Any:
    shape, data = (_part(context, builder, array, values, name) for name in ("shape", "data"))
    sizes = [builder.extract_value(shape, dimension) for dimension in range(array.ndim)]
    return builder.gep(data, [_offset(context, builder, _indices(builder, index, value), sizes)], inbounds=True)


def _offset(context: Any, builder: Any, indices: list[tuple[Any, Any]], sizes: list[Any]) -> Any:
    """Return which number it is, counted in the order in which they lie; a negative index counts from the end, as in Python."""
    found = None
    for dimension, size in enumerate(sizes):
        if found is not None:
            found = builder.mul(found, size)
        if dimension < len(indices):
            of, index = indices[dimension]
            index = context.cast(builder, index, of, types.intp)
            if of.signed:
                from_end = builder.icmp_signed("<", index, index.type(0))
                index = builder.select(from_end, builder.add(index, size), index)
            found = index if found is None else builder.add(found, index)
    return found


def _part(context: Any, builder: Any, array: LeanArray, values: Any, name: str) -> Any:
    return builder.extract_value(values, context.data_model_manager[array].get_field_position(name))


def _rest(context: Any, builder: Any, array: LeanArray, row: LeanArray, values: Any, place: Any) -> Any:
    """Return what is left of an array from a place on, in its last dimensions."""
    numbers = {}
    for name in ("shape", "strides"):
        whole = _part(context, builder, array, values, name)
        numbers[name] = [builder.extract_value(whole, dimension) for dimension in range(array.ndim - row.ndim, array.ndim)]
    return _array_of(context, builder, row, numbers, _part(context, builder, array, values, "itemsize"), place)


def _array_of(context: Any, builder: Any, of: types.Array, numbers: dict[str, list[Any]], itemsize: Any, place: Any) -> Any:
    """Return an array that begins at a place."""
    model, found = context.data_model_manager[of], context.get_constant_null(of)
    count = reduce(builder.mul, numbers["shape"])
    parts = {"nitems": count, "itemsize": itemsize, "data": place} | {name: pack_array(builder, each) for name, each in numbers.items()}
    for name, part in parts.items():
        found = builder.insert_value(found, part, model.get_field_position(name))
    return found
