"""The command that compares the scenarios of a study."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from wopsim.cli import comparing_stores
from wopsim.cli.common import WIDTH, Debug, StudyOrStore, aside, draws_option, errors, tell_world, whole
from wopsim.cli.progress import stages
from wopsim.counting import counted
from wopsim.errors import WopsimError
from wopsim.foreign_text import as_rich
from wopsim.limits import NUMBER, REPLICATES, WORKERS, exists

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
    engine: Annotated[str, typer.Option(help="compiled, or agents: the same numbers, slower; the one to read and to extend.")] = "compiled",
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
            if against is None:
                if variant is not None:
                    raise WopsimError("--variant goes with --against; without it, all combinations stand in one table.")
                comparing_stores.compare_store(Path(study), out, useful)
            else:
                comparing_stores.store_against(Path(study), against, variant, out)
            return
        if variant is not None:
            raise WopsimError("--variant is for a store with a sweep; a study file has none.")
        aside("Reading the study.")
        from rich.console import Console

        from wopsim.analysis.choice.design_decision import require_design
        from wopsim.analysis.io import make_folder
        from wopsim.analysis.result_folder import what_is_replaced
        from wopsim.api import refuse_sweep
        from wopsim.report.figures.plot import require_figures
        from wopsim.report.tables import difference_table
        from wopsim.report.tables.start_table import start_text
        from wopsim.runs.retention import why_not_kept
        from wopsim.study.reader import read_study

        drawn = require_figures({"all": None, "none": ()}.get(figures, [name.strip() for name in figures.split(",")]))
        question = read_study(study)
        refuse_sweep(question)
        require_design(against, [scenario.name for scenario in question.scenarios[1:]])
        if question.stop is not None:
            aside(f"'stop' is for `wopsim run`; here every draw has {counted(replicates or question.replicates, 'replicate')}.")
        question = question.sized(draws, replicates)
        folder = out or Path("wopsim-results") / question.name
        replaced = what_is_replaced(folder, question, "runs")
        make_folder(folder)
        result = _run_with_progress(question, workers, keep, engine, useful, bool(drawn))
        aside("Comparing designs.")
        result.compare(useful=useful)
        aside("Writing results." if drawn == () else "Writing results, and drawing figures.")
        written = result.write(folder, against, useful, drawn)  # results first, words later
        console = Console(width=None if sys.stdout.isatty() else WIDTH if against is None else difference_table.WIDTH)
        if against is None:
            console.print(result.compare(useful=useful))
        else:
            console.print(*difference_table.as_rich(result.compare(against)), sep="\n")
        console.print(as_rich(f"Written to {folder}/: {', '.join(path.name for path in written)}"), soft_wrap=True)
        if replaced:
            console.print(as_rich(replaced), soft_wrap=True)
        if not result.has_utilities and not question.until_clear:
            console.print(why_not_kept(question, keep), soft_wrap=True)
        if question.world != "default" and result.has_utilities and (said := start_text(result.start())):
            console.print(as_rich(said), soft_wrap=True)
        tell_world(result.measures.attrs["world_notes"].splitlines())


def _refuse_options_of_runs(context: typer.Context) -> None:
    """A store was run already: what says how to run has no meaning for it."""
    given = [name for name in ("draws", "replicates", "workers", "engine", "keep", "figures") if _is_given(context, name)]
    if given:
        options = ", ".join(f"--{name}" for name in given)
        raise WopsimError(f"a store was run already, so this means nothing here: {options}. Leave it out, or name the study file.")


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _run_with_progress(question, workers, keep, engine, useful, drawn):  # type: ignore[no-untyped-def]
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
