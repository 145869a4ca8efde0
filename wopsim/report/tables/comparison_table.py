"""The comparison as a table: for a terminal 100 columns wide, as plain text, and as HTML for a notebook."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from wopsim import foreign_text, html_table
from wopsim.report.brief.brief_language import Phrases
from wopsim.report.tables.few_scenarios import sections_of_few
from wopsim.report.tables.many_scenarios import LABEL, sections_of_many, swept_section
from wopsim.report.tables.rows import Section

if TYPE_CHECKING:
    from rich.console import RenderableType

    from wopsim.analysis.comparison import ComparisonData
    from wopsim.declare import Value
    from wopsim.study.scenario import Study

WIDTH = 100
_LABEL = 20
_NARROWEST = 13
MANY = 8
"""Scenarios above which the table has a line, not a column, for each."""


def as_rich(comparison: ComparisonData, width: int = WIDTH) -> Iterator[RenderableType]:
    """Yield what a rich console prints: title, tables, one sentence under each on how to read it, notes.

    Scenarios that do not fit beside each other stand in a further table below; more than `MANY` have one line each.
    """
    from rich.text import Text

    yield from _title(comparison)
    names = list(comparison.scenarios)
    if all(map(comparison.bought_nothing, names)):
        yield foreign_text.as_rich(Phrases("en").say("answer", "nothing_bought"), style="bold")
    if len(names) > MANY:
        for section in sections_of_many(comparison):
            yield Text("")
            yield _rich_table(section, LABEL, section.widths)
            yield from _words_below(section)
        return
    fit = max(1, (width - _LABEL) // _NARROWEST)
    each = min(22, (width - _LABEL) // min(fit, len(names)) - 1)
    blocks = [sections_of_few(comparison, names[first : first + fit]) for first in range(0, len(names), fit)]
    for number, whole in enumerate(sections_of_few(comparison, names)):
        for block in blocks:
            yield Text("")
            yield _rich_table(block[number], _LABEL, (each,) * len(block[number].heads))
        yield from _words_below(whole)


def sweep_as_rich(variants: Sequence[tuple[int, Mapping[str, Value], ComparisonData]]) -> Iterator[RenderableType]:
    """Yield what a rich console prints of a sweep: one table, with a line for each scenario of each combination of swept values."""
    yield from sections_as_rich(variants[0][2], [swept_section(variants)])


def sections_as_rich(of: ComparisonData | Study, tables: Iterable[Section]) -> Iterator[RenderableType]:
    """Yield what a rich console prints: title and question of what is told of, and tables that have their own widths."""
    from rich.text import Text

    yield from _title(of)
    for number, section in enumerate(tables):
        if number:
            yield Text("")
        yield _rich_table(section, LABEL, section.widths)
        yield from _words_below(section)


def as_text(comparison: ComparisonData, width: int = WIDTH) -> str:
    """Return the tables as plain text without any terminal codes."""
    return plain_text(as_rich(comparison, width), width)


def plain_text(parts: Iterable[RenderableType], width: int = WIDTH) -> str:
    """Return what a rich console would print, without any terminal codes; in a notebook too, where rich would rather display it."""
    from rich.console import Console

    console = Console(file=io.StringIO(), width=width, color_system=None, force_terminal=False, force_jupyter=False, legacy_windows=False)
    console.print(*parts, sep="\n")
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in text.splitlines())


def as_html(comparison: ComparisonData) -> str:
    """Return the tables as HTML that stands alone; every text is escaped."""
    names = list(comparison.scenarios)
    parts = []
    for section in sections_of_many(comparison) if len(names) > MANY else sections_of_few(comparison, names):
        rows = [(_two_lines(row.label, row.unit), [_two_lines(cell.main, cell.below) for cell in row.cells]) for row in section.rows]
        parts += [html_table.table(section.title, section.heads, rows), html_table.note(section.how_to_read, *section.notes)]
    return html_table.page_part(comparison.title, comparison.question, parts)


def _two_lines(main: str, below: str) -> str:
    return f"{main}\n{below}" if below else main


def _title(comparison: ComparisonData | Study) -> Iterator[RenderableType]:

    yield foreign_text.as_rich(comparison.title, style="bold")
    if comparison.question:
        yield foreign_text.as_rich(comparison.question, style="italic")


def _words_below(section: Section) -> Iterator[RenderableType]:

    yield foreign_text.as_rich(section.how_to_read, style="dim")
    for note in section.notes:
        yield foreign_text.as_rich(note)


def _rich_table(section: Section, label_width: int, widths: tuple[int, ...]) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=foreign_text.as_rich(section.title, style="bold"), title_justify="left", box=box.SIMPLE_HEAD)
    table.padding, table.pad_edge, table.show_edge = 0, False, False
    table.add_column("", width=label_width)
    for head, each in zip(section.heads, widths, strict=True):
        table.add_column(foreign_text.as_rich(head, justify="right"), justify="right", width=each, vertical="top")
    for row in section.rows:
        label = foreign_text.as_rich(row.label)
        if row.unit:
            label.append(f"\n {row.unit}", style="dim")
        cells = []
        for cell in row.cells:
            text = Text(cell.main, style="bold" if cell.below else "")
            if cell.below:
                text.append(f"\n{cell.below}", style="not bold dim")
            cells.append(text)
        table.add_row(label, *cells)
    return table
