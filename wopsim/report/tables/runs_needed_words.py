"""Sentences on whether the runs tell designs apart, what counts as a useful difference, and which two are closest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.analysis.told_apart import USEFUL_PART
from wopsim.report.numbers import PERCENT, compact, value_and_error

if TYPE_CHECKING:
    from wopsim.analysis.comparison import ComparisonData


OF_THE_ORDER = (
    "“Enough” is said of the order of designs only: this one stands above or below the other, or so near it that the difference does not "
    "matter. Sizes, costs and chances may still move with more runs."
)
"""What “enough” promises, and what not: the same in all tables that count runs."""


def how_judged(comparison: ComparisonData) -> str:
    """Return by what it is judged whether there are runs enough."""
    useful = compact(comparison.useful).show(comparison.useful)
    rule = "as --useful says" if comparison.useful_named else f"{PERCENT.show(USEFUL_PART)} of the largest effect, as --useful says nothing"
    first, *others = comparison.scenarios.values()
    beside = f"“{first}” (of that: to the nearest)" if others else "no programme"
    return (
        f"Runs needed: to tell the difference in people served to {beside} from none by two standard errors, or to know it to half of "
        f"what is useful: {useful} people ({rule})"
    )


def closest_pair(comparison: ComparisonData) -> str:
    """Return how far the two designs with the nearest means are apart, and what would tell them; empty of a single design."""
    pair = comparison.closest
    if pair is None:
        return ""
    labels, scale = comparison.scenarios, compact(pair.mean, pair.error)
    mean, error = value_and_error(scale, pair.mean, pair.error)
    said = f"Closest: “{labels[pair.first]}” is {mean} people above “{labels[pair.second]}”, ± {error}"
    if (pair.draws_needed, pair.replicates_needed) == (comparison.draws, comparison.replicates):
        return f"{said}."
    return f"{said}; it would take about {compact(runs := pair.draws_needed * pair.replicates_needed).show(runs)} runs of each to tell."
