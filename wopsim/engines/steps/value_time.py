"""Working time that partnerships and events took, at what it is worth."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.records import LANES
from wopsim.engines.steps.now import now_of
from wopsim.rules import costs


@device
def value_time(block: Any, w: int) -> None:
    """M14: days of mentees, mentors and members of a platform become money of the year."""
    now = now_of(block, w)
    state, fixed, quarterly, p = now.state, now.fixed, now.quarterly, now.p
    working_days, staff_day_value, home_days = p.working_days, p.staff_day_value, p.home_days
    for tile in range(state.size):
        s, f, x = state[tile], fixed[tile], quarterly[tile]
        for k in range(LANES):
            wage = f.wage[k] * x.wage_level[k]
            s.mentee_time_year[k] += costs.working_time(s.partnership_days[k], wage, working_days)
            s.event_time_year[k] += costs.working_time(s.event_days[k], wage, working_days)
            s.mentor_days_year[k] += s.own_days[k] * staff_day_value
            s.mentor_home_year[k] += s.own_days[k] * home_days * staff_day_value
            s.partnership_days[k] = 0.0
            s.event_days[k] = 0.0
            s.own_days[k] = 0.0
