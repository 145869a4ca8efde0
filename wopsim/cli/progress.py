"""How far a command is: a bar for each stage on a terminal, elsewhere a line now and then; both on the error stream."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wopsim.cli.common import aside

LOG_SECONDS = 30.0
"""Between two lines of a stage, where there is no terminal."""
RECENT_SECONDS = 60.0
"""Over which the speed of a stage is taken: what went before says less of what is left."""
FEWEST_STEPS = 3
"""Steps forward before which neither speed nor time is told: the first waits for what is started, and one says little of the next."""

Tell = Callable[..., None]
"""Takes the stage in words, how much is done and of how much; and what else there is to say, if anything."""


@contextmanager
def stages() -> Iterator[Tell]:
    """Yield what takes how far a stage is."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Log()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.fields[pace]}"))
    paces: dict[str, Pace] = {}
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console) as bar:

        def tell(stage: str, done: int, of: int, more: str = "") -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, pace="")
                paces[stage] = Pace(done)
            paces[stage].goes_on(done)
            bar.update(tasks[stage], completed=done, total=of, pace=paces[stage].told(done, of, more))

        yield tell


class Pace:
    """How fast a stage goes, since this process began with it."""

    def __init__(self, done: int) -> None:
        self.first = (time.monotonic(), done)
        self.recent = deque([self.first])

    def goes_on(self, done: int) -> None:
        """Note how much is done now."""
        now = time.monotonic()
        if done > self.recent[-1][1]:
            self.recent.append((now, done))
        while len(self.recent) > FEWEST_STEPS + 1 and now - self.recent[1][0] > RECENT_SECONDS:
            self.recent.popleft()

    def told(self, done: int, of: int, more: str) -> str:
        """Return the speed of late, at the end that of the whole, and what is left; nothing of a few steps. And `more`."""
        from wopsim.runs.plan import in_minutes

        begin, before = self.first if done >= of else self.recent[0]
        seconds = time.monotonic() - begin
        speed = (done - before) / seconds if seconds > 0.0 and len(self.recent) > FEWEST_STEPS else 0.0
        words = [f"{speed:,.0f} a second"] if speed >= 1.0 else []
        if speed and done < of:
            words.append(f"{in_minutes((of - done) / speed / 60)} left")
        return ", ".join([*words, *([more] if more else [])])


class _Log:
    """Progress as lines of a log: a stage's first, its last, and one now and then."""

    def __init__(self) -> None:
        self.paces: dict[str, Pace] = {}
        self.told: dict[str, float] = {}
        self.ended: set[str] = set()

    def __call__(self, stage: str, done: int, of: int, more: str = "") -> None:
        now = time.monotonic()
        pace = self.paces.setdefault(stage, Pace(done))
        pace.goes_on(done)
        if stage in self.ended or (now - self.told.get(stage, -LOG_SECONDS) < LOG_SECONDS and done < of):
            return
        self.told[stage] = now
        if done >= of:
            self.ended.add(stage)
        aside(f"{stage}: {done:,} of {of:,}. {pace.told(done, of, more)}".rstrip())
