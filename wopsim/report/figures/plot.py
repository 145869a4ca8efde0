"""`result.plot`: the figures, by name."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wopsim.analysis.result_folder import FIGURES as FILES
from wopsim.durable import replacing
from wopsim.errors import ResultError, did_you_mean
from wopsim.limits import exists

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from wopsim.analysis.result import ResultData

    Names = str | Sequence[str] | None

DPI = 160
_COMPRESS = 3
"""How much work goes into making a PNG small, of 9: half the time of what is usual, and a tenth more bytes."""
UNDATED = {
    ".png": {}, ".svg": {"Date": None, "Creator": None}, ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}  # fmt: skip
"""Endings of files that figures are written as, and what is left out of them."""


class Plot:
    """Figures of one result; each method returns a matplotlib figure that a notebook shows.

    All take `scenarios`, the names of those to draw (None draws all; colours stay those of all), and `ax`, matplotlib axes to draw on
    instead of a figure of their own; those with a panel for each scenario (`fan`, `pilot_against_utility`) then need one scenario.
    They raise a ResultError where there is no such scenario.
    """

    def __init__(self, result: ResultData) -> None:
        self._result = result

    def fan(self, name: str = "nrw_share", by: str = "scenario", scenarios: Names = None, ax: Axes | None = None) -> Figure:
        """Return one fan over time per scenario: mentored utilities with and without the programme.

        Parameters
        ----------
        name : a variable per year and utility.
        by : `scenario`, the only way to split.
        scenarios, ax : as all figures take them.

        Raises
        ------
        ResultError : no such variable, not yearly per utility, or another `by`.
        """
        from wopsim.report.figures.fan import fan

        if by != "scenario":
            raise ResultError(f"a fan is drawn by 'scenario', not by {by!r}.")
        return fan(self._result, name, scenarios, ax)

    def people_served(self, scenarios: Names = None, ax: Axes | None = None) -> Figure:
        """Return the effect on people served in the last year."""
        from wopsim.report.figures.effects import people_served

        return people_served(self._result, scenarios, ax)

    def practice(self, scenarios: Names = None, ax: Axes | None = None) -> Figure:
        """Return the effect on the practice of mentored utilities in the last year."""
        from wopsim.report.figures.effects import practice

        return practice(self._result, scenarios, ax)

    def unit_costs(self, scenarios: Names = None, ax: Axes | None = None) -> Figure:
        """Return what one more person served costs the funder, and what it costs all."""
        from wopsim.report.figures.unit_costs import unit_costs

        return unit_costs(self._result, scenarios, ax)

    def pilot_against_utility(self, scenarios: Names = None, ax: Axes | None = None) -> Figure:
        """Return what a pilot report, a before/after evaluation and the paired effect say about the same partnerships."""
        from wopsim.report.figures.pilots import pilot_against_utility

        return pilot_against_utility(self._result, scenarios, ax)


FIGURES = tuple(name.removesuffix(".png") for name in FILES)
"""Names of the figures of a comparison."""


def require_figures(names: Names) -> tuple[str, ...]:
    """Return which figures somebody asks for: None is all of them.

    Raises
    ------
    ResultError : there is no such figure.
    """
    asked = FIGURES if names is None else (names,) if isinstance(names, str) else tuple(names)
    for name in asked:
        if name not in FIGURES:
            raise ResultError(f"no figure {name!r}; known: {', '.join(FIGURES)}.{did_you_mean(name, FIGURES)}")
    return asked


def save_figures(result: ResultData, folder: Path, names: Sequence[str]) -> list[Path]:
    """Write figures as PNG and return their paths.

    Those that nobody asked for are removed if an earlier run left them; so are, of a result without details (see
    `ResultData.has_details`), those that need them.

    Parameters
    ----------
    result : what is drawn.
    folder : where to.
    names : which figures, as `require_figures` returns them.

    Raises
    ------
    ResultError : a file cannot be written.
    """
    plot = Plot(result)
    makers: dict[str, Callable[[], Figure]] = {
        "nrw_fan": plot.fan, "people_served": plot.people_served, "unit_costs": plot.unit_costs,
        "pilot_against_utility": plot.pilot_against_utility,
    }  # fmt: skip
    left_out = set() if result.has_details else {"nrw_fan", "pilot_against_utility"}
    wanted = [name for name in names if name not in left_out]
    for name in set(FIGURES) - set(wanted):
        (folder / f"{name}.png").unlink(missing_ok=True)
    with ThreadPoolExecutor(1) as beside:  # the next is drawn while one is written, which lets go of the interpreter
        written = [beside.submit(_saved, folder / f"{name}.png", _as_png(makers[name]())) for name in FIGURES if name in wanted]
    return [one.result() for one in written]


def require_figure_file(path: Path) -> None:
    """Check that a figure can be written to a path.

    Raises
    ------
    ResultError : its ending is of no kind of figure, or it is a folder, or lies in none.
    """
    if path.suffix.lower() not in UNDATED:
        raise ResultError(f"cannot tell from {path.name!r} what to draw; let the name end in {', '.join(UNDATED)}.")
    if path.is_dir():
        raise ResultError(f"{path} is a folder; name a file in it.")
    if not exists(path.parent):
        raise ResultError(f"there is no folder {path.parent}; make it first, or name another place.")


def save_figure(figure: Figure, path: Path) -> Path:
    """Write a figure as PNG, SVG or PDF, by the ending of its path, and return the path.

    Raises
    ------
    ResultError : it cannot be written.
    """
    require_figure_file(path)
    return _saved(path, _as_png(figure) if path.suffix.lower() == ".png" else partial(_as_vectors, figure))


def _as_png(figure: Figure) -> Callable[[Path], None]:
    """Draw a figure, and return what writes it: without the opacity that matplotlib would write, which is the same everywhere."""
    from PIL import Image

    width, height = (int(side) for side in figure.get_size_inches() * DPI)
    drawn = io.BytesIO()
    figure.savefig(drawn, format="rgba", dpi=DPI)

    def write(path: Path) -> None:
        picture = Image.frombytes("RGB", (width, height), drawn.getbuffer(), "raw", "RGBX")
        picture.save(path, dpi=(DPI, DPI), compress_level=_COMPRESS)

    return write


def _as_vectors(figure: Figure, draft: Path) -> None:
    import matplotlib

    with matplotlib.rc_context({"svg.hashsalt": "wopsim"}):
        figure.savefig(draft, dpi=DPI, metadata=UNDATED[draft.suffix.lower()])


def _saved(path: Path, write: Callable[[Path], None]) -> Path:
    """Let a figure be written, and return its path; no software version, date or name by chance inside: the same gives the same file."""
    try:
        with replacing(path) as draft:
            write(draft)
    except OSError as error:
        raise ResultError(f"cannot write {path}: {error.strerror or error}.") from None
    return path
