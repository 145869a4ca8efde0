"""What a step of a quarter reads and writes of one world."""

from __future__ import annotations

from typing import Any, NamedTuple

from wopsim.compile import expanded


class Now(NamedTuple):
    """What a step reads and writes of one world.

    Parameters
    ----------
    p : its settings; state, fixed : (tile,) of `STATE` and `FIXED`.
    quarterly, yearly : (tile,) of `QUARTERLY` and `YEARLY`, of this quarter and its year.
    """

    p: Any
    state: Any
    fixed: Any
    quarterly: Any
    yearly: Any


@expanded  # records cannot be returned
def now_of(block: Any, w: int) -> Any:
    """What a step reads and writes of a world."""
    world = block.worlds[w]
    return Now(
        block.settings[world.settings],
        block.state[w],
        block.fixed[world.start],
        block.quarterly[world.start, world.quarter + 1],
        block.yearly[world.start, world.quarter // 4],
    )
