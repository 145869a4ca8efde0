"""What all commands share: arguments that mean the same everywhere, and how a mistake is told."""

from __future__ import annotations

import contextlib
import shlex
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from wopsim import limits
from wopsim.cli.signals import Stopped, ended_by_signals
from wopsim.counting import counted
from wopsim.durable import replacing
from wopsim.errors import ResultError, StoppedError, WopsimError
from wopsim.foreign_text import printable
from wopsim.limits import AUTO, WORKERS, Whole
from wopsim.processes import stop_workers

StudyFile = Annotated[
    str, typer.Argument(help="Study file (YAML), or the name of a study that ships; without it the default question.", show_default=False)
]
WIDTH = 100
"""Of what is printed where there is no terminal."""
MOST_LETTERS = 1000
"""Of a line of a complaint: it may quote what a stranger wrote, whatever its length."""
MOST_LINES = 40
"""Of a complaint: whoever has more to mend begins with these."""


def whole(limit: Whole, **about: Any) -> Any:
    """Return an option that takes the whole numbers of a limit, written as in a study file (`1000`, `1e3`); `about` as for any option."""

    def parse(given: str | int) -> int:
        found = limit.of(str(given))
        if found is None:
            shown = printable(str(given))
            raise typer.BadParameter(f"{shown[:40]!r}{'...' * (len(shown) > 40)} is not {limit}.")
        return found

    return typer.Option(parser=parse, metavar="<int>", **about)


def draws_option(about: str) -> Any:
    """Return the option of a number of draws, which may be `auto`."""

    def parse(given: str | int) -> int | str:
        found = AUTO if given == AUTO else limits.DRAWS.of(str(given))
        if found is None:
            raise typer.BadParameter(f"{printable(str(given))[:40]!r} is not {limits.DRAWS}, nor {AUTO!r}.")
        return found

    return typer.Option(parser=parse, metavar=f"<int>|{AUTO}", help=about, show_default=False)


Workers = Annotated[int | None, whole(WORKERS, help="Processes; one for each core if not given.", show_default=False)]
StudyOrStore = Annotated[
    str,
    typer.Argument(
        help="Study file (YAML), the name of a study that ships, or a store of `wopsim run`; without it the default question.",
        show_default=False,
    ),
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


def say(text: str) -> None:
    """Print text that may hold words of strangers."""
    typer.echo(printable(text))


def aside(text: str) -> None:
    """Print text that may hold words of strangers on the error stream; no more of it than somebody reads."""
    lines = printable(text).split("\n")
    told = [line if len(line) <= MOST_LETTERS else f"{line[: MOST_LETTERS // 2]} [...] {line[-MOST_LETTERS // 4 :]}" for line in lines]
    if len(told) > MOST_LINES:
        told[MOST_LINES:] = [f"... and {counted(len(told) - MOST_LINES, 'line')} more, told once these are mended."]
    typer.echo("\n".join(told), err=True)


def tell_world(notes: Iterable[str]) -> None:
    """Say what a reader of results should know about their world, the same by every command."""
    for note in notes:
        aside(f"Note: the world: {note}")


@contextlib.contextmanager
def errors(debug: bool) -> Iterator[None]:
    """Turn a user's mistake, or a signal, into plain text and an exit code."""
    try:
        with ended_by_signals():
            try:
                yield
            except (Stopped, StoppedError) as stopped:  # cleaned up and told here, where a second signal ends all at once
                stop_workers()
                error = stopped if isinstance(stopped, StoppedError) else StoppedError(f"stopped ({stopped.name}).", stopped.number)
                raise _told(error) from None
    except WopsimError as wrong:
        if debug:
            raise
        raise _told(wrong) from None
    finally:
        stop_workers()


def _told(error: WopsimError) -> typer.Exit:
    """Say what is wrong, and return what ends the command."""
    aside(f"wopsim: {error}")
    return typer.Exit(error.exit_code)


def same_line() -> str:
    """Return the line that was typed, to be typed again."""
    return shlex.join(["wopsim", *sys.argv[1:]])


@contextlib.contextmanager
def told_how_to_go_on() -> Iterator[None]:
    """Say how a command that keeps what it did goes on after Ctrl-C."""
    try:
        yield
    except Stopped as stopped:
        raise StoppedError(f"stopped ({stopped.name}); what was run is kept. To go on: {same_line()}", stopped.number) from None


def require_other(out: Path, read: str | Path) -> None:
    """Check that a file which is to be written is not the one that is read.

    Raises
    ------
    WopsimError : it is; what was read would be lost.
    """
    if limits.exists(out) and limits.exists(read) and out.samefile(read):
        raise WopsimError(f"{out} is the file that is read, and would be replaced; name another with --out.")


def written_to(out: Path, was_there: bool) -> str:
    """Return what to tell of a file that was written; `was_there` before."""
    return f"Written to {out}{' (an older file was replaced)' if was_there else ''}"


def write_told(out: Path, content: str | bytes) -> None:
    """Write a file that one command makes, whole or not at all, and say so.

    Raises
    ------
    ResultError : it cannot be written.
    """
    was_there = limits.exists(out)
    try:
        with replacing(out) as draft:
            draft.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    except OSError as error:
        raise ResultError(f"{out} cannot be written: {error.strerror or error}.") from None
    say(written_to(out, was_there))
