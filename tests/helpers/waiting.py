"""Wait for what another thread or process does; how long is no matter of a test, so a busy machine is given time."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 240.0
"""After so long something has gone wrong [s]."""


def wait_until(done: Callable[[], bool]) -> None:
    """Return as soon as something is so; look often."""
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, f"not so after {PATIENCE:.0f} seconds"
        time.sleep(0.02)
