"""What the life of one world's partnerships needs."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wopsim.engines.compiled.layout import Records
from wopsim.rules.compiling import AsWritten


class Desk(NamedTuple):
    """What the life of one world's partnerships needs: few arrays, because compiled code hands them from function to function.

    Parameters
    ----------
    world, p : records of this world and of its settings.
    state : (tile,) of `STATE`; seats : (utility,) of `SEAT`; deals : (partnership,) of `DEAL`.
    due : (process,) of `DUE`; events : (event,) of `EVENT`; yearly : (year + 1, tile) of `YEARLY`.
    scratch : (row, utility) numbers that nobody keeps.
    """

    world: Any
    p: Any
    state: Records
    seats: Records
    deals: Records
    due: Records
    events: Records
    yearly: Records
    scratch: npt.NDArray[np.float64]


@AsWritten  # records cannot be returned
def desk_of(block: Any, w: int) -> Any:
    """What the partnerships of a world need."""
    world = block.worlds[w]
    p = block.settings[world.settings]
    return Desk(
        world, p, block.state[w], block.seats[w], block.deals[w], block.due[w], block.events[w], block.yearly[world.start], block.scratch
    )
