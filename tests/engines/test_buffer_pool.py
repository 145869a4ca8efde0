"""Memory that one block after the other uses: no more of it is held than the largest block needs."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest

from tests.engines.by_hand.bench import begun
from wopsim.engines import buffer_pool
from wopsim.engines.records import PROCESSES, make_room

SMALL, LARGE = 1_000_000, 8_000_000


@pytest.fixture(autouse=True)
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


def held() -> int:
    return tracemalloc.get_traced_memory()[0]


def test_the_next_array_lies_in_the_same_memory() -> None:
    """If this fails, every block asks the system for fresh memory, which it clears first."""
    first = buffer_pool.array("one after the other", (LARGE,), np.uint8)
    where = first.ctypes.data
    del first
    assert buffer_pool.array("one after the other", (SMALL,), np.uint8).ctypes.data == where


def test_a_piece_that_was_outgrown_goes_back() -> None:
    """If this fails, a process holds the memory of all the steps in which something grew, not of the last alone."""
    before = held()
    small = buffer_pool.array("growing", (SMALL,), np.uint8)
    large = buffer_pool.array("growing", (LARGE,), np.uint8)
    del small, large
    assert LARGE <= held() - before < LARGE + SMALL // 2


def test_rows_take_the_room_that_there_is() -> None:
    """If this fails, what grows within a block grows in every block anew, and is copied each time."""
    long = buffer_pool.rows("rows", 10, 50, np.float64)
    assert long.shape == (10, 50)
    del long
    assert buffer_pool.rows("rows", 5, 20, np.float64).shape == (5, 100)
    assert buffer_pool.rows("rows", 5, 200, np.float64).shape == (5, 200)


def test_all_partnerships_that_have_room_have_room_for_their_processes() -> None:
    """If this fails, a block after a larger one writes what is due beyond its memory."""
    block = begun(())[0]
    of_a_larger_block = buffer_pool.rows("partnerships", 1, 5_000, block.partnerships.dtype)
    del of_a_larger_block
    grown = make_room(block, block.partnerships.shape[1] + 1)
    assert grown.partnerships.shape[1] >= 5_000
    assert grown.due.shape[1] >= grown.partnerships.shape[1] * PROCESSES
