"""Figure of what the difference of two designs hangs on: a bar for each number, and the value at which the choice turns."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from wopsim.report.amounts_in_words import in_words
from wopsim.report.decision_words import numbers_untold
from wopsim.report.figures.canvas import COLOURS, DARK, GREY, drawing, tidy
from wopsim.report.lettering import lettering
from wopsim.report.numbers import POINTS, WORDS, compact, minus_signs
from wopsim.report.tables.sensitivity_table import of_spread, plain, seen_to_move, turning, turns
from wopsim.study.scenario import BASELINE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from wopsim.analysis.choice.design_decision import DecisionData

_MOST = 14


def tornado(decision: DecisionData, design: str | None = None, against: str | None = None) -> Figure:
    """Return how the difference of two designs moves with each drawn number.

    Parameters
    ----------
    decision : the choice.
    design, against : as in `DecisionData.sensitivity`.
    """
    found = decision.sensitivity(design, against)
    rows = seen_to_move(decision, found).head(_MOST)
    labels = {**decision.table.set_index("scenario")["label"], BASELINE: "no programme"}
    first, second = (lettering(labels[name], name).text for name in (found.design, found.against))
    figure = drawing(
        11.0, 0.36 * max(len(rows), 3) + 2.2,
        "What does the effect hang on?" if found.against == BASELINE else "What would turn the choice?",
        f"“{first}” minus “{second}”: fitted difference where a number is at its 5th (open end) and 95th percentile (full end), all "
        "others as they are drawn. Below zero the second is better. Right: value at which the choice turns; part of the spread that the "
        "number makes.",
    )  # fmt: skip
    axes = figure.subplots()
    tidy(axes, "x")
    if not len(rows):
        why = numbers_untold(decision) or "No drawn number by itself moves this difference in these runs."
        axes.text(0.5, 0.5, fill(why, 90), ha="center", va="center", transform=axes.transAxes, color=DARK)
        axes.set_xticks([])
        axes.set_yticks([])
        return figure
    share = decision.value_unit == "1"
    scale = POINTS if share else compact(*rows["at_low"], *rows["at_high"], found.mean)
    for place, (_, row) in enumerate(rows.iterrows()):
        low, high = row["at_low"] / scale.by, row["at_high"] / scale.by
        colour = COLOURS[1] if turns(row) else COLOURS[0]
        axes.plot([low, high], [place, place], color=colour, linewidth=7, alpha=0.45, solid_capstyle="butt")
        axes.errorbar(
            [low, high], [place, place], xerr=[row["at_low_error"] / scale.by, row["at_high_error"] / scale.by],
            fmt="none", ecolor=GREY, elinewidth=1.0,
        )  # fmt: skip
        axes.plot([low], [place], "o", color=colour, markerfacecolor="white", markersize=6)
        axes.plot([high], [place], "o", color=colour, markersize=6)
        words = f"{turning(row)}; {of_spread(row, 'first')}"
        axes.annotate(minus_signs(words), (1.01, place), xycoords=("axes fraction", "data"), va="center", fontsize=9, color=DARK)
    axes.axvline(0.0, color=DARK, linewidth=1.0)
    axes.axvline(found.mean / scale.by, color=GREY, linewidth=0.8, linestyle=":")
    names = [f"{row['name']}\n{minus_signs(plain(row['low']))} to {minus_signs(plain(row['high']))}" for _, row in rows.iterrows()]
    axes.set_yticks(range(len(rows)), names, fontsize=8.5)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    unit = "percentage points" if share else f"{WORDS.get(scale.suffix, '')} {in_words(decision.value_unit)}".strip()
    axes.set_xlabel(f"difference [{unit}]; dotted: mean", fontsize=9.5)
    return figure
