"""Experts of a mentor as a resource of salabim."""

from __future__ import annotations

import salabim

from wopsim.engines.agents.clock import Clock


class Pool(salabim.Resource):  # type: ignore[misc]
    """A number of equal things of which a process can hold some; those who ask first get first."""

    def __init__(self, clock: Clock, capacity: float) -> None:
        super().__init__(env=clock.environment, name="", capacity=capacity, monitor=False)
