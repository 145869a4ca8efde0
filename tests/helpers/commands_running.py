"""Commands of the package that run in a process of their own, and their worker processes."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

import psutil

from tests.helpers.waiting import wait_until


@contextmanager
def running(line: Sequence[str], environment: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """Start a command in a session of its own, and leave nothing of it behind, whatever a test found."""
    pipe = subprocess.PIPE
    with subprocess.Popen(line, stdout=pipe, stderr=pipe, text=True, env=environment, start_new_session=True) as run:
        try:
            yield run
        finally:
            with suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)


def workers_of(run: subprocess.Popen[str], worked: float = 0.0) -> list[psutil.Process]:
    """Return the worker processes of a command that have worked for so long [s of a core]."""
    found = []
    for child in psutil.Process(run.pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # it came to its end while it was looked at
            if "LokyProcess" in " ".join(child.cmdline()) and child.cpu_times().user >= worked:
                found.append(child)
    return found


def wait_until_gone(processes: Sequence[psutil.Process]) -> None:
    """Wait until processes have ended, also where nobody asks what became of them: some containers have no init."""
    wait_until(lambda: not any(_at_work(process) for process in processes))


def _at_work(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # it came to its end while it was looked at
        return False
