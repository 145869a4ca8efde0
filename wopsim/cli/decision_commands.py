"""The command of a choice."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from wopsim.cli.common import Debug, StudyOrStore, Workers, errors, say
from wopsim.cli.judging import Against, Cost, Discount, Draws, Equity, Outcome, Replicates, Useful, Variant, Weights, Worth, ask, judging

WIDTH = 140
"""Of the tables where there is no terminal."""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(decide)


def decide(
    study: StudyOrStore = "default",
    outcome: Outcome = "people_served",
    weights: Weights = None,
    equity: Equity = None,
    worth: Worth = None,
    cost: Cost = "funder",
    discount: Discount = None,
    useful: Useful = 0.0,
    against: Against = None,
    variant: Variant = None,
    out: Annotated[Path | None, typer.Option(help="Folder.", show_default="wopsim-results/STUDY-decision")] = None,
    draws: Draws = None,
    replicates: Replicates = None,
    workers: Workers = None,
    debug: Debug = False,
) -> None:
    """Say which design to choose, how likely that is wrong, what it costs then, and what to find out first."""
    with errors(debug):
        from rich.console import Console

        from wopsim.analysis.result_folder import sign, what_is_replaced
        from wopsim.report.tables.decision_table import as_rich

        judged = judging(outcome, weights, equity, worth, cost, discount, useful)
        asked = ask(study, judged, against, variant, draws, replicates, workers)
        folder = out or Path("wopsim-results") / f"{asked.name}-decision"
        replaced = what_is_replaced(folder, asked.study, asked.made_of)
        _, found = asked.answer()
        written = found.write(folder)  # results first, words later
        sign(folder, asked.study, asked.made_of)
        Console(width=None if sys.stdout.isatty() else WIDTH).print(*as_rich(found), sep="\n")
        say(f"Written to {folder}/: {', '.join(path.name for path in written)}")
        if replaced:
            say(replaced)
