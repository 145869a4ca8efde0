"""Practice wanders around what skill and routines make possible."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.records import DOMAIN_COUNT, LANES, MANAGERIAL
from wopsim.engines.steps.now import now_of
from wopsim.rules import background, commercial


@device
def wander_practice(block: Any, w: int) -> None:
    """M1: practice wanders, in all domains alike, with whatever happens to a utility; a programme moves none of it."""
    now = now_of(block, w)
    state, fixed, quarterly, p = now.state, now.fixed, now.quarterly, now.p
    if p.practice_wander == 0.0:
        return
    for tile in range(state.size):
        s, f, x = state[tile], fixed[tile], quarterly[tile]
        for d in range(DOMAIN_COUNT):
            for k in range(LANES):
                s.practice[d, k] = background.shift_share(s.practice[d, k], x.practice_shift[k])
                s.gain[d, k] = commercial.gain_of(s.practice[d, k], f.practice_start[d, k])
        for k in range(LANES):
            s.enforcement[k] = commercial.enforcement(s.practice[MANAGERIAL, k], f.autonomy[k])
