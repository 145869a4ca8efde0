"""The money of one partnership: what is committed, what has been paid out to it, what it may spend."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.engines.reference import design_costs
from wopsim.rules import costs

if TYPE_CHECKING:
    from tests.engines.reference.operations import Partnership

CENT = 0.01  # EUR; money below is rounding


class Account:
    """Grant of one partnership, paid in yearly instalments.

    Parameters
    ----------
    partnership : whose money.
    grant : committed, overhead included [EUR2024].
    own_share : share of every cost that the mentee pays itself [1].
    held_back : share of each instalment after the first that needs a result [1].
    """

    def __init__(self, partnership: Partnership, grant: float, own_share: float, held_back: float) -> None:
        self.partnership = partnership
        self.committed = grant
        self.own_share, self.held_back = own_share, held_back
        self.available = 0.0
        self.instalments: list[float] = []

    @property
    def instalments_left(self) -> int:
        """Instalments that are still to come."""
        return len(self.instalments)

    def open(self, months: int) -> None:
        """Release what is paid before the first mission and the first instalment, and plan the others over `months`."""
        model = self.partnership.model
        first = self.donor_part(design_costs.preparation_cost(model.p) + model.p.pilot_grant)
        first = min(first, self.committed)
        # a first phase sets aside its part of the follow-up, the second phase the rest
        aside = self.follow_up() * months / model.design.months
        self.instalments = self._yearly(max(0.0, self.committed - first - aside), months)
        self.available = first + self.instalments.pop(0)

    def extend(self, grant: float, months: int) -> None:
        """Add newly committed money for `months` more."""
        self.committed += grant
        aside = self.follow_up() * months / self.partnership.model.design.months
        coming = self._yearly(max(0.0, grant - aside), months)
        self.available += coming.pop(0)
        self.instalments += coming

    def receive(self, result: bool) -> float:
        """Receive an instalment; what was held back without a result goes back. Returns what was received [EUR2024]."""
        instalment = self.instalments.pop(0)
        lost = 0.0 if result else self.held_back * instalment
        if lost > 0:
            self.committed -= lost
            self.partnership.model.funder.release(lost)
        self.available += instalment - lost
        return instalment - lost

    def follow_up(self) -> float:
        """Donor money set aside for the visits after the exit [EUR2024]."""
        p = self.partnership.model.p
        return self.donor_part(p.follow_up_years * float(design_costs.follow_up_cost(p, self.partnership.distance)))

    def covers(self, cost: float) -> bool:
        """Whether a delivery that costs `cost` [EUR2024] can be paid now."""
        return self.available + CENT >= self.donor_part(cost)

    def pay(self, cost: float) -> None:
        """Pay for a delivery [EUR2024, without overhead]: the donor's part from the grant, the mentee's from its cash."""
        model = self.partnership.model
        donor = cost * (1.0 - self.own_share)
        overhead = donor * model.design.overhead
        self.available -= donor + overhead
        self.committed -= donor + overhead
        model.funder.pay(donor, overhead)
        model.record.paid(self.partnership.mentee, donor)
        model.state.own_payments[self.partnership.mentee] += self._own_part(cost)

    def release_all(self, keep: float = 0.0) -> None:
        """Give back what is not kept [EUR2024]."""
        back = self.committed - keep
        self.committed = keep
        self.available = keep
        self.instalments = []
        self.partnership.model.funder.release(back)

    def donor_part(self, cost: float) -> float:
        """The donor's part of a cost of delivery, overhead included [EUR2024]."""
        return float(costs.donor_part(float(cost), self.own_share, self.partnership.model.design.overhead))

    def _own_part(self, cost: float) -> float:
        return float(costs.own_part(float(cost), self.own_share, self.partnership.model.design.overhead))

    def _yearly(self, money: float, months: int) -> list[float]:
        """Split money over the years of `months`, the last year by its part; the first pays for a mission at least [EUR2024]."""
        years = math.ceil(months / 12)
        parts = [money * min(12, months - 12 * year) / months for year in range(years)]
        mission = self.donor_part(self.partnership.mission_price())
        if years == 1 or parts[0] >= min(mission, money):
            return parts
        first = min(money, mission)
        return [first, *(part * (money - first) / (money - parts[0]) for part in parts[1:])]
