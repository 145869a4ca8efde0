"""Run every scenario, draw and replicate of a study on this machine, and label what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

import wopsim.declared
from wopsim.declare import VARIABLES, Parameters
from wopsim.engines.outputs import DOMAINS
from wopsim.errors import WopsimError, did_you_mean
from wopsim.processes import each, workers_or_all
from wopsim.rules.theories import under_structure
from wopsim.runs.runs_together import Piece, pieces_of
from wopsim.runs.study_world import world_notes, world_of
from wopsim.runs.year_ends import Need
from wopsim.study.draws import identity, parameters_of_draw
from wopsim.study.scenario import Scenario, Study
from wopsim.threads import each_in_threads

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.world.table import World

assert wopsim.declared  # imported so that everything is declared

Progress = Callable[[int, int], None]
Reduce = Callable[["xr.Dataset"], "xr.Dataset"]
First = Callable[[list["xr.Dataset"]], None]
"""Called once, with the blocks of the first draws in their order, while most of the rest is still to be run; not where there are few."""
Arrays = dict[str, npt.NDArray[np.float32]]
Engine = Literal["compiled", "agents"]
"""`compiled` runs many worlds at once, `agents` is the one to read and to trace; they give the same numbers to the last bit."""

ENGINES: tuple[Engine, ...] = ("compiled", "agents")
FIRST_DRAWS = 5
"""Draws that are enough for a first answer while the rest is run: fewer say little of what is not known."""

THREAD_WORLDS = 10_000
"""Worlds of the engine `compiled` up to which threads are quicker than processes, each of which reads and imports everything anew."""
MOST_THREADS = 4
"""More would wait for each other: strategies and labels hold the interpreter, which is a quarter of a run."""

_UTILITY_COORDINATES = ("name", "role", "country", "region", "income", "size_class", "fragile", "remunicipalised")


def run_study(
    study: Study,
    workers: int | None = None,
    progress: Progress | None = None,
    engine: Engine = "compiled",
    first: First | None = None,
) -> xr.Dataset:
    """Run a study and return everything it recorded.

    Parameters
    ----------
    study : what to run.
    workers : processes, 1 or more; None takes one for each core, or threads of this process where little is to be run. The result is
        the same for any number.
    progress : called with (points done, points in all) after each block; a point is one draw and one replicate under
        every scenario.
    engine : `compiled` or `agents`; both give the same numbers, the first some hundred times faster.
    first : takes the blocks of the first draws, see `First`.

    Returns
    -------
    xarray.Dataset
        Dims (scenario, draw, replicate, time, utility, domain); every declared output with units and long name.

    Raises
    ------
    WopsimError : a run failed; the message names the draws.
    """
    return _joined(_run_blocks(study, _Work(study, engine), workers, progress, first=first))


def run_reduced(
    study: Study,
    reduce: Reduce,
    outputs: Mapping[str, Need] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    engine: Engine = "compiled",
    draws: range | None = None,
    replicates: range | None = None,
    first: First | None = None,
) -> list[xr.Dataset]:
    """Run a study block by block, and return what `reduce` leaves of each block, in the order of draws and replicates.

    Parameters
    ----------
    study, workers, progress, engine : as in `run_study`.
    reduce : takes the dataset of some draws and replicates, and all scenarios; called in the process that ran them, so it
        must be a function that can be sent there.
    outputs : what it reads, see `run_block`.
    draws, replicates : numbers from 0, in order; None runs those of the study.
    first : takes what `reduce` left of the blocks of the first draws, see `First`.

    Raises
    ------
    WopsimError : a run failed; the message names the draws. Or what `reduce` raised.
    """
    return _run_blocks(study, _Work(study, engine, outputs, reduce), workers, progress, draws, replicates, first)


def run_block(
    study: Study,
    draws: Sequence[int],
    outputs: Mapping[str, Need] | None = None,
    engine: Engine = "compiled",
    replicates: Sequence[int] | None = None,
) -> xr.Dataset:
    """Run some draws of a study under every scenario, and label what comes out.

    Parameters
    ----------
    study : what to run.
    draws : numbers from 0, in order.
    outputs : names of those that are wanted, and which year ends of each (`years`, `first`, `last`, `first_last`; `once` for an
        output without years); numbers at other year ends mean nothing. None wants everything.
    engine : as in `run_study`.
    replicates : numbers from 0, in order; None runs those of the study.

    Returns
    -------
    xarray.Dataset
        As from `run_study`, of these draws and replicates.
    """
    replicates = range(study.replicates) if replicates is None else replicates
    return labelled(study, draws, replicates, run_arrays(study, draws, replicates, outputs, engine))


def run_arrays(
    study: Study,
    draws: Sequence[int],
    replicates: Sequence[int],
    outputs: Mapping[str, Need] | None = None,
    engine: Engine = "compiled",
) -> Arrays:
    """Return what `run_block` labels, by name, each (scenario, draw, replicate, *dims of the output); parameters as there."""
    needs = [name for name in VARIABLES if outputs is None or name in outputs]
    cases = []
    for draw in draws:
        world = world_of(study.world, study.readings).complete(study.seed, draw)
        drawn = parameters_of_draw(study.draws_from, study.seed, draw)
        scenarios = [_of_scenario(drawn, scenario) for scenario in study.scenarios]
        # scenarios of a replicate stand together: they share what would happen anyway
        cases += [(world, p, replicate) for replicate in replicates for p in scenarios]
    try:
        values = _run_cases(cases, study, needs, engine)
    except WopsimError:
        raise
    except Exception as error:
        raise WopsimError(
            f"a run of draw {', '.join(map(str, draws))} failed: {type(error).__name__}: {error}. Please report it with your study file; "
            "`wopsim compare --debug` shows the traceback."
        ) from error
    shape = (len(draws), len(replicates), len(study.scenarios))
    return {name: np.moveaxis(values[name].reshape(*shape, *values[name].shape[1:]), 2, 0) for name in needs}


def _run_cases(cases: list[tuple[World, Parameters, int]], study: Study, needs: Sequence[str], engine: Engine) -> Arrays:
    """Return outputs of many worlds, (world, *dims of the output), in single precision."""
    if engine == "agents":
        from wopsim.engines.agents.model import run

        records = [run(*case[:2], study.seed, case[2], study.horizon_years).values for case in cases]
        found = {name: np.array([values[name] for values in records]) for name in needs}
    else:
        from wopsim.engines.compiled.run import run_block as run_together

        found = run_together(cases, study.seed, study.horizon_years, frozenset(needs), single=True)
    return {name: found[name].astype(np.float32, copy=False) for name in needs}


@dataclass(frozen=True)
class _Work:
    """What is done with each block, here or in another process."""

    study: Study
    engine: Engine
    outputs: Mapping[str, Need] | None = None
    reduce: Reduce | None = None

    def __call__(self, piece: Piece) -> xr.Dataset:
        block = run_block(self.study, piece.draws, self.outputs, self.engine, piece.replicates)
        return block.copy(deep=True) if self.reduce is None else self.reduce(block)  # copied, so that the next block finds its memory free


def _run_blocks(
    study: Study,
    work: _Work,
    workers: int | None,
    progress: Progress | None,
    draws: range | None = None,
    replicates: range | None = None,
    first: First | None = None,
) -> list[xr.Dataset]:
    """Run all blocks, in threads or processes, and return them in the order of draws and replicates."""
    if study.draws and work.engine not in ENGINES:
        raise WopsimError(f"no engine {work.engine!r}; known: {', '.join(ENGINES)}.{did_you_mean(work.engine, ENGINES)}")
    world_of.cache_clear()  # the file may have changed since the last study
    if work.engine == "compiled":
        from wopsim.engines.compiled.run import prepare

        prepare()  # once, before several processes would each do it
    draws = range(study.draws) if draws is None else draws
    replicates = range(study.replicates) if replicates is None else replicates
    points, done = len(draws) * len(replicates), 0
    few = workers is None and work.engine == "compiled" and points * len(study.scenarios) <= THREAD_WORLDS
    most = min(MOST_THREADS, workers_or_all(None)) if few else workers_or_all(workers)
    pieces = pieces_of(study, draws, replicates, most)
    workers = max(1, min(most, len(pieces)))
    do = each_in_threads if few and workers > 1 else each
    tell = progress or _nothing
    waiting = [] if first is None else _first_part(pieces, draws)
    found: dict[Piece, xr.Dataset] = {}
    with closing(do(work, pieces, workers)) as reached:
        for piece, what in reached:
            found[piece] = what
            done += piece.points
            tell(done, points)
            if first is not None and waiting and done < points and all(one in found for one in waiting):
                first([found[one] for one in waiting])
                waiting = []
    return [found[piece] for piece in pieces]


def _first_part(pieces: list[Piece], draws: range) -> list[Piece]:
    """The pieces that make a first answer: at least `FIRST_DRAWS`; none where that is most of all draws."""
    part = [piece for piece in pieces if draws.index(piece.draws.start) < FIRST_DRAWS]
    covered = sum(len(ones) for ones in {piece.draws for piece in part})
    return part if 2 * covered <= len(draws) else []


def _nothing(done: int, points: int) -> None:
    pass


def parameters_of(study: Study, scenario: int, draw: int) -> Parameters:
    """Return the parameters of one scenario (its number) and draw."""
    return _of_scenario(parameters_of_draw(study.draws_from, study.seed, draw), study.scenarios[scenario])


def _of_scenario(drawn: Parameters, scenario: Scenario) -> Parameters:
    """Return what is drawn, as the scenario and the structure it names have it."""
    return under_structure(drawn.replace(**scenario.settings), scenario.settings)


def labelled(study: Study, draws: Sequence[int], replicates: Sequence[int], arrays: Arrays) -> xr.Dataset:
    """Return outputs of some draws and replicates, each (scenario, draw, replicate, *dims of the output), with all labels."""
    import xarray as xr

    from wopsim._version import __version__

    world = world_of(study.world, study.readings)
    coordinates: dict[str, object] = {
        "scenario": [scenario.name for scenario in study.scenarios],
        "label": ("scenario", [scenario.label for scenario in study.scenarios]),
        "draw": np.array(draws),
        "replicate": np.array(replicates),
        "time": ("time", np.arange(study.horizon_years + 1), {"units": "year", "long_name": "end of year, counted from the start"}),
        "utility": world.text("utility"),
        "domain": list(DOMAINS),
    }
    for name in _UTILITY_COORDINATES:
        column = world.utilities[name]
        coordinates[name] = ("utility", column.to_numpy() if column.dtype == bool else world.text(name))
    variables = {
        name: (("scenario", "draw", "replicate", *VARIABLES[name].dims), values, VARIABLES[name].attrs) for name, values in arrays.items()
    }
    source, digest = identity(study.draws_from)
    attributes = {
        "title": study.title,
        "question": study.question,
        "study": study.name,
        "world": study.world,
        "world_notes": world_notes(study),
        "seed": str(study.seed),
        "draws_from": f"{source} (sha256 {digest[:12]})",
        "wopsim_version": __version__,
        "Conventions": "CF-1.11 (names of attributes)",
    }
    return xr.Dataset(variables, coordinates, attributes)


def _joined(blocks: list[xr.Dataset]) -> xr.Dataset:
    """Return blocks of consecutive draws and replicates as one dataset."""
    import xarray as xr

    one = blocks[0]
    numbers = {dim: np.unique(np.concatenate([block[dim].values for block in blocks])) for dim in ("draw", "replicate")}
    places = [tuple(np.searchsorted(numbers[dim], block[dim].values) for dim in numbers) for block in blocks]
    variables = {}
    for name, values in list(one.data_vars.items()):
        whole = np.empty((values.shape[0], *(ones.size for ones in numbers.values()), *values.shape[3:]), values.dtype)
        for block, (draws, replicates) in zip(blocks, places, strict=True):
            whole[:, draws[0] : draws[-1] + 1, replicates[0] : replicates[-1] + 1] = block[name].values
            del block[name]  # so that a large result is not held twice
        variables[name] = (values.dims, whole, values.attrs)
    coordinates = {name: values.variable for name, values in one.coords.items() if name not in numbers} | numbers
    return xr.Dataset(variables, coordinates, one.attrs)
