"""The commands. Everything heavy is imported inside the command that needs it."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from wopsim._version import __version__
from wopsim.cli import (
    app_commands,
    calibration_commands,
    decision_commands,
    discovery_commands,
    learning_commands,
    report_commands,
    screening_commands,
    sweep_commands,
)
from wopsim.cli.common import (
    WIDTH,
    Debug,
    StudyFile,
    StudyOrStore,
    aside,
    draws_option,
    errors,
    require_other,
    say,
    tell_world,
    whole,
    written_to,
)
from wopsim.cli.progress import stages
from wopsim.cli.terminal import never_fail_to_print, why_not_printed
from wopsim.counting import counted
from wopsim.durable import write_text
from wopsim.errors import WopsimError
from wopsim.foreign_text import as_rich
from wopsim.limits import NUMBER, REPLICATES, SEED, UTILITIES, WORKERS, exists

app = typer.Typer(
    name="wopsim",
    help="Simulate Water Operators' Partnerships and compare programme designs for the same money.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_ALMOST_ALL = 0.95
"""Of the points of a study: from here on runs no longer keep all cores busy."""

ScenarioName = Annotated[str | None, typer.Option(help="Scenario; the first after the baseline if not given.", show_default=False)]
Draw = Annotated[int, whole(NUMBER, help="Number of the draw, from 0.")]
Replicate = Annotated[int, whole(NUMBER, help="Number of the replicate, from 0.")]


def _version(wanted: bool) -> None:
    if wanted:
        say(f"wopsim {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")] = False,
) -> None:
    """Simulate Water Operators' Partnerships and compare programme designs for the same money."""


@app.command()
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
                sweep_commands.compare_store(Path(study), out, useful)
            else:
                sweep_commands.store_against(Path(study), against, variant, out)
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


@app.command()
def check(
    study: StudyFile = "default",
    worlds: Annotated[bool, typer.Option("--worlds", help="Also run the study's scenarios, and test what must hold in any world.")] = False,
    debug: Debug = False,
) -> None:
    """Report everything that is wrong with a study file and its world; without --worlds nothing is run."""
    with errors(debug):
        from wopsim.study.check import check_study, unusable_plug_ins
        from wopsim.study.draws import require_draws
        from wopsim.study.feasibility import feasibility_notes
        from wopsim.study.reader import read_study
        from wopsim.sweeps import keeper_of
        from wopsim.world import read_world

        found = check_study(study)
        for problems in found:
            aside(str(problems))
        if found:
            raise typer.Exit(WopsimError.exit_code)
        question = read_study(study, "en")
        keeper_of(question)  # refuses to stop by an effect that nobody measures
        require_draws(question.draws_from, 1)  # refuses where no posterior ships
        name = "the default study" if study == "default" else study
        say(f"{name}: no problems found.")
        if question.until_clear or any(scenario.spend_all for scenario in question.scenarios):
            aside("Note: 'draws: auto' and 'spend: all' are for `wopsim compare` and the commands of a choice, not for `plan` and `run`.")
        for sentence in unusable_plug_ins():
            aside(f"Note: {sentence} This study does not use it.")
        world = read_world(question.world)
        tell_world(world.notes)
        for note in feasibility_notes(question, world):
            aside(f"Note: {note}")
        if worlds:
            _check_worlds(study)


def _check_worlds(study: str) -> None:
    """Run the world checks and say what broke."""
    from wopsim.runs.invariance_checks import check_worlds
    from wopsim.spend_all import as_run
    from wopsim.study.reader import read_study

    aside("Running every scenario several times, with few draws and replicates; this can take some minutes.")
    found = check_worlds(as_run(read_study(study, "en"), aside), progress=lambda what: aside(f"  {what}"))
    for sentence in found.silent:
        say(f"Note: {sentence}")
    for unread in found.unread:
        say(f"Note: {unread}")
    for broken in found.broken:
        aside(str(broken))
    if found.broken:
        aside(f"{len(found.broken)} of the world checks broke, in {found.runs} runs.")
        raise typer.Exit(WopsimError.exit_code)
    say(f"World checks: all hold, in {found.runs} runs.")


