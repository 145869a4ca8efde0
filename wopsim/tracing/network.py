"""Figure: who mentors whom at one moment of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.counting import counted
from wopsim.report.figures.canvas import drawing, tidy
from wopsim.tracing.animation import BLUE, DARK, GREEN, GREY, ORANGE, POINTS, RED, Pair, Picture, mixed

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def network_figure(pictures: list[Picture], pairs: list[Pair], time: float) -> Figure:
    """Return a map of the utilities and of the partnerships that live.

    Parameters
    ----------
    pictures : of one run, the start first.
    pairs : partnerships of the same run.
    time : moment that is shown [year]; the last picture before it.
    """
    first = pictures[0]
    now = [shown for shown in pictures if shown.time <= time + 1e-9][-1]
    living = [pair for pair in pairs if pair.times[0] <= time < pair.end]
    row = {name: number for number, name in enumerate(first.names)}
    figure = drawing(
        10.0, 5.0, f"Who mentors whom in year {time:.1f}?",
        f"{counted(len(living), 'partnership')}, {now.spent / 1e6:.1f} million EUR spent. Squares: mentors. Dots: blue loses less of its "
        "water than at the start, red more. Lines: green is trust, orange is little trust.",
    )  # fmt: skip
    axes = figure.subplots()
    tidy(axes, "y")
    for pair in living:
        ends = [row[pair.mentor], row[pair.mentee]]
        trust = [level for at, level in zip(pair.times, pair.trust, strict=True) if at <= time][-1]
        axes.plot(now.longitude[ends], now.latitude[ends], color=_paint(mixed(ORANGE, GREEN, trust)), linewidth=1.4, zorder=1)
    change = now.nrw - first.nrw
    colours = np.array([_paint(mixed(GREY, RED if value > 0 else BLUE, abs(value) / POINTS)) for value in change])
    mentor = np.array(now.is_mentor, dtype=bool)
    axes.scatter(now.longitude[~mentor], now.latitude[~mentor], c=colours[~mentor], s=34, edgecolors="white", linewidths=0.6, zorder=2)
    axes.scatter(now.longitude[mentor], now.latitude[mentor], color=[_paint(DARK)], marker="s", s=26, zorder=2)
    axes.set_aspect(1.3)
    axes.set_xlabel("longitude", fontsize=9.5)
    axes.set_ylabel("latitude", fontsize=9.5)
    return figure


def _paint(colour: tuple[int, int, int]) -> tuple[float, float, float]:
    red, green, blue = (part / 255.0 for part in colour)
    return red, green, blue
