"""What a quarter earns and costs."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.records import COMMERCIAL, LANES
from wopsim.engines.steps.now import now_of
from wopsim.rules import background, commercial, money, water


@device
def price_service(block: Any, w: int) -> None:
    """M9: what the quarter earns and costs, at yearly rates."""
    now = now_of(block, w)
    state, fixed, quarterly, p = now.state, now.fixed, now.quarterly, now.p
    effect = p.collection_effect
    for tile in range(state.size):
        s, f, x = state[tile], fixed[tile], quarterly[tile]
        for k in range(LANES):
            s.revenue[k] = money.billed_revenue(s.billed_volume[k], f.tariff[k])
            better = commercial.collection_shift(effect, s.gain[COMMERCIAL, k], s.enforcement[k])
            s.collection_share[k] = background.shift_share(f.collection_own[k], x.collection_wander[k] + better)
            s.cost[k] = money.operating_cost(
                s.staff[k], f.wage[k] * x.wage_level[k], s.system_input[k], s.energy_intensity[k], f.energy_price[k], f.other_cost[k],
                s.connections[k], x.cost_level[k],
            )  # fmt: skip
            s.occr[k] = water.ratio(s.revenue[k], s.cost[k])
