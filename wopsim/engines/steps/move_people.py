"""Staff leave, recruits come, and motivation returns to its own level."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device, inline
from wopsim.engines.records import COMMERCIAL, LANES, MANAGERIAL, TECHNICAL
from wopsim.engines.steps.now import now_of
from wopsim.rules import objectives, turnover
from wopsim.rules.time import QUARTER
from wopsim.strategies.design import REBUILDING


@device
def move_people(block: Any, w: int) -> None:
    """M2: staff leave, recruits come, motivation returns to its own level."""
    now = now_of(block, w)
    state, fixed, p = now.state, now.fixed, now.p
    speed, rebuilding = p.motivation_return, p.rebuilding_effect
    for tile in range(state.size):
        s, f = state[tile], fixed[tile]
        _move_people_in(s, f, p, TECHNICAL)
        _move_people_in(s, f, p, COMMERCIAL)
        _move_people_in(s, f, p, MANAGERIAL)
        for k in range(LANES):
            own_level = objectives.lasting_motivation(f.motivation_own[k] + s.spirit[k], s.topic[REBUILDING, k], rebuilding)
            s.motivation[k] = turnover.motivation_after(s.motivation[k], own_level, speed, QUARTER)


@inline
def _move_people_in(s: Any, f: Any, p: Any, domain: int) -> None:
    base, by_motivation, by_skill, taught = p.turnover, p.turnover_motivation, p.turnover_skill, p.routine_teaching
    recruiting = p.rebuilding_recruits
    for k in range(LANES):
        leaving = turnover.leaving(base, by_motivation, by_skill, s.motivation[k], s.skill[domain, k])
        market = objectives.better_recruits(f.market[domain, k], s.topic[REBUILDING, k], recruiting)
        recruits = turnover.recruit_skill(market, taught, s.capacity[domain, k])
        s.skill[domain, k] = turnover.skill_after_turnover(s.skill[domain, k], recruits, leaving, QUARTER)
