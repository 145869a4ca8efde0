"""What holds for all tests of the live page."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tests.helpers.waiting import wait_until


@pytest.fixture(autouse=True)
def nothing_runs_ahead_afterwards() -> Iterator[None]:
    """Wait for what is run ahead: the page does not, and what the next test takes away or replaces would be met there."""
    yield
    wait_until(lambda: all(thread.name != "ahead" for thread in threading.enumerate()))
