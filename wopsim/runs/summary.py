"""What a store holds, for people: how far it is, what failed, and which comparisons that breaks."""

from __future__ import annotations

from collections import Counter

from wopsim.counting import counted
from wopsim.runs.store import DONE, FAILED, NOT_NEEDED, PENDING, Failure, Status, Store

_MOST_NAMED = 5


def counts(status: Status) -> str:
    """Return how many runs are in which state, in words."""
    words = [(DONE, "done"), (FAILED, "failed"), (PENDING, "pending"), (NOT_NEEDED, "not needed")]
    found = [(int((status == word).sum()), what) for word, what in words]
    return f"{', '.join(f'{count:,} {what}' for count, what in found if count or what in ('done', 'pending'))} of {status.size:,} runs"


def failures_told(store: Store) -> list[str]:
    """Return what failed, one line for each kind of failure, most frequent first."""
    found = store.failures()
    kinds = Counter(_last_line(failure.text) for failure in found)
    lines = []
    for kind, count in kinds.most_common(_MOST_NAMED):
        first = next(failure for failure in found if _last_line(failure.text) == kind)
        lines.append(f"{counted(count, 'run')} failed: {kind} First: {_where(store, first)}.")
    if len(kinds) > _MOST_NAMED:
        lines.append(f"and {counted(len(kinds) - _MOST_NAMED, 'other kind', 'other kinds')} of failure.")
    return lines


def broken_pairs(store: Store, status: Status) -> list[str]:
    """Return which scenarios lack the comparison with the baseline where, because one of the two failed; nothing when none does."""
    failed = status == FAILED
    broken = failed[:, 1:] | failed[:, :1]
    per_scenario = broken.sum(axis=(0, 2, 3))
    if not per_scenario.any():
        return []
    points = broken.shape[0] * broken.shape[2] * broken.shape[3]
    names = [scenario.name for scenario in store.study.scenarios[1:]]
    worst = sorted(zip(per_scenario.tolist(), names, strict=True), key=lambda row: (-row[0], row[1]))
    told = ", ".join(f"{name} lacks {count:,}" for count, name in worst[:_MOST_NAMED] if count)
    more = sum(count > 0 for count, _ in worst) - _MOST_NAMED
    uneven = len(set(per_scenario.tolist())) > 1
    lines = [f"Failures break pairs with the baseline: {told}{f' and {more} scenarios more' if more > 0 else ''} of {points:,} each."]
    if uneven:
        lines.append("Scenarios are then compared over different draws and replicates; leave out the points that any of them lacks.")
    return lines


def _where(store: Store, failure: Failure) -> str:
    names = [scenario.name for scenario in store.study.scenarios]
    variant = f"variant {failure.variant}, " if store.points.swept else ""
    return f"{variant}scenario {names[failure.scenario]!r}, draw {failure.draw}, replicate {failure.replicate}"


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    line = lines[-1].strip() if lines else "no traceback"
    return line if line.endswith(".") else f"{line}."
