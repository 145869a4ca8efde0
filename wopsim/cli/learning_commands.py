"""The command of what to find out first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wopsim.cli.common import Debug, StudyOrStore, Workers, errors, whole
from wopsim.cli.judging import Cost, Discount, Draws, Equity, Outcome, Replicates, Variant, Weights, Worth, ask, judging, tell_in_folder
from wopsim.cli.progress import stages
from wopsim.limits import FOLLOWED, FOLLOWED_YEARS

if TYPE_CHECKING:
    from wopsim.results import StudyValue


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
    money: Cost = "funder",
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
        from wopsim.report.tables.study_value_table import as_rich

        judged = judging(outcome, weights, equity, worth, money, discount)
        asked = ask(study, judged, design, variant, draws, replicates, workers)

        def make() -> StudyValue:
            result = asked.result()
            with stages() as tell:
                return result.learn(
                    mentored, comparison, years, cost, design, lambda done, of: tell("draws of the study", done, of), **judged
                )

        followed = {"mentored": mentored, "comparison": comparison, "years": years, "cost_of_study": cost}
        tell_in_folder(asked, out, "learning", make, as_rich, followed)
