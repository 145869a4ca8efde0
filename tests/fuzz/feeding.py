"""Feed bytes to what reads files of strangers, and see that nothing but an answer or a plain message comes out."""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import wopsim as ws
from tests.fuzz import stores
from tests.helpers.waiting import PATIENCE
from wopsim.errors import WopsimError
from wopsim.inference.evidence.evidence_files import read_evidence

SECONDS = 5
"""Of this process, however busy the machine is."""
LONGEST = round(PATIENCE)
"""Until something that waits counts as hanging [s]."""
MEMORY = 1_000_000_000  # byte
ROOT = Path(__file__).parents[2]

SWEPT = b"""\
title: Swept
draws: 3
replicates: 2
keep: utility
sweep:
  grid: {budget: [1e6, 2e6], new_function: [pro_poor, sanitation]}
  list:
    - {cohort_size: 2, drought_rate: 0.1}
    - {cohort_size: 1, drought_rate: 0.0}
  latin_hypercube: {points: 5, ranges: {turnover: prior, partnership_months: [12, 36]}}
  sobol: {points: 4, ranges: {absorption: [0.1, 0.2]}}
stop: {effect: people_served, error: 100, most_replicates: 12, scenario: a}
scenarios:
  a: {set: {pairing: by_need}}
"""


def _lines(relative: str, count: int) -> bytes:
    return b"".join((ROOT / relative).read_bytes().splitlines(keepends=True)[:count])


KINDS: dict[str, tuple[str, Callable[[Path], object], Callable[[], list[bytes]]]] = {
    "study": (
        "any.yaml",
        lambda path: ws.read_study(path).to_dict(),
        lambda: [(ROOT / "scenarios/ten_million.yaml").read_bytes(), SWEPT],
    ),
    "world": (
        "any.csv",
        lambda path: ws.read_world(path).complete(1, 0),
        lambda: [_lines("scenarios/worlds/default.csv", 12), b"name,country,population_served\nA,Kenya,10000\nB,Peru,2e5\n"],
    ),
    "case": ("any.csv", lambda path: read_evidence(path, "partnerships"), lambda: [_lines("calibration/evidence/partnerships.csv", 12)]),
    "store": ("any.store", stores.read, stores.seeds),
}
"""By kind of file: its name, what reads it, and what makes sound files to begin with. Of a store it is one of its files."""

WORDS = [
    *(b"sweep:", b"grid:", b"list:", b"sobol:", b"latin_hypercube:", b"points:", b"ranges:", b"prior", b"keep:", b"utility", b"stop:"),
    *(
        b"[",
        b"]",
        b"{",
        b"}",
        b"&a ",
        b"*a",
        b"!!python/object/apply:os.system ",
        b"\x00",
        b"\xff\xfe",
        b"/etc/passwd",
        b"../..",
        b"=cmd()",
    ),
    *(b"1e999", b"-1", b"0", b".nan", b"9" * 20, b"nan", b"inf", b"true", b",", b"\n", b"\r\n", b"\t", b'"', b"'", b": ", b"- ", b"=cmd()"),
]
"""Pieces that mean something to one of the readers."""

_writing: list[str] = []


def _note_writing(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str | Path) and isinstance(arguments[2], int):
        if arguments[2] & (os.O_WRONLY | os.O_RDWR) and not stores.is_target(arguments[0]) and not _is_of_python(arguments[0]):
            _writing.append(str(arguments[0]))
    elif event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink"):
        if not all(stores.is_target(one) or _is_of_python(one) for one in arguments[:2] if isinstance(one, str | Path)):
            _writing.append(f"{event} {arguments[0]}")
    elif event in ("subprocess.Popen", "os.system", "socket.connect"):
        _writing.append(f"{event} {arguments[0]}")


def _is_of_python(path: str | Path) -> bool:
    """Return whether Python keeps something there of a module that is imported for the first time: a message may need one."""
    return "__pycache__" in Path(path).parts


sys.addaudithook(_note_writing)


@contextmanager
def _in_time() -> Iterator[None]:
    def late(*_: object) -> None:
        raise AssertionError(f"it took more than {SECONDS} s, or waited for more than {LONGEST} s")

    before = {number: signal.signal(number, late) for number in (signal.SIGALRM, signal.SIGPROF)}
    signal.alarm(LONGEST)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.setitimer(signal.ITIMER_PROF, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def warm_up(folder: Path) -> None:
    """Read every sound file once, so that what is imported and kept at first use is no part of what is watched."""
    for name, read, seeds in KINDS.values():
        for seed in seeds():
            (folder / name).write_bytes(seed)
            stores.clean()
            read(folder / name)


def feed(kind: str, data: bytes, folder: Path) -> str | None:
    """Read some bytes as a file of a kind, and return the message about it, or None where it is sound.

    Anything else than an answer or a `WopsimError`, more than five seconds, a gigabyte, or any file written outside its target is an error.
    """
    name, read, _ = KINDS[kind]
    path = folder / name
    path.write_bytes(data)
    stores.clean()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _writing.clear()
    message = None
    with _in_time():
        try:
            read(path)
        except WopsimError as error:
            message = str(error)
    assert not _writing, f"something was written: {_writing[:5]}"
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) * 1024
    assert grown < MEMORY, f"it took {grown / 1e9:.1f} GB"
    assert message is None or (message and "Traceback" not in message)
    return message
