"""Work in other processes: it is done once, whoever dies, and nothing stays behind."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from loky.backend.context import get_context

from tests.helpers.commands_running import running, wait_until_gone, workers_of
from tests.helpers.waiting import PATIENCE, wait_until
from wopsim import processes
from wopsim.cli.main import app
from wopsim.errors import WorkersLostError
from wopsim.processes import each, in_processes


def square(x: int) -> int:
    return x * x


def who(x: int) -> int:
    return os.getpid()


def fail(x: int) -> int:
    raise ValueError(f"no {x}")


def die_once(place: Path) -> int:
    if not place.exists():
        place.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def die(x: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_everything_is_done_once_in_other_processes():
    assert sorted(each(square, range(20), 2)) == [(x, x * x) for x in range(20)]
    assert os.getpid() not in {found for _, found in in_processes(who, range(3), 1)}


def test_one_worker_is_this_process():
    assert {found for _, found in each(who, range(3), 1)} == {os.getpid()}


def test_what_a_job_raises_is_raised_here_and_its_workers_end():
    with pytest.raises(ValueError, match="no 3"):
        list(in_processes(fail, [3], 2))
    assert not processes._at_work


def test_a_process_that_dies_is_replaced(tmp_path: Path):
    # two: each may die in a round of its own, and three deaths with nothing done in between are given up
    places = [tmp_path / str(number) for number in range(2)]
    assert sorted(item for item, _ in each(die_once, places, 2)) == places


def test_processes_that_die_again_and_again_are_given_up():
    with pytest.raises(WorkersLostError, match="died 3 times in a row; the system may be short of memory"):
        list(in_processes(die, [1], 1))


def no_semaphores(*arguments: object, **more: object) -> None:
    raise FileNotFoundError(2, "No such file or directory")


def no_room(*arguments: object, **more: object) -> None:
    raise BlockingIOError(11, "Resource temporarily unavailable")


@pytest.mark.parametrize(
    ("file", "whose", "what", "instead", "why"),
    [
        ("synchronize", "SemLock", "__init__", no_semaphores, "No such file or directory"),
        ("process", "LokyProcess", "start", no_room, "Resource temporarily unavailable"),
    ],
)
def test_where_no_process_can_be_started_this_one_does_everything(
    monkeypatch: pytest.MonkeyPatch, capsys, file: str, whose: str, what: str, instead, why: str
):
    # joblib brings a loky of its own, and the one that was imported last gives both their processes
    backend = type(get_context("loky")).__module__.rpartition(".")[0]
    monkeypatch.setattr(getattr(importlib.import_module(f"{backend}.{file}"), whose), what, instead)
    assert {found for _, found in in_processes(who, range(5), 2)} == {os.getpid()}
    told = capsys.readouterr().err
    assert told == f"wopsim: no other processes can be started here ({why}); this one does everything, which takes longer.\n"


def test_only_one_file_starts_processes():
    package = Path(processes.__file__).parent
    assert [path.name for path in package.rglob("*.py") if "ProcessPool" in path.read_text(encoding="utf-8")] == ["processes.py"]


STUDY = """\
title: Long
question: Does it end?
world: default
seed: 1
draws: 400
replicates: 8
horizon_years: 12
scenarios:
  chance: {set: {pairing: random}}
"""


def command(name: str, folder: Path) -> list[str]:
    words = [sys.executable, "-W", "error", "-m", "wopsim.cli.main", name, "--workers", "2", "--out", str(folder / "out")]
    if name == "calibrate":
        return [*words, "--short"]
    (folder / "long.yaml").write_text(STUDY)
    return [*words, str(folder / "long.yaml")]


def all_processes(run: subprocess.Popen[str], at_work: int) -> list[psutil.Process]:
    """All processes of a command, when so many workers are at work."""

    def enough() -> bool:
        assert run.poll() is None, run.communicate()
        return len(workers_of(run, worked=0.5)) >= at_work

    wait_until(enough)
    return psutil.Process(run.pid).children(recursive=True)


@pytest.mark.parametrize(
    ("name", "signals", "code"),
    [
        ("compare", [signal.SIGTERM], 143),
        ("compare", [signal.SIGKILL], -9),
        ("compare", [signal.SIGINT, signal.SIGINT], 130),
        ("calibrate", [signal.SIGKILL], -9),
    ],
)
def test_a_command_that_is_stopped_leaves_nobody_behind(tmp_path: Path, name: str, signals: list[signal.Signals], code: int):
    from wopsim.engines.compiled.run import prepare

    prepare()  # so that workers are started soon
    with running(command(name, tmp_path)) as run:
        left = all_processes(run, 2)
        for number in signals:
            run.send_signal(number)
        _, told = run.communicate(timeout=PATIENCE)
        assert run.returncode == code, told
        wait_until_gone(left)
    assert "Traceback" not in told
    if code > 0:
        assert told.count("wopsim: stopped") == 1


def test_a_command_without_workers_is_stopped_with_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys, tmp_path: Path):
    def stopped(*anything: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(PATIENCE)

    monkeypatch.setattr("wopsim.inference.prediction.predict", stopped)
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    with pytest.raises(SystemExit) as ended:
        app(["predict", "--country", "Kenya", "--baseline", "45", "--out", str(tmp_path / "never.csv")])
    assert ended.value.code == 143
    assert capsys.readouterr().err == "wopsim: stopped (SIGTERM).\n"
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_a_second_signal_while_the_first_is_cleaned_up_after_ends_all_at_once():
    program = (
        "import os, signal; from wopsim.cli import common\n"
        "common.stop_workers = lambda: os.kill(os.getpid(), signal.SIGINT)\n"
        "with common.errors(debug=False): os.kill(os.getpid(), signal.SIGTERM)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (128 + signal.SIGINT, "wopsim: stopped at once.\n")
