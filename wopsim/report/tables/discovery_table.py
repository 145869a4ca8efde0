"""Where a design is better, as tables: for a terminal, and as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from wopsim import foreign_text
from wopsim.analysis.choice.case_luck import RARE
from wopsim.analysis.choice.context_differences import MENTORS
from wopsim.counting import counted
from wopsim.report.discovery_words import by_more_than, sentence, where
from wopsim.report.numbers import Scale, compact, fine_enough, in_percent, of_hundred
from wopsim.report.tables.comparison_table import plain_text

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from wopsim.analysis.choice.discovery import DiscoveryData

_OF_MENTORS = "Mentors only: nobody there can be mentored; what differs is what mentoring takes from those who give it. "


def as_rich(found: DiscoveryData) -> Iterator[RenderableType]:
    """Yield what a rich console prints: the answer, limits, tree, contexts, how to read it."""
    from rich.text import Text

    yield foreign_text.as_rich(found.title, style="bold")
    yield foreign_text.as_rich(sentence(found))
    yield Text("")
    limits = found.limit_table()
    if len(limits):
        yield _table("Limits", ("better", "where", "comes back", "middle 90 % of the limit", "kept"), [
            (row.scenario, f"{row.name}{' is ' + row.word if row.word else ''} {row.side} {row.end:.3g}",
             in_percent(row.returns), f"{row.low:.3g} to {row.high:.3g}", "yes" if row.kept else "no")
            for row in limits.itertuples()
        ])  # fmt: skip
    if found.tree is not None:
        title = "Tree" if found.tree.found else "Tree: none found"
        rows = [(where(found, leaf.box), f"{leaf.cases} of {leaf.worlds}") for leaf in found.tree.leaves]
        yield _table(title, ("where", f"{found.better[0]} is better in"), rows)
    scale = compact(*found.contexts["mean"], *found.contexts["error"])
    yield _table(f"People served more under {found.better[0]}, by context", ("context", "difference", "better in"), [
        (f"{row.context}{' (mentors only)' * (row.kind == MENTORS)}", _difference(row.mean, row.error, fine_enough(scale, row.error)),
         in_percent(row.wins_worlds))
        for row in found.contexts.itertuples()
    ])  # fmt: skip
    yield foreign_text.as_rich(
        f"A world is a draw{' at a combination of swept values' if found.variants > 1 else ''}, its "
        f"{counted(found.replicates, 'replicate')} averaged; luck is not taken off, so shares differ a little from those of "
        f"`wopsim decide`. Limits were searched among {len(found.columns)} numbers. A box is told only if chance finds as good a "
        f"one in {of_hundred(RARE)} % of shuffled sets of worlds at most, and a limit only if it comes back in half of the sets of "
        "worlds that are drawn anew. Nothing found is not the same as nothing there.",
        style="dim",
    )
    yield Text("")
    yield foreign_text.as_rich(
        f"People served more: in the last year, of all utilities of a context; below zero, {found.better[1]} has more. Better in: any "
        f"difference counts here{', not only the useful one of the sentence above' * (by_more_than(found) != '')}. Contexts overlap. "
        f"{_OF_MENTORS if MENTORS in set(found.contexts['kind']) else ''}± standard error.",
        style="dim",
    )


def _difference(mean: float, error: float, scale: Scale) -> str:
    return f"{scale.show(mean, signed=True)} ± {scale.show(error)}"


def as_text(found: DiscoveryData) -> str:
    """Return sentence and tables as plain text without any terminal codes."""
    return plain_text(as_rich(found), 140)


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(title=foreign_text.as_rich(title, style="bold"), title_justify="left", box=box.SIMPLE_HEAD)
    for head in heads:
        table.add_column(head)
    for row in rows:
        table.add_row(*(foreign_text.as_rich(cell) for cell in row))
    return table
