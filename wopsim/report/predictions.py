"""Predictions for people: a table, and what had to be assumed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wopsim.inference.predict import Prediction, weighted_quantile

if TYPE_CHECKING:
    from rich.table import Table


def table(predictions: Sequence[Prediction]) -> Table:
    """Return a table with one line for each prediction: reported, without the partnership, and the effect."""
    from rich.table import Table

    found = Table(
        title="What will be reported, in the unit of each row; median [5 % to 95 %]",
        caption="Without: what the utility would have been. Effect: with minus without under the same luck, before anybody reports it.",
        title_justify="left", caption_justify="left",
    )  # fmt: skip
    found.add_column("case", overflow="fold")
    found.add_column("what", overflow="fold")
    for name in ("time", "reported", "without", "effect", "chance\nbetter"):
        found.add_column(name, justify="right", no_wrap=True)
    for one in predictions:
        row, planned = one.row(), one.planned
        ones = one.weight * 0.0 + 1.0
        alone = [weighted_quantile(one.alone, ones, level) for level in (0.05, 0.5, 0.95)]
        found.add_row(
            planned.case_id,
            f"{planned.indicator} ({planned.unit}), {planned.scale}, by {planned.source_class}",
            f"{planned.time:g}",
            _range(float(row["q05"]), float(row["q50"]), float(row["q95"])),
            _range(alone[0], alone[1], alone[2]),
            _range(float(row["effect_q05"]), float(row["effect_q50"]), float(row["effect_q95"]), sign="+"),
            f"{one.chance_better:.0%}",
        )
    return found


def assumptions(predictions: Sequence[Prediction]) -> str:
    """Return what had to be assumed, with the cases that it concerns."""
    of: dict[str, list[str]] = {}
    for one in predictions:
        for what in one.planned.assumed:
            cases = of.setdefault(what, [])
            if one.planned.case_id not in cases:
                cases.append(one.planned.case_id)
    if not of:
        return "Nothing had to be assumed."
    lines = [f"  {what}: {', '.join(cases[:6])}{f' and {len(cases) - 6} more' if len(cases) > 6 else ''}" for what, cases in of.items()]
    return "\n".join(["Not stated, so assumed or drawn:", *lines])


def _range(low: float, middle: float, high: float, sign: str = "") -> str:
    digits = 0 if max(abs(low), abs(high)) >= 1000.0 else 1
    return f"{middle:{sign},.{digits}f} \\[{low:{sign},.{digits}f}, {high:{sign},.{digits}f}]"
