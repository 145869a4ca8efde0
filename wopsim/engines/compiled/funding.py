"""The compiled half of what funders are asked: what they may know of the pairs of a call."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wopsim.engines import account, chance
from wopsim.engines.context import context_of
from wopsim.engines.quarter import DOMAINS
from wopsim.rules.compiling import inside as compiled

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Paired(NamedTuple):
    """The pairs of a call and what funding strategies may know of them, of all worlds that ask; see `FundingView`.

    Parameters
    ----------
    of_pairs : (world,) how many; money : (world,) that is free [EUR2024].
    mentors, mentees : (world, pair) rows of the utilities.
    u : (world, pair) numbers of the pairs. Other names as in `FundingView`, padding as it demands.
    """

    of_pairs: Ints
    money: Floats
    mentors: Ints
    mentees: Ints
    u: Floats
    planned_cost: Floats
    upfront_cost: Floats
    reported_nrw: Floats
    coverage: Floats
    occr: Floats
    supply_hours: Floats
    motivation: Floats
    practice: Floats
    autonomy: Floats
    cash: Floats
    population_served: Floats


@compiled
def fill_paired(block: Any, asking: Any, call: Any, pairs: Any, paired: Any) -> None:
    """Fill what funding strategies may know of `pairs` (world, pair, 2), rows of (mentor, mentee) as in `call`."""
    for place in range(asking.size):
        ctx = context_of(block, asking[place])
        roles, p, year = ctx.roles, ctx.p, ctx.world.quarter // 4
        paired.money[place] = account.free_money(ctx.world, p)
        for pair in range(pairs.shape[1]):
            j, i = pairs[place, pair, 0], pairs[place, pair, 1]
            if j < 0:
                break
            mentor, mentee = call.mentors[place, j], call.mentees[place, i]
            paired.of_pairs[place] += 1
            paired.mentors[place, pair], paired.mentees[place, pair] = mentor, mentee
            paired.u[place, pair] = chance.of_pair(ctx, chance.FUNDING, roles[mentee].entity, roles[mentor].entity, year)
            paired.planned_cost[place, pair] = call.planned_cost[place, j, i]
            paired.upfront_cost[place, pair] = p.upfront_cost
            paired.reported_nrw[place, pair] = call.reported_nrw[place, i]
            paired.coverage[place, pair] = call.coverage[place, i]
            paired.occr[place, pair] = call.occr[place, i]
            paired.supply_hours[place, pair] = call.supply_hours[place, i]
            paired.motivation[place, pair] = call.motivation[place, i]
            paired.autonomy[place, pair] = call.autonomy[place, i]
            paired.cash[place, pair] = call.cash[place, i]
            paired.population_served[place, pair] = call.population_served[place, i]
            for d in range(DOMAINS):
                paired.practice[place, pair, d] = call.practice[place, i, d]
