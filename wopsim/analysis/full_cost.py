"""What a programme costs everybody, and the years of service it brings: over the whole run, later years counting less.

Everything is a paired difference, so what would have been spent anyway is in no sum. What the programme's works money paid for is
in the programme's money, and is left out of the spending that it sets off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.outcome_specs import COST_PARTS
from wopsim.analysis.run_arrays import against_first

if TYPE_CHECKING:
    from wopsim.analysis.ragged import Floats
    from wopsim.analysis.run_arrays import Block

PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "cost_programme": (("programme_payments", "event_payments"), ()),
    "cost_works": (("works_spending", "consultant_spending"), ("works_programme",)),
    "cost_connections": (("connection_spending",), ("connections_programme",)),
    "cost_supply": (("supply_spending",), ("supply_programme",)),
    "cost_in_kind": (("own_share_paid", "pilot_in_kind", "mentor_days_value"), ()),
    "cost_time": (("mentee_time", "mentor_home_time", "event_time"), ()),
}
"""Yearly outputs that make up each part of the cost to all, and those to be taken off."""
BESIDE = {
    "cost_works_own": "works_own",
    "cost_works_loan": "works_loan",
    "cost_consultants": "consultant_spending",
    "cost_pilot_zones": "pilot_in_kind",
    "running_cost_change": "operating_spending",
    "revenue_change": "revenue_collected",
}
"""Yearly outputs that are shown beside the cost to all: part of it, or not netted."""

assert tuple(PARTS) == COST_PARTS


def full_cost(block: Block) -> dict[str, Floats]:
    """Return cost to all and its parts, what stands beside it, and person-years.

    Returns
    -------
    by outcome, (scenario, draw, replicate), without the baseline; discounted to the start, a year's at its end, where the name does not say
    `undiscounted`.
    """
    weight = block.discount
    out: dict[str, Floats] = {}
    whole = np.zeros(block.shape)
    for name, (of, less) in PARTS.items():
        change = np.zeros((*block.shape, weight.shape[1]))
        for output in of:
            change = change + _by_year(block, output)
        for output in less:
            change = change - _by_year(block, output)
        out[name] = _over_years(change, weight)
        whole = whole + np.add.reduce(change, axis=-1)
    total = np.zeros(block.shape)
    for name in COST_PARTS:
        total = total + out[name]
    people = _by_year(block, "people_served")
    return {
        **out,
        "cost_all": total,
        "cost_all_undiscounted": whole,
        **{name: _over_years(_by_year(block, output), weight) for name, output in BESIDE.items()},
        "person_years": _over_years(people, weight),
        "person_years_undiscounted": np.add.reduce(people, axis=-1),
    }


def _by_year(block: Block, name: str) -> Floats:
    """Return the paired difference of all utilities together after the start, (scenario, draw, replicate, year)."""
    return np.ascontiguousarray(against_first(block.sums.of(name)[..., 1:]))


def _over_years(values: Floats, weight: Floats) -> Floats:
    return np.add.reduce(np.ascontiguousarray(values * weight[:, None, None, :]), axis=-1)
