"""The command of what to find out first."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from wopsim.cli.common import Debug, StudyOrStore, Workers, errors, say, whole
from wopsim.cli.decision_commands import WIDTH, run_to_judge
from wopsim.cli.judging_options import Discount, Equity, Outcome, Weights, Worth, equity_weights
from wopsim.cli.progress import stages
from wopsim.errors import WopsimError
from wopsim.limits import DRAWS, FOLLOWED, FOLLOWED_YEARS, NUMBER, REPLICATES, exists


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
    variant: Annotated[int | None, whole(NUMBER, help="Of a store with a sweep: number of the combination.", show_default=False)] = None,
    out: Annotated[Path | None, typer.Option(help="Folder.", show_default="wopsim-results/STUDY-learning")] = None,
    draws: Annotated[int | None, whole(DRAWS, help="Plausible worlds, instead of the study's draws.")] = None,
    replicates: Annotated[int | None, whole(REPLICATES, help="Replicates for each draw, instead of the study's.")] = None,
    workers: Workers = None,
    debug: Debug = False,
) -> None:
    """Say what it would be worth for the choice to follow some utilities for some years first, and whether that is worth its cost."""
    with errors(debug):
        from rich.console import Console

        from wopsim.analysis.choice.design_decision import require_design
        from wopsim.analysis.choice.weights_file import read_weights
        from wopsim.analysis.choice.yardstick import Yardstick
        from wopsim.analysis.result_folder import sign, what_is_replaced
        from wopsim.report.tables.study_value_table import as_rich
        from wopsim.results import StoredRuns
        from wopsim.study.reader import read_study

        judged: dict[str, Any] = {
            "outcome": outcome, "weights": None if weights is None else read_weights(weights), "equity": equity_weights(equity),
            "worth": worth, "cost": money, "discount": discount,
        }  # fmt: skip
        Yardstick(**judged)  # says what is wrong with it before anything is run
        store = exists(Path(study) / "zarr.json")
        if store and any(given is not None for given in (draws, replicates, workers)):
            raise WopsimError("a store was run already: leave --draws, --replicates and --workers out, or name the study file.")
        if variant is not None and not store:
            raise WopsimError("--variant is for a store with a sweep; a study file has none.")
        runs = StoredRuns(study) if store else None
        question = runs.study if runs is not None else read_study(study)
        require_design(design, [scenario.name for scenario in question.scenarios[1:]])
        folder = out or Path("wopsim-results") / f"{Path(study).stem if store else question.name}-learning"
        made_of: Literal["store", "runs"] = "store" if store else "runs"
        replaced = what_is_replaced(folder, question, made_of)
        if runs is not None:
            result = runs.result(variant)
        else:
            question = dataclasses.replace(question, draws=draws or question.draws, replicates=replicates or question.replicates)
            result = run_to_judge(question, workers)
        with stages() as tell:
            found = result.learn(mentored, comparison, years, cost, design, lambda done, of: tell("draws of the study", done, of), **judged)
        written = found.write(folder)  # results first, words later
        sign(folder, question, made_of)
        Console(width=None if sys.stdout.isatty() else WIDTH).print(*as_rich(found), sep="\n")
        say(f"Written to {folder}/: {', '.join(path.name for path in written)}")
        if replaced:
            say(replaced)
