"""What holds for all tests of the live page."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tests.helpers.waiting import wait_until


@pytest.fixture(autouse=True)
def nothing_runs_afterwards() -> Iterator[None]:
    """Wait for what pages still run, or run ahead: they do not, and what the next test takes away or replaces would be met there."""
    before = set(threading.enumerate())
    yield
    wait_until(lambda: all(thread.daemon or thread in before for thread in threading.enumerate()))
