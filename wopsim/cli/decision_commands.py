"""The command of a choice."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from wopsim.cli.common import Debug, StudyOrStore, Workers, errors, say, whole
from wopsim.cli.judging_options import Discount, Equity, Outcome, Weights, Worth, equity_weights
from wopsim.cli.progress import stages
from wopsim.errors import WopsimError
from wopsim.limits import DRAWS, NUMBER, REPLICATES, exists

if TYPE_CHECKING:
    from wopsim.results import Result
    from wopsim.study.scenario import Study

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
    cost: Annotated[Literal["funder", "all"], typer.Option(help="Whose money: the funder's, or everybody's.")] = "funder",
    discount: Discount = None,
    useful: Annotated[float, typer.Option(help="Smallest difference that matters to you, in the unit of what is judged.")] = 0.0,
    against: Annotated[str | None, typer.Option(help="Design that others stand against; else the best.", show_default=False)] = None,
    variant: Annotated[int | None, whole(NUMBER, help="Of a store with a sweep: number of the combination.", show_default=False)] = None,
    out: Annotated[Path | None, typer.Option(help="Folder.", show_default="wopsim-results/STUDY-decision")] = None,
    draws: Annotated[int | None, whole(DRAWS, help="Plausible worlds, instead of the study's draws.")] = None,
    replicates: Annotated[int | None, whole(REPLICATES, help="Replicates for each draw, instead of the study's.")] = None,
    workers: Workers = None,
    debug: Debug = False,
) -> None:
    """Say which design to choose, how likely that is wrong, what it costs then, and what to find out first."""
    with errors(debug):
        from rich.console import Console

        from wopsim.analysis.choice.design_decision import require_design
        from wopsim.analysis.choice.weights_file import read_weights
        from wopsim.analysis.choice.yardstick import Yardstick
        from wopsim.analysis.result_folder import sign, what_is_replaced
        from wopsim.report.tables.decision_table import as_rich
        from wopsim.results import StoredRuns
        from wopsim.study.reader import read_study

        judged: dict[str, Any] = {
            "outcome": outcome, "weights": None if weights is None else read_weights(weights), "equity": equity_weights(equity),
            "worth": worth, "cost": cost, "discount": discount, "useful": useful,
        }  # fmt: skip
        Yardstick(**judged)  # says what is wrong with it before anything is run
        store = exists(Path(study) / "zarr.json")
        if store and any(given is not None for given in (draws, replicates, workers)):
            raise WopsimError("a store was run already: leave --draws, --replicates and --workers out, or name the study file.")
        if variant is not None and not store:
            raise WopsimError("--variant is for a store with a sweep; a study file has none.")
        runs = StoredRuns(study) if store else None
        question = runs.study if runs is not None else read_study(study)
        require_design(against, [scenario.name for scenario in question.scenarios[1:]])
        folder = out or Path("wopsim-results") / f"{Path(study).stem if store else question.name}-decision"
        made_of: Literal["store", "runs"] = "store" if store else "runs"
        replaced = what_is_replaced(folder, question, made_of)
        if runs is not None:
            found = runs.decide(variant, against, **judged)
        else:
            question = dataclasses.replace(question, draws=draws or question.draws, replicates=replicates or question.replicates)
            found = run_to_judge(question, workers).decide(against, **judged)
        written = found.write(folder)  # results first, words later
        sign(folder, question, made_of)
        Console(width=None if sys.stdout.isatty() else WIDTH).print(*as_rich(found), sep="\n")
        say(f"Written to {folder}/: {', '.join(path.name for path in written)}")
        if replaced:
            say(replaced)


def run_to_judge(question: Study, workers: int | None) -> Result:
    """Run a study in memory with a progress bar, and return its result."""
    from wopsim.api import refuse_sweep, run

    refuse_sweep(question)
    runs = len(question.scenarios)
    with stages() as tell:
        return run(question, workers, lambda done, of: tell("runs", done * runs, of * runs), keep="runs")
