"""What all figures share: canvas without global state, colours, labels, the families of designs."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from wopsim.analysis.designs import families
from wopsim.errors import ResultError, did_you_mean
from wopsim.foreign_text import as_figure
from wopsim.report.figures.margins import Margins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

    from wopsim.study.scenario import Scenario, Study

    Panel = tuple[Axes, Scenario]

GREY = "#7a7a7a"
DARK = "#262626"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Okabe and Ito: told apart with any colour vision. One per family of designs, reused when there are more families."""

_EDGE = 0.08
"""From the edge of a figure to its words [inch]."""
_WORDS = 0.24
"""Height of a line of words along an edge, with room beside it [inch]."""
_GRID: dict[str, Any] = {"color": "#e6e6e6", "linewidth": 0.8}
_BELOW_ALL = 0.5
_AXIS_WORDS: dict[str, Any] = {"fontsize": 9.5, "color": "#444444"}


class Drawing(Figure):
    """A figure that shows itself in a notebook without pyplot, so that no global style or backend is touched."""

    def __init__(self, width: float, height: float, margins: Margins | None = None) -> None:
        super().__init__(figsize=(width, height), facecolor="white")
        self.margins = margins or Margins()

    def draw(self, renderer: RendererBase) -> None:
        """Place the panels, and draw the figure."""
        if self.get_layout_engine() is None:  # else somebody asked for another layout
            self.margins.lay_out(self, renderer)
        super().draw(renderer)

    def say_of_all(self, axis: Literal["x", "y"], text: str) -> None:
        """Write along the edge of the figure what one axis of all its panels shows."""
        width, height = self.get_figwidth(), self.get_figheight()
        if axis == "x":
            self.text(0.5, _EDGE / height, text, ha="center", va="bottom", **_AXIS_WORDS)
            self.margins.bottom += _WORDS
        else:
            middle = (1.0 - self.margins.top / height) / 2.0
            self.text(_EDGE / width, middle, text, ha="left", va="center", rotation="vertical", **_AXIS_WORDS)
            self.margins.left += _WORDS

    def _repr_png_(self) -> bytes:
        import io

        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=110)
        return buffer.getvalue()


def drawing(width: float, height: float, title: str, subtitle: str) -> Drawing:
    """Return an empty figure [inch] with a question as its title and some lines on how to read it.

    `height` leaves room for a title of one line and a subtitle of two; where they need more, the figure grows.
    """
    titles = [as_figure(line) for line in textwrap.wrap(title, int(width * 8.8))]
    lines = [as_figure(line) for line in textwrap.wrap(subtitle, int(width * 13.0))]
    below = 0.14 + 0.26 * len(titles)
    head = below + 0.15 + 0.19 * len(lines)
    height += 0.26 * (len(titles) - 1) + 0.19 * max(0, len(lines) - 2)
    figure = Drawing(width, height, Margins(top=head))
    figure.text(_EDGE / width, 1 - 0.10 / height, "\n".join(titles), ha="left", va="top", fontsize=13, fontweight="bold", color=DARK)
    figure.text(_EDGE / width, 1 - below / height, "\n".join(lines), ha="left", va="top", fontsize=9.5, color="#555555", linespacing=1.25)
    return figure


def one_panel(axes: Axes | None, width: float, height: float, title: str, subtitle: str) -> tuple[Figure, Axes]:
    """Return where a figure of one panel is drawn: a drawing of its own, as `drawing` makes it, or the axes that somebody gave.

    Given axes get the title; how to read it is for whoever makes the figure to say.
    """
    if axes is None:
        figure: Figure = drawing(width, height, title, subtitle)
        return figure, figure.subplots()
    axes.set_title("\n".join(as_figure(line) for line in textwrap.wrap(title, 60)), loc="left", fontsize=11, fontweight="bold", color=DARK)
    return figure_of(axes), axes


def figure_of(axes: Axes) -> Figure:
    """Return the whole figure in which axes stand."""
    figure = axes.get_figure(root=True)
    if figure is None:
        raise ResultError("these axes stand in no figure any more.")
    return figure


def with_scenarios(study: Study, names: str | Sequence[str] | None) -> Study:
    """Return the study with some of its scenarios, in the order of the study; None takes all.

    Raises
    ------
    ResultError : no such scenario, or none at all.
    """
    if names is None:
        return study
    asked = [names] if isinstance(names, str) else list(names)
    known = [scenario.name for scenario in study.scenarios[1:]]
    for name in asked:
        if name not in known:
            raise ResultError(f"no scenario {name!r} to draw; known: {', '.join(known)}.{did_you_mean(str(name), known)}")
    if not asked:
        raise ResultError(f"no scenario to draw; known: {', '.join(known)}.")
    return replace(study, scenarios=(study.scenarios[0], *(one for one in study.scenarios[1:] if one.name in asked)))


