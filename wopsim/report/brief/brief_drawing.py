"""A figure of a brief as a picture, for files that cannot draw it themselves."""

from __future__ import annotations

import io
import textwrap
from typing import Any

from matplotlib.figure import Figure

from wopsim.foreign_text import as_figure
from wopsim.report.figures.canvas import DARK

_WIDTH, _LINE = 6.6, 0.25
"""Width of a picture, and height of a line of it [inch]."""
_LEFT, _RIGHT = 0.32, 0.71
"""Where the drawing begins and ends, between names and numbers [1]."""
_LETTERS = 29
"""Of a name in one line."""
_MAIN, _PALE, _MARK = "#00507f", "#4e85a8", "#b34a00"


def drawn(figure: dict[str, Any], zero: float | None = None) -> bytes:
    """Return a picture (PNG) of a figure without its title, which stands above it as text.

    Parameters
    ----------
    figure : of `brief_facts`: rows with a share, or with an interval.
    zero : where nought is, in percent of the width; None where bars begin there.
    """
    rows = figure["rows"]
    names = [textwrap.wrap(as_figure(row["name"]), _LETTERS) for row in rows]
    height = _LINE * len(rows) + 0.12 * sum(max(0, len(name) - 1) for name in names)
    made = Figure(figsize=(_WIDTH, height), facecolor="white")
    axes = made.add_axes((_LEFT, 0.0, _RIGHT - _LEFT, 1.0))
    axes.set_xlim(-1.0, 101.0)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_axis_off()
    for place, (row, name) in enumerate(zip(rows, names, strict=True)):
        if zero is None:
            axes.barh(place, max(row["share"], 0.4), height=0.5, color=_PALE if "usual" in row else _MAIN)
            if "usual" in row:
                axes.plot([row["usual"]] * 2, [place - 0.4, place + 0.4], color=_MARK, linewidth=2.0)
        else:
            axes.plot([row["low"], row["high"]], [place, place], color=_PALE, linewidth=4.0, solid_capstyle="butt")
            axes.plot([row["at"]], [place], "o", color=_MAIN, markersize=6.0)
        across = axes.get_yaxis_transform()
        width = _RIGHT - _LEFT
        axes.text(-_LEFT / width, place, "\n".join(name), transform=across, va="center", fontsize=8.5, color=DARK, linespacing=1.1)
        axes.text(1.0 + 0.02 / width, place, as_figure(row["says"]), transform=across, va="center", fontsize=8.5, color=DARK)
    if zero is not None:
        axes.axvline(zero, color="#4a555c", linewidth=0.8)
    held = io.BytesIO()
    made.savefig(held, format="png", dpi=200, metadata={"Software": None})
    return held.getvalue()
