"""Where the panels of a figure stand: all equally large, and as large as the words around them let them be.

matplotlib's own layout engines measure all panels twice, and then draw the whole figure twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase
    from matplotlib.figure import Figure

Inches = npt.NDArray[np.float64]

_PAD = 0.08
"""Around each panel and its words [inch]."""
_LEAST = 0.2
"""Of a panel, however long the words beside it are [inch]."""


@dataclass
class Margins:
    """What is kept free along the edges of a figure for words of the whole [inch]."""

    left: float = 0.0
    bottom: float = 0.0
    top: float = 0.0

    def lay_out(self, figure: Figure, renderer: RendererBase | None = None) -> None:
        """Place the panels of a figure's grid; axes that stand in no grid stay where they are.

        Parameters
        ----------
        figure : whose panels each take one cell of the same grid.
        renderer : measures the words around panels; without one they are placed as if there were none.
        """
        panels = {axes: spec for axes in figure.axes if (spec := axes.get_subplotspec()) is not None}
        if not panels:
            return
        lines, columns = next(iter(panels.values())).get_gridspec().get_geometry()
        left, right, above, below = np.zeros(columns), np.zeros(columns), np.zeros(lines), np.zeros(lines)
        self._place(figure, left, right, above, below)
        if renderer is None:
            return
        for axes, spec in panels.items():  # measured from the same places, however often the figure was drawn before
            own = axes.get_position(original=True).transformed(figure.transFigure)
            whole = axes.get_tightbbox(renderer, for_layout_only=True)
            if whole is None:
                continue
            line, column = spec.rowspan.start, spec.colspan.start
            left[column] = max(left[column], own.x0 - whole.x0)
            right[column] = max(right[column], whole.x1 - own.x1)
            above[line] = max(above[line], whole.y1 - own.y1)
            below[line] = max(below[line], own.y0 - whole.y0)
        self._place(figure, *(words / figure.dpi for words in (left, right, above, below)))

    def _place(self, figure: Figure, left: Inches, right: Inches, above: Inches, below: Inches) -> None:
        """Place panels, with room for words beside each column and line, in their order."""
        width, height = figure.get_figwidth(), figure.get_figheight()
        x0, x1, wspace = _ends(self.left, width, left, right)
        y0, y1, hspace = _ends(self.bottom, height - self.top, below[::-1], above[::-1])
        figure.subplots_adjust(x0 / width, y0 / height, x1 / width, y1 / height, wspace, hspace)


def _ends(first: float, last: float, before: Inches, after: Inches) -> tuple[float, float, float]:
    """Return where the panels of a line begin and end [inch], and how far they stand apart, as a part of one [1].

    Parameters
    ----------
    first, last : what is free for them, with their words.
    before, after : room for words before and after each panel, in their order.
    """
    count = len(before)
    gap = 2.0 * _PAD + max(after[:-1] + before[1:], default=0.0)
    begin = first + _PAD + before[0]
    each = max(_LEAST, (last - _PAD - after[-1] - begin - gap * (count - 1)) / count)
    return begin, begin + each * count + gap * (count - 1), gap / each
