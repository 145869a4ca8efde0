"""Whether experts can travel to a mentee now."""

from __future__ import annotations

from typing import Any

from wopsim.engines.compiled.layout import LANES
from wopsim.rules.compiling import inside as compiled
from wopsim.rules.time import DAYS_PER_YEAR


@compiled
def in_conflict(here: Any, mentee: int) -> bool:
    """Whether the mentee's country is in conflict now."""
    return bool(here.yearly[_year(here), mentee // LANES].conflict[mentee % LANES] > 0.0)


@compiled
def days_until_travel(here: Any, mentee: int) -> float:
    """Days until experts may next try to travel to the mentee: 0, or to the end of a year of pandemic or conflict."""
    year = _year(here)
    luck = here.yearly[year, mentee // LANES]
    if luck.pandemic[mentee % LANES] == 0.0 and luck.conflict[mentee % LANES] == 0.0:
        return 0.0
    return max(0.0, (year + 1) * DAYS_PER_YEAR - here.world.now)


@compiled
def _year(here: Any) -> int:
    return min(int(here.world.now / DAYS_PER_YEAR), here.yearly.shape[0] - 2)
