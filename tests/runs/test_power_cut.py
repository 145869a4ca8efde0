"""Whenever the power is cut, nothing that was reported done is lost; and the disk that this is tried on can lose things."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.helpers import disk, making
from tests.runs import power_cut
from wopsim import durable
from wopsim.errors import StoreError
from wopsim.runs import store_files

CUTS = 80
"""Of the power; `power_cut.py` cuts it any number of times."""
MOST_CUTS = 300
"""Right after a file took its place, until something is lost: one in ten loses something, when files are forced to the disk too late."""


def test_cuts_at_random_moments(tmp_path: Path) -> None:
    power_cut.cut_times(CUTS, seed=5, folder=tmp_path)


def test_a_disk_that_does_not_obey_loses_what_was_done(tmp_path: Path) -> None:
    with pytest.raises((AssertionError, StoreError)):
        power_cut.cut_times(CUTS, seed=5, folder=tmp_path, obedient=False)


def test_a_chunk_that_takes_its_place_before_it_is_on_the_disk_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(drafts: dict[Path, Path]) -> None:
        for path, draft in drafts.items():
            draft.replace(path)
            durable.sync(path)
            durable.sync(path.parent)

    monkeypatch.setattr(store_files, "settle", late)
    with pytest.raises((AssertionError, StoreError)):
        power_cut.cut_after_replacing(MOST_CUTS, seed=5, folder=tmp_path)


def test_numbers_are_on_the_disk_before_the_status_is_written(study: Path, tmp_path: Path) -> None:
    with disk.recording(tmp_path) as recorder:
        store = making.allocate(study, tmp_path / "a.zarr")
        forced_before = len(recorder.events)
        block = store.points.block(0)
        arrays = {name: store.array(name)[store.points.region(block)][None] for name in store.names}
        status = store.status(block)
        store.write(block, arrays, status + 1)
    since = recorder.events[forced_before:]
    begin = next(number for number, event in enumerate(since) if event.path.startswith(f"a.zarr{os.sep}status"))
    renamed = [event for event in since[:begin] if event.what == "renamed"]
    assert len(renamed) == len(arrays)
    forced = {event.path for event in since[:begin] if event.what == "forced"}
    assert {event.path for event in renamed} <= forced
    assert {str(Path(event.to).parent) for event in renamed} <= forced
    assert since[-1] == disk.Event("forced", str(Path("a.zarr") / "status"))
