"""What a pro-poor unit does: it connects poor households."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.records import LANES
from wopsim.engines.steps.now import now_of
from wopsim.rules import access, money, objectives, pro_poor
from wopsim.rules.time import QUARTER
from wopsim.strategies.design import NEW_FUNCTION


@device
def connect_poor(block: Any, w: int) -> None:
    """Access: a pro-poor unit connects poor households out of own cash, as much of it as extension may take."""
    now = now_of(block, w)
    state, fixed, quarterly, p = now.state, now.fixed, now.quarterly, now.p
    if p.objectives[NEW_FUNCTION] == 0.0 or p.sanitation:
        return
    effect, poor_share, price, works_share = p.pro_poor_effect, p.poor_share, p.connection_cost, p.works_share
    for tile in range(state.size):
        s, f, x = state[tile], fixed[tile], quarterly[tile]
        for k in range(LANES):
            connections, ratio, households = s.connections[k], s.poor_ratio[k], x.population[k] / f.persons[k]
            coverage = access.coverage_of(connections, f.persons[k], x.population[k])
            aim = objectives.served_after(ratio, s.pro_poor[k], effect, QUARTER)
            missing = access.unserved(x.population[k], f.persons[k], connections)
            wanted = pro_poor.poor_to_connect(coverage, ratio, aim, poor_share, households, missing)
            spent = money.affordable(wanted * price, s.cash[k] * works_share * QUARTER)
            added = spent / price
            s.connections[k] = connections + added
            s.poor_ratio[k] = pro_poor.ratio_when_connected(coverage, ratio, added / households, poor_share) if added > 0.0 else ratio
            s.cash[k] -= spent
            s.connections_year[k] += spent
