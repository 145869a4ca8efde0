"""The command of a choice."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wopsim.cli.common import Debug, StudyOrStore, Workers, errors
from wopsim.cli.judging import (
    Against,
    Cost,
    Discount,
    Draws,
    Equity,
    Outcome,
    Replicates,
    Useful,
    Variant,
    Weights,
    Worth,
    ask,
    judging,
    tell_in_folder,
)


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
        from wopsim.report.tables.decision_table import as_rich

        judged = judging(outcome, weights, equity, worth, cost, discount, useful)
        asked = ask(study, judged, against, variant, draws, replicates, workers)
        tell_in_folder(asked, out, "decision", lambda: asked.answer()[1], as_rich)
