"""Kill runs with SIGKILL at random moments, go on, and see that nothing done is lost or done twice.

    python tests/runs/kill.py --times 1000
    python tests/runs/kill.py --times 50 --workers 2     # whole `wopsim run` commands with worker processes

Without workers a run is a fork of this process that has everything imported, so that a kill takes a fraction of a second; the fork
runs what `wopsim run` runs. In the end, all chunks must be those of an uninterrupted run, byte for byte.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.helpers import loaded, making
from wopsim import sweeps
from wopsim.runs.scheduler import tally_of
from wopsim.runs.store import PENDING, Store

assert loaded  # before the first fork


def fork(store: Path) -> int:
    """Start a run in a fork, and return its process."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        sweeps.run_store(Store(store), workers=1)
        code = 0
    finally:
        os._exit(code)


def whole_command(study: Path, workers: int) -> Callable[[Path], int]:
    """Return what starts a `wopsim run`."""

    def start(store: Path) -> int:
        line = [*making.COMMAND, "run", str(study), "--out", str(store), "--workers", str(workers)]
        silent = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
        return os.posix_spawn(line[0], line, making.environment(), file_actions=silent, setsid=True)

    return start


def in_fork(job: Callable[[], object]) -> None:
    """Do something in a fork: what reads a store starts threads, and a process with threads must not be forked."""
    child = os.fork()
    if not child:
        code = 1
        try:
            job()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if status:
        raise AssertionError("a check failed; see above")


def check_nothing_lost(store: Path, before: dict[str, int]) -> None:
    """Every block that was done before is done, and was not written again."""
    after = making.written(store)
    done = [name for name in before if name.startswith("status/")]
    for name in done:
        block = name.removeprefix("status/c.").split(".")
        for path, when in before.items():
            if path.split("/c.")[1].split(".")[: len(block)] == block:
                assert after.get(path) == when, f"{path} of a block that was done was written again"


def kill_times(
    times: int, start: Callable[[Path], int], make: Callable[[Path], None], folder: Path, longest: float, seed: int
) -> list[Path]:
    """Kill runs so many times, and return the stores that came to their end on the way, the last one included."""
    chance = random.Random(seed)
    ended: list[Path] = []
    store = folder / "0.zarr"
    make(store)
    killed = 0
    while killed < times:
        before = making.written(store)
        run = start(store)
        time.sleep(chance.uniform(0.0, longest))
        os.kill(run, signal.SIGKILL)
        _, status = os.waitpid(run, 0)
        check_nothing_lost(store, before)
        if os.WIFEXITED(status):  # it was quicker
            assert os.WEXITSTATUS(status) == 0, "a run failed"
            ended.append(store)
            store = folder / f"{len(ended)}.zarr"
            make(store)
        else:
            killed += 1
    run = start(store)
    _, status = os.waitpid(run, 0)
    assert status == 0, "the last run failed"
    return [*ended, store]


def main(times: int, workers: int, seed: int, folder: Path) -> None:
    """Kill, go on, compare, and say so."""
    study = making.write_study(folder)
    in_fork(lambda: making.allocate(study, folder / "empty.zarr"))
    empty = folder / "empty.zarr"

    def make(store: Path) -> None:
        shutil.copytree(empty, store)

    make(folder / "whole.zarr")
    begin = time.monotonic()
    in_fork(lambda: sweeps.run_store(Store(folder / "whole.zarr"), workers=1))
    alone = time.monotonic() - begin
    start, longest = (whole_command(study, workers), 12.0) if workers else (fork, alone / 3)
    sys.stdout.write(f"an uninterrupted run takes {alone:.1f} s\n")
    begin = time.monotonic()
    stores = kill_times(times, start, make, folder, longest, seed)
    wanted = making.chunks(folder / "whole.zarr")
    for store in stores:
        assert making.chunks(store) == wanted, f"{store} differs from an uninterrupted run"

        def nothing_pending(store: Path = store) -> None:
            opened = Store(store)
            assert tally_of(opened, opened.points.blocks()).pending == PENDING

        in_fork(nothing_pending)
    seconds = time.monotonic() - begin
    sys.stdout.write(f"{times} kills in {seconds:.0f} s; {len(stores)} stores have the bytes of an uninterrupted run\n")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--times", type=int, default=50)
    arguments.add_argument("--workers", type=int, default=0, help="worker processes of a whole command; 0: forks")
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as place:
        main(chosen.times, chosen.workers, chosen.seed, Path(place))
