"""A first answer while most of a study still runs: people served and what one costs, from the first draws alone, a line for each design."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wopsim.counting import counted
from wopsim.report.lettering import shortened
from wopsim.report.numbers import NONE, common, price

if TYPE_CHECKING:
    from wopsim.analysis.comparison import ComparisonData

MOST = 30
"""Designs that are shown; more would roll away."""
_LABEL = 44
_NUMBER = 18


def first_table(comparison: ComparisonData, draws: int) -> str:
    """Return the table as plain text.

    Parameters
    ----------
    comparison : of the first draws.
    draws : of the whole study.
    """
    names = list(comparison.scenarios)
    served = {name: comparison.get(name, "people_served") for name in names}
    scale = common(*(row[value] for row in served.values() for value in ("low", "high", "mean")))
    size = f"{comparison.draws} of {counted(draws, 'draw')} x {counted(comparison.replicates, 'replicate')}"
    lines = [
        f"First answer, from the first {size}; the rest is running, and these numbers will move.",
        f"{'':{_LABEL}}{f'People served, {scale.suffix.strip()}'.rstrip(', '):>{_NUMBER}}{'middle 90 %':>{_NUMBER}}{'EUR/person':>12}",
    ]
    for name in names[:MOST]:
        row = served[name]
        error = row["monte_carlo_error"]
        mean = f"{scale.bare(row['mean'], signed=True)} ± {NONE if math.isnan(error) else scale.bare(error)}"
        label = shortened(comparison.scenarios[name], _LABEL - 1)
        between = f"[{scale.bare(row['low'])}, {scale.bare(row['high'])}]"
        cost = price(comparison.get(name, "cost_per_person")["mean"])
        lines.append(f"{label:{_LABEL}}{mean:>{_NUMBER}}{between:>{_NUMBER}}{cost:>12}")
    if len(names) > MOST:
        lines.append(f"… and {counted(len(names) - MOST, 'design')} more.")
    year = f"in year {comparison.year}, against no programme under the same luck"
    lines.append(f"People-equivalents of full service {year}; ±: standard error of the mean.")
    lines.append(f"EUR/person: money of the funder; {NONE}: cannot be told yet.")
    return "\n".join(lines)
