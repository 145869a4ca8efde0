"""The command that opens the live page."""

from __future__ import annotations

from typing import Annotated

import typer

from wopsim.cli.common import Debug, StudyFile, errors, say, whole
from wopsim.cli.signals import leaving_threads
from wopsim.limits import PORT


def register(application: typer.Typer) -> None:
    """Add the command to the application."""
    application.command()(app)


def app(
    study: StudyFile = "default",
    port: Annotated[int, whole(PORT, help="Where the page listens on this machine; a free port if not given.", show_default=False)] = 0,
    debug: Debug = False,
) -> None:
    """Open a live page on this machine: move what two designs set, and see what they bring within seconds."""
    with leaving_threads(), errors(debug):
        from wopsim.app.serving import require_solara, serve
        from wopsim.app.two_designs import TwoDesigns
        from wopsim.engines.compiled.run import prepare
        from wopsim.study.reader import read_study

        question = TwoDesigns.of(read_study(study, "en"))
        require_solara()
        prepare()  # before anybody waits at the page
        serve(
            question, port, lambda address: say(f"Open {address}\nOnly this machine is answered, and only with that token. Ctrl+C ends it.")
        )
