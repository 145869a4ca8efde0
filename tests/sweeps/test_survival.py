"""Whatever stops a run, nothing done is lost or done twice, the same line goes on, and a plain message says what happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import making
import psutil
import pytest

HERE = Path(__file__).parent
PATIENCE = 60.0


@pytest.fixture(scope="module")
def long_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of sixty blocks."""
    return making.write_study(tmp_path_factory.mktemp("long"), draws=30)


@pytest.fixture(scope="module")
def long_whole(long_study: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    from wopsim import sweeps

    store = making.allocate(long_study, tmp_path_factory.mktemp("long_whole") / "whole.zarr")
    sweeps.run_store(store, workers=1)
    return making.chunks(store.path)


def blocks_done(store: Path) -> int:
    return len(list((store / "status").glob("c.*")))


def wait_for_blocks(store: Path, more: int, run: subprocess.Popen[str]) -> None:
    """Wait until some blocks more than now are done."""
    wanted, end = blocks_done(store) + more, time.monotonic() + PATIENCE
    while blocks_done(store) < wanted:
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)


def ended(run: subprocess.Popen[str]) -> tuple[int, str]:
    _, told = run.communicate(timeout=PATIENCE)
    return run.returncode, told


def test_fifty_kills_at_random_moments() -> None:
    done = subprocess.run(
        [sys.executable, HERE / "kill.py", "--times", "50"], capture_output=True, text=True, check=False, env=making.environment()
    )
    assert done.returncode == 0, done.stderr
    assert "have the bytes of an uninterrupted run" in done.stdout


def test_a_worker_that_is_killed_costs_only_what_it_was_running(long_study: Path, long_whole: dict[str, str], tmp_path: Path) -> None:
    store = making.allocate(long_study, tmp_path / "worker.zarr").path
    run = making.started("run", long_study, "--out", store, "--workers", 2)
    wait_for_blocks(store, 2, run)
    workers_of(run)[0].kill()
    code, told = ended(run)
    assert code == 0, told
    assert making.chunks(store) == long_whole


def workers_of(run: subprocess.Popen[str]) -> list[psutil.Process]:
    return [child for child in psutil.Process(run.pid).children(recursive=True) if "LokyProcess" in " ".join(child.cmdline())]


def test_a_command_that_is_killed_leaves_no_workers_and_the_same_line_goes_on(
    long_study: Path, long_whole: dict[str, str], tmp_path: Path
) -> None:
    store = making.allocate(long_study, tmp_path / "command.zarr").path
    line = ("run", long_study, "--out", store, "--workers", 2)
    run = making.started(*line)
    wait_for_blocks(store, 2, run)
    workers = workers_of(run)
    run.kill()
    run.communicate()
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert not alive
    before = making.written(store)
    done = making.command(*line)
    assert done.returncode == 0, done.stderr
    assert "did not come to its end" in done.stderr
    assert "goes on where it stopped" in done.stderr
    after = making.written(store)
    kept = {path for path in before if path.startswith("status/")}
    assert kept
    assert all(after[path] == before[path] for path in kept)
    assert making.chunks(store) == long_whole


@pytest.mark.parametrize(("signal_", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_stops_it_with_its_own_code(
    long_study: Path, long_whole: dict[str, str], tmp_path: Path, signal_: signal.Signals, code: int
) -> None:
    store = making.allocate(long_study, tmp_path / "signal.zarr").path
    line = ("run", long_study, "--out", store, "--workers", 2)
    run = making.started(*line)
    wait_for_blocks(store, 1, run)
    if signal_ == signal.SIGINT:  # a terminal sends Ctrl-C to every process in it
        os.killpg(run.pid, signal_)
    else:
        run.send_signal(signal_)
    found, told = ended(run)
    assert found == code, told
    last = told.strip().splitlines()[-1]
    assert last.startswith(f"wopsim: stopped ({signal_.name}): ")
    assert f"To go on: wopsim run {long_study} --out {store}" in last
    assert "Traceback" not in told
    done = making.command(*line)
    assert done.returncode == 0, done.stderr
    assert "did not come to its end" not in done.stderr
    assert making.chunks(store) == long_whole


def test_a_second_run_on_a_store_is_refused_while_the_first_runs(long_study: Path, tmp_path: Path) -> None:
    store = making.allocate(long_study, tmp_path / "two.zarr").path
    first = making.started("run", long_study, "--out", store, "--workers", 1)
    try:
        wait_for_blocks(store, 1, first)
        second = making.command("run", long_study, "--out", store)
        assert second.returncode == 5
        assert f"is being written by process {first.pid} on " in second.stderr
        assert "Traceback" not in second.stderr
        assert first.poll() is None
    finally:
        first.kill()
        first.communicate()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes, where this process may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", place], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_told_and_costs_nothing_that_was_done(long_study: Path, long_whole: dict[str, str], small_disk: Path) -> None:
    store = making.allocate(long_study, small_disk / "full.zarr").path
    line = ("run", long_study, "--out", store, "--workers", 2)
    done = making.command(*line)
    assert done.returncode == 6, done.stderr
    assert f"cannot write to {store}: No space left on device." in done.stderr
    assert "run the same line again" in done.stderr
    assert "Traceback" not in done.stderr
    held = {path: digest for path, digest in making.chunks(store).items() if path.startswith("status/")}
    assert 0 < len(held) < len([path for path in long_whole if path.startswith("status/")])
    assert all(long_whole[path] == digest for path, digest in held.items())
    subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
    done = making.command(*line)
    assert done.returncode == 0, done.stderr
    assert making.chunks(store) == long_whole


def test_a_file_system_that_is_read_only_is_told(long_study: Path, small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
    store = making.allocate(long_study, small_disk / "held.zarr").path
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    for place, what in ((store, "go on"), (small_disk / "new.zarr", "begin")):
        done = making.command("run", long_study, "--out", place, "--workers", 1)
        assert done.returncode == 6, (what, done.stderr)
        assert "Read-only file system" in done.stderr
        assert "Traceback" not in done.stderr
    assert making.command("status", store).returncode == 0


def test_a_disk_that_is_full_at_the_start_is_told(long_study: Path, small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(b"x" * (2 * 1024**2 - 8192))
    done = making.command("run", long_study, "--out", small_disk / "new.zarr", "--workers", 1)
    assert done.returncode == 6, done.stderr
    assert "No space left on device" in done.stderr
    assert [path.name for path in small_disk.iterdir()] == ["ballast"]
