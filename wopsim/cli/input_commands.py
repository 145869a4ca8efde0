"""The commands of what a question is made of: study files, and worlds of utilities."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wopsim.cli.common import WIDTH, Debug, StudyFile, aside, errors, require_other, say, tell_world, whole, written_to
from wopsim.errors import WopsimError
from wopsim.limits import NUMBER, SEED, UTILITIES, exists


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (check, studies, world):
        app.command()(command)


def check(
    study: StudyFile = "default",
    worlds: Annotated[bool, typer.Option("--worlds", help="Also run the study's scenarios, and test what must hold in any world.")] = False,
    debug: Debug = False,
) -> None:
    """Report everything that is wrong with a study file and its world; without --worlds nothing is run."""
    with errors(debug):
        from wopsim.study.check import check_study, unusable_plug_ins
        from wopsim.study.draws import require_draws
        from wopsim.study.feasibility import buys_nothing, feasibility_notes
        from wopsim.study.reader import read_study
        from wopsim.sweeps import keeper_of
        from wopsim.world import read_world

        found = check_study(study)
        for problems in found:
            aside(str(problems))
        if found:
            raise typer.Exit(WopsimError.exit_code)
        as_written = read_study(study)
        question = as_written.in_language("en")
        keeper_of(question)  # refuses to stop by an effect that nobody measures
        require_draws(question.draws_from, 1)  # refuses where no posterior ships
        name = "the default study" if study == "default" else study
        nothing = "the study can be run, but no design can buy anything: none has the money for one whole partnership."
        say(f"{name}: {nothing if buys_nothing(question) else 'no problems found.'}")
        if question.until_clear or any(scenario.spend_all for scenario in question.scenarios):
            aside("Note: 'draws: auto' and 'spend: all' are for `wopsim compare` and the commands of a choice, not for `plan` and `run`.")
        for sentence in unusable_plug_ins():
            aside(f"Note: {sentence} This study does not use it.")
        for language in as_written.translations:
            if missing := as_written.not_in(language):
                aside(f"Note: not in 'translations' to {language!r}, so that a brief has them as they are written: {', '.join(missing)}.")
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


def studies() -> None:
    """List the studies that ship with the package, with the question of each."""
    import textwrap

    from wopsim.study.reader import read_study, shipped_studies

    for name in shipped_studies():
        study = read_study(name, "en")
        say(f"{name}: {study.title}")
        say(textwrap.fill(study.question, WIDTH, initial_indent="    ", subsequent_indent="    "))


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
