"""Figure of what a study would be worth over its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.report.amounts_in_words import in_words
from wopsim.report.figures.canvas import COLOURS, DARK, GREY, drawing, tidy
from wopsim.report.numbers import WORDS, compact

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from wopsim.analysis.choice.study_value import StudyValueData


def study_sizes(found: StudyValueData) -> Figure:
    """Return the value of a study over the number of utilities, a line for each number of years, under what it can be at most."""
    costs = found.in_money and bool((found.table["cost"] > 0.0).any())
    figure = drawing(
        10.0, 5.4, "What would a study be worth for this choice?",
        "Expected gain of choosing with its result, ± standard error. Dashed: knowing what it measures without error; dotted: knowing "
        "everything that is drawn." + (" Thin dotted lines of its colour: its cost; a study pays where it is worth more." if costs else ""),
    )  # fmt: skip
    axes = figure.subplots()
    tidy(axes, "y")
    scale = compact(*found.table["value"], found.everything.value)
    for place, (years, rows) in enumerate(found.table.groupby("years")):
        colour = COLOURS[place % len(COLOURS)]
        count = rows["mentored"] + rows["comparison"]
        label = f"{years} year{'s' * (years != 1)}"
        axes.errorbar(
            count, rows["value"] / scale.by, yerr=rows["error"] / scale.by, fmt="o-", color=colour, capsize=2.5, linewidth=1.8, label=label
        )
        if costs:
            axes.plot(count, rows["cost"] / scale.by, color=colour, linewidth=1.0, linestyle=(0, (1, 3)))
    if not (found.table["value"] > 0.0).any():
        axes.text(0.5, 0.04, "at none of these sizes do these runs see a value", ha="center", transform=axes.transAxes, color=DARK)
    axes.axhline(found.perfect.value / scale.by, color=DARK, linewidth=1.0, linestyle="--")
    axes.axhline(found.everything.value / scale.by, color=GREY, linewidth=1.0, linestyle=":")
    axes.set_ylim(0.0, 1.25 * max(found.everything.value, float((found.table["value"] + found.table["error"]).max()), 1e-12) / scale.by)
    axes.set_xlim(left=0.0)
    axes.set_xlabel("utilities that are followed, mentored and comparison", fontsize=9.5)
    axes.set_ylabel(f"[{f'{WORDS.get(scale.suffix, str())} {in_words(found.unit)}'.strip()}]", fontsize=9.5)
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=9)
    return figure
