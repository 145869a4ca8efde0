"""What all commands share: arguments that mean the same everywhere, and how a mistake is told."""

from __future__ import annotations

import contextlib
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from wopsim.errors import WopsimError
from wopsim.processes import stop_workers
from wopsim.signals import Stopped, ended_by_signals

StudyFile = Annotated[
    str, typer.Argument(help="Study file (YAML), or the name of a study that ships; without it the default question.", show_default=False)
]
WIDTH = 100
"""Of what is printed where there is no terminal."""
Workers = Annotated[int | None, typer.Option(min=1, help="Processes; one for each core if not given.", show_default=False)]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


@contextlib.contextmanager
def errors(debug: bool) -> Iterator[None]:
    """Turn a user's mistake, or a signal, into plain text and an exit code."""
    try:
        with ended_by_signals():
            yield
    except WopsimError as error:
        if debug:
            raise
        typer.echo(f"wopsim: {error}", err=True)
        raise typer.Exit(error.exit_code) from None
    except Stopped as stopped:
        typer.echo(f"wopsim: stopped ({stopped.name}).", err=True)
        raise typer.Exit(128 + stopped.number) from None
    finally:
        stop_workers()


def same_line() -> str:
    """Return the line that was typed, to be typed again."""
    return shlex.join(["wopsim", *sys.argv[1:]])


def exists(path: Path) -> bool:
    """Return whether there is such a file or folder; a name that no file system takes is none."""
    try:
        return path.exists()
    except OSError:
        return False
