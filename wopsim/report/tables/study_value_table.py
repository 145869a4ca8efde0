"""What a study would be worth, over its sizes, as a table: for a terminal, and as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wopsim import foreign_text
from wopsim.report.amounts_in_words import amount, in_words
from wopsim.report.decision_cases import FEW_DRAWS
from wopsim.report.numbers import NONE, Scale, compact, price
from wopsim.report.study_value_words import sentence
from wopsim.report.tables.comparison_table import plain_text

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

    from wopsim.analysis.choice.study_value import StudyValueData


def as_rich(found: StudyValueData) -> Iterator[RenderableType]:
    """Yield what a rich console prints: the answer, the table of sizes, how to read it."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    yield foreign_text.as_rich(found.title, style="bold")
    yield foreign_text.as_rich(sentence(found))
    yield Text("")
    years = sorted(set(found.table["years"]))
    table = Table(title=foreign_text.as_rich("What such a study would be worth", style="bold"), title_justify="left", box=box.SIMPLE_HEAD)
    table.padding, table.pad_edge, table.show_edge = (0, 1), False, False
    table.add_column("mentored + comparison", width=24)
    for year in years:
        table.add_column(f"{year} year{'s' * (year != 1)}", width=26, justify="right")
    scale = Scale(0.01, 2, " pp") if found.unit == "1" else compact(*found.table["value"])
    for (mentored, comparison), rows in found.table.groupby(["mentored", "comparison"], sort=False):
        by_year = rows.set_index("years")
        here = " <" if (mentored, comparison) == found.size[:2] else ""
        table.add_row(f"{mentored} + {comparison}{here}", *(_cell(found, by_year.loc[year], scale) for year in years))
    yield table
    yield foreign_text.as_rich(
        f"Expected gain of this choice if made with the result of the study [{in_words(found.unit)}], ± standard error, over "
        f"{found.draws} draws; by regression of what designs are worth on what the study would report. {_second_line(found)}Both groups "
        "are alike and read by independent people each year: non-revenue water, collection, coverage, hours of supply, cost coverage. "
        "Not counted: what waiting for the result loses, what mentoring them costs and brings, and other choices that would use the result."
        + (f" Of {found.draws} draws nothing below about {amount(found, found.smallest)} is seen." if found.smallest > 0.0 else "")
        + (f" With {found.draws} draws this is rough: take {FEW_DRAWS} or more." if found.draws < FEW_DRAWS else ""),
        style="dim",
    )


def as_text(found: StudyValueData) -> str:
    """Return sentence and table as plain text without any terminal codes."""
    return plain_text(as_rich(found), 140)


def _cell(found: StudyValueData, row: pd.Series, scale: Scale) -> str:
    seen = row["value"] > row["error"]
    value = f"{scale.show(row['value'])} ± {scale.show(row['error'])}" if seen else "none seen"
    if not _costs(found):
        return value
    if not seen:
        return f"{value}\n{NONE}"
    return f"{value}\n{compact(row['net']).show(row['net'], signed=True) if found.in_money else price(row['pays_from'])}"


def _second_line(found: StudyValueData) -> str:
    if not _costs(found):
        return ""
    what = "net of its cost" if found.in_money else "worth of a unit from which it pays [EUR]"
    return f"Second line: {what}; the cost of other sizes in proportion to utilities x years. None seen: no more than its error. "


def _costs(found: StudyValueData) -> bool:
    return bool((found.table["cost"] > 0.0).any())
