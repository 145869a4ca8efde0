"""Compiled code is kept for the sources it came from, in a folder of one's own, or nowhere; and nothing fails for that."""

from __future__ import annotations

import os
import runpy
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from wopsim import compile_cache
from wopsim.cli.main import app
from wopsim.compile_cache import cache_folder
from wopsim.compiled_sources import PACKAGE, compiled_sources, sources_sha256

SEEN = [path.relative_to(PACKAGE).as_posix() for path in compiled_sources()]


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where compiled code is looked for: `first`, and the folder for temporary files, `second`."""
    (tmp_path / "second").mkdir()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "first"))
    monkeypatch.setattr(compile_cache.tempfile, "gettempdir", lambda: str(tmp_path / "second"))
    monkeypatch.setattr(compile_cache, "cache_folder", cache_folder.__wrapped__)
    return tmp_path


def found() -> Path | None:
    return compile_cache.cache_folder()


def test_the_folder_is_of_its_user_alone(place: Path):
    folder = found()
    assert folder.parent == place / "first" / "wopsim"
    for one in (folder, folder.parent):
        assert stat.S_IMODE(one.stat().st_mode) == 0o700
        assert one.stat().st_uid == os.geteuid()


def test_the_folder_for_temporary_files_comes_second_with_the_users_number(place: Path):
    (place / "first").write_text("a file where a folder should be")
    assert found().parent == place / "second" / f"wopsim-{os.geteuid()}"


def prepared_by_another_user(folder: Path) -> None:
    folder.mkdir()
    os.chown(folder, 12345, 12345)


def open_to_all(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)


def open_to_the_group(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o770)


def a_link(folder: Path) -> None:
    (folder.parent / "elsewhere").mkdir()
    folder.symlink_to(folder.parent / "elsewhere")


@pytest.mark.parametrize("prepare", [prepared_by_another_user, open_to_all, open_to_the_group, a_link])
@pytest.mark.parametrize("inner", [False, True])
def test_a_folder_that_others_can_write_is_not_used(place: Path, monkeypatch: pytest.MonkeyPatch, capsys, prepare, inner: bool):
    if prepare is prepared_by_another_user and os.geteuid() != 0:  # only root gives files away: let us be the other user
        monkeypatch.setattr(compile_cache.os, "geteuid", lambda: 12345)
    (place / "first").write_text("")
    folder = place / "second" / f"wopsim-{os.geteuid()}"
    if inner:
        folder.mkdir(mode=0o700)
        folder = folder / compile_cache._name()
    prepare(folder)
    assert found() is None
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "compiled code cannot be kept here" in told
    assert "NUMBA_CACHE_DIR" in told


PROGRAM = """
from wopsim.cli.main import app
from wopsim.streams import entity, Stream, uniform
assert 0.0 < uniform(Stream("t", entity("t")), 1, 0)[()] < 1.0
app(["check"])
"""


def test_a_command_runs_where_nothing_can_be_written(tmp_path: Path):
    (tmp_path / f"wopsim-{os.geteuid()}").write_text("a file where a folder should be")
    nowhere = {"HOME": "/nonexistent", "XDG_CACHE_HOME": "", "NUMBA_CACHE_DIR": "/proc/x", "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, env={**os.environ, **nowhere})
    assert done.returncode == 0, done.stderr
    assert done.stdout == "the default study: no problems found.\n"
    assert done.stderr.startswith("wopsim: compiled code cannot be kept here")
    assert all(line.startswith("Note: ") for line in done.stderr.splitlines()[1:])
    assert [path.name for path in tmp_path.iterdir()] == [f"wopsim-{os.geteuid()}"]


def test_the_engine_is_compiled_beforehand_and_kept():
    done = CliRunner().invoke(app, ["warm"])
    assert done.exit_code == 0, done.output
    assert (cache_folder() / "engine-is-compiled").exists()
    assert done.stdout.split() == f"The engine is compiled, and kept in {cache_folder()}.".split()


def test_what_cannot_be_kept_is_not_compiled_beforehand(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(compile_cache, "cache_folder", lambda: None)
    done = CliRunner().invoke(app, ["warm"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "NUMBA_CACHE_DIR" in done.stderr


def test_no_decorator_of_numba_keeps_code_elsewhere():
    sources = {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    assert [path.name for path, text in sources.items() if "cache=True" in text] == []


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("copy") / "wopsim"
    shutil.copytree(PACKAGE, place, ignore=shutil.ignore_patterns("__pycache__"))
    return place


def test_what_the_compiled_modules_load_is_seen():
    """Held against what Python itself loads for a compiled function, folders' own files left out."""
    program = (
        "import sys; before = set(sys.modules)\n"
        "import wopsim.streams, wopsim.strategies.contract, wopsim.rules.water\n"
        "print(*(sys.modules[name].__file__ for name in set(sys.modules) - before if name.startswith('wopsim')))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    names = {Path(file).relative_to(PACKAGE).as_posix() for file in loaded if not file.endswith("__init__.py")}
    assert {"streams.py", "declare.py", "errors.py"} <= names
    # what keeps compiled code, the version, and names that modules had before are part of no compiled function
    assert names <= {*SEEN, "compile_cache.py", "_version.py", "former_names.py"}


@pytest.mark.parametrize(
    "name",
    [
        "engines/design_terms.py", "engines/exogenous.py", "engines/outputs.py", "engines/events.py", "strategies/design.py",
        "engines/quarter.py", "rules/water.py", "streams.py", "inference/background/likelihood.py", "strategies/matching_loops.py",
    ],
)  # fmt: skip
def test_the_constants_of_a_file_are_compiled_in(name: str):
    assert name in SEEN


def test_what_no_compiled_code_sees_does_not_compile_anew():
    assert not {"cli/main.py", "report/tables/comparison_table.py", "runs/store.py", "world/reading.py"} & set(SEEN)


def test_another_text_of_a_file_is_another_folder(copy: Path, monkeypatch: pytest.MonkeyPatch):
    paths = compiled_sources(copy)
    assert [path.relative_to(copy).as_posix() for path in paths] == SEEN
    monkeypatch.setattr("wopsim.compiled_sources.compiled_sources", lambda package: paths)  # looked for once only: it takes a while
    hashes = {sources_sha256.__wrapped__(copy)}
    for path in paths:
        text = path.read_bytes()
        path.write_bytes(text + b"\n# another text\n")
        hashes.add(sources_sha256.__wrapped__(copy))
        path.write_bytes(text)
    assert len(hashes) == 1 + len(paths)
    assert sources_sha256.__wrapped__(copy) in hashes


@pytest.mark.parametrize("what", ["numba.__version__", "np.__version__"])
def test_another_version_is_another_folder(monkeypatch: pytest.MonkeyPatch, what: str):
    before = compile_cache._name.__wrapped__()
    monkeypatch.setattr(f"wopsim.compile_cache.{what}", "another")
    assert compile_cache._name.__wrapped__() != before


@pytest.mark.parametrize(
    ("what", "other"),
    [("_processor", lambda: "another"), ("version", lambda name: "another"), ("sys", SimpleNamespace(version="another"))],
)
def test_another_processor_or_python_is_another_folder(monkeypatch: pytest.MonkeyPatch, what: str, other: object):
    before = compile_cache._name.__wrapped__()
    monkeypatch.setattr(compile_cache, what, other)
    assert compile_cache._name.__wrapped__() != before


PLACE = """
from wopsim.engines import recording
from wopsim.compile import entry

@entry
def place_of_coverage():
    return recording.COVERAGE

print(place_of_coverage(), recording.COVERAGE, sum(place_of_coverage.stats.cache_hits.values()))
"""


def test_an_output_that_is_declared_anew_moves_the_places_in_compiled_code(copy: Path, tmp_path: Path):
    script = tmp_path / "place.py"
    script.write_text(PLACE)
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": str(copy.parent)}
    # the shipped files are found beside the package
    (copy.parent / "scenarios").symlink_to(PACKAGE.parent / "scenarios")
    (copy.parent / "calibration").symlink_to(PACKAGE.parent / "calibration")

    def places() -> list[int]:
        done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, env=environment)
        assert done.returncode == 0, done.stderr
        return [int(word) for word in done.stdout.split()]

    compiled, written, _ = places()
    assert places() == [compiled, written, 1]  # the second time it is read from the disk
    outputs = copy / "engines" / "outputs.py"
    text = outputs.read_text(encoding="utf-8")
    first = text.index("var(")
    declared = (
        'var("one_more", dims=YEARLY, unit="1", long_name="one more", kind="stock", better="neither", valid=(0, 1), doc="One more.")\n'
    )
    outputs.write_text(text[:first] + declared + text[first:], encoding="utf-8")
    try:
        assert places() == [written + 1, written + 1, 0]
    finally:
        outputs.write_text(text, encoding="utf-8")


