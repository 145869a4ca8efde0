"""The command of what to find out first."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from wopsim.cli.common import Debug, StudyOrStore, Workers, errors, say, whole
from wopsim.cli.decision_commands import WIDTH
from wopsim.cli.judging import Discount, Draws, Equity, Outcome, Replicates, Variant, Weights, Worth, ask, judging
from wopsim.cli.progress import stages
from wopsim.limits import FOLLOWED, FOLLOWED_YEARS


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(learn)


def learn(
    study: StudyOrStore = "default",
    mentored: Annotated[int, whole(FOLLOWED, help="Mentored utilities that are followed.")] = 20,
    comparison: Annotated[int, whole(FOLLOWED, help="Comparison utilities that are followed.")] = 20,
    years: Annotated[int, whole(FOLLOWED_YEARS, help="Years from the agreement on.")] = 4,
    cost: Annotated[float, typer.Option(help="EUR that the study of them costs.")] = 0.0,
    design: Annotated[str | None, typer.Option(help="Design that mentors them; else the best one.", show_default=False)] = None,
    outcome: Outcome = "people_served",
    weights: Weights = None,
    equity: Equity = None,
    worth: Worth = None,
    money: Annotated[Literal["funder", "all"], typer.Option(help="With --worth, whose money: the funder's, or everybody's.")] = "funder",
    discount: Discount = None,
    variant: Variant = None,
    out: Annotated[Path | None, typer.Option(help="Folder.", show_default="wopsim-results/STUDY-learning")] = None,
    draws: Draws = None,
    replicates: Replicates = None,
    workers: Workers = None,
    debug: Debug = False,
) -> None:
    """Say what it would be worth for the choice to follow some utilities for some years first, and whether that is worth its cost."""
    with errors(debug):
        from rich.console import Console

        from wopsim.analysis.result_folder import sign, what_is_replaced
        from wopsim.report.tables.study_value_table import as_rich

        judged = judging(outcome, weights, equity, worth, money, discount)
        asked = ask(study, judged, design, variant, draws, replicates, workers)
        folder = out or Path("wopsim-results") / f"{asked.name}-learning"
        replaced = what_is_replaced(folder, asked.study, asked.made_of)
        result = asked.result()
        with stages() as tell:
            found = result.learn(mentored, comparison, years, cost, design, lambda done, of: tell("draws of the study", done, of), **judged)
        written = found.write(folder)  # results first, words later
        sign(folder, asked.study, asked.made_of)
        Console(width=None if sys.stdout.isatty() else WIDTH).print(*as_rich(found), sep="\n")
        say(f"Written to {folder}/: {', '.join(path.name for path in written)}")
        if replaced:
            say(replaced)
