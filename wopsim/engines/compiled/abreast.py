"""Parameters of several runs, read as if they were those of one.

What is the same in all is a number; what differs is an array that lies across replicates and utilities. So a rule that takes numbers and
(replicate, utility) arrays is worked out for all runs in one step, and gives each the bits that it would get alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wopsim.declare import Parameters


class Abreast:
    """Parameters of several runs: a number, or (run, 1, 1).

    Parameters
    ----------
    sets : parameters of each run.
    """

    def __init__(self, sets: Sequence[Parameters]) -> None:
        self._sets = sets

    def __getitem__(self, name: str) -> Any:
        values = [p[name] for p in self._sets]
        if values.count(values[0]) == len(values):
            return values[0]
        return np.array(values, dtype=np.float64)[:, None, None]

    def __getattr__(self, name: str) -> Any:
        return self[name]
