"""Whatever stops a run, nothing done is lost or done twice, the same line goes on, and a plain message says what happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import making
from tests.helpers.commands_running import wait_until_gone, workers_of
from tests.helpers.held_runs import Held, blocks_done
from tests.helpers.small_disk import SIZE, MountedDisk, ToldDisk, kinds_of_disk
from tests.helpers.waiting import PATIENCE, wait_until

HERE = Path(__file__).parent
ROOM = 200_000
"""What is left on a disk for the numbers of about half a study [byte]."""


@pytest.fixture(scope="module")
def long_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of 16 blocks."""
    return making.write_study(tmp_path_factory.mktemp("long"), draws=8)


@pytest.fixture(scope="module")
def long_whole(long_study: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    from wopsim import sweeps

    store = making.allocate(long_study, tmp_path_factory.mktemp("long_whole") / "whole.zarr")
    sweeps.run_store(store, workers=1)
    return making.chunks(store.path)


@pytest.fixture
def held(tmp_path: Path) -> Held:
    """Holds runs before their third block is done, so that none is over before somebody does something to it."""
    return Held(tmp_path / "held", 2)


def wait_for_blocks(store: Path, number: int, run: subprocess.Popen[str] | making.Forked) -> None:
    """Wait until so many blocks are done."""

    def enough() -> bool:
        assert run.poll() is None, run.end() if isinstance(run, making.Forked) else run.communicate()
        return blocks_done(store) >= number

    wait_until(enough)


def ended(run: subprocess.Popen[str]) -> tuple[int, str]:
    _, told = run.communicate(timeout=PATIENCE)
    return run.returncode, told


def test_kills_at_random_moments() -> None:
    done = subprocess.run(
        [sys.executable, HERE / "kill.py", "--times", "25"], capture_output=True, text=True, check=False, env=making.environment()
    )
    assert done.returncode == 0, done.stderr
    assert "have the bytes of an uninterrupted run" in done.stdout


def test_a_worker_that_is_killed_costs_only_what_it_was_running(
    long_study: Path, long_whole: dict[str, str], held: Held, tmp_path: Path
) -> None:
    store = making.allocate(long_study, tmp_path / "worker.zarr").path
    with making.running("run", long_study, "--out", store, "--workers", 2, **held.environment) as run:
        wait_for_blocks(store, 2, run)
        workers_of(run)[0].kill()
        held.let_go()
        code, told = ended(run)
    assert code == 0, told
    assert making.chunks(store) == long_whole


def test_what_a_killed_worker_was_writing_is_gone_when_the_run_ends(long_study: Path, long_whole: dict[str, str], tmp_path: Path) -> None:
    from wopsim import sweeps
    from wopsim.durable import draft_of

    store = making.allocate(long_study, tmp_path / "drafts.zarr")
    sweeps.run_store(store, workers=1, progress=lambda tally: draft_of(store.path / "yearly_outputs" / "c.0.0.0.0.0").touch())
    assert making.chunks(store.path) == long_whole


def test_a_command_that_is_killed_leaves_no_workers_and_the_same_line_goes_on(
    long_study: Path, long_whole: dict[str, str], held: Held, tmp_path: Path
) -> None:
    store = making.allocate(long_study, tmp_path / "command.zarr").path
    line = ("run", long_study, "--out", store, "--workers", 2)
    with making.running(*line, **held.environment) as run:
        wait_for_blocks(store, 2, run)
        workers = workers_of(run)
        run.kill()
        run.communicate()
        wait_until_gone(workers)
    before = making.written(store)
    code, told = making.forked("run", long_study, "--out", store, "--workers", 1)
    assert code == 0, told
    assert "did not come to its end" in told
    assert "goes on where it stopped" in told
    after = making.written(store)
    kept = {path for path in before if path.startswith("status/")}
    assert kept
    assert all(after[path] == before[path] for path in kept)
    assert making.chunks(store) == long_whole


def check_stopped(code: int | None, told: str, wanted: int, study: Path, store: Path) -> None:
    assert code == wanted, told
    last = told.strip().splitlines()[-1]
    assert last.startswith(f"wopsim: stopped ({signal.Signals(wanted - 128).name}): ")
    assert f"To go on: wopsim run {study} --out {store}" in last
    assert "Traceback" not in told


def test_sigterm_stops_it_and_its_workers_with_its_own_code(long_study: Path, held: Held, tmp_path: Path) -> None:
    store = making.allocate(long_study, tmp_path / "term.zarr").path
    with making.running("run", long_study, "--out", store, "--workers", 2, **held.environment) as run:
        wait_for_blocks(store, 1, run)
        workers = workers_of(run)
        run.send_signal(signal.SIGTERM)
        check_stopped(*ended(run), 143, long_study, store)
        wait_until_gone(workers)


def test_ctrl_c_stops_it_with_its_own_code_and_the_same_line_goes_on(
    long_study: Path, long_whole: dict[str, str], held: Held, tmp_path: Path
) -> None:
    store = making.allocate(long_study, tmp_path / "interrupt.zarr").path
    line = ("run", long_study, "--out", store, "--workers", 1)
    run = making.Forked(*line, first=held.here)
    wait_for_blocks(store, 1, run)
    os.killpg(run.pid, signal.SIGINT)  # a terminal sends it to every process in it
    check_stopped(*run.end(), 130, long_study, store)
    code, told = making.forked(*line)
    assert code == 0, told
    assert "did not come to its end" not in told
    assert making.chunks(store) == long_whole


def test_a_second_run_on_a_store_is_refused_while_the_first_runs(long_study: Path, held: Held, tmp_path: Path) -> None:
    store = making.allocate(long_study, tmp_path / "two.zarr").path
    line = ("run", long_study, "--out", store, "--workers", 1)
    first = making.Forked(*line, first=held.here)
    wait_for_blocks(store, 1, first)
    code, told = making.forked(*line)
    assert code == 5, told
    assert f"is being written by process {first.pid} on " in told
    assert "Traceback" not in told
    os.kill(first.pid, signal.SIGKILL)
    first.end()
    code, told = making.forked(*line)
    assert code == 0, told
    assert f"An earlier run (process {first.pid} on " in told


with tempfile.TemporaryDirectory() as folder:
    KINDS_OF_DISK = kinds_of_disk(Path(folder))


@pytest.fixture(params=KINDS_OF_DISK, ids=lambda kind: kind.__name__)
def small_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MountedDisk | ToldDisk]:
    """A disk of two megabytes."""
    disk = request.param(tmp_path / "disk")
    yield disk
    disk.close()


