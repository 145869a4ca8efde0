"""Figure of where a design is better: worlds over the two numbers that are limited, with the box."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.report.discovery_words import sentence
from wopsim.report.figures.canvas import COLOURS, DARK, drawing, tidy
from wopsim.report.lettering import lettering

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from wopsim.analysis.choice.discovery import DiscoveryData


def discovered_box(found: DiscoveryData) -> Figure:
    """Return worlds over the numbers that the box limits, coloured by which design is better."""
    figure = drawing(8.5, 6.0, "Where is it better?", sentence(found))
    axes = figure.subplots()
    tidy(axes, "y")
    box = next((one.box for one in found.boxes if one.found), None)
    if box is None:
        axes.text(0.5, 0.5, "nothing was found that tells where", ha="center", transform=axes.transAxes, color=DARK)
        axes.set_xticks([])
        axes.set_yticks([])
        return figure
    apart = found.difference.ravel()
    first = box.numbers[0]
    x = found.columns[first].values.ravel()
    second = box.numbers[1] if len(box.numbers) > 1 else None
    y = apart if second is None else found.columns[second].values.ravel()
    better = apart > found.yardstick.useful
    for which, colour, label in ((better, COLOURS[0], found.labels[0]), (~better, COLOURS[1], found.labels[1])):
        plain = lettering(label, found.better[0 if which is better else 1]).text
        axes.plot(x[which], y[which], "o", color=colour, alpha=0.7, markersize=5, label=f"{plain} better" if which is better else "not")
    for end in box.ends[:, first][np.isfinite(box.ends[:, first])]:
        axes.axvline(end, color=DARK, linewidth=1.2, linestyle="--")
    if second is not None:
        for end in box.ends[:, second][np.isfinite(box.ends[:, second])]:
            axes.axhline(end, color=DARK, linewidth=1.2, linestyle="--")
    axes.set_xlabel(found.columns[first].parameter)
    axes.set_ylabel("difference" if second is None else found.columns[second].parameter)
    axes.legend(frameon=False, fontsize=9)
    return figure
