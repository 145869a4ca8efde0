"""Whatever somebody did to a store: what is absent is never a number, and what is wrong is told in a sentence, not in a traceback."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zarr
from typer.testing import CliRunner

import wopsim as ws
from tests.helpers import making
from wopsim import sweeps
from wopsim.cli.main import app
from wopsim.errors import DamageError, FailedRunsError
from wopsim.runs import seal, worker
from wopsim.runs.store import Store

Change = Callable[[Path], object]
ESCAPE = "\x1b]0;owned\x07\x1b[31m"


@pytest.fixture(scope="module")
def small_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return making.write_study(tmp_path_factory.mktemp("tampered"), draws=2, replicates=2)


@pytest.fixture(scope="module")
def small(small_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of two blocks, in which a run failed."""
    store = making.allocate(small_study, tmp_path_factory.mktemp("tampered_whole") / "small.zarr")
    run = worker.run_block

    def broken(study: Any, draws: Any, replicates: Any) -> Any:
        if 1 in draws and 1 in replicates and "need" in [one.name for one in study.scenarios]:
            raise ZeroDivisionError("a rule divided by nothing")
        return run(study, draws, replicates=replicates)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "run_block", broken)
        with pytest.raises(FailedRunsError):
            sweeps.run_store(store, workers=1)
    return store.path


def first(pattern: str) -> Callable[[Path], Path]:
    return lambda store: sorted(store.glob(pattern))[0]


def removed(pattern: str) -> Change:
    def change(store: Path) -> None:
        for path in store.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    return change


def written(pattern: str, data: bytes) -> Change:
    return lambda store: first(pattern)(store).write_bytes(data)


def turned(pattern: str, how: Callable[[bytes], bytes]) -> Change:
    def change(store: Path) -> None:
        path = first(pattern)(store)
        path.write_bytes(how(path.read_bytes()))

    return change


def flipped(data: bytes) -> bytes:
    return data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :]


def attribute(name: str, value: Any, sealed: bool = False) -> Change:
    """Change an attribute; `sealed` also makes the seal good again, as somebody could who means it."""

    def change(store: Path) -> None:
        place = store / "zarr.json"
        described = json.loads(place.read_text())
        described["attributes"][name] = value
        if sealed:
            described["attributes"]["seal_sha256"] = seal._seal(described["attributes"])
        place.write_text(json.dumps(described))

    return change


def array(name: str, key: str, value: Any) -> Change:
    """Change the description of an array, in both places where it stands."""

    def change(store: Path) -> None:
        place, own = store / "zarr.json", store / name / "zarr.json"
        described, alone = json.loads(place.read_text()), json.loads(own.read_text())
        alone[key] = described["consolidated_metadata"]["metadata"][name][key] = value
        place.write_text(json.dumps(described))
        own.write_text(json.dumps(alone))

    return change


def instead(pattern: str, make: Callable[[Path], object]) -> Change:
    def change(store: Path) -> None:
        path = first(pattern)(store)
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        make(path)

    return change


def filled(name: str) -> Change:
    return lambda store: zarr.open_array(store / name, mode="r+").__setitem__(..., 0)