def test_a_full_disk_is_told_and_costs_nothing_that_was_done(
    long_study: Path, long_whole: dict[str, str], small_disk: MountedDisk | ToldDisk
) -> None:
    store = making.allocate(long_study, small_disk.place / "full.zarr").path
    small_disk.fill(ROOM)
    for workers in small_disk.workers:
        code, told = small_disk.run("run", long_study, "--out", store, "--workers", workers)
        assert code == 6, told
        assert f"cannot write to {store}: No space left on device." in told
        assert "run the same line again" in told
        assert "Traceback" not in told
    held = {path: digest for path, digest in making.chunks(store).items() if path.startswith("status/")}
    assert 0 < len(held) < len([path for path in long_whole if path.startswith("status/")])
    assert all(long_whole[path] == digest for path, digest in held.items())
    small_disk.grow()
    code, told = small_disk.run("run", long_study, "--out", store, "--workers", 1)
    assert code == 0, told
    assert making.chunks(store) == long_whole


def test_a_file_system_that_is_read_only_is_told(long_study: Path, small_disk: MountedDisk | ToldDisk) -> None:
    small_disk.grow()
    store = making.allocate(long_study, small_disk.place / "held.zarr").path
    small_disk.lock()
    for place in (store, small_disk.place / "new.zarr"):
        code, told = small_disk.run("run", long_study, "--out", place, "--workers", 1)
        assert code == 6, (place, told)
        assert "Read-only file system" in told
        assert "Traceback" not in told
    assert small_disk.run("status", store)[0] == 0


def test_a_disk_that_is_full_at_the_start_is_told(long_study: Path, small_disk: MountedDisk | ToldDisk) -> None:
    (small_disk.place / "ballast").write_bytes(b"x" * (SIZE - 8192))
    code, told = small_disk.run("run", long_study, "--out", small_disk.place / "new.zarr", "--workers", 1)
    assert code == 6, told
    assert "No space left on device" in told
    assert [path.name for path in small_disk.place.iterdir()] == ["ballast"]
