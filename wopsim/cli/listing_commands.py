"""The commands that print what the model declares: parameters, outputs, the order of a quarter, and what a study file may hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wopsim.cli.common import errors, say, write_told


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (parameters, outputs, describe, schema):
        app.command()(command)


def parameters(markdown: Annotated[bool, typer.Option("--markdown", help="As Markdown tables.")] = False) -> None:
    """List every parameter: default, unit, role, prior or plausible range, source; and count what is assumed and what is drawn."""
    from wopsim.cli.reference_pages import parameters_page, what_is_assumed
    from wopsim.declare import PARAMETERS

    declared = list(PARAMETERS.values())
    if markdown:
        say(parameters_page(declared))
        return
    from wopsim.api import parameters as table

    rows = table()[["default", "unit", "role", "prior", "plausible", "source"]]
    rows["plausible"] = [" to ".join(f"{end:g}" for end in ends or ()) for ends in rows["plausible"]]
    rows["source"] = rows["source"].str.slice(0, 40)
    say(rows.to_string())
    say(what_is_assumed(declared).replace("**", ""))


def outputs() -> None:
    """List every output: unit, stock or flow, which direction is better."""
    from wopsim.api import outputs as table

    say(table()[["unit", "kind", "better", "long_name"]].to_string())


def describe() -> None:
    """Print the order in which the model's quarter runs."""
    from wopsim.api import describe as order

    say(order())


def schema(out: Annotated[Path | None, typer.Option(help="Write to this file instead.", show_default=False)] = None) -> None:
    """Print the JSON schema of study files, for editors."""
    import json

    from wopsim.study.schema import study_schema

    text = json.dumps(study_schema(), indent=2)
    if out is None:
        say(text)
        return
    with errors(debug=False):
        write_told(out, text + "\n")
