"""One slide for one utility: today, with and without a partnership, what a report would say, and the chances in words."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from matplotlib.figure import Figure

from wopsim._version import __version__
from wopsim.errors import ResultError
from wopsim.foreign_text import as_figure
from wopsim.inference.prediction import Prediction
from wopsim.report.figures.canvas import COLOURS, DARK, GREY, Drawing, tidy
from wopsim.report.figures.plot import require_figure_file
from wopsim.report.forecast_numbers import as_stated, in_10, rounded, step_of_range
from wopsim.report.forecast_words import Forecast, hardly_matters, not_stated, numbers_from
from wopsim.report.lettering import lettering
from wopsim.report.numbers import minus_signs

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from wopsim.inference.cases.case_spec import Planned

WIDTH, HEIGHT = 13.333, 7.5
"""A slide of 16:9 [inch]."""
MOST_INDICATORS = 3
"""More are not read from the back of a room."""
LONGEST_NAME = 48
CHANCES = 0.68
"""Where the chances begin, from the left [1]."""
FOOT_SIZE, FOOT_LETTERS = 9, 190
"""Size of the letters that say how to read it, and letters of a line."""
PLANNED = "planned"
"""Name of a partnership that has none."""
SOFT = "#555555"
WORSE, SAME, BETTER = COLOURS[1], "#d9d9d9", COLOURS[0]


def utility_slide(predictions: Sequence[Prediction], source: str) -> Figure:
    """Return the slide.

    Parameters
    ----------
    predictions : one for each indicator of one utility.
    source : where the numbers of the model come from, as `predict` has it.
    """
    forecasts = [Forecast(one) for one in predictions]
    figure = Drawing(WIDTH, HEIGHT)
    name = lettering(_name(predictions[0]), "The utility", LONGEST_NAME)
    what = f"{forecasts[0].noun} " if len(forecasts) == 1 else ""
    top = _write(figure, 0.955, f"{name.text}: {what}{forecasts[0].when}, with a partnership and without", 20, DARK, 74, name.family)
    top = _write(figure, top, as_figure(_case(predictions[0].planned)), 12, SOFT, 130)
    figure.text(CHANCES, top - 0.005, "What the partnership does", fontsize=13, fontweight="bold", color=DARK, va="top")
    words = _Words.of(forecasts)
    foot = _foot(forecasts, source)
    below = sum(_height(len(textwrap.wrap(text, FOOT_LETTERS)), FOOT_SIZE) for text in foot)
    bottom = max(words.least, below + words.height + 0.02)
    each = (top - bottom) / len(forecasts)
    for place, forecast in enumerate(forecasts):
        ceiling = top - place * each
        figure.text(0.03, ceiling - 0.005, forecast.heading, fontsize=13, fontweight="bold", color=DARK, va="top")
        room = each - (0.10 if len(forecasts) == 1 else 0.08)
        floor = ceiling - 0.045 - room
        _ranges(figure.add_axes((0.25, floor, 0.21, room)), forecast, ticks=len(forecasts) == 1)
        _chances(figure.add_axes((CHANCES, floor, 0.97 - CHANCES, room)), forecast)
    words.write(figure, bottom - 0.01)
    for text in foot:
        below = _write(figure, below, as_figure(text), FOOT_SIZE, SOFT, FOOT_LETTERS)
    return figure


def require_slide(rows: Sequence[Planned], path: Path) -> None:
    """Check that a slide can be made of rows, and written, before they are run.

    Raises
    ------
    ResultError : they are of several utilities, or too many, or the file cannot be one.
    """
    cases = list(dict.fromkeys(row.case_id for row in rows))
    if len(cases) != 1:
        few = f"{', '.join(cases[:3])}{' ...' * (len(cases) > 3)}"
        raise ResultError(f"a slide is about one utility, and these rows are about {len(cases)} ({few}): give a file with the rows of one.")
    if len(rows) > MOST_INDICATORS:
        raise ResultError(f"a slide has room for {MOST_INDICATORS} rows, and these are {len(rows)}: keep those that matter most.")
    if len({row.time for row in rows}) > 1:
        raise ResultError("a slide is about one time, and these rows are of several: keep the rows of one.")
    require_figure_file(path)


def _name(prediction: Prediction) -> str:
    """What a partnership is called that has no name: where its mentee is."""
    planned = prediction.planned
    if planned.case_id != PLANNED:
        return planned.case_id
    return "A utility" if planned.mentee is None else f"A utility in {planned.mentee.country}"


def _case(planned: Planned) -> str:
    """Where it is, how many people it serves, and what partnership is meant; what is not stated of these is said."""
    served = "number of people served not stated" if planned.people is None else f"{planned.people:,.0f} people served"
    parts = [
        "country not stated" if planned.mentee is None else planned.mentee.country,
        *([] if planned.people is None and not planned.size_drawn else [served]),  # the figure itself tells it
        "length of the partnership not stated" if planned.months is None else f"a partnership of {planned.months} months",
        *([] if planned.mentor is None else [f"mentor from {planned.mentor.country}"]),
    ]
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}"


def _write(figure: Figure, y: float, text: str, size: float, colour: str, letters: int, bold_family: str | None = None) -> float:
    """Write a text from the left, in lines of so many letters, and return where it ends."""
    lines = textwrap.wrap(text, letters)
    kind: dict[str, Any] = {} if bold_family is None else {"weight": "bold", "family": bold_family}
    figure.text(0.03, y, "\n".join(lines), fontsize=size, color=colour, va="top", linespacing=1.25, **kind)
    return y - _height(len(lines), size)


def _height(lines: int, size: float) -> float:
    """Part of the slide that so many lines take, with the room below them [1]."""
    return (lines + 0.35) * size * 1.4 / 72.0 / HEIGHT


def _ranges(axes: Axes, forecast: Forecast, ticks: bool) -> None:
    """Draw the value today and the three after, each with its range, and say them in numbers."""
    reported = f"as {forecast.reporter}\nwould state it" if ticks else f"stated by {forecast.reporter}"
    names = {"without": ("without", GREY), "with": ("with", COLOURS[0]), "reported": (reported, COLOURS[2])}
    step, ends = forecast.step, step_of_range(*forecast.narrowest)
    labels: list[str] = []
    size = 12.0 if ticks else 10.5
    said = axes.get_yaxis_transform()
    if forecast.today is not None:
        low, high = forecast.today
        axes.plot([low, high], [0, 0], color=DARK, linewidth=5, solid_capstyle="butt")
        axes.plot([(low + high) / 2.0], [0], "D", color=DARK, markersize=8)
        text = forecast.stated(low) if low == high else f"{as_stated(low)} to {forecast.stated(high)}"
        axes.text(1.03, 0, minus_signs(text), transform=said, va="center", fontsize=size, color=DARK)
        labels.append("today")
    elif not forecast.prediction.planned.measure.gain:  # of what a partnership itself brings, there is none today
        axes.text(1.03, 0, "not stated", transform=said, va="center", fontsize=size, color=DARK, fontstyle="italic")
        labels.append("today")
    for what, (low, middle, high) in forecast.bands.items():
        (name, colour), place = names[what], len(labels)
        axes.plot([low, high], [place, place], color=colour, linewidth=5, solid_capstyle="butt", alpha=0.45)
        axes.plot([middle], [place], "o", color=colour, markersize=10, markeredgecolor="white")
        text = f"{forecast.value(middle, step)}  ({rounded(low, ends)} to {rounded(high, ends)})"
        axes.text(1.03, place, minus_signs(text), transform=said, va="center", fontsize=size, color=DARK)
        labels.append(name)
    tidy(axes, "x")
    axes.set_yticks(range(len(labels)), labels, fontsize=size, color=DARK)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.locator_params(axis="x", nbins=5)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.6g}")
    axes.tick_params(axis="x", labelsize=9 if ticks else 8)


def _chances(axes: Axes, forecast: Forecast) -> None:
    """Draw and say how likely the partnership changes it by what matters."""
    names = (f"better by {forecast.enough} or more", "less than that, either way", f"worse by {forecast.enough} or more")
    for place, (name, chance, colour) in enumerate(zip(names, forecast.chances, (BETTER, SAME, WORSE), strict=True)):
        axes.barh(place, 1.0, height=0.22, color="#f3f3f3")
        axes.barh(place, chance, height=0.22, color=colour)
        axes.text(0.0, place - 0.2, name, fontsize=11, color=SOFT, va="bottom")
        axes.text(1.0, place - 0.2, in_10(chance), fontsize=11, color=DARK, va="bottom", ha="right", fontweight="bold")
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(2.2, -0.75)
    axes.set_axis_off()


@dataclass(frozen=True)
class _Words:
    """What the numbers mean, from the left below the figures.

    Parameters
    ----------
    texts : of one indicator all; of several what the partnership does to each, and what a look at before and after is worth.
    size : of letters; letters : of a line; least : where they begin at the lowest, from below [1].
    """

    texts: tuple[str, ...]
    size: float
    letters: int
    least: float

    @classmethod
    def of(cls, forecasts: Sequence[Forecast]) -> Self:
        if len(forecasts) == 1:
            return cls(tuple(filter(None, forecasts[0].sentences())), 13.5, 120, 0.34)
        said = (f"{each.heading}. {each.change()} {each.before_and_after()}".rstrip() for each in forecasts)
        return cls(tuple(said), 10.0, 176, 0.25)

    @property
    def height(self) -> float:
        """Part of the slide that they take [1]."""
        return sum(_height(len(textwrap.wrap(text, self.letters)), self.size) for text in self.texts)

    def write(self, figure: Figure, y: float) -> None:
        for text in self.texts:
            y = _write(figure, y, as_figure(text), self.size, DARK, self.letters)


def _foot(forecasts: Sequence[Forecast], source: str) -> list[str]:
    """How to read it, what was not known, and what made it."""
    cases = forecasts[0].prediction.effect.size
    lines = (
        "Dot: the middle case. Bar: 9 cases in 10, by luck and by what nobody knows. A model's forecast, not a measurement.",
        f"{not_stated(forecasts)} {hardly_matters(forecasts)}".strip(),
        f"wopsim {__version__}, {cases:,} cases, from {numbers_from(source)}.",
    )
    return [text for text in lines if text]
