"""Run every scenario, draw and replicate of a study on this machine, and label what comes out."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

import wopsim.model
from wopsim.declare import VARIABLES, Parameters
from wopsim.engines.outputs import DOMAINS
from wopsim.errors import WopsimError
from wopsim.study.draws import prior_draw
from wopsim.study.scenario import Study
from wopsim.world.reading import read_world

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.world.table import World

assert wopsim.model  # imported so that everything is declared

Progress = Callable[[int, int], None]
Arrays = dict[str, npt.NDArray[np.float32]]

_UTILITY_COORDINATES = ("name", "role", "country", "region", "income", "size_class", "fragile", "remunicipalised")


def run_study(study: Study, workers: int | None = None, progress: Progress | None = None) -> xr.Dataset:
    """Run a study and return everything it recorded.

    Parameters
    ----------
    study : what to run.
    workers : processes, 1 or more; None takes one for each core. The result is the same for any number.
    progress : called with (points done, points in all) after each point; a point is one draw and one replicate under
        every scenario.

    Returns
    -------
    xarray.Dataset
        Dims (scenario, draw, replicate, time, utility, domain); every declared output with units and long name.

    Raises
    ------
    WopsimError : a run failed; the message names the draw and the replicate.
    """
    world_of.cache_clear()  # the file may have changed since the last study
    points = [(draw, replicate) for draw in range(study.draws) for replicate in range(study.replicates)]
    workers = min(workers or os.cpu_count() or 1, len(points))
    found: dict[tuple[int, int], Arrays] = {}
    if workers == 1:
        for done, point in enumerate(points, 1):
            found[point] = run_point(study, *point)
            if progress:
                progress(done, len(points))
    else:
        _run_in_processes(study, points, workers, progress, found)
    return _label(study, found)


def _run_in_processes(
    study: Study, points: list[tuple[int, int]], workers: int, progress: Progress | None, found: dict[tuple[int, int], Arrays]
) -> None:
    from concurrent.futures import as_completed

    # loky starts clean processes that need no `if __name__ == "__main__"` in the user's script
    from loky import ProcessPoolExecutor

    with ProcessPoolExecutor(max_workers=workers, initializer=_leave_interrupts) as pool:
        jobs = {pool.submit(run_point, study, *point): point for point in points}
        try:
            for done, job in enumerate(as_completed(jobs), 1):
                found[jobs[job]] = job.result()
                if progress:
                    progress(done, len(points))
        except BaseException:
            pool.shutdown(wait=False, kill_workers=True)
            raise


def _leave_interrupts() -> None:
    """Ctrl-C reaches every process of a terminal: the parent stops the workers, which need not complain as well."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


@lru_cache(maxsize=4)
def world_of(name: str) -> World:
    """Return the world of a study; read once until `world_of.cache_clear()`."""
    return read_world(name)


def parameters_of(study: Study, scenario: int, draw: int) -> Parameters:
    """Return the parameters of one scenario (its number) and draw."""
    return Parameters(**prior_draw(study.seed, draw)).replace(**study.scenarios[scenario].settings)


def run_point(study: Study, draw: int, replicate: int) -> Arrays:
    """Run one draw and one replicate under every scenario.

    Returns
    -------
    by output, (scenario, *dims of the output), in single precision
    """
    from wopsim.engines.agents.model import run

    world = world_of(study.world).complete(study.seed, draw)
    runs = []
    for number, scenario in enumerate(study.scenarios):
        try:
            record = run(world, parameters_of(study, number, draw), study.seed, replicate, study.horizon_years)
        except WopsimError:
            raise
        except Exception as error:
            where = f"scenario {scenario.name!r}, draw {draw}, replicate {replicate}"
            raise WopsimError(
                f"the run of {where} failed: {type(error).__name__}: {error}. Please report it with your study file; "
                "`wopsim compare --debug` shows the traceback."
            ) from error
        runs.append(record.values)
    return {name: np.stack([values[name] for values in runs]).astype(np.float32) for name in VARIABLES}


def _label(study: Study, found: dict[tuple[int, int], Arrays]) -> xr.Dataset:
    import xarray as xr

    from wopsim import __version__

    table = world_of(study.world).utilities
    coordinates: dict[str, object] = {
        "scenario": [scenario.name for scenario in study.scenarios],
        "label": ("scenario", [scenario.label for scenario in study.scenarios]),
        "draw": np.arange(study.draws),
        "replicate": np.arange(study.replicates),
        "time": ("time", np.arange(study.horizon_years + 1), {"units": "year", "long_name": "end of year, counted from the start"}),
        "utility": table["utility"].to_numpy(dtype=str),
        "domain": list(DOMAINS),
    }
    for name in _UTILITY_COORDINATES:
        values = table[name].to_numpy()
        coordinates[name] = ("utility", values if values.dtype == bool else values.astype(str))
    variables = {}
    for name, declared in VARIABLES.items():
        blocks = [[found[draw, replicate][name] for replicate in range(study.replicates)] for draw in range(study.draws)]
        values = np.moveaxis(np.array(blocks), 2, 0)  # (draw, replicate, scenario, ...) -> (scenario, draw, replicate, ...)
        variables[name] = (("scenario", "draw", "replicate", *declared.dims), values, declared.attrs)
    attributes = {
        "title": study.title,
        "question": study.question,
        "study": study.name,
        "world": study.world,
        "world_notes": " ".join(world_of(study.world).notes),
        "seed": str(study.seed),
        "draws_from": "prior",
        "wopsim_version": __version__,
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "Conventions": "CF-1.11 (names of attributes)",
    }
    return xr.Dataset(variables, coordinates, attributes)
