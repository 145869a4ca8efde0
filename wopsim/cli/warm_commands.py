"""The command that compiles the engine ahead of time."""

from __future__ import annotations

import typer

from wopsim.cli.common import Debug, errors, say
from wopsim.errors import WopsimError


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(warm)


def warm(debug: Debug = False) -> None:
    """Compile the engine now, so that no later run on this machine has to wait for it: for images and test machines."""
    with errors(debug):
        from wopsim.compile_cache import cache_folder
        from wopsim.engines.compiled.run import prepare

        folder = cache_folder()
        if folder is None:
            raise WopsimError(
                "Nothing was compiled, because it could not be kept. Let NUMBA_CACHE_DIR be a folder of yours, and try again."
            )
        prepare()
        say(f"The engine is compiled, and kept in {folder}.")