def test_another_installation_of_the_same_sources_finds_what_was_compiled(copy: Path, tmp_path: Path):
    kept = []
    for place in (PACKAGE.parent, copy.parent):
        environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(place)}
        line = [sys.executable, "-c", "import wopsim.streams; print(wopsim.streams.__file__)"]
        done = subprocess.run(line, capture_output=True, text=True, check=True, cwd=place, env=environment)
        assert done.stdout.startswith(str(place))
        kept.append({path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nb?")})
    assert kept[0]
    assert kept[0] == kept[1]


@pytest.mark.parametrize(("kind", "left"), [("nbi", 0), ("nbc", -20)])
def test_damaged_code_is_compiled_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, left: int):
    script = tmp_path / "twice.py"
    script.write_text("from wopsim.compile import entry\n\n@entry\ndef twice(x):\n    return 2.0 * x\n\nanswer = twice(3.0)\n")
    monkeypatch.setattr("wopsim.compile.cache_folder", lambda: tmp_path)
    assert runpy.run_path(str(script))["answer"] == 6.0
    (kept,) = tmp_path.rglob(f"twice.twice*.{kind}")
    whole = kept.read_bytes()
    kept.write_bytes(whole[:left])
    assert runpy.run_path(str(script))["answer"] == 6.0
    (mended,) = tmp_path.rglob(f"twice.twice*.{kind}")
    assert len(mended.read_bytes()) == len(whole)
    again = runpy.run_path(str(script))["twice"]
    assert sum(again.stats.cache_hits.values()) == 1


def test_a_full_disk_costs_only_what_would_be_kept(monkeypatch: pytest.MonkeyPatch):
    from wopsim.compile import entry

    def full(*anything: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile.save", full)

    @entry
    def thrice(x):
        return 3.0 * x

    assert thrice(2.0) == 6.0
