"""Figure of what a box trades: how dense it is in worlds in which a design is better, for how many of these it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.report.figures.canvas import COLOURS, DARK, drawing, tidy
from wopsim.report.lettering import lettering
from wopsim.report.numbers import PERCENT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from wopsim.analysis.choice.discovery import DiscoveryData


def box_trade_off(found: DiscoveryData) -> Figure:
    """Return density over coverage of all boxes on the way from all worlds, of both designs, with the box that is told."""
    figure = drawing(
        8.5, 5.6, "What does a smaller box tell?",
        "Each dot is a box, a slice smaller than the one before, from all worlds on. Density: in which share of worlds inside "
        "the design is better. Coverage: which share of the worlds in which it is better lies inside. Ring: the box that is told; without "
        "a ring none is. Small boxes look dense by chance: the text says how dense they are in worlds that they were not made of.",
    )  # fmt: skip
    axes = figure.subplots()
    tidy(axes, "y")
    for name, label, colour, box in zip(found.better, found.labels, COLOURS, found.boxes, strict=False):
        inside, cases = box.steps.T
        if len(inside):
            coverage, density = cases / box.cases, cases / inside
            axes.plot(coverage, density, "o-", color=colour, markersize=4, linewidth=1.0, label=f"{lettering(label, name).text} better")
        if box.found:
            axes.plot([box.coverage], [box.density], "o", color=DARK, markersize=12, markerfacecolor="none", markeredgewidth=1.6)
    if not axes.lines:
        axes.text(0.5, 0.5, "there is nothing to tell apart", ha="center", transform=axes.transAxes, color=DARK)
    else:
        axes.legend(frameon=False, fontsize=9, loc="lower left")
    axes.set_xlim(-0.02, 1.04)
    axes.set_ylim(-0.02, 1.04)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: PERCENT.show(value))
    axes.set_xlabel("coverage")
    axes.set_ylabel("density")
    return figure
