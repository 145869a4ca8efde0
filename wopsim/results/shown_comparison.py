"""Designs beside each other, as users look at them: printed as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from wopsim.analysis.comparison import ComparisonData
from wopsim.analysis.design_differences import DifferencesData, differences
from wopsim.results.answers import shown_as

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

    from wopsim.analysis.comparison import Measured
    from wopsim.study.scenario import Study


class Comparison(ComparisonData):
    """A comparison that is printed as tables: as text, in a terminal, and in a notebook."""

    @classmethod
    def of(cls, data: ComparisonData) -> Self:
        """Return the same comparison, to be looked at."""
        return shown_as(cls, data)

    def __str__(self) -> str:
        from wopsim.report.tables.comparison_table import as_text

        return as_text(self)

    def __repr__(self) -> str:
        return str(self)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from wopsim.report.tables.comparison_table import as_rich

        yield from as_rich(self, console.width if console.width < 200 else 120)

    def _repr_html_(self) -> str:
        from wopsim.report.tables.comparison_table import as_html

        return as_html(self)


class Differences(DifferencesData):
    """Designs against one of them, printed as a table."""

    @classmethod
    def made(cls, measured: Measured, study: Study, against: str) -> Self:
        """Return what every other design changes beside that one; arguments and errors as in `design_differences.differences`."""
        return shown_as(cls, differences(measured, study, against))

    def __str__(self) -> str:
        from wopsim.report.tables.difference_table import as_text

        return as_text(self)

    def __repr__(self) -> str:
        return str(self)
