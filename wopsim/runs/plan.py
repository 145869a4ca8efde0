"""What a study will take: runs, bytes and minutes, from a timed trial in a worker."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from wopsim.counting import counted
from wopsim.errors import WopsimError
from wopsim.html_table import note, page_part, table
from wopsim.limits import MOST_RUNS, WORKERS
from wopsim.processes import in_processes, workers_or_all
from wopsim.runs.chunks import Points
from wopsim.runs.in_memory import run_block
from wopsim.runs.runs_together import runs_together
from wopsim.runs.shared_baselines import different_baselines
from wopsim.runs.study_world import world_of
from wopsim.runs.worker import Keeper
from wopsim.study.scenario import Study, too_many_runs

if TYPE_CHECKING:
    import xarray as xr

MOST_MINUTES = 30.0
MOST_GIGABYTES = 5.0
"""What a run may take without a question."""
_TRIES = 5


@dataclass(frozen=True)
class Trial:
    """A few runs.

    Parameters
    ----------
    template : what is kept of one point.
    seconds : of one run, all that a worker does with it included.
    timed : of all the runs that were timed [s].
    stored : size of one run in the store, compressed [byte].
    """

    template: xr.Dataset
    seconds: float
    timed: float
    stored: float


@dataclass(frozen=True)
class Plan:
    """What a study will take.

    Parameters
    ----------
    study : what is run.
    points : how it is cut.
    template : what is kept of one point.
    workers : processes on this machine.
    minutes : time with so many workers, their start included, on a machine as busy as in the trial.
    bytes_stored : size of the store [byte].
    """

    study: Study
    points: Points
    template: xr.Dataset
    workers: int
    minutes: float
    bytes_stored: float

    @property
    def too_much(self) -> bool:
        """Whether one should be asked first."""
        return self.minutes > MOST_MINUTES or self.bytes_stored > MOST_GIGABYTES * 1e9

    def __str__(self) -> str:
        return (
            f"{self._sizes} = {self.points.runs:,} runs of {self.study.horizon_years} years, kept by {self.study.keep}.\n"
            f"{self._cut}.\n{self._shared}"
            f"About {self._time}, and {self._size}; tables and figures come on top."
        )

    def _repr_html_(self) -> str:
        rows = {"Runs": f"{self.points.runs:,}: {self._sizes}", "Cut": self._cut, "Time": self._time, "Size": self._size}
        told = table("What it will take", (), [(key, [value]) for key, value in rows.items()])
        return page_part(
            self.study.title,
            self.study.question,
            [told, note("From a trial of some seconds on a machine as busy as now; nothing else was run.")],
        )

    @property
    def _most(self) -> str:
        return " (at most)" if self.study.stop else ""

    @property
    def _sizes(self) -> str:
        points = self.points
        sizes = [f"{points.variants} variants"] if points.swept else []
        return " x ".join([*sizes, f"{points.scenarios} scenarios", f"{points.draws} draws", f"{points.replicates} replicates{self._most}"])

    @property
    def _cut(self) -> str:
        points = self.points
        blocks, runs = counted(points.block_count, "block"), counted(points.runs // points.block_count, "run")
        return f"Points 0 to {points.count - 1} in {blocks} of about {runs}"

    @property
    def _shared(self) -> str:
        different = different_baselines(self.study)
        if different == self.points.variants:
            return ""
        return f"The {self.points.variants:,} variants have {counted(different, 'different baseline')} between them.\n"

    @property
    def _time(self) -> str:
        return f"{in_minutes(self.minutes)} with {counted(self.workers, 'worker')}{self._most}"

    @property
    def _size(self) -> str:
        files = self.points.block_count * (len(self.template.data_vars) + 1)
        return f"{in_bytes(self.bytes_stored)} in about {files:,} files"


def make_plan(study: Study, keeper: Keeper, workers: int | None = None) -> Plan:
    """Return the plan of a study, from a trial in a process of its own.

    Raises
    ------
    WopsimError : there are too many runs, nothing to compare, or no point can be run; the message says why.
    WorldFileError : the world cannot be read.
    """
    if workers is not None:
        WORKERS.require(workers, "workers")
    study.require_baseline()
    study.require_settled()
    if study.runs > MOST_RUNS:
        raise WopsimError(too_many_runs(study))
    world = world_of(study.world, study.readings)  # what is wrong with it is said before anything is started
    begin = time.perf_counter()
    ((_, trial),) = in_processes(partial(try_out, study), [keeper], workers=1)
    start = max(0.0, time.perf_counter() - begin - trial.timed)  # a process, all it imports, the compiled engine
    run_bytes = sum(values.nbytes for values in trial.template.data_vars.values()) / len(study.scenarios)
    points = Points.of(study, len(world.utilities), int(run_bytes))
    workers = min(workers_or_all(workers), points.block_count)
    minutes = (start + _run(points, study) * trial.seconds / workers) / 60.0
    return Plan(study, points, trial.template, workers, minutes, points.runs * trial.stored)


def _run(points: Points, study: Study) -> int:
    """Return how many runs are run, each different baseline once."""
    each = points.draws * points.replicates
    return (points.variants * (points.scenarios - 1) + different_baselines(study)) * each


def try_out(study: Study, keeper: Keeper) -> Trial:
    """Run a point or a few of a study and time them."""
    from numcodecs import Zstd

    study = study.at(0)
    problem: Exception | None = None
    for draw in range(min(_TRIES, study.draws)):
        try:
            template = keeper.keep(run_block(study, [draw], replicates=[0]), study)
            break
        except Exception as error:
            problem = error
    else:
        raise WopsimError(f"none of the first {min(_TRIES, study.draws)} draws of the study can be run. {problem}") from problem
    points = max(1, runs_together(study) // len(study.scenarios))
    replicates = range(min(study.replicates, points))
    draws = range(draw, min(study.draws, draw + points // len(replicates)))
    runs = len(draws) * len(replicates) * len(study.scenarios)
    begin = time.perf_counter()
    try:
        kept = keeper.keep(run_block(study, draws, replicates=replicates), study)
    except Exception:
        kept, runs = keeper.keep(run_block(study, [draw], replicates=[0]), study), len(study.scenarios)
    stored = sum(len(Zstd(level=1).encode(values.values.tobytes())) for values in kept.data_vars.values())
    timed = time.perf_counter() - begin
    return Trial(template, timed / runs, timed, stored / runs)


def in_minutes(minutes: float) -> str:
    """Return a time for people."""
    if minutes < 1.5:
        return f"{max(60 * minutes, 1):.0f} seconds"
    return f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.1f} hours"


def in_bytes(size: float) -> str:
    """Return a size for people."""
    for unit, word in ((1e9, "GB"), (1e6, "MB")):
        if size >= unit:
            return f"{size / unit:.1f} {word}"
    return f"{max(size / 1e3, 1):.0f} kB"
