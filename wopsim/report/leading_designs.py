"""Which designs of a study a figure shows where it has no room, or no colour, for all of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from wopsim.analysis.choice.frontier import ON
from wopsim.analysis.choice.yardstick import WHOSE
from wopsim.report.decision_cases import first_to_pay, least_cost_alike

if TYPE_CHECKING:
    from wopsim.analysis.choice.design_decision import DecisionData


def leading_designs(decision: DecisionData, places: int, forms: Sequence[Collection[str]] = (), told: Collection[str] = ()) -> set[str]:
    """Return the names of the designs that matter most to whoever chooses, so many of them.

    First those that sentences name: the best on average, the next, the one whose unit is cheapest, those that pay first where to do
    nothing is best, the one of those level with the best that costs least. Then the best of each form of help, so that none is left
    out; then all that these runs do not tell from the first, any of which may be taken. Then those that would be chosen if a unit were
    worth more or less, which are on the frontier; then those that are most often the best. The note of a brief (`drawn` of its words)
    says so to its readers: change both.

    Parameters
    ----------
    decision : the choice.
    places : how many the figure has room for.
    forms : names of the designs of each form of help, which differ in who is paired with whom.
    """
    designs = decision.programmes.set_index("scenario")
    cheapest = [designs["unit_cost"].idxmin()] if designs["unit_cost"].notna().any() else []
    first_to_pay_back = [str(first_to_pay(decision, whose)["scenario"]) for whose in WHOSE]
    least = least_cost_alike(decision)
    least_cost = [] if least is None else [str(least["scenario"])]
    best_of_forms = [next(name for name in designs.index if name in form) for form in forms if len(form) > 1]
    best_of_forms.sort(key=designs.index.get_loc)
    level, frontier = (designs.index[designs[column] == those] for column, those in (("group", "A"), ("dominance", ON)))
    often = designs["chance_best"].sort_values(ascending=False, kind="stable").index
    named = [*designs.index[:2], *told, *cheapest, *first_to_pay_back, *least_cost]
    return set(list(dict.fromkeys([*named, *best_of_forms, *level, *frontier, *often]))[:places])
