"""Cut the power at random moments of a run, go on, and see that nothing reported done is lost.

    python tests/runs/power_cut.py --times 2000

A run is noted once: everything that it does to its files, and what it reports (see `disk.py`). Then, at random moments, the worst that a
disk may have kept is made, and the study goes on there. In the end, all chunks must be those of an uninterrupted run, byte for byte.
Three histories are cut: a store that is made and run; one in which runs failed and are run again, so that chunks with good runs in them
are replaced; and pieces of a calibration. The engine is not what is tested, so each of its runs is computed once and then remembered.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import wopsim as ws
from tests.helpers import disk, making
from wopsim import sweeps
from wopsim.analysis.reduction import DISTRIBUTION, MEASURES, Keep
from wopsim.durable import replacing
from wopsim.errors import FailedRunsError
from wopsim.runs import worker
from wopsim.runs.local_workers import run_here
from wopsim.runs.plan import Plan
from wopsim.runs.repair import damaged
from wopsim.runs.store import DONE, Store
from wopsim.runs.worker import run_and_write

WHERE = Path("runs") / "deep" / "cut.zarr"
PIECES = 4


@dataclass(frozen=True)
class Few(Keep):
    """Two arrays instead of four: what is tested are files, and two of them in a block are as good."""

    def keep(self, runs: Any, study: Any) -> Any:
        """Return what is kept of runs."""
        key = tuple(tuple(runs[name].values.tolist()) for name in ("scenario", "draw", "replicate"))
        if key not in _kept:
            _kept[key] = super().keep(runs, study)[[MEASURES, DISTRIBUTION]]
        return _kept[key]


_kept: dict[Any, Any] = {}
"""What was kept of runs of the one study that there is here."""


@contextmanager
def replaced(module: Any, name: str, value: Any) -> Iterator[None]:
    """Let a module have something else for a while."""
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)


class Remembered:
    """Runs blocks, each only once; while `failing`, one run of draw 1 and replicate 1 raises."""

    def __init__(self) -> None:
        self.run, self.known, self.failing = worker.run_block, {}, False

    def __call__(self, study: Any, draws: Any, replicates: Any) -> Any:
        names = tuple(one.name for one in study.scenarios)
        if self.failing and "need" in names and 1 in draws and 1 in replicates:
            raise ZeroDivisionError("a rule divided by nothing")
        key = (names, tuple(draws), tuple(replicates))
        if key not in self.known:
            self.known[key] = self.run(study, draws, replicates=replicates)
        return self.known[key].copy()


@dataclass
class History:
    """What was noted of a run, and the chunks that it comes to."""

    events: list[disk.Event]
    whole: dict[str, str]

    @property
    def made(self) -> int:
        """How many events there were when the store was made."""
        return [event.what for event in self.events].index("told")


@dataclass
class Study:
    """A study with small blocks, and how its runs are done here."""

    plan: Plan
    engine: Remembered

    @classmethod
    def small(cls, folder: Path) -> Study:
        """Return a study of four blocks."""
        asked = ws.read_study(making.write_study(folder, draws=2, replicates=4))
        plan = making.plan_of(asked)
        template = plan.template[[MEASURES, DISTRIBUTION]]
        kept = {name for values in template.data_vars.values() for name in values.dims} | {"measure_units"}
        template = template.drop_vars([name for name in template.coords if name not in kept])
        return cls(Plan(asked, plan.points, template, 1, 0.0, 0.0), Remembered())

    def go_on(self, path: Path, tell: Any, retry_failed: bool = False) -> None:
        """Do what `wopsim run` does: make the store if there is none, and run what is pending."""
        store = Store(path) if path.exists() else sweeps.created(self.plan, path)
        tell("made")

        def runner(store: Store, *_: Any) -> Any:
            return partial(run_here, partial(run_and_write, str(store.path), store.attributes["created"], Few("scenario")), workers=1)

        worker._opened.cache_clear()
        with replaced(sweeps, "_runner", runner), replaced(worker, "run_block", self.engine):
            sweeps.run_store(store, workers=1, retry_failed=retry_failed, progress=lambda tally: tell(done_in(store)))


def done_in(store: Store) -> list[tuple[int, ...]]:
    """Return all runs that are done."""
    return [tuple(map(int, place)) for place in np.argwhere(store.statuses() == DONE)]


def note(study: Study, folder: Path, fails: bool, obedient: bool = True) -> History:
    """Note a run from nothing to its end; where it `fails`, a run fails first and is run again."""
    folder.mkdir()
    with disk.recording(folder, obedient) as recorder:
        if fails:
            study.engine.failing = True
            try:
                study.go_on(recorder.root / WHERE, recorder.tell)
            except FailedRunsError:
                study.engine.failing = False
            else:
                raise AssertionError("nothing failed")
        study.go_on(recorder.root / WHERE, recorder.tell, retry_failed=fails)
    history = History(recorder.events, making.chunks(recorder.root / WHERE))
    check_noted(history, recorder.root)
    return history


def check_noted(history: History, root: Path) -> None:
    """Nothing was done behind the back of who took notes: without a cut, the notes give the same files."""
    end = [*history.events]
    for path in (root, *sorted(root.rglob("*"))):
        end.append(disk.Event("forced", str(path.relative_to(root)), data=None if path.is_dir() else path.read_bytes()))
    again = root.with_name(f"{root.name}-again")
    disk.after_the_cut(end, again, random.Random(0))
    found, wanted = (
        {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()} for place in (again, root)
    )
    assert found == wanted, sorted(found.keys() ^ wanted.keys()) or "a file differs"
    shutil.rmtree(again)


def any_moment(history: History, chance: random.Random) -> int:
    """Return how many events come before a cut."""
    first = history.made if chance.random() < 0.8 else 0  # making a store takes long, and most of what is done to files
    return chance.randrange(first, len(history.events) + 1)


def cut(study: Study, history: History, moment: int, place: Path, chance: random.Random) -> None:
    """Cut the power once after so many events, look, and go on."""
    before = history.events[:moment]
    disk.after_the_cut(before, place, chance)
    told = [event.told for event in before if event.what == "told"]
    path = place / WHERE
    if told:
        assert path.exists(), "the store is gone"
    if path.exists():
        store = Store(path)
        lost = set(max((one for one in told if one != "made"), key=len, default=[])) - set(done_in(store))
        assert not lost, f"runs that were reported done are not: {sorted(lost)}"
        assert damaged(store, store.points.blocks()) == {}, "something that is done is damaged"
    study.go_on(path, lambda told: None, retry_failed=True)
    assert making.chunks(path) == history.whole, "the store differs from that of an uninterrupted run"
    assert not list(path.rglob(".wopsim-draft-*")), "drafts are left"


def write_pieces(folder: Path, tell: Any) -> None:
    """Write pieces as calibration does: those that are there are not written again."""
    for number in range(PIECES):
        path = folder / f"piece-{number}.npy"
        if not path.exists():
            with replacing(path) as draft:
                np.save(draft, np.arange(100.0) + number)
        tell(number)


def note_pieces(folder: Path, obedient: bool = True) -> list[disk.Event]:
    """Note how pieces are written."""
    folder.mkdir()
    with disk.recording(folder, obedient) as recorder:
        write_pieces(recorder.root, recorder.tell)
    return recorder.events


def cut_pieces(events: Sequence[disk.Event], place: Path, chance: random.Random) -> None:
    """Cut the power once while pieces are written."""
    before = list(events[: chance.randrange(len(events) + 1)])
    disk.after_the_cut(before, place, chance)
    for event in before:
        if event.what == "told":
            assert (place / f"piece-{event.told}.npy").exists(), "a piece that was reported done is gone"
    for path in place.glob("piece-*.npy"):
        np.testing.assert_array_equal(np.load(path), np.arange(100.0) + int(path.stem[-1]))
    write_pieces(place, lambda number: None)
    assert len(list(place.glob("piece-*.npy"))) == PIECES


def cut_times(times: int, seed: int, folder: Path, obedient: bool = True) -> None:
    """Cut the power so many times."""
    chance = random.Random(seed)
    study = Study.small(folder)
    histories = [note(study, folder / f"history-{fails}", fails, obedient) for fails in (False, True)]
    pieces = note_pieces(folder / "pieces", obedient)
    for number in range(times):
        place = folder / "cut"
        if number % 10 == 9:
            cut_pieces(pieces, place, chance)
        else:
            history = histories[number % 2]
            cut(study, history, any_moment(history, chance), place, chance)
        shutil.rmtree(place)


def cut_after_replacing(times: int, seed: int, folder: Path) -> None:
    """Cut the power so many times right after a file took its place, where chunks with good runs in them are replaced."""
    chance, study = random.Random(seed), Study.small(folder)
    history = note(study, folder / "history", fails=True)
    moments = [moment for moment in range(history.made, len(history.events)) if history.events[moment - 1].what == "renamed"]
    for number in range(times):
        cut(study, history, moments[number % len(moments)], folder / f"cut-{number}", chance)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--times", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as somewhere:
        cut_times(chosen.times, chosen.seed, Path(somewhere))
    sys.stdout.write(f"{chosen.times} power cuts in {time.monotonic() - begin:.0f} s; nothing that was reported done was lost\n")
