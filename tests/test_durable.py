"""Files are there whole or not at all, links and what is no file are left as they are."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import wopsim as ws
from tests.helpers.fake import TYPICAL, fake_result
from wopsim.durable import is_draft, make_folder, replacing, write_text
from wopsim.errors import WopsimError


def write_many(path: Path, letter: str, start: object) -> None:
    start.wait()  # type: ignore[attr-defined]
    for _ in range(30):
        with replacing(path) as draft, draft.open("w") as file:
            for _ in range(200):
                file.write(letter * 100)


def test_two_processes_that_write_one_file_leave_one_of_the_two(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(2)
    writers = [context.Process(target=write_many, args=(tmp_path / "a.txt", letter, start)) for letter in "xy"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert (tmp_path / "a.txt").read_text() in ("x" * 20_000, "y" * 20_000)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_where_writing_fails_the_file_stays_as_it_was(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "before")

    def fails() -> None:
        with replacing(tmp_path / "a.txt") as draft:
            draft.write_text("half of")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert (tmp_path / "a.txt").read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_link_stays_a_link_and_rights_stay(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    write_text(tmp_path / "kept" / "a.txt", "before")
    (tmp_path / "kept" / "a.txt").chmod(0o600)
    (tmp_path / "a.txt").symlink_to(tmp_path / "kept" / "a.txt")
    write_text(tmp_path / "a.txt", "after")
    assert (tmp_path / "a.txt").is_symlink()
    assert (tmp_path / "kept" / "a.txt").read_text() == "after"
    assert (tmp_path / "kept" / "a.txt").stat().st_mode & 0o777 == 0o600


def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    found: list[str] = []
    reader = threading.Thread(target=lambda: found.append((tmp_path / "pipe").read_text()))
    reader.start()
    write_text(tmp_path / "pipe", "through")
    reader.join()
    assert found == ["through"]
    assert (tmp_path / "pipe").is_fifo()


def test_folders_are_made_and_a_file_in_their_place_is_told(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    write_text(tmp_path / "a" / "file", "")
    with pytest.raises(FileExistsError):
        make_folder(tmp_path / "a" / "file")


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        (".wopsim-draft-" + "0a" * 16, True),
        (".wopsim-draft-" + "0a" * 16 + ".zarr", True),
        (".wopsim-draft-" + "0A" * 16, False),
        (".wopsim-draft-mine", False),
        (".wopsim-draft-" + "0a" * 16 + "-mine", False),
        (".results.old", False),
    ],
)
def test_only_names_that_are_given_to_drafts_are_drafts(name: str, is_one: bool) -> None:
    assert is_draft(name) == is_one


@pytest.mark.parametrize(
    "write",
    [
        lambda name: write_text(f"{name}.txt", ""),
        lambda name: make_folder(Path(name)),
        lambda name: ws.sweep("ten_million", f"{name}.zarr"),
        lambda name: fake_result(TYPICAL, 2, 2).write(name),
    ],
)
def test_a_name_that_no_file_system_takes_is_refused_as_one(write: Callable[[str], object]) -> None:
    with pytest.raises((OSError, WopsimError), match="NUL character in the name"):
        write("a\0b")
