"""Small studies and stores to break, and what to look at afterwards."""

from __future__ import annotations

import dataclasses
import hashlib
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

import wopsim as ws
from tests.helpers import commands_running
from tests.helpers.waiting import PATIENCE
from wopsim import sweeps
from wopsim.analysis.reduction import MEASURES
from wopsim.analysis.stored_measures import names_measured
from wopsim.cli import main
from wopsim.runs.chunks import Points
from wopsim.runs.plan import Plan, try_out
from wopsim.runs.store import DONE, Store
from wopsim.study.scenario import Study

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.helpers.loaded"])
ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-W", "error", "-m", "wopsim.cli.main"]
STUDY = """\
title: Small
world: world.csv
seed: 7
draws: {draws}
replicates: {replicates}
horizon_years: 2
base: {{budget: 2e6, partnership_months: 12, programme_years: 2}}
{more}
scenarios:
  chance: {{set: {{pairing: random}}}}
  need: {{set: {{pairing: by_need}}}}
"""


def write_study(folder: Path, draws: int = 6, replicates: int = 4, more: str = "", name: str = "small") -> Path:
    """Write a study of eight utilities, and return its path."""
    world = folder / "world.csv"
    if not world.exists():
        ws.write_world(ws.synthesise(n_mentees=6, n_mentors=2, seed=3), world)
    path = folder / f"{name}.yaml"
    path.write_text(STUDY.format(draws=draws, replicates=replicates, more=more), encoding="utf-8")
    return path


def plan_of(study: Study, draws_together: int = 1, replicates_together: int = 2, variants_together: int = 1) -> Plan:
    """Return a plan with small blocks, made without another process."""
    points = Points.of(study, 8, 10_000)
    points = dataclasses.replace(
        points, variants_together=variants_together, draws_together=draws_together, replicates_together=replicates_together
    )
    return Plan(study, points, template_of(study.world, study.keep, tuple(s.name for s in study.scenarios), study.path), 1, 0.0, 0.0)


@lru_cache
def template_of(world: str, keep: str, scenarios: tuple[str, ...], path: Path):
    study = ws.read_study(path)
    return try_out(study, sweeps.keeper_of(study)).template


def allocate(path: Path, out: Path, draws_together: int = 1, replicates_together: int = 2, variants_together: int = 1) -> Store:
    """Allocate a store of a study file with small blocks."""
    return sweeps.created(plan_of(ws.read_study(path), draws_together, replicates_together, variants_together), out)


def filled(
    folder: Path, more: str, value: Callable[[int, str], npt.ArrayLike], draws: int = 1, replicates: int = 1, together: int = 8
) -> Store:
    """Return a store whose runs measured what a function says of the number of a variant and the outcome; nothing was run.

    It says one number for all runs, or some that go with (scenario without the baseline, draw, replicate).
    """
    path = write_study(folder, draws=draws, replicates=replicates, more=more)
    store = allocate(path, folder / "filled.zarr", draws, replicates, together)
    names = names_measured(store)
    for block in store.points.blocks():
        arrays = {name: np.zeros_like(values) for name, values in store.read(block).items()}
        for place, variant in enumerate(block.variants):
            for number, name in enumerate(names):
                arrays[MEASURES][place, 1:, ..., number] = value(variant, name)
        store.write(block, arrays, np.full_like(store.status(block), DONE))
    return store


def chunks(store: Path) -> dict[str, str]:
    """Return a hash of every chunk of a store by its place."""
    files = (path for path in store.rglob("*") if path.is_file() and path.name != "zarr.json" and ".wopsim" not in path.parts)
    return {str(path.relative_to(store)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def written(store: Path) -> dict[str, int]:
    """Return when each chunk of a store was written, by its place."""
    files = (path for path in store.rglob("c.*") if path.is_file())
    return {str(path.relative_to(store)): path.stat().st_mtime_ns for path in files}


def environment(**more: str) -> dict[str, str]:
    """Return the environment for a process that is to find this checkout."""
    path = os.pathsep.join(part for part in (more.pop("PYTHONPATH", ""), str(ROOT)) if part)
    return {**os.environ, **more, "PYTHONPATH": path}


def command(*words: object, **more: str) -> subprocess.CompletedProcess[str]:
    """Run `wopsim` with some words, to its end."""
    return subprocess.run(
        [*COMMAND, *map(str, words)], capture_output=True, text=True, check=False, env=environment(**more), timeout=PATIENCE
    )


def _run_command(words: list[str], told: Path, first: Callable[[], None] | None) -> None:
    """Be `wopsim` with some words; what it writes goes to a file."""
    os.setsid()
    if first is not None:
        first()
    file = told.open("w", encoding="utf-8", buffering=1)
    sys.stdout = sys.stderr = file
    sys.argv = ["wopsim", *words]
    main.main()


class Forked:
    """`wopsim` with some words, in a fork of a process that has everything imported.

    Parameters
    ----------
    first : done in the fork before.
    """

    def __init__(self, *words: object, first: Callable[[], None] | None = None) -> None:
        self._folder = tempfile.mkdtemp()
        self._told = Path(self._folder) / "told.txt"
        self.process = _FORKS.Process(target=_run_command, args=([str(word) for word in words], self._told, first))
        self.process.start()
        self.pid = self.process.pid

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        self.process.join(0)
        return self.process.exitcode

    def end(self) -> tuple[int | None, str]:
        """Wait, and return the exit code and what it wrote."""
        self.process.join(PATIENCE)
        text = self._told.read_text(encoding="utf-8")
        if self.process.exitcode is not None:
            shutil.rmtree(self._folder)
        return self.process.exitcode, text


def forked(*words: object) -> tuple[int | None, str]:
    """Run `wopsim` with some words to its end, and return its exit code and what it wrote."""
    return Forked(*words).end()


def running(*words: object, **more: str) -> AbstractContextManager[subprocess.Popen[str]]:
    """Run `wopsim` with some words in a process of its own, which is gone afterwards."""
    return commands_running.running([*COMMAND, *map(str, words)], environment(**more))
