"""Large investment: loan and grant of a project arrive."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.records import LANES
from wopsim.engines.steps.now import now_of
from wopsim.rules import money
from wopsim.strategies.design import FINANCE


@device
def bring_investment(block: Any, w: int) -> None:
    """M9: in the first quarter of a year, large investment comes by chance, finances, and what the topic of finance prepared."""
    now = now_of(block, w)
    state, quarterly, yearly, p = now.state, now.quarterly, now.yearly, now.p
    first = block.worlds[w].quarter % 4 == 0  # of a year
    rate, finance_effect, by_finances = p.investment_rate, p.finance_effect, p.investment_finances
    person, spread, loan_share = p.investment_person, p.investment_spread, p.investment_loan_share
    for tile in range(state.size):
        s, x, y = state[tile], quarterly[tile], yearly[tile]
        for k in range(LANES):
            s.investment[k] = 0.0
            s.works_spending[k] = 0.0  # for now the loan
        if first:
            for k in range(LANES):
                chance = money.investment_chance(money.prepared_rate(rate, finance_effect, s.topic[FINANCE, k]), by_finances, s.occr[k])
                size = money.investment_size(x.population[k], person, spread, y.investment_size[k])
                comes = y.investment[k] < chance
                s.works_spending[k] = size * loan_share if comes else 0.0
                s.investment[k] = size - size * loan_share if comes else 0.0
