"""What the archetypes cost by the declared unit costs, beside what programmes say they cost."""

from __future__ import annotations

from dataclasses import dataclass

from wopsim.declare import Parameters
from wopsim.engines.expected_cost import expected_cost
from wopsim.rules.costs import from_dollars
from wopsim.study.scenario import Study

DISTANCES = {"domestic": 300.0}
USUAL_DISTANCE = 5000.0
"""Distance of mentor and mentee [km] at which archetypes are compared: mentors of the region and mentors of the north lie around it."""


@dataclass(frozen=True)
class PublicCost:
    """What a kind of programme is said to cost.

    Parameters
    ----------
    low, high : range of one partnership, in `currency`, nominal.
    currency : USD or EUR.
    phases : how many partnerships of the archetype make one of these.
    rows : of the evidence tables.
    """

    low: float
    high: float
    currency: str
    phases: int
    rows: str

    def in_euro(self, p: Parameters) -> tuple[float, float]:
        """Return the range in EUR."""
        if self.currency == "EUR":
            return self.low, self.high
        return float(from_dollars(self.low, p.eur_per_usd)), float(from_dollars(self.high, p.eur_per_usd))


PUBLIC = {
    "short": PublicCost(60e3, 65e3, "USD", 1, "G19; P007, P009, P011, P013, P033, P073, P132"),
    "short_pilot": PublicCost(110e3, 160e3, "USD", 1, "G19 with G20, G21"),
    "euwop": PublicCost(250e3, 450e3, "USD", 1, "G28"),
    "resident": PublicCost(0.28e6, 4.4e6, "EUR", 2, "P040, P069, P075, P076, P133, P139, P147"),
}
"""Public figures by archetype; cohorts and domestic twinnings have none."""


@dataclass(frozen=True)
class ArchetypeCost:
    """What one partnership costs the programme [EUR2024], channel overhead included, at `distance` [km]; and what is public."""

    name: str
    months: int
    distance: float
    cost: float
    public: PublicCost | None


def parameters_of(study: Study) -> dict[str, Parameters]:
    """Return the parameters of each archetype of the default study, under random pairing, by name."""
    return {
        scenario.name.removesuffix("_random"): Parameters(**scenario.settings)
        for scenario in study.scenarios
        if scenario.name.endswith("_random")
    }


def archetype_costs(study: Study) -> list[ArchetypeCost]:
    """Return the cost of each archetype of the default study, by the default unit costs."""
    found = []
    for name, p in parameters_of(study).items():
        distance = DISTANCES.get(name, USUAL_DISTANCE)
        found.append(ArchetypeCost(name, p.partnership_months, distance, expected_cost(p, distance), PUBLIC.get(name)))
    return found
