"""Runs that are held in the middle: they finish no more blocks than they may, so that whoever watches them need not be quick."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any


class Held:
    """What holds the runs of a store.

    Parameters
    ----------
    folder : an empty folder of its own, for what says so to other processes.
    blocks : how many may be done; each process stops right before it says that one more is.
    """

    def __init__(self, folder: Path, blocks: int) -> None:
        self._limit = folder / "blocks"
        folder.mkdir()
        self.let(blocks)
        # Python imports this when it starts: in a command, in its workers, and in those of a cluster
        (folder / "sitecustomize.py").write_text(
            f"from pathlib import Path\nfrom tests.helpers.held_runs import hold\nhold(Path({str(self._limit)!r}))\n", encoding="utf-8"
        )
        self.environment = {"PYTHONPATH": str(folder)}

    def let(self, blocks: int) -> None:
        """Let so many blocks be done, those that are done included."""
        draft = self._limit.with_suffix(".draft")
        draft.write_text(str(blocks), encoding="utf-8")
        draft.replace(self._limit)

    def let_go(self) -> None:
        """Hold nobody any more."""
        self._limit.unlink()

    def here(self) -> None:
        """Hold this process, too, which runs already."""
        hold(self._limit)


def blocks_done(store: Path) -> int:
    """Return how many blocks of a store are done."""
    return len(list((store / "status").glob("c.*")))


def hold(limit: Path) -> None:
    """From now on, let this process finish a block only while fewer are done than a file says; without the file, any."""

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "os.rename" and (place := Path(os.fsdecode(arguments[1]))).parent.name == "status":
            while limit.exists() and blocks_done(place.parents[1]) >= int(limit.read_text(encoding="utf-8")):
                time.sleep(0.02)

    sys.addaudithook(hear)
