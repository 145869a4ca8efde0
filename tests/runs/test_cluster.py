"""The same bytes from a real scheduler and worker processes, whatever of them dies, comes late or comes back."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from test_survival import wait_for_blocks

from tests.helpers import making
from tests.helpers.held_runs import Held, blocks_done
from tests.helpers.waiting import PATIENCE
from wopsim import sweeps
from wopsim.errors import WorkersLostError
from wopsim.runs.dask_workers import run_on_cluster


class Cluster:
    """A scheduler and workers, each a process of its own on this machine."""

    def __init__(self, folder: Path) -> None:
        # Who comes and goes at this port needs it again: as long as it is ours, too, the system gives it to nobody else.
        self._ours = socket.socket()
        self._ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._ours.bind(("127.0.0.1", 0))
        self.port = self._ours.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.folder = folder
        self.held = Held(folder / "held", 3)
        self.processes: list[subprocess.Popen[bytes]] = []
        self.scheduler = self.start_scheduler()

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{len(self.processes)}.log").open("wb")
        line = [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]]
        quiet = {"DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False", "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s"}
        with log:
            process = subprocess.Popen(
                line, stdout=log, stderr=log, cwd=self.folder, env=making.environment(**quiet, **self.held.environment)
            )
        self.processes.append(process)
        return process

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        return self._start("dask_scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self._start("dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", f"{PATIENCE}")

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
        self._ours.close()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return making.write_study(tmp_path_factory.mktemp("cluster"), draws=14)


@pytest.fixture(scope="module")
def whole(study: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    store = making.allocate(study, tmp_path_factory.mktemp("cluster_whole") / "whole.zarr")
    sweeps.run_store(store, workers=1)
    return making.chunks(store.path)


def test_workers_die_and_join_the_client_dies_and_the_scheduler_comes_back(
    cluster: Cluster, study: Path, whole: dict[str, str], tmp_path: Path
) -> None:
    store = making.allocate(study, tmp_path / "cluster.zarr").path
    first = cluster.start_worker()
    cluster.start_worker()
    line = ("run", study, "--out", store, "--scheduler", cluster.address)
    client = making.Forked(*line)
    wait_for_blocks(store, 3, client)
    first.kill()  # in the middle of a point
    cluster.start_worker()  # joins late
    cluster.held.let(8)
    wait_for_blocks(store, 8, client)
    client.process.kill()
    client.end()
    assert blocks_done(store) < 28
    cluster.held.let(11)
    client = making.Forked(*line)  # the same line
    wait_for_blocks(store, 11, client)
    cluster.scheduler.kill()
    cluster.scheduler.wait()
    time.sleep(1.0)
    assert client.poll() is None
    cluster.scheduler = cluster.start_scheduler()
    cluster.start_worker()
    cluster.held.let_go()
    code, told = client.end()
    assert code == 0, told
    assert "168 done, 0 pending of 168 runs" in told
    assert making.chunks(store) == whole


def test_no_scheduler_is_told(study: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(WorkersLostError, match=f"no dask scheduler answers at {address}"):
            list(run_on_cluster(partial(pow, 2), [1], address, patience=0.5))  # type: ignore[arg-type]


def test_a_job_that_cannot_write_is_told_by_the_cluster(cluster: Cluster, study: Path, tmp_path: Path) -> None:
    store = making.allocate(study, tmp_path / "gone.zarr")
    cluster.start_worker()
    cluster.held.let_go()
    store.chunk("yearly_outputs", store.points.block(0)).mkdir()  # a folder where a file should be
    code, told = making.forked("run", study, "--out", store.path, "--scheduler", cluster.address)
    assert code == 6, told
    assert "cannot write to" in told
    assert "Traceback" not in told
