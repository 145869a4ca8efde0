"""How amounts of what is judged are shown: on one scale beside each other, or each by itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wopsim.report.numbers import Scale, compact, shortly

if TYPE_CHECKING:
    from wopsim.analysis.choice.design_decision import DecisionData


def judged_scale(decision: DecisionData, values: Iterable[float]) -> Scale:
    """Return how values of what is judged are shown beside each other; shares in percentage points."""
    return Scale(0.01, 2, " pp") if decision.value_unit == "1" else compact(*values)


def judged_amount(decision: DecisionData, value: float) -> str:
    """Return an amount of what is judged to two figures, whatever stands beside it: 1.1 M, and not 1088 k."""
    return judged_scale(decision, ()).show(value) if decision.value_unit == "1" else shortly(value)
