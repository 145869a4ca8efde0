"""What is looked at once a year."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.records import LANES
from wopsim.engines.steps.now import now_of
from wopsim.rules import background, water


@device
def measure_year(block: Any, w: int) -> None:
    """What is looked at once a year: shares of losses, quality, and what utilities report, as measured and with reading noise."""
    now = now_of(block, w)
    state, fixed, p = now.state, now.fixed, now.p
    world = block.worlds[w]
    yearly = block.yearly[world.start, (world.quarter + 1) // 4]
    quality_effect = p.quality_effect
    for tile in range(state.size):
        s, f, y = state[tile], fixed[tile], yearly[tile]
        for k in range(LANES):
            s.zone_nrw[k] = water.ratio(s.zone_lost[k], s.zone_lost[k] + s.zone_billed[k])
            s.nrw[k] = water.ratio(s.lost[k], s.system_input[k])
            s.reported_nrw[k] = background.shift_share(s.nrw[k], y.reading[k])
            s.quality[k] = background.shift_share(f.quality_own[k], y.quality_wander[k] + quality_effect * s.green[k])
