"""Sentences on constraints that were not kept, and on worlds that are nearly full: counted in runs, never averaged away."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from wopsim.analysis.outcome_specs import GROUPS
from wopsim.report.numbers import PERCENT
from wopsim.strategies.design import NEARLY_FULL

if TYPE_CHECKING:
    from wopsim.analysis.comparison import ComparisonData


def constraint_notes(comparison: ComparisonData, names: Collection[str]) -> list[str]:
    """Return one sentence for each scenario and constraint of which there is something to tell, and for each that bought nothing."""
    notes = []
    for name in names:
        label = comparison.scenarios[name]
        if comparison.bought_nothing(name):
            notes.append(f"{label}: no partnership was agreed in any run, so it bought nothing; see `wopsim check` for what one costs.")
        for group, (_, _, where) in GROUPS.items():
            row = comparison.get(name, f"quota_missed_{group}")
            if row["runs"]:
                notes.append(f"{label}: quota for {where} not kept in {round(row['mean'] * row['runs'])} of {row['runs']} runs.")
        closed = comparison.get(name, "partnerships_unfinished")
        if closed["mean"] > 0.0:
            span = f"{closed['low']:.0f} to {closed['high']:.0f}"
            notes.append(f"{label}: {closed['mean']:.1f} partnerships a run were closed unfinished at the hard end ({span}).")
    return notes + _nearly_full(comparison, names)


def _nearly_full(comparison: ComparisonData, names: Collection[str]) -> list[str]:
    """Return one sentence for all scenarios under which some worlds run out of utilities: it is often the same for a whole family."""
    told = []
    for name in names:
        full = comparison.get(name, "nearly_full")
        if full["mean"] > 0.0:
            usual = PERCENT.show(comparison.get(name, "world_full")["mean"])
            told.append(f"{comparison.scenarios[name]}: in {round(full['mean'] * full['runs'])} of {full['runs']} ({usual} on average)")
    if not told:
        return []
    return [
        f"In some runs more than {PERCENT.show(NEARLY_FULL)} of the utilities to which the programme is open are mentored. "
        f"{'; '.join(told)}. There breadth is running out: more money would find hardly anybody, and designs that reach many look worse "
        "than in a larger world."
    ]
