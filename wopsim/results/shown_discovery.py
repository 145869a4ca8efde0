"""Where one design is better, as users look at it: a sentence, tables and figures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from wopsim.analysis import io
from wopsim.analysis.choice.context_differences import READS as CONTEXT_READS
from wopsim.analysis.choice.discovery import DiscoveryData, discover
from wopsim.analysis.result_folder import DISCOVERY_FIGURE, TRADE_OFF_FIGURE
from wopsim.results.answers import shown_as, yardstick_of

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

    from wopsim.study.scenario import Study


class Discovery(DiscoveryData):
    """Where one design is better than another, printed as a sentence and tables."""

    @classmethod
    def made(
        cls, measures: Callable[[Collection[str]], Mapping[int, xr.Dataset]], study: Study, better: tuple[str, str], judged: dict[str, Any],
        tree: bool, by_utility: xr.DataArray | None,
    ) -> Self:  # fmt: skip
        """Return where it is; arguments as in `Result.discover`; `measures` returns those that it is given the names of, by variant."""
        yardstick = yardstick_of("discover", ["better", "tree"], judged)
        data = discover(measures(CONTEXT_READS | yardstick.reads), study, yardstick, better, tree, by_utility)
        return shown_as(cls, data)

    @property
    def sentence(self) -> str:
        """The answer in words."""
        from wopsim.report.discovery_words import sentence

        return sentence(self)

    @property
    def figure(self) -> Figure:
        """Worlds over the numbers that matter, with the box."""
        from wopsim.report.figures.discovered_box import discovered_box

        return discovered_box(self)

    @property
    def trade_off(self) -> Figure:
        """How dense boxes are in worlds in which a design is better, over how many of these they hold."""
        from wopsim.report.figures.box_trade_off import box_trade_off

        return box_trade_off(self)

    def __str__(self) -> str:
        from wopsim.report.tables.discovery_table import as_text

        return as_text(self)

    def __repr__(self) -> str:
        return str(self)

    def write(self, folder: str | Path) -> list[Path]:
        """Write tables (`boxes.csv`, `limits.csv`, `contexts.csv`, of a tree `tree.csv`), `discovery.txt` and two figures into a folder.

        The folder is made if absent.

        Raises
        ------
        ResultError : it cannot be written.
        """
        from wopsim.report.figures.plot import save_figure

        folder = io.make_folder(folder)
        tables = {io.BOXES: self.box_table(), io.LIMITS: self.limit_table(), io.CONTEXTS: self.contexts, io.TREE: self.tree_table()}
        written = io.write_tables(tables, {io.DISCOVERY_TEXT: str(self)}, folder)
        figures = {DISCOVERY_FIGURE: self.figure, TRADE_OFF_FIGURE: self.trade_off}
        return [*written, *(save_figure(figure, folder / name) for name, figure in figures.items())]
