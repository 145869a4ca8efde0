"""The command that compares the scenarios of a study."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from wopsim.cli import comparing_stores
from wopsim.cli.common import WIDTH, Debug, StudyOrStore, aside, draws_option, errors, say, tell_world, whole
from wopsim.cli.progress import stages
from wopsim.cli.signals import Stopped
from wopsim.counting import counted
from wopsim.errors import StoppedError, WopsimError
from wopsim.limits import NUMBER, REPLICATES, WORKERS, exists

if TYPE_CHECKING:
    from wopsim.api import Engine
    from wopsim.results import Result
    from wopsim.runs.retention import Keep
    from wopsim.study.scenario import Study

_ALMOST_ALL = 0.95
"""Of the points of a study: from here on runs no longer keep all cores busy."""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(compare)


def compare(
    context: typer.Context,
    study: StudyOrStore = "default",
    out: Annotated[Path | None, typer.Option(help="Folder for results, tables and figures.", show_default="wopsim-results/STUDY")] = None,
    draws: Annotated[Any, draws_option("Parameter draws, instead of the study's; auto: until the choice is clear.")] = None,
    replicates: Annotated[int | None, whole(REPLICATES, help="Replicates for each draw, instead of the study's.")] = None,
    workers: Annotated[int | None, whole(WORKERS, help="Processes; if not given, one for each core, or threads up to 10,000 runs.")] = None,
    engine: Annotated[
        Literal["compiled", "agents"], typer.Option(help="agents: the same numbers, slower; the one to read and to extend.")
    ] = "compiled",
    against: Annotated[
        str | None, typer.Option(help="Design that all others stand against, instead of no programme.", show_default=False)
    ] = None,
    useful: Annotated[
        float, typer.Option(help="Smallest difference of people served that matters to you; 0: a tenth of the largest effect.")
    ] = 0.0,
    variant: Annotated[
        int | None, whole(NUMBER, help="With --against, of a store with a sweep: number of the combination.", show_default=False)
    ] = None,
    keep: Annotated[
        Literal["auto", "utility", "runs"],
        typer.Option(help="What is kept: every number of every utility, or measures of each run; auto: utilities up to 500 MB."),
    ] = "auto",
    figures: Annotated[
        str, typer.Option(help="Figures to draw: all, none, or names with commas between (nrw_fan, people_served, ...).")
    ] = "all",
    debug: Debug = False,
) -> None:
    """Run a study and compare its scenarios: effect, cost, reach, and what a naive evaluation would say."""
    with errors(debug):
        if exists(Path(study) / "zarr.json"):
            _refuse_options_of_runs(context)
            _compare_store(Path(study), out, against, useful, variant)
            return
        if variant is not None:
            raise WopsimError("--variant is for a store with a sweep; a study file has none.")
        aside("Reading the study.")
        from wopsim.analysis.choice.design_decision import require_design
        from wopsim.analysis.io import make_folder
        from wopsim.analysis.result_folder import what_is_replaced
        from wopsim.api import refuse_sweep
        from wopsim.report.figures.plot import require_figures
        from wopsim.report.tables.start_table import start_text
        from wopsim.runs.retention import why_not_kept
        from wopsim.study.reader import read_study

        drawn = require_figures({"all": None, "none": ()}.get(figures, [name.strip() for name in figures.split(",")]))
        question = read_study(study, "en")
        refuse_sweep(question)
        require_design(against, [scenario.name for scenario in question.scenarios[1:]])
        if question.stop is not None:
            aside(f"'stop' is for `wopsim run`; here every draw has {counted(replicates or question.replicates, 'replicate')}.")
        question = question.sized(draws, replicates)
        folder = out or Path("wopsim-results") / question.name
        replaced = what_is_replaced(folder, question, "runs")
        make_folder(folder)
        result = _run_with_progress(question, workers, keep, engine, useful, bool(drawn))
        written = _write_and_tell(result, folder, against, useful, drawn)
        say(f"Written to {folder}/: {', '.join(path.name for path in written)}")
        if replaced:
            say(replaced)
        if not result.has_utilities and not question.until_clear:
            say(why_not_kept(question, keep))
        if question.world != "default" and result.has_utilities and (said := start_text(result.start())):
            say(said)
        tell_world(result.measures.attrs["world_notes"].splitlines())


def _compare_store(store: Path, out: Path | None, against: str | None, useful: float, variant: int | None) -> None:
    """Compare what was run already: all of it in one table, or one combination of swept values against a design."""
    if against is not None:
        comparing_stores.store_against(store, against, variant, out)
    elif variant is not None:
        raise WopsimError("--variant goes with --against; without it, all combinations stand in one table.")
    else:
        comparing_stores.compare_store(store, out, useful)


def _write_and_tell(result: Result, folder: Path, against: str | None, useful: float, figures: Sequence[str]) -> list[Path]:
    """Write results, print how designs compare, and then draw; return what was written. Nobody waits for figures to read an answer."""
    from rich.console import Console

    from wopsim.report.figures.plot import save_figures
    from wopsim.report.tables import difference_table

    aside("Comparing designs.")
    result.compare(useful=useful)
    aside("Writing results.")
    *written, signature = result.write(folder, against, useful, figures=())  # results first, words later
    console = Console(width=None if sys.stdout.isatty() else WIDTH if against is None else difference_table.WIDTH)
    if against is None:
        console.print(result.compare(useful=useful))
    else:
        console.print(*difference_table.as_rich(result.compare(against)), sep="\n")
    if figures:
        aside("Drawing figures.")
    try:
        return [*written, *save_figures(result, folder, figures), signature]
    except Stopped as stopped:
        told = f"stopped ({stopped.name}) while figures were drawn; results and tables are in {folder}/."
        raise StoppedError(told, stopped.number) from None


def _refuse_options_of_runs(context: typer.Context) -> None:
    """A store was run already: what says how to run has no meaning for it."""
    given = [name for name in ("draws", "replicates", "workers", "engine", "keep", "figures") if _is_given(context, name)]
    if given:
        options = ", ".join(f"--{name}" for name in given)
        raise WopsimError(f"a store was run already, so this means nothing here: {options}. Leave it out, or name the study file.")


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _run_with_progress(question: Study, workers: int | None, keep: Keep, engine: Engine, useful: float, drawn: bool) -> Result:
    """Run `question` with a progress bar on the error stream, and return its result; `drawn`: whether figures come next."""
    from wopsim.api import run
    from wopsim.report.tables.first_table import first_table

    runs = len(question.scenarios)
    points = question.draws * question.replicates
    aside(
        f"{runs} scenarios, as many draws and replicates as it takes, of {counted(question.horizon_years, 'year')}."
        if question.until_clear
        else f"{runs} scenarios x {counted(question.draws, 'draw')} x {counted(question.replicates, 'replicate')} = "
        f"{runs * points} runs of {counted(question.horizon_years, 'year')}."
    )
    with stages() as tell:

        def progress(done: int, of: int) -> None:
            tell("runs", done * runs, of * runs)
            if _ALMOST_ALL * of <= done < of:
                _import_what_writes(drawn)

        result = run(
            question, workers, progress, keep, engine, {"useful": useful},
            lambda first: aside(first_table(first.compare(useful=useful), question.draws)),
        )  # fmt: skip
    for line in result.told:
        aside(line)
    return result


def _import_what_writes(drawn: bool) -> None:
    """Import what a command needs at its end, while the last runs leave cores idle."""
    for name in ("h5netcdf", "distributed", *(["wopsim.report.figures.canvas"] if drawn else [])):
        with suppress(ImportError):  # xarray imports `distributed` before it writes a file, where it is installed
            import_module(name)