LOST: dict[str, Change] = {
    "all chunks of an array": removed("measures/c.*"),
    "one chunk": lambda store: first("measures/c.*")(store).unlink(),
    "one chunk of a series": lambda store: first("yearly_outputs/c.*")(store).unlink(),
    "an empty chunk": written("measures/c.*", b""),
    "a chunk cut to a checksum": turned("yearly_outputs/c.*", lambda data: data[:4]),
    "a folder as a chunk": instead("measures/c.*", Path.mkdir),
    "a pipe as a chunk": instead("measures/c.*", os.mkfifo),
    "an array": removed("measures"),
    "an array nobody reads": removed("run_outputs"),
    "a description of an array": removed("yearly_outputs/zarr.json"),
    "labels": removed("scenario/c*"),
    "measures": removed("measure/c*"),
    "other labels": filled("draw"),
    "status flipped": turned("status/c.*", flipped),
    "status emptied": written("status/c.*", b""),
    "a pipe as a status": instead("status/c.*", os.mkfifo),
    "a link without end as a status": instead("status/c.*", lambda path: path.symlink_to("/dev/zero")),
    "description emptied": written("zarr.json", b""),
    "description cut": turned("zarr.json", lambda data: data[:-50]),
    "description no object": written("zarr.json", b"[]"),
    "description without end": written("zarr.json", b"[" * 100_000),
    "description not UTF-8": turned("zarr.json", lambda data: data.replace(b"Small", b"Sm\xffll")),
    "no points": attribute("points", None),
    "other points": attribute("points", json.dumps({"variants": 1})),
    "points of another kind": attribute("points", 3),
    "other draws": turned("zarr.json", lambda data: data.replace(b'\\"draws\\": 2', b'\\"draws\\": 3')),
    "no study": attribute("study", "{}"),
    "study of another kind": attribute("study", ["a"]),
    "no version": attribute("wopsim_version", None),
    "commit of another kind": attribute("wopsim_commit", 5),
    "title of another kind": attribute("title", {"a": 1}),
    "no seal": attribute("seal_sha256", None),
    "no list of files": attribute("files_sha256", ""),
    "no list of what is sealed": attribute("sealed_attributes", 7),
    "study that is none, sealed": attribute("study", "{}", sealed=True),
    "study that is a list, sealed": attribute("study", "[]", sealed=True),
    "points that are none, sealed": attribute("points", '{"draws": "many"}', sealed=True),
    "other shape": array("measures", "shape", [3, 2]),
    "other dtype": array("measures", "data_type", "int8"),
    "no dtype": array("measures", "data_type", "none"),
    "other chunks": array("yearly_outputs", "chunk_grid", {"name": "regular", "configuration": {"chunk_shape": [1, 1, 1, 1]}}),
    "other codecs": array("yearly_outputs", "codecs", [{"name": "bytes"}]),
    "other dimensions": array("yearly_outputs", "dimension_names", ["a", "b", "c", "d"]),
    "other attributes": array("yearly_outputs", "attributes", {"units": "percent"}),
}
"""By what was done: it is damage for every command."""
TOLD_BY_SOME: dict[str, Change] = {
    "failures removed": removed(".wopsim/failures-*"),
    "failures emptied": written(".wopsim/failures-*", b""),
    "failures no object": written(".wopsim/failures-*", b"[1]"),
    "failures of another kind": written(".wopsim/failures-*", b'{"runs": [[0, 0]], "texts": {}}'),
    "failures elsewhere": written(".wopsim/failures-*", b'{"runs": [[0, 2, 77, 1, 0]], "texts": ["a"]}'),
    "failures as a pipe": instead(".wopsim/failures-*", os.mkfifo),
    "a chunk flipped": turned("yearly_outputs/c.*", flipped),
    "a chunk cut": turned("yearly_outputs/c.*", lambda data: data[: len(data) // 2]),
    "a chunk that was grown": turned("yearly_outputs/c.*", lambda data: data + bytes(10_000_000)),
}
"""By what was done: damage for commands that read it."""
HARMLESS: dict[str, Change] = {
    "a title with escape codes": attribute("title", f"Mine {ESCAPE}"),
    "a note of another kind": lambda store: (store / ".wopsim/running-a-1.json").write_text("[]"),
    "a note without end": lambda store: (store / ".wopsim/running-a-1.json").write_text(
        json.dumps({"host": ESCAPE, "process": 1, "since": "x", "blocks": [[0, 10**15]]})
    ),
    "a note that is a pipe": lambda store: os.mkfifo(store / ".wopsim/running-a-1.json"),
    "somebody's file": lambda store: (store / "mine.partial").write_text("years of work"),
    "an attribute of somebody": attribute("note", "mine"),
}
COMMANDS = ("status", "status --verify", "compare", "export .csv", "export .nc", "export .parquet", "run", "run --verify")


def told(words: str, store: Path, study: Path, folder: Path) -> tuple[int, str]:
    """Return the exit code of a command, and what it wrote; a traceback is none of either."""
    command, *more = words.split()
    out = folder / f"out{more[0]}" if command == "export" else folder / "out"
    line = {
        "status": [command, store, *more],
        "compare": [command, store, "--out", out],
        "export": [command, store, out],
        "run": [command, study, "--out", store, "--workers", 1, *more],
    }[command]
    done = CliRunner().invoke(app, [str(word) for word in line])
    assert done.exception is None or isinstance(done.exception, SystemExit), (words, done.exception)
    assert "\x1b" not in done.output, words
    assert "Traceback" not in done.output, words
    if done.exit_code and command == "export":
        assert not out.exists(), words
        assert list(folder.glob(".wopsim-draft-*")) == [], words
    return done.exit_code, done.output


@pytest.mark.parametrize("what", LOST)
def test_what_is_lost_or_changed_is_damage_for_every_command(what: str, small: Path, small_study: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(small, tmp_path / "a.zarr"))
    LOST[what](store)
    for words in COMMANDS[:-1]:
        code, output = told(words, store, small_study, tmp_path)
        assert code == 7, (words, code, output)
        assert output.startswith("wopsim: "), (words, output)
        assert str(store) in output


@pytest.mark.parametrize("what", TOLD_BY_SOME)
def test_what_only_some_read_is_damage_for_them(what: str, small: Path, small_study: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(small, tmp_path / "a.zarr"))
    TOLD_BY_SOME[what](store)
    codes = {words: told(words, store, small_study, tmp_path)[0] for words in COMMANDS[:-1]}
    readers = {"status --verify", *(("status", "run") if "failures" in what else ("export .nc",))}
    assert {words for words, code in codes.items() if code == 7} == readers
    assert {codes[words] for words in codes if words not in readers} <= {0, 3}


@pytest.mark.parametrize("what", HARMLESS)
def test_what_does_not_matter_does_no_harm(what: str, small: Path, small_study: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(small, tmp_path / "a.zarr"))
    HARMLESS[what](store)
    codes = {words: told(words, store, small_study, tmp_path)[0] for words in COMMANDS}
    assert codes == {words: 3 if words.startswith("run") else 0 for words in COMMANDS}
    assert what != "somebody's file" or (store / "mine.partial").read_text() == "years of work"


@pytest.mark.parametrize("what", ["one chunk", "an empty chunk", "a pipe as a chunk", "status flipped", "a folder as a chunk"])
def test_run_with_verify_runs_again_what_is_lost(what: str, small: Path, small_study: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(small, tmp_path / "a.zarr"))
    LOST[what](store)
    code, output = told("run --verify", store, small_study, tmp_path)
    if what == "a folder as a chunk":
        assert (code, "cannot write to" in output) == (6, True)  # it is somebody's folder; it is not removed
        return
    assert "is damaged" in output
    assert code in (0, 3), output
    assert told("status --verify", store, small_study, tmp_path)[0] == 0
    if code == 0:
        return
    assert making.chunks(store) == making.chunks(small)


def test_python_says_so_too(small: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(small, tmp_path / "a.zarr"))
    first("measures/c.*")(store).unlink()
    runs = ws.StoredRuns(store)
    for ask in (runs.result, runs.table, runs.held, lambda: repr(runs), Store(store).statuses):
        with pytest.raises(DamageError, match=r"measures/c\.0\.0\.0\.0 is missing, though its runs are done"):
            ask()


def test_points_that_were_not_run_are_no_damage(small_study: Path, tmp_path: Path) -> None:
    store = making.allocate(small_study, tmp_path / "a.zarr")
    sweeps.run_store(store, workers=1, points=(0, 1))
    assert told("status --verify", store.path, small_study, tmp_path)[0] == 0
    assert told("compare", store.path, small_study, tmp_path)[0] == 0
    assert np.isin(store.statuses(), (0, 1)).all()


def test_names_that_no_file_system_takes_are_told(small: Path, small_study: Path, tmp_path: Path) -> None:
    for name in ("a" * 300, "a/" * 3000):
        for words in COMMANDS:
            code, output = told(words, Path(name), small_study, tmp_path)
            assert code in (2, 6), (words, code, output)
        done = CliRunner().invoke(app, ["export", str(small), f"{tmp_path}/{name}.csv"])
        assert done.exit_code in (2, 6), (done.exception, done.output)
        assert isinstance(done.exception, SystemExit)
