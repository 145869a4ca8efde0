"""Skill becomes routine, and practice follows."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device, inline
from wopsim.engines.records import COMMERCIAL, LANES, MANAGERIAL, TECHNICAL
from wopsim.engines.steps.now import now_of
from wopsim.rules import commercial, routines
from wopsim.rules.time import QUARTER


@device
def move_routines(block: Any, w: int) -> None:
    """M3: skill becomes routine; practice follows."""
    now = now_of(block, w)
    state, fixed, p = now.state, now.fixed, now.p
    institutionalisation, depreciation = p.institutionalisation, p.depreciation
    for tile in range(state.size):
        s, f = state[tile], fixed[tile]
        # one loop for all domains, so that what they have in common is worked out once
        for k in range(LANES):
            embedding = routines.embedding(institutionalisation, f.autonomy[k], s.motivation[k])
            _move_routines_in(s, f, k, embedding, depreciation, TECHNICAL)
            _move_routines_in(s, f, k, embedding, depreciation, COMMERCIAL)
            _move_routines_in(s, f, k, embedding, depreciation, MANAGERIAL)
            s.enforcement[k] = commercial.enforcement(s.practice[MANAGERIAL, k], f.autonomy[k])


@inline
def _move_routines_in(s: Any, f: Any, k: int, embedding: float, depreciation: float, domain: int) -> None:
    capacity = routines.capacity_after(s.capacity[domain, k], s.skill[domain, k], embedding, depreciation, QUARTER)
    practice = routines.practice_score(s.skill[domain, k], capacity)
    s.capacity[domain, k] = capacity
    s.practice[domain, k] = practice
    s.gain[domain, k] = commercial.gain_of(practice, f.practice_start[domain, k])
