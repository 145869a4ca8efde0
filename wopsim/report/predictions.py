"""Predictions for people: a paragraph for each, and what had to be assumed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wopsim.foreign_text import printable
from wopsim.inference.prediction import Prediction

HOW_TO_READ = """Median [5 % to 95 %], in the unit of each row.
reported: what such a source will say, with its bias, its spread, and what gets published.
without: what it would have been without the partnership, before anybody reports it; a pilot zone would have stayed as it was.
effect: with minus without under the same luck. Mentoring can hardly harm in this model: "better in 100 %" does not say by how much."""


def as_text(predictions: Sequence[Prediction]) -> str:
    """Return what is expected of every row, and how to read it."""
    return printable("\n".join([*(_one(prediction) for prediction in predictions), "", HOW_TO_READ]))


def _one(prediction: Prediction) -> str:
    row, planned = prediction.row(), prediction.planned
    low, middle, high = (float(value) for value in np.quantile(prediction.alone, (0.05, 0.5, 0.95)))
    when = f"at {planned.time:g}" if planned.time > 1900.0 else f"after {planned.time:g} years"
    cells = {
        "reported": _range(float(row["q05"]), float(row["q50"]), float(row["q95"])),
        "without": _range(low, middle, high),
        "effect": _range(float(row["effect_q05"]), float(row["effect_q50"]), float(row["effect_q95"]), sign="+"),
    }
    numbers = "   ".join(f"{name} {cell}" for name, cell in cells.items())
    what = f"{planned.case_id}: {planned.indicator} ({planned.unit}), {planned.scale}, by {planned.source_class}, {when}"
    return f"{what}\n  {numbers}   better in {prediction.chance_better:.0%}"


def readings(predictions: Sequence[Prediction]) -> str:
    """Return how text of the rows was understood, with the cases that it concerns; nothing where it stands as it is used."""
    lines = _by_phrase([(one.planned.case_id, one.planned.read) for one in predictions])
    return printable("\n".join(["Read as:", *lines])) if lines else ""


def assumptions(predictions: Sequence[Prediction]) -> str:
    """Return what had to be assumed, with the cases that it concerns."""
    lines = _by_phrase([(one.planned.case_id, one.planned.assumed) for one in predictions])
    return printable("\n".join(["Not stated, so assumed or drawn:", *lines])) if lines else "Nothing had to be assumed."


def _by_phrase(said: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """One line for each phrase, with the cases of which it was said."""
    of: dict[str, list[str]] = {}
    for case, phrases in said:
        for phrase in phrases:
            cases = of.setdefault(phrase, [])
            if case not in cases:
                cases.append(case)
    return [f"  {phrase}: {', '.join(cases[:6])}{f' and {len(cases) - 6} more' if len(cases) > 6 else ''}" for phrase, cases in of.items()]


def _range(low: float, middle: float, high: float, sign: str = "") -> str:
    digits = 0 if max(abs(low), abs(high)) >= 1000.0 else 1
    return f"{middle:{sign},.{digits}f} [{low:{sign},.{digits}f}, {high:{sign},.{digits}f}]"