@app.command()
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


@app.command()
def studies() -> None:
    """List the studies that ship with the package, with the question of each."""
    import textwrap

    from wopsim.study.reader import read_study, shipped_studies

    for name in shipped_studies():
        study = read_study(name, "en")
        say(f"{name}: {study.title}")
        say(textwrap.fill(study.question, WIDTH, initial_indent="    ", subsequent_indent="    "))


@app.command()
def world(
    world: Annotated[str, typer.Argument(help="World CSV to describe; without it the default.", show_default=False)] = "default",
    out: Annotated[Path | None, typer.Option(help="Write the world as CSV to this file.", show_default=False)] = None,
    synthesise: Annotated[bool, typer.Option("--synthesise", help="Make a new synthetic world instead of reading one.")] = False,
    mentees: Annotated[int | None, whole(UTILITIES, help="With --synthesise: possible mentees.", show_default="300")] = None,
    mentors: Annotated[int | None, whole(UTILITIES, help="With --synthesise: possible mentors.", show_default="100")] = None,
    region: Annotated[list[str] | None, typer.Option(help="With --synthesise: a region; repeat for more.", show_default=False)] = None,
    seed: Annotated[int | None, whole(SEED, help="With --synthesise: root seed.", show_default=False)] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN=VALUE", help="Keep only such mentees, e.g. fragile=true; repeat for more.", show_default=False),
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Show every utility of the file, not the first that fit on a screen.")] = False,
    complete: Annotated[int | None, whole(NUMBER, help="Fill the gaps as in the draw of this number, from 0.", show_default=False)] = None,
    debug: Debug = False,
) -> None:
    """Describe a world of utilities, fill its gaps, or make a synthetic one; and write it as CSV."""
    with errors(debug):
        from wopsim.world import describe_world, only_mentees, read_world, write_world
        from wopsim.world.synthesis import DEFAULT_MENTEES, DEFAULT_MENTORS, DEFAULT_SEED
        from wopsim.world.synthesis import synthesise as make

        root = DEFAULT_SEED if seed is None else seed
        count = DEFAULT_MENTEES if mentees is None else mentees, DEFAULT_MENTORS if mentors is None else mentors
        found = make(region or None, *count, root) if synthesise else read_world(world)
        if only:
            found = only_mentees(found, only)
        if complete is not None:
            found = found.complete(root, complete)
        if out is not None:
            require_other(out, world)
            was_there = exists(out)
            write_world(found, out)
        say(describe_world(found, everybody))
        if out is not None:
            say(written_to(out, was_there))


@app.command()
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
            _write(out, text + "\n")


@app.command()
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


def _write(path: Path, text: str) -> None:
    was_there = exists(path)
    try:
        write_text(path, text)
    except OSError as error:
        raise WopsimError(f"{path} cannot be written: {error.strerror or error}.") from error
    say(written_to(path, was_there))


@app.command()
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


@app.command()
def outputs() -> None:
    """List every output: unit, stock or flow, which direction is better."""
    from wopsim.api import outputs as table

    say(table()[["unit", "kind", "better", "long_name"]].to_string())


@app.command()
def describe() -> None:
    """Print the order in which the model's quarter runs."""
    from wopsim.api import describe as order

    say(order())


@app.command()
def schema(out: Annotated[Path | None, typer.Option(help="Write to this file instead.", show_default=False)] = None) -> None:
    """Print the JSON schema of study files, for editors."""
    import json

    from wopsim.study.schema import study_schema

    text = json.dumps(study_schema(), indent=2)
    if out is None:
        say(text)
        return
    with errors(debug=False):
        _write(out, text + "\n")


decision_commands.register(app)
discovery_commands.register(app)
learning_commands.register(app)
report_commands.register(app)
app_commands.register(app)
calibration_commands.register(app)
screening_commands.register(app)
sweep_commands.register(app)


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
