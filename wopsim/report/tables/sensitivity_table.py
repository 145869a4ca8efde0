"""What the difference of two designs hangs on, as a short table: where it turns, and which part of its spread each number makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from wopsim import foreign_text
from wopsim.analysis.told_apart import TOLD_APART
from wopsim.declare import PARAMETERS
from wopsim.report.amounts_in_words import amount, in_words
from wopsim.report.decision_cases import numbers_told
from wopsim.report.decision_words import numbers_untold
from wopsim.report.judged_amounts import judged_scale
from wopsim.report.numbers import NONE, PERCENT
from wopsim.study.scenario import BASELINE

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.analysis.choice.sensitivity import Sensitivity

MOST = 8
"""Numbers that are printed; tornado.csv has all."""
_NAMED = 3
"""Level designs that are named."""
SEEN = 1.25
"""Standard errors of a first-order share from which a number is seen to move a difference: about two and a half of its slope, because
among a hundred numbers some have two by chance."""
APART = 3.0
"""Standard errors between its two ends from which a number is seen to move a difference, whatever is known of shares: with few replicates
nothing is known of them, because luck hides how much worlds differ [assumed]."""


def sensitivity_parts(decision: DecisionData) -> Iterator[RenderableType]:
    """Yield the table of the best design against its rival, and how to read it."""
    from rich import box
    from rich.table import Table

    found = decision.sensitivity()
    labels = {**decision.table.set_index("scenario")["label"], BASELINE: "no programme"}
    names = f"“{labels[found.design]}” against “{labels[found.against]}”"
    moving = seen_to_move(decision, found)
    shown = moving.head(MOST)
    yield foreign_text.as_rich(f"What turns the choice: {names}", style="bold")
    if level := passed_over(decision):
        yield foreign_text.as_rich(level)
    if not len(shown):
        unseen = "In these runs no drawn number by itself moves this difference: little does, or more draws would see more."
        yield foreign_text.as_rich(numbers_untold(decision) or unseen, style="dim")
        return
    scale = judged_scale(decision, [*shown["at_low"], *shown["at_high"]])
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False, show_edge=False)
    heads = ("", "low to high", "difference\nat low", "\nat high", "turns at", "of its spread", "with others")
    for place, head in enumerate(heads):
        table.add_column(head, width=(28, 20, 18, 18, 22, 13, 13)[place], justify="right" if place else "left", vertical="top")
    for _, row in shown.iterrows():
        table.add_row(
            str(row["name"]), f"{plain(row['low'])} to {plain(row['high'])}",
            f"{scale.show(row['at_low'], signed=True)} ± {scale.bare(row['at_low_error'])}",
            f"{scale.show(row['at_high'], signed=True)} ± {scale.bare(row['at_high_error'])}", turning(row),
            *(
                told if (told := of_spread(row, share)) == NONE else f"{told} ± {PERCENT.bare(row[f'{share}_error'])}"
                for share in ("first", "total")
            ),
        )  # fmt: skip
    yield table
    groups = decision.table.set_index("scenario")["group"]
    if groups[found.design] == groups.get(found.against, ""):
        yield foreign_text.as_rich("These runs do not tell the two apart, so where the choice turns is hardly known.")
    more = len(moving) - len(shown)
    yield foreign_text.as_rich(
        f"The difference is {amount(decision, found.mean)} on average; its standard deviation between worlds is "
        f"{amount(decision, found.spread)}. Low and high: 5th and 95th percentile of the number; difference: fitted there, all others as "
        "they are drawn, ± standard error. Turns at: value at which the other design becomes the better one; not told: these runs leave "
        "open which is the better one at an end. Of its spread: share of the "
        "variance between worlds that this number makes alone; with others: alone and in pairs. tornado.csv has every number"
        + (f", {more} more of which move it." if more else "."),
        style="dim",
    )


def passed_over(decision: DecisionData) -> str:
    """Return why the best design is held against another than the second, in a sentence; nothing where it is not."""
    rows = decision.table.set_index("scenario")
    level = rows.index[(rows["group"] == rows["group"][decision.best]) & (rows.index != decision.best)]
    if decision.rival == decision.against or decision.rival in level or not len(level):
        return ""
    few = len(level) <= _NAMED
    *others, last = (f"“{rows['label'][name]}”" for name in level)
    names = f"{', '.join(others)} and {last}".removeprefix(" and ") if few else f"{len(level)} designs"
    are, best = "is" if len(level) == 1 else "are", rows["label"][decision.best]
    return f"{names} {are} level with “{best}”, so the next that is not level is used."


def seen_to_move(decision: DecisionData, found: Sensitivity) -> pd.DataFrame:
    """Return the rows of what a difference hangs on that are told: of numbers that are seen to move it, where there are draws enough."""
    return found.table[moves(found.table) & numbers_told(decision)]


def moves(table: pd.DataFrame) -> pd.Series:
    """Return which numbers are seen to move the difference."""
    by_share = (table["first"] > SEEN * table["first_error"]) | (table["total"] > 2.0 * table["total_error"])
    return by_share | (table["moves_by"] > APART * np.hypot(table["at_low_error"], table["at_high_error"]))


def of_spread(row: pd.Series, share: str) -> str:
    """Return which share of the spread a number makes (`first`, `total`), or a dash where by its error it may be anything."""
    low, high = (row[share] + side * TOLD_APART * row[f"{share}_error"] for side in (-1.0, 1.0))
    return NONE if low <= 0.0 and high >= 1.0 else PERCENT.show(row[share])


def turns(row: pd.Series) -> bool:
    """Whether a choice turns at a value of the number, and these runs tell it."""
    return bool(np.isfinite(row["turns_at"]) and row["turn_told"])


def turning(row: pd.Series) -> str:
    """Return the value at which the choice turns, in words."""
    if not row["turn_told"]:
        return "turn not told"
    return f"{plain(row['turns_at'])}{_unit(str(row['name']))}" if turns(row) else "does not turn"


def plain(value: float) -> str:
    """Return a value of a number to three figures, large ones written out."""
    return f"{float(f'{value:.3g}'):,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"


def _unit(name: str) -> str:
    unit = PARAMETERS[name].unit if name in PARAMETERS else "1"
    return "" if unit == "1" else f" a {unit[2:]}" if unit.startswith("1/") else f" {in_words(unit)}"
