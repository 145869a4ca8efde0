"""Whether experts can travel to a mentee now."""

from __future__ import annotations

from typing import Any

from wopsim.engines.records import LANES
from wopsim.rules.compiling import inside as compiled
from wopsim.rules.time import DAYS_PER_YEAR


@compiled
def in_conflict(ctx: Any, mentee: int) -> bool:
    """Whether the mentee's country is in conflict now."""
    return bool(ctx.yearly[_year(ctx), mentee // LANES].conflict[mentee % LANES] > 0.0)


@compiled
def days_until_travel(ctx: Any, mentee: int) -> float:
    """Days until experts may next try to travel to the mentee: 0, or to the end of a year of pandemic or conflict."""
    year = _year(ctx)
    shocks = ctx.yearly[year, mentee // LANES]
    if shocks.pandemic[mentee % LANES] == 0.0 and shocks.conflict[mentee % LANES] == 0.0:
        return 0.0
    return max(0.0, (year + 1) * DAYS_PER_YEAR - ctx.world.now)


@compiled
def _year(ctx: Any) -> int:
    return min(int(ctx.world.now / DAYS_PER_YEAR), ctx.yearly.shape[0] - 2)
