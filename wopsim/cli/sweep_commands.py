"""The commands of sweeps: plan, run, status, export."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from wopsim.cli.common import WIDTH, Debug, StudyFile, Workers, aside, errors, same_line, say, tell_world
from wopsim.cli.progress import Tell, stages
from wopsim.cli.signals import Stopped
from wopsim.errors import DamageError, ResultError, StoppedError, WopsimError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from wopsim.analysis.swept_choice import SweptChoice
    from wopsim.results import StoredRuns
    from wopsim.runs.plan import Plan
    from wopsim.runs.scheduler import Tally
    from wopsim.runs.store import Store

    Write = Callable[[Sequence[RenderableType], Path], list[Path]]
    """Writes what was printed, and the numbers behind it, into a folder."""

MOST_VARIANTS = 40
"""Combinations of swept values that are printed one by one."""

StorePath = Annotated[Path, typer.Argument(help="A store that `wopsim run` made.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (plan, run, status, export):
        app.command()(command)


def plan(study: StudyFile = "default", workers: Workers = None, debug: Debug = False) -> None:
    """Print how many runs a study has, and what they will take in bytes and minutes; only a trial of some seconds is run."""
    with errors(debug):
        from wopsim.sweeps import plan as make

        say(str(make(study, workers)))


def run(
    study: StudyFile = "default",
    out: Annotated[Path | None, typer.Option(help="The store, a folder.", show_default="runs/STUDY.zarr")] = None,
    workers: Workers = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Address or file of a dask scheduler; its workers run the points.", show_default=False),
    ] = None,
    point: Annotated[
        str | None, typer.Option(metavar="I..J", help="Run only the blocks that begin at these points, for job arrays.", show_default=False)
    ] = None,
    verify: Annotated[bool, typer.Option("--verify", help="First read everything that was written; what is damaged is run again.")] = False,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Run failed points again.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask, however long it takes.")] = False,
    debug: Debug = False,
) -> None:
    """Run a study into a store. The same line goes on where it stopped, whatever stopped it."""
    with errors(debug):
        from wopsim import sweeps
        from wopsim.runs.store import DONE
        from wopsim.runs.summary import counts
        from wopsim.study.reader import read_study

        points = None if point is None else _range(point)
        question = read_study(study)
        place = out or Path("runs") / f"{question.name}.zarr"
        store = sweeps.opened(question, place)
        if store is None:
            found = sweeps.plan(question, workers)
            aside(str(found))
            if scheduler is None and points is None:
                _ask(found, yes)
            store = sweeps.created(found, place)
        with stages() as tell, _told_where_it_stopped(store):
            sweeps.run_store(store, workers, scheduler, points, verify, retry_failed, lambda tally: _tell_runs(tell, tally), aside)
        states = store.statuses()
        say(f"{place}: {counts(states)}.")
        if (states == DONE).any():
            say(f"To compare its scenarios: {shlex.join(['wopsim', 'compare', str(place)])}")


def status(
    store: StorePath,
    verify: Annotated[bool, typer.Option("--verify", help="Read everything that was written, and say what is damaged.")] = False,
    tracebacks: Annotated[bool, typer.Option("--tracebacks", help="Print the traceback of every kind of failure.")] = False,
    debug: Debug = False,
) -> None:
    """Say how far a store is, what failed, and what that breaks."""
    with errors(debug):
        from wopsim.runs.repair import damaged
        from wopsim.runs.store import Store
        from wopsim.runs.summary import counts
        from wopsim.sweeps import what_failed

        found = Store(store)
        say(f"{store}: {counts(found.statuses())}.")
        about = found.attributes
        commit = "" if about["wopsim_commit"] == "unknown" else f" ({about['wopsim_commit'][:12]})"
        made = f"made {about['created']} by wopsim {about['wopsim_version']}{commit}, draws from the {about['draws_from']}"
        say(f"{about['title']}; {made}.")
        for line in what_failed(found):
            say(line)
        if tracebacks:
            for text in dict.fromkeys(failure.text for failure in found.failures()):
                say(f"\n{text.rstrip()}")
        if verify:
            broken = damaged(found, found.points.blocks())
            if broken:
                listed = "\n".join(f"  block {number}: {what}" for number, what in broken.items())
                raise DamageError(f"{store} is damaged; `wopsim run` with --verify runs these blocks again:\n{listed}")
            say("Everything that was written is as it was written.")


def export(
    store: StorePath,
    out: Annotated[Path, typer.Argument(help="File to write; .nc, .parquet or .csv.", show_default=False)],
    table: Annotated[
        Literal["runs", "years", "distribution", "utilities"], typer.Option(help="What a row of a Parquet or CSV file is.")
    ] = "runs",
    debug: Debug = False,
) -> None:
    """Write what a store holds as netCDF, Parquet or CSV."""
    with errors(debug):
        from wopsim.report.export import export_store

        for line in export_store(store, out, table):
            say(line)


def compare_store(store: Path, out: Path | None, useful: float) -> None:
    """Print how the scenarios of a store compare, and write it; of a sweep, one table for all combinations of swept values."""
    from rich.console import Console

    from wopsim.analysis.io import make_folder
    from wopsim.analysis.result_folder import sign, what_is_replaced
    from wopsim.results import StoredRuns
    from wopsim.runs.store import Store

    runs = StoredRuns(store, "en")
    many = len(runs.variants) > MOST_VARIANTS or runs.study.sampled
    parts, write = _tell_many(runs, store) if many else _tell_few(runs, useful)
    folder = out or Path("wopsim-results") / f"{store.stem}-store"
    replaced = what_is_replaced(folder, runs.study, "store")
    make_folder(folder)
    parts += [str(runs.held())] if str(runs.held()) else []
    written = [*write(parts, folder), sign(folder, runs.study, "store")]
    Console(width=None if sys.stdout.isatty() else WIDTH).print(*parts, sep="\n")
    say(f"Written to {folder}/: {', '.join(path.name for path in written)}")
    if replaced:
        say(replaced)
    tell_world(Store(store).attributes.get("world_notes", "").splitlines())


def _tell_few(runs: StoredRuns, useful: float) -> tuple[list[RenderableType], Write]:
    """Return what is printed of each combination, and what writes it."""
    from wopsim.analysis.io import COMPARISON, TEXT, write_tables
    from wopsim.report.tables.comparison_table import as_rich, plain_text, sweep_as_rich

    found = runs.comparisons
    if useful:
        found = {number: runs.compare(number, useful=useful) for number in found}
    if runs.variants:
        parts = list(sweep_as_rich([(number, runs.variants[number], comparison) for number, comparison in found.items()]))
    else:
        parts = list(as_rich(found[0]))
    parts += _not_yet(len(found), len(runs.variants))
    return parts, lambda parts, folder: write_tables({COMPARISON: runs.table()}, {TEXT: plain_text(parts)}, folder)


def _tell_many(runs: StoredRuns, store: Path) -> tuple[list[RenderableType], Write]:
    """Return what is printed of a sweep of many combinations, or one that was sampled for sensitivity, and what writes it."""
    from wopsim.analysis.comparison import DECISIVE, JUDGED
    from wopsim.analysis.io import write_effects
    from wopsim.analysis.swept_choice import swept_choice
    from wopsim.report.tables.comparison_table import plain_text, sections_as_rich
    from wopsim.report.tables.swept_table import swept_sections

    effects = runs.effects()
    parts = list(sections_as_rich(runs.study, swept_sections(effects, runs.study)))
    parts += _where_better(runs, swept_choice(effects, JUDGED), store)
    parts += _not_yet(int((effects["points"].values > 0).sum()), len(runs.variants))
    return parts, lambda parts, folder: write_effects(effects, DECISIVE, plain_text(parts), folder)


def _where_better(runs: StoredRuns, choice: SweptChoice | None, store: Path) -> list[RenderableType]:
    """Say where one of the two designs that are best most often is better than the other.

    Of a sweep that was sampled for sensitivity nothing: its combinations are no choice by chance, and the table says what the difference
    hangs on.
    """
    from wopsim import foreign_text
    from wopsim.analysis.choice.discovery import FEWEST_WORLDS

    if choice is None or runs.study.sampled or choice.variants.size * runs.study.draws < FEWEST_WORLDS:
        return []
    try:
        found = runs.discover(choice.leaders)
    except ResultError as why:
        return ["", foreign_text.as_rich(f"Where one of the two best designs is better cannot be said: {why}")]
    asked = f"`{shlex.join(['wopsim', 'discover', str(store), '--better', *choice.leaders])}` says more."
    return [
        "", foreign_text.as_rich("Where the two that are best most often are better", style="bold"),
        foreign_text.as_rich(f"{found.sentence} A world is a draw at a combination of swept values. {asked}"),
    ]  # fmt: skip


def _not_yet(compared: int, variants: int) -> list[RenderableType]:
    return [f"{variants - compared:,} of {variants:,} combinations of swept values cannot be compared yet."] if compared < variants else []


def store_against(store: Path, against: str, variant: int | None, out: Path | None) -> None:
    """Print what every other design of a store changes beside one of them, and write it."""
    from rich.console import Console

    from wopsim.analysis.io import DIFFERENCES, DIFFERENCES_TEXT, make_folder, write_tables
    from wopsim.analysis.result_folder import sign, what_is_replaced
    from wopsim.report.tables import difference_table
    from wopsim.results import StoredRuns

    runs = StoredRuns(store, "en")
    found = runs.compare(variant, against=against)
    of_variant = "" if variant is None else f"-variant-{variant}"
    folder = out or Path("wopsim-results") / f"{store.stem}{of_variant}-against-{against}"
    replaced = what_is_replaced(folder, runs.study, "store")
    make_folder(folder)
    tables = write_tables({DIFFERENCES: found.table}, {DIFFERENCES_TEXT: str(found)}, folder)
    written = [*tables, sign(folder, runs.study, "store")]
    held = [str(runs.held(variant))] if str(runs.held(variant)) else []
    Console(width=None if sys.stdout.isatty() else difference_table.WIDTH).print(*difference_table.as_rich(found), *held, sep="\n")
    say(f"Written to {folder}/: {', '.join(path.name for path in written)}")
    if replaced:
        say(replaced)


def _range(text: str) -> tuple[int, int]:
    first, dots, last = text.partition("..")
    try:
        return int(first), int(last if dots else first)
    except ValueError:
        raise WopsimError(f"--point must be a number or a range like 0..99, not {text!r}.") from None


def _ask(found: Plan, yes: bool) -> None:
    if yes or not found.too_much:
        return
    if not sys.stdin.isatty():
        raise WopsimError("this takes long; give --yes to run it without a question.")
    if not typer.confirm("Run it?", err=True):
        raise WopsimError("not run.")


def _tell_runs(tell: Tell, tally: Tally) -> None:
    tell("runs", tally.done + tally.failed, tally.total - tally.not_needed, f"{tally.failed:,} failed" if tally.failed else "")


@contextmanager
def _told_where_it_stopped(store: Store) -> Iterator[None]:
    try:
        yield
    except Stopped as stopped:
        from wopsim.runs.summary import counts

        told = f"stopped ({stopped.name}): {counts(store.statuses())}. To go on: {same_line()}"
        raise StoppedError(told, stopped.number) from None
