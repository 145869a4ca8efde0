"""What compiled code reads and writes by reference, and in lean arrays, is what Python reads and writes there."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from numba import njit, types

from wopsim.by_reference import by_reference
from wopsim.compile import device, entry
from wopsim.lean_arrays import LeanArray, LeanRecord, lean

RECORD = np.dtype([("flag", np.bool_), ("count", np.int64), ("one", np.float64, (4,)), ("two", np.float64, (3, 4))], align=True)


class Some(NamedTuple):
    """Arrays of some kinds."""

    records: Any
    numbers: Any
    cube: Any
    across: Any
    whole: Any


def some() -> Some:
    """Arrays with another number at each place."""
    records = np.zeros((2, 5), RECORD)
    records["count"], records["flag"] = np.arange(10).reshape(2, 5), np.arange(10).reshape(2, 5) % 2
    records["one"], records["two"] = np.arange(40.0).reshape(2, 5, 4), np.arange(120.0).reshape(2, 5, 3, 4)
    return Some(records.view(np.recarray), np.arange(7.0), np.arange(24.0).reshape(2, 3, 4), np.arange(12.0).reshape(3, 4).T, 3)


def same(values: Some, others: Some) -> bool:
    return all(np.asarray(one).tobytes() == np.asarray(other).tobytes() for one, other in zip(values, others, strict=True))


@device
def read(values: Any, found: Any) -> None:
    """Read in many ways."""
    records, cube, record = values.records, values.cube, values.records[1, 2]
    found[0], found[1], found[2] = record.count, 1.0 if record.flag else 0.0, record.one[3]
    found[3], found[4], found[5] = record.two[1, 2], record.two[2][1], record.one[1:][1]
    found[6], found[7], found[8] = records[0][4].count, records[-1, -2].one[-1], record.two[-1, -3]
    found[9], found[10], found[11] = cube[1, 2, 3], cube[1][2, 0], cube[0][1][2]
    found[12], found[13], found[14] = cube[-1, -2, -3], cube[1].size, cube[1].shape[1]
    found[15], found[16], found[17] = values.numbers[2:][1], values.across[1, 2], values.across[3][1]
    found[18], found[19], found[20] = values.whole, cube[:, 1, 2][1], records.shape[1]
    found[21], found[22], found[23] = cube[1, 1:][1, 2], values.numbers[-1], records[1].size


@device
def write(values: Any) -> None:
    """Write in many ways."""
    records, record = values.records, values.records[1, 2]
    record.count, record.flag = 77, True
    record.one[0], record.one[-1] = 1, 2.5
    record.two[1, 2] = 3.5
    record.two[2][0] += 4.5
    record.one[2:][0] = 5.5
    records[0, 1] = records[1, 4]
    values.numbers[1], values.numbers[-2] = 6, 7.5
    values.numbers[3:5] = 8.5
    values.cube[1, -1, 0] = 9.5
    values.cube[0][2][1] = 10.5
    values.across[1, 2] = 11.5


@entry
def read_here(values: Any, found: Any) -> None:
    """Read."""
    read(by_reference(values), found)


@entry
def write_here(values: Any) -> None:
    """Write."""
    write(by_reference(values))


def test_compiled_code_reads_what_python_reads():
    values, found, expected = some(), np.full(24, np.nan), np.full(24, np.nan)
    read_here(values, found)
    read(values, expected)
    assert found.tolist() == expected.tolist()
    assert not np.isnan(found).any()
    assert same(values, some())


def test_compiled_code_writes_what_python_writes():
    values, expected = some(), some()
    write_here(values)
    write(expected)
    assert same(values, expected)
    assert not same(values, some())


def test_a_reference_made_in_a_loop_is_that_of_its_turn():
    class Part(NamedTuple):
        row: Any
        add: Any

    @device
    def add_all(part: Any) -> float:
        total = 0.0
        for place in range(part.row.size):
            total += part.row[place] + part.add
        return total

    @entry
    def add_rows(table: Any, found: Any) -> None:
        for row in range(table.shape[0]):
            found[row] = add_all(by_reference(Part(table[row], float(row))))

    found = np.zeros(3)
    add_rows(np.arange(12.0).reshape(3, 4), found)
    assert found.tolist() == [6.0, 26.0, 46.0]


def test_what_is_no_tuple_of_arrays_is_handed_on_as_it_is():
    values = some()
    assert by_reference(values) is values

    @entry
    def second(numbers: Any) -> Any:
        return by_reference(numbers)[1]

    assert second(np.array([2.0, 3.0])) == 3.0


@pytest.mark.parametrize("values", [np.arange(3.0), some()])
def test_functions_that_count_who_uses_an_array_take_none_by_reference(values):
    @njit
    def hand_on(values):
        by_reference(values)

    with pytest.raises(NotImplementedError, match=r"wopsim\.compile"):
        hand_on(values)


@pytest.mark.parametrize("kind", [types.float64, types.int64, types.boolean, types.unicode_type])
def test_only_arrays_and_records_have_a_lean_type(kind):
    assert lean(kind) is kind


def test_the_lean_type_of_a_lean_type_is_itself():
    array = lean(types.Array(types.Record.make_c_struct([("x", types.float64)]), 2, "C"))
    assert isinstance(array, LeanArray)
    assert isinstance(array.dtype, LeanRecord)
    assert lean(array) is array
    assert array.copy(ndim=1) == lean(array.copy(ndim=1))


def test_records_with_other_fields_are_of_other_types():
    def record(**fields):
        return lean(types.Record.make_c_struct(list(fields.items())))

    assert record(x=types.float64) == record(x=types.float64)
    assert record(x=types.float64) != record(y=types.float64)
    assert record(x=types.float64) != record(x=types.int64)
