"""Every kind of mistake in a study file gives the text that stands beside it, in full."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.helpers.replacing_there import only_there
from wopsim import limits
from wopsim.errors import StudyError
from wopsim.study.reader import read_study
from wopsim.study.study_text import RESULTS_SIGN

FOLDER = Path(__file__).parent.parent / "bad_inputs"
FILES = sorted(FOLDER.glob("*.yaml"))


def said(path: str) -> str:
    with pytest.raises(StudyError) as caught:
        read_study(path)
    return str(caught.value) + "\n"


def expected(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def test_there_are_bad_inputs() -> None:
    assert len(FILES) > 30


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    assert said(path.name) == expected(path.stem)


class TestMade:
    """Inputs that cannot lie in a repository."""

    @pytest.fixture(autouse=True)
    def _elsewhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)

    def test_missing(self) -> None:
        assert said("missing.yaml") == expected("missing")

    def test_directory(self) -> None:
        Path("directory.yaml").mkdir()
        assert said("directory.yaml") == expected("directory")

    def test_folder_of_results(self) -> None:
        Path("wopsim-results").mkdir()
        Path("wopsim-results", RESULTS_SIGN).write_text("{}", encoding="utf-8")
        assert said("wopsim-results") == expected("folder_of_results")

    def test_pipe(self) -> None:
        os.mkfifo("not_a_file.yaml")
        assert said("not_a_file.yaml") == expected("not_a_file")

    def test_over_50_mb_is_not_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with Path("over_50_mb.yaml").open("wb") as file:
            file.truncate(50 * 1024**2 + 1)
        only_there(monkeypatch, limits, os, fdopen=lambda *_, **__: pytest.fail("the file was read"))
        assert said("over_50_mb.yaml") == expected("over_50_mb")

    def test_unreadable(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> int:
            raise PermissionError(13, "Permission denied")

        Path("mine.yaml").write_text("title: Mine\n", encoding="utf-8")
        only_there(monkeypatch, limits, os, open=refuse)
        assert said("mine.yaml") == "mine.yaml: 1 problem\n  the file cannot be read: Permission denied.\n"

    def test_too_many_entries(self) -> None:
        Path("too_many_entries.yaml").write_text("".join(f"key{n}: 1\n" for n in range(50_000)), encoding="utf-8")
        assert said("too_many_entries.yaml") == expected("too_many_entries")


def bomb(depth: int = 60, width: int = 60) -> str:
    rows = [f"l{n}: &l{n} [" + ", ".join([f"*l{n - 1}"] * width) + "]" for n in range(1, depth)]
    return "\n".join(["l0: &l0 [x]", *rows, f"scenarios: *l{depth - 1}\n"])


# Written to slow a reader down: each would take minutes, or all memory, if it were followed.
SLOW = {
    "aliases": bomb(),
    "aliases_in_keys": "\n".join(f"? &k{n} [*k{n - 1}, *k{n - 1}]\n: 1" for n in range(1, 2000)),
    "merge_keys": "a0: &a0 {x: 1}\n" + "\n".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 500)),
    "brackets": "[" * 900_000,
    "braces": "{" * 900_000,
    "question_marks": "? " * 400_000,
    "dashes": "- " * 400_000,
    "digits": "base:\n  budget: " + "9" * 500_000 + "\n",
}


SOON = 20.0
"""Most that a processor has to do with one of them, however slow it is: they take a fraction of a second, or minutes [s]."""


@pytest.mark.parametrize("name", SLOW)
def test_attacks_end_soon(name: str, tmp_path: Path) -> None:
    path = tmp_path / "slow.yaml"
    path.write_text(SLOW[name], encoding="utf-8")
    read_study("default")  # what is imported on first use is no part of the time
    start = time.process_time()
    said(str(path))
    assert time.process_time() - start < SOON
