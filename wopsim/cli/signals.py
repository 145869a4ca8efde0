"""Signals that end a command: one way out for all of them, on which what was started is cleaned up."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

import typer


class Stopped(BaseException):
    """A signal came; not an `Exception`, because those of a run are caught and noted as a failure of it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def name(self) -> str:
        """Name of the signal."""
        return signal.Signals(self.number).name


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGINT (Ctrl-C) end the block by `Stopped`; a second one, while that is cleaned up after, ends all at once."""
    if threading.current_thread() is not threading.main_thread():  # only there Python lets signals be handled
        yield
        return
    before = {number: signal.signal(number, _stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def leaving_threads() -> Iterator[None]:
    """End the process with the block that a signal ended: threads in compiled code cannot be stopped, and Python would wait for them."""
    try:
        yield
    except typer.Exit as ended:
        if ended.exit_code > 128:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(ended.exit_code)
        raise


def _stop(number: int, frame: Any) -> NoReturn:
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, _end_at_once)
    raise Stopped(number)


def _end_at_once(number: int, frame: Any) -> NoReturn:
    """End without cleaning up: workers see that their parent is gone, and what is half written was written aside."""
    with suppress(OSError):
        os.write(2, b"wopsim: stopped at once.\n")
    os._exit(128 + number)
