"""A choice, as users look at it: a sentence, tables and figures, and the folder that they are written to."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from wopsim.analysis import io
from wopsim.analysis.choice.deciding import READS as DECISION_READS
from wopsim.analysis.choice.deciding import decide
from wopsim.analysis.choice.design_decision import DecisionData
from wopsim.analysis.result_folder import CHOICE_FIGURES
from wopsim.results.answers import shown_as, yardstick_of

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

    from wopsim.study.scenario import Study


class Decision(DecisionData):
    """A choice that is printed as a sentence and tables."""

    @classmethod
    def made(
        cls, measures: Callable[[Collection[str]], xr.Dataset], study: Study, against: str | None, judged: dict[str, Any],
        told: tuple[str, ...] = (),
    ) -> Self:  # fmt: skip
        """Return the choice; arguments as in `Result.decide`; `measures` returns at least those that it is given the names of."""
        yardstick = yardstick_of("decide", ["against"], judged)
        data = decide(measures(DECISION_READS | yardstick.reads), study, yardstick, against)
        return shown_as(cls, data, told=told)

    @property
    def sentence(self) -> str:
        """The answer in words."""
        from wopsim.report.decision_words import sentence

        return sentence(self)

    @property
    def figures(self) -> dict[str, Figure]:
        """Figures of the choice by name."""
        from wopsim.report.figures.choice import choice_figures

        return choice_figures(self)

    def __str__(self) -> str:
        from wopsim.report.tables.decision_table import as_text

        return as_text(self)

    def __repr__(self) -> str:
        return str(self)

    def write(self, folder: str | Path) -> list[Path]:
        """Write `decision.csv`, `information.csv`, `tornado.csv`, `decision.txt` and the figures into a folder, made if absent.

        A figure of an earlier answer that would be empty now is taken away.

        Raises
        ------
        ResultError : it cannot be written.
        """
        from wopsim.report.figures.plot import save_figure

        folder = io.make_folder(folder)
        tables = {io.DECISION: self.table, io.INFORMATION: self.information(), io.TORNADO: self.sensitivity().table}
        written = io.write_tables(tables, {io.DECISION_TEXT: str(self)}, folder)
        figures = {f"{name}.png": figure for name, figure in self.figures.items()}
        for name in set(CHOICE_FIGURES) - set(figures):
            (folder / name).unlink(missing_ok=True)
        return written + [save_figure(figure, folder / name) for name, figure in figures.items()]
