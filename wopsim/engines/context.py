"""What the life of one world's partnerships needs."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wopsim.by_reference import by_reference
from wopsim.compile import expanded
from wopsim.engines.records import Records


class Context(NamedTuple):
    """What the life of one world's partnerships needs.

    Parameters
    ----------
    world, p : records of this world and of its settings.
    state : (tile,) of `STATE`; roles : (utility,) of `ROLE`; partnerships : (partnership,) of `PARTNERSHIP`.
    due : (process,) of `DUE`; events : (event,) of `EVENT`; yearly : (year + 1, tile) of `YEARLY`.
    scratch : (row, utility) numbers that nobody keeps.
    """

    world: Any
    p: Any
    state: Records
    roles: Records
    partnerships: Records
    due: Records
    events: Records
    yearly: Records
    scratch: npt.NDArray[np.float64]


@expanded  # records cannot be returned
def context_of(block: Any, w: int) -> Any:
    """What the partnerships of a world need."""
    world = block.worlds[w]
    p = block.settings[world.settings]
    return by_reference(
        Context(
            world,
            p,
            block.state[w],
            block.roles[w],
            block.partnerships[w],
            block.due[w],
            block.events[w],
            block.yearly[world.start],
            block.scratch,
        )
    )
