"""The command of screening."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Annotated

import typer

from wopsim.cli.common import WIDTH, Debug, StudyFile, Workers, errors, say, told_how_to_go_on, whole
from wopsim.cli.progress import stages
from wopsim.limits import DRAWS, REPLICATES


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(screen)


def screen(
    study: StudyFile = "default",
    out: Annotated[
        Path | None,
        typer.Option(help="Folder; the same line goes on where it stopped.", show_default="wopsim-results/STUDY-screening"),
    ] = None,
    draws: Annotated[int | None, whole(DRAWS, help="Parameter draws, instead of the study's.")] = None,
    replicates: Annotated[int | None, whole(REPLICATES, help="Replicates for each draw, instead of the study's.")] = None,
    scenarios: Annotated[
        str | None,
        typer.Option(help="Scenarios to compare, with commas between them; one of each design if not given.", show_default=False),
    ] = None,
    numbers: Annotated[
        str | None, typer.Option(help="Numbers to screen, with commas between them; all if not given.", show_default=False)
    ] = None,
    outcome: Annotated[str, typer.Option(help="Effect by which designs are ordered.")] = "people_served",
    threshold: Annotated[float | None, typer.Option(min=0.0, max=1.0, help="Move of a chance that counts.", show_default="0.15")] = None,
    workers: Workers = None,
    debug: Debug = False,
) -> None:
    """Say which undrawn numbers turn the order of designs: each low and high of what is plausible, under the same luck."""
    with errors(debug), told_how_to_go_on():
        from rich.console import Console

        from wopsim.analysis.outcome_specs import THRESHOLD
        from wopsim.report.screening_page import as_rich, write_screening
        from wopsim.screening import screen as look
        from wopsim.screening import with_designs
        from wopsim.study.reader import read_study

        question = read_study(study, "en")
        folder = out or Path("wopsim-results") / f"{question.name}-screening"
        chosen = with_designs(question, _listed(scenarios))
        chosen = dataclasses.replace(chosen, draws=draws or question.draws, replicates=replicates or question.replicates)
        with stages() as tell:
            found = look(
                chosen, folder, outcome, THRESHOLD if threshold is None else threshold, _listed(numbers), workers,
                lambda done, of: tell("runs of the study, each with one number moved", done, of),
            )  # fmt: skip
        written = write_screening(found, folder)  # results first, words later
        Console(width=None if sys.stdout.isatty() else WIDTH).print(*as_rich(found), sep="\n")
        say(f"Written to {folder}/: {', '.join(path.name for path in written)}")


def _listed(text: str | None) -> list[str] | None:
    return None if text is None else [name.strip() for name in text.split(",")]
