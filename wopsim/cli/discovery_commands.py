"""The command of where one design is better than another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wopsim.cli.common import Debug, StudyOrStore, Workers, errors
from wopsim.cli.judging import (
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

if TYPE_CHECKING:
    from wopsim.results import Discovery


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(discover)


def discover(
    study: StudyOrStore = "default",
    better: Annotated[
        tuple[str, str] | None, typer.Option(metavar="A B", help="Two designs: where is A better than B?", show_default=False)
    ] = None,
    outcome: Outcome = "people_served",
    weights: Weights = None,
    equity: Equity = None,
    worth: Worth = None,
    cost: Cost = "funder",
    discount: Discount = None,
    useful: Useful = 0.0,
    tree: Annotated[bool, typer.Option("--tree", help="Grow a small tree as well (extra: discovery).")] = False,
    variant: Variant = None,
    out: Annotated[Path | None, typer.Option(help="Folder.", show_default="wopsim-results/STUDY-discovery")] = None,
    draws: Draws = None,
    replicates: Replicates = None,
    workers: Workers = None,
    debug: Debug = False,
) -> None:
    """Say where one design is better than another: over what is not known, what is swept, and contexts."""
    with errors(debug):
        from wopsim.errors import WopsimError
        from wopsim.report.tables.discovery_table import as_rich

        if better is None:
            raise WopsimError("say which two designs: --better A B, where A may be better than B.")
        judged = judging(outcome, weights, equity, worth, cost, discount, useful)
        asked = ask(study, judged, better[0], variant, draws, replicates, workers)

        def make() -> Discovery:
            return asked.discovery(better, tree)

        tell_in_folder(asked, out, "discovery", make, as_rich, {"better": better, "tree": tree})
