"""Equal: every pair gets the same design, paid at its planned cost, in the order of pairing while money lasts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from wopsim.strategies.families import FUNDING, Floats


@FUNDING.register("equal")
@dataclass(frozen=True)
class Equal:
    """The same offer for all."""

    name: ClassVar[str]

    def fund(self, planned_cost: Floats, money: float) -> Floats:
        """See `FundingStrategy.fund`. A pair that does not fit in what is left is passed over, a cheaper one is not."""
        grants = planned_cost.copy()
        left = money
        for row, cost in enumerate(planned_cost):
            if cost > left + 1e-9 * money:  # rounding must not cost the last pair its money
                grants[row] = 0.0
            else:
                left -= cost
        return grants
