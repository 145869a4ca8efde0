"""Ctrl+C ends the live page at once, with one line, whatever it runs."""

from __future__ import annotations

import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.commands_running import running
from tests.helpers.making import write_study
from tests.helpers.waiting import PATIENCE

LAST = "wopsim: stopped (SIGINT).\n"


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    with running([sys.executable, "-m", "wopsim.cli.main", "app", str(write_study(tmp_path))]) as page:
        yield page


def test_a_signal_right_after_the_address_ends_it_with_one_line(serving: subprocess.Popen[str]) -> None:
    assert serving.stdout is not None
    assert select.select([serving.stdout], [], [], PATIENCE)[0], "it tells no address"
    assert serving.stdout.readline().startswith("Open http://127.0.0.1:")
    serving.send_signal(signal.SIGINT)
    _, told = serving.communicate(timeout=PATIENCE)
    assert (serving.returncode, told) == (128 + signal.SIGINT, LAST)


def test_no_thread_is_waited_for() -> None:
    stuck = (
        "import threading, typer; from wopsim.cli.signals import leaving_threads\n"
        "threading.Thread(target=threading.Event().wait).start()\n"
        "with leaving_threads(): raise typer.Exit(130)"
    )
    assert subprocess.run([sys.executable, "-c", stuck], timeout=PATIENCE).returncode == 130