def tidy(axes: Axes, grid: Literal["x", "y"]) -> None:
    """Take away the frame, and leave a light grid along one axis."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#bbbbbb")
    axes.grid(axis=grid, **_GRID)
    axes.set_axisbelow(True)
    axes.tick_params(left=False, bottom=False, labelsize=9, colors="#444444")


def colours(study: Study) -> dict[str, str]:
    """Return the colour of each scenario: one per family."""
    return {scenario.name: COLOURS[number % len(COLOURS)] for number, members in enumerate(families(study)) for scenario in members}


def panels(
    study: Study, axes: Axes | None, size: tuple[float, float], title: str, subtitle: str, axis: Literal["x", "y"], words: str
) -> tuple[Figure, list[Panel]]:  # fmt: skip
    """Return a figure, and one panel per scenario, baseline left out; a column is one design where every design has as many pairings.

    Parameters
    ----------
    study : whose scenarios are drawn.
    axes : where the only scenario is drawn; None makes a drawing.
    size, title, subtitle : of the drawing, as `drawing` has them.
    axis, words : what one of the axes shows in all panels.

    Raises
    ------
    ResultError : axes were given, and there are several scenarios.
    """
    if axes is None:
        figure = drawing(*size, title, subtitle)
        figure.say_of_all(axis, words)
        shown = _panels(figure, study)
        figure.margins.lay_out(figure)  # near to where they will stand: how many ticks there are depends on it
        return figure, shown
    if len(study.scenarios) != 2:
        raise ResultError("ax= holds one scenario; name it with scenarios=, or leave ax= out for a panel each.")
    (axes.set_xlabel if axis == "x" else axes.set_ylabel)(words, **_AXIS_WORDS)
    return figure_of(axes), [(axes, study.scenarios[1])]


def _panels(figure: Figure, study: Study) -> list[Panel]:
    """Return one panel per scenario of a drawing; the first of each line has its y axis, the lowest of each column its x axis."""
    lines, columns, order = layout(study)
    grid = figure.add_gridspec(lines, columns)
    cells = [(number % lines, number // lines) if _paired_designs(study) else divmod(number, columns) for number in range(len(order))]
    shown = []
    for (line, column), scenario in zip(cells, order, strict=True):
        axes = figure.add_subplot(grid[line, column])
        axes.yaxis.set_visible(column == 0)
        axes.xaxis.set_visible((line + 1, column) not in cells)
        shown.append((axes, scenario))
    return shown


def same_scale(shown: Sequence[Panel], axis: Literal["x", "y"], below: float = 0.0) -> None:
    """Let one axis of all panels show what is drawn in any of them, with a light line at the same places.

    matplotlib's own shared axes cost much more: there each change goes to all others, and those that are not labelled have ticks too.

    Parameters
    ----------
    shown : the panels.
    axis : which.
    below : room that is kept free below what is drawn, beside the usual room [1].
    """
    found = [getattr(axes.dataLim, f"interval{axis}") for axes, _ in shown]
    drawn = [ends for ends in found if np.isfinite(ends).all()]
    low, high = float(np.min(drawn, initial=np.inf)), float(np.max(drawn, initial=-np.inf))
    if not low < high:  # one number, or none
        middle = low if np.isfinite(low) else 0.0
        low, high = middle - 0.05, middle + 0.05
    low, high = low - 0.05 * (high - low), high + 0.05 * (high - low)
    low -= below * (high - low)
    for axes, _ in shown:
        getattr(axes, f"set_{axis}lim")(low, high)
    places = [place for place in getattr(shown[0][0], f"get_{axis}ticks")() if low <= place <= high]
    lines = [[(place, 0.0), (place, 1.0)] if axis == "x" else [(0.0, place), (1.0, place)] for place in places]
    for axes, _ in shown:
        if getattr(axes, f"{axis}axis").get_visible():
            getattr(axes, f"set_{axis}ticks")(places)
        else:
            across = getattr(axes, f"get_{axis}axis_transform")()
            axes.add_collection(LineCollection(lines, transform=across, zorder=_BELOW_ALL, **_GRID), autolim=False)


def layout(study: Study) -> tuple[int, int, list[Scenario]]:
    """Return lines, columns and order of the panels that `panels` makes."""
    groups = families(study)
    order = [scenario for members in groups for scenario in members]
    if _paired_designs(study):
        return len(groups[0]), len(groups), order
    each = {len(members) for members in groups}
    if len(groups) > 1 and len(each) == 1 and 2 <= max(each) <= 4:
        columns = max(each)  # a line is one design
    else:
        columns = 2 if len(order) in (2, 4) else min(3, len(order))
    return -(-len(order) // columns), columns, order


def _paired_designs(study: Study) -> bool:
    sizes = {len(members) for members in families(study)}
    return len(sizes) == 1 and sizes != {1} and len(families(study)) <= 4
