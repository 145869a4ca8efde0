"""The commands that show one run: as a story of a utility, and as a moving map."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wopsim.cli.common import Debug, StudyFile, aside, errors, require_other, say, whole, write_told, written_to
from wopsim.limits import NUMBER, exists

ScenarioName = Annotated[str | None, typer.Option(help="Scenario; the first after the baseline if not given.", show_default=False)]
Draw = Annotated[int, whole(NUMBER, help="Number of the draw, from 0.")]
Replicate = Annotated[int, whole(NUMBER, help="Number of the replicate, from 0.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (trace, animate):
        app.command()(command)


def trace(
    study: StudyFile = "default",
    scenario: ScenarioName = None,
    draw: Draw = 0,
    replicate: Replicate = 0,
    utility: Annotated[str | None, typer.Option(help="Name of a utility, or its id; without it, those with stories worth reading.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the story to this file instead.", show_default=False)] = None,
    debug: Debug = False,
) -> None:
    """Tell the story of one utility in one run: who was considered, why this mentor, every mission, what changed."""
    with errors(debug):
        from wopsim.api import trace as tell
        from wopsim.spend_all import as_run
        from wopsim.study.reader import read_study

        if out is not None:
            require_other(out, study)
        text = str(tell(as_run(read_study(study, "en"), aside), scenario, draw, replicate, utility))
        if out is None:
            say(text)
        else:
            write_told(out, text + "\n")


def animate(
    study: StudyFile = "default",
    scenario: ScenarioName = None,
    draw: Draw = 0,
    replicate: Replicate = 0,
    out: Annotated[Path, typer.Option(help="File to write: .gif, .webp, .png (animated); .mp4, .avi with OpenCV.")] = Path("wopsim.gif"),
    debug: Debug = False,
) -> None:
    """Show one run as a moving map: utilities by change of NRW, partnerships by trust."""
    with errors(debug):
        from wopsim.api import animate as film
        from wopsim.spend_all import as_run
        from wopsim.study.reader import read_study

        require_other(out, study)
        was_there = exists(out)
        film(as_run(read_study(study, "en"), aside), scenario, draw, replicate, out)
        say(written_to(out, was_there))
