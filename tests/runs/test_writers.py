"""Whatever command writes a file, it takes its place in one step, from a draft that no other process has."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import xarray as xr
from typer.testing import CliRunner
from zarr.core.buffer.core import default_buffer_prototype

from tests.helpers.waiting import PATIENCE
from wopsim.cli.main import app
from wopsim.durable import is_draft
from wopsim.report.export import export_store
from wopsim.runs.store import Store
from wopsim.runs.store_files import StoreFiles

_moved: list[tuple[str, str]] = []
sys.addaudithook(lambda event, arguments: _moved.append((str(arguments[0]), str(arguments[1]))) if event == "os.rename" else None)
COMMANDS = {
    "compare": "compare {study} --workers 1 --out {out}",
    "compare a store": "compare {whole} --out {out}",
    "export as CSV": "export {whole} {out}/a.csv",
    "export as netCDF": "export {whole} {out}/a.nc",
    "export as Parquet": "export {whole} {out}/a.parquet",
    "run": "run {study} --out {out}/a.zarr --workers 1",
    "trace": "trace {study} --out {out}/a.txt",
    "world": "world --out {out}/a.csv",
    "schema": "schema --out {out}/a.json",
    "predict": "predict --country Kenya --baseline 45 --draws 2 --out {out}/a.csv",
    "animate": "animate {study} --out {out}/a.gif",
}


@pytest.mark.parametrize("what", COMMANDS)
def test_every_file_comes_from_a_draft(what: str, study: Path, whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    if what not in ("compare", "compare a store", "run"):
        out.mkdir()  # of a file, the folder is the user's
    _moved.clear()
    done = CliRunner().invoke(app, COMMANDS[what].format(study=study, whole=whole, out=out).split())
    assert done.exit_code == 0, done.output
    files = [path for path in out.rglob("*") if path.is_file()]
    assert files
    placed = {Path(to) for source, to in _moved if is_draft(Path(source).name)}
    loose = [path for path in files if not any(path == place or place in path.parents for place in placed)]
    assert [path for path in loose if path.name != "lock"] == []  # the lock is a file that holds nothing
    assert not [path for path in tmp_path.rglob("*") if is_draft(path.name)]


@pytest.mark.parametrize("ending", ["csv", "nc", "parquet"])
def test_an_export_in_the_middle_of_which_another_ends_leaves_a_file_that_is_whole(
    ending: str, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, alone = tmp_path / "both" / f"a.{ending}", tmp_path / "alone" / f"a.{ending}"
    export_store(whole, alone, "years")
    reading, others = Store.reading, []

    @contextmanager
    def interrupted(store: Store, what: str) -> Iterator[None]:
        with reading(store, what):
            yield
        if not others and out.parent.exists() and any(is_draft(path.name) for path in out.parent.iterdir()):
            others.append(ending)
            export_store(whole, out, "runs")
            assert out.exists()

    monkeypatch.setattr(Store, "reading", interrupted)
    export_store(whole, out, "years")
    assert others
    if ending == "nc":  # its variables are written in the order in which they are read
        with xr.open_dataset(out, engine="h5netcdf") as one, xr.open_dataset(alone, engine="h5netcdf") as other:
            xr.testing.assert_identical(one.load(), other.load())
    else:
        assert out.read_bytes() == alone.read_bytes()
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_what_is_written_too_late_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of several files could not be written: zarr's threads go on with the others while the drafts are removed."""
    files = StoreFiles(tmp_path)
    value = default_buffer_prototype().buffer.from_bytes(b"some")
    begun, go_on = threading.Event(), threading.Event()
    really_open, really_unlink = Path.open, Path.unlink

    def slow_open(path: Path, *how: Any, **more: Any) -> Any:
        if path.suffix == ".late":
            begun.set()
            assert go_on.wait(PATIENCE)
        return really_open(path, *how, **more)

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".first":  # another thread is between two of its files
            files.set_sync("a.second", value)
        really_unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "open", slow_open)
    monkeypatch.setattr(Path, "unlink", unlink)
    files.set_sync("a.first", value)
    late = threading.Thread(target=files.set_sync, args=("a.late", value))
    late.start()
    assert begun.wait(PATIENCE)
    files.discard()
    go_on.set()
    late.join(PATIENCE)
    files.discard()
    assert list(tmp_path.iterdir()) == []
    files.settle()
    assert list(tmp_path.iterdir()) == []
