"""The application `wopsim`: how it starts and ends. Commands stand in files beside this one, and import what is heavy when called."""

from __future__ import annotations

import gc
import sys
from typing import Annotated

import typer

from wopsim._version import __version__
from wopsim.cli import (
    app_commands,
    calibration_commands,
    compare_commands,
    decision_commands,
    discovery_commands,
    input_commands,
    learning_commands,
    listing_commands,
    predict_commands,
    report_commands,
    screening_commands,
    sweep_commands,
    tracing_commands,
    warm_commands,
)
from wopsim.cli.common import say
from wopsim.cli.terminal import never_fail_to_print, why_not_printed
from wopsim.errors import WopsimError

app = typer.Typer(
    name="wopsim",
    help="Simulate Water Operators' Partnerships and compare programme designs for the same money.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        say(f"wopsim {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")] = False,
) -> None:
    """Simulate Water Operators' Partnerships and compare programme designs for the same money."""


for commands in (  # in the order of --help
    compare_commands,
    input_commands,
    warm_commands,
    tracing_commands,
    listing_commands,
    decision_commands,
    discovery_commands,
    learning_commands,
    report_commands,
    app_commands,
    calibration_commands,
    predict_commands,
    screening_commands,
    sweep_commands,
):
    commands.register(app)


def main() -> None:
    """Entry point of the `wopsim` command."""
    gc.set_threshold(200_000, 20, 20)  # most that a command makes lives until it ends: looking for circles in it took a tenth of its time
    never_fail_to_print()
    try:
        app()
    finally:
        gc.freeze()  # nor are they looked for at the end, when all goes with the process: that took a second
        why = why_not_printed()
        if why is not None:
            sys.stderr.write(f"wopsim: not all that was printed could be written: {why}. Files are complete.\n")
            sys.exit(WopsimError.exit_code)


if __name__ == "__main__":
    main()
