"""The calls that join the ends: a study goes in, an answer comes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from wopsim.errors import WopsimError
from wopsim.limits import MOST_RUNS_IN_MEMORY, WORKERS
from wopsim.runs.in_memory import Engine, Progress, run_reduced, run_study
from wopsim.runs.retention import Keep, kept
from wopsim.spend_all import as_run, spend_all
from wopsim.study.reader import read_study
from wopsim.study.scenario import Study, too_many_runs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

    from wopsim.results import Comparison, Result
    from wopsim.tracing.stepped_run import SteppedRun
    from wopsim.tracing.story import Trace


def run(
    study: Study | str | Path = "default",
    workers: int | None = None,
    progress: Progress | None = None,
    keep: Keep = "auto",
    engine: Engine = "compiled",
    judged: Mapping[str, Any] | None = None,
    first: Callable[[Result], None] | None = None,
) -> Result:
    """Run a study and return its result.

    Parameters
    ----------
    study : a `Study`, the path of a study file, or `default`.
    workers : processes, 1 or more; None takes one for each core, or threads of this process where little is to be run. The result is
        the same for any number.
    progress : called with (points done, points in all).
    keep : `utility` keeps every number of every utility; `runs` only measures of each run, which comparison and figures are
        made of; `auto` keeps utilities while they take at most 500 MB.
    engine : `compiled` runs many worlds at once; `agents` is slower, the one to read and to extend. Both give the same numbers.
    judged : with `draws: auto`, what makes a choice clear, as `Result.decide` takes it; people served if not given. How it ended stands
        in `Result.told`.
    first : called once with the result of the first few draws, without utilities, while most of the rest is still to be run; not where
        that is soon done, nor with `draws: auto`.

    Raises
    ------
    StudyError, WorldFileError : what is wrong with the files, all at once.
    WopsimError : the study has a sweep, which is for `sweep`; or `keep` asks for utilities where `draws` is `auto`.
    """
    if not isinstance(study, Study):
        study = read_study(study)
    refuse_sweep(study)
    if workers is not None:
        WORKERS.require(workers, "workers")
    study, said = spend_all(study, engine)
    found = _run(study, workers, progress, keep, engine, judged, first)
    found.told = (*said, *found.told)
    return found


def _run(
    study: Study,
    workers: int | None,
    progress: Progress | None,
    keep: Keep,
    engine: Engine,
    judged: Mapping[str, Any] | None,
    first: Callable[[Result], None] | None,
) -> Result:
    """Run a study whose designs are settled."""
    from functools import partial

    from wopsim.analysis.measures import NEEDED_BY_MEASURES, combine, measure
    from wopsim.results import Result

    if study.until_clear:
        from wopsim.analysis.choice.yardstick import Yardstick
        from wopsim.until_clear import run_until_clear

        if keep == "utility":
            raise WopsimError("with `draws: auto` utilities are not kept: say how many draws, or leave 'keep' out.")
        return run_until_clear(study, Yardstick(**(judged or {})), workers, progress, engine)
    reduce = partial(measure, study=study)

    def told(blocks: list[xr.Dataset]) -> None:
        measures = combine([reduce(block) if "utility" in block.dims else block for block in blocks])
        assert first is not None
        first(Result(None, study.sized(measures.sizes["draw"], None), measures))

    begun = None if first is None else told
    if kept(study, keep) == "utility":
        return Result(run_study(study, workers, progress, engine, begun), study)
    blocks = run_reduced(study, reduce, NEEDED_BY_MEASURES, workers, progress, engine, first=begun)
    return Result(None, study, combine(blocks))


def refuse_sweep(study: Study) -> None:
    """Check that a study can be run in memory.

    Raises
    ------
    WopsimError : it has a sweep, too many runs, or nothing to compare.
    """
    study.require_baseline()
    if study.variants:
        runs = f'`ws.sweep(study, "runs/{study.name}.zarr")`'
        runs = runs if study.path is None else f"`wopsim run {study.path}`, or {runs}"
        raise WopsimError(f"this study has a sweep, which only a store can hold: {runs}.")
    if study.runs > MOST_RUNS_IN_MEMORY:
        raise WopsimError(f"{too_many_runs(study, MOST_RUNS_IN_MEMORY)} More runs go into a store, as `wopsim run` makes it.")


def compare(study: Study | str | Path = "default", workers: int | None = None) -> Comparison:
    """Run a study and return its comparison: paired effects, their uncertainty, money and reach per scenario."""
    return run(study, workers).compare()


def trace(
    study: Study | str | Path = "default",
    scenario: str | None = None,
    draw: int = 0,
    replicate: int = 0,
    utility: str | None = None,
) -> Trace:
    """Run one cell of a study again, beside its twin without the programme, and tell a utility's story.

    Parameters
    ----------
    study : a `Study`, the path of a study file, or `default`.
    scenario : its name; None takes the first after the baseline.
    draw, replicate : numbers from 0.
    utility : its name or id, a mentee or a mentor; None lists the stories worth reading.

    Raises
    ------
    ResultError : the study has no such scenario, draw, replicate or utility.
    """
    from wopsim.tracing.rerun import Rerun
    from wopsim.tracing.story import Trace

    return Trace.of(Rerun(as_run(study), scenario, draw, replicate), utility)


def animate(
    study: Study | str | Path = "default",
    scenario: str | None = None,
    draw: int = 0,
    replicate: int = 0,
    out: str | Path = "wopsim.gif",
) -> Path:
    """Run one cell of a study again and write it as a moving map.

    Parameters
    ----------
    study, scenario, draw, replicate : as in `trace`.
    out : file to write; `.gif`, `.webp` or `.png` (animated), or with OpenCV `.mp4` or `.avi`.

    Raises
    ------
    ResultError : the study has no such cell, or the file cannot be written.
    MissingExtraError : a library for the animation is not installed.
    """
    from wopsim.report.lettering import lettering
    from wopsim.tracing.animation import write_film
    from wopsim.tracing.rerun import Rerun

    rerun = Rerun(as_run(study), scenario, draw, replicate, film=True)
    title = lettering(f"{rerun.cell.study}: {rerun.cell.label}", f"{rerun.study.name}: {rerun.cell.scenario}")
    return write_film(rerun.film, rerun.record.events, title, Path(out))


def parameters() -> pd.DataFrame:
    """Return every declared parameter: default, unit, role, prior, valid and plausible range, meaning, source."""
    import pandas as pd

    import wopsim.declared
    from wopsim.declare import PARAMETERS

    assert wopsim.declared
    rows = [
        {"name": d.name, "default": d.default, "unit": d.unit, "role": d.role, "prior": str(d.prior or ""), "valid": d.valid,
         "plausible": d.plausible, "doc": d.doc, "source": d.source}
        for d in PARAMETERS.values()
    ]  # fmt: skip
    return pd.DataFrame(rows).set_index("name")


def outputs() -> pd.DataFrame:
    """Return every declared output: dims, unit, stock or flow, which direction is better, valid range, meaning."""
    import pandas as pd

    import wopsim.declared
    from wopsim.declare import VARIABLES

    assert wopsim.declared
    rows = [
        {"name": d.name, "dims": d.dims, "unit": d.unit, "kind": d.kind, "better": d.better, "valid": d.valid, "long_name": d.long_name,
         "doc": d.doc}
        for d in VARIABLES.values()
    ]  # fmt: skip
    return pd.DataFrame(rows).set_index("name")


def describe() -> str:
    """Return the order in which a quarter runs, one step a line, and the stages of a partnership's life."""
    from wopsim.engines.partnership import describe_life
    from wopsim.engines.quarter import describe as order

    return f"A quarter\n\n{order()}\n\nThe life of a partnership, and what may follow each stage\n\n{describe_life()}"


def network_view(study: Study | str | Path = "default", scenario: str | None = None, draw: int = 0, replicate: int = 0) -> SteppedRun:
    """Return a page that steps through one run by quarters, beside the same world without a programme; arguments as in `trace`.

    It shows itself in a notebook, and `.write("run.html")` makes a file of it that needs neither a server nor a network. `wopsim app` has
    it as a tab, for designs that one moves.

    Raises
    ------
    ResultError : the study has no such scenario, draw or replicate.
    """
    from wopsim.tracing.stepped_run import stepped_run

    return stepped_run(as_run(study), scenario, draw, replicate)


def network_at(
    time: float, study: Study | str | Path = "default", scenario: str | None = None, draw: int = 0, replicate: int = 0
) -> Figure:
    """Return a map of who mentors whom at one moment [year] of one run; other arguments as in `trace`."""
    from wopsim.tracing.animation import pairs_of
    from wopsim.tracing.network import network_figure
    from wopsim.tracing.rerun import Rerun

    rerun = Rerun(as_run(study), scenario, draw, replicate, film=True)
    return network_figure(rerun.film, pairs_of(rerun.record.events, rerun.cell.years + 1.0), time)
