"""Work that is not done, because those who do it are with experts or write reports."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.records import DOMAIN_COUNT, LANES
from wopsim.engines.resources import staff_in
from wopsim.engines.steps.now import now_of
from wopsim.rules import burden, commercial
from wopsim.rules.time import QUARTER


@device
def miss_work(block: Any, w: int) -> None:
    """M17: what practice does in the quarter without the working days that counterparts missed; what they can do stays as it is."""
    now = now_of(block, w)
    state, fixed, p = now.state, now.fixed, now.p
    if p.missed_days == 0.0 and p.report_staff_days == 0.0:
        return
    for tile in range(state.size):
        s, f = state[tile], fixed[tile]
        for k in range(LANES):
            staff = 0.0
            for d in range(DOMAIN_COUNT):
                staff += staff_in(s.staff[k], d)
            missed = burden.missed_share(s.days_missed[k], staff, p.working_days, QUARTER)
            s.work_missed[k] = missed
            s.days_missed[k] = 0.0
            for d in range(DOMAIN_COUNT):
                s.gain[d, k] = commercial.gain_of(burden.practice_left(s.practice[d, k], missed), f.practice_start[d, k])
