"""A CSV that somebody brings to the live page: checked, told with its line, and kept in a temporary folder only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wopsim.app.brought_world import BroughtWorlds, require_size
from wopsim.errors import WorldFileError
from wopsim.limits import TABLE_BYTES

GOOD = b"name,country,population_served\nOne,Kenya,100000\nTwo,Uganda,50000\n"


@pytest.fixture
def worlds() -> Iterator[BroughtWorlds]:
    made = BroughtWorlds()
    yield made
    made.close()


def test_a_good_one_is_kept_under_its_name(worlds: BroughtWorlds) -> None:
    path = worlds.keep("my utilities.csv", GOOD)
    assert path.read_bytes() == GOOD
    assert path.name == "my_utilities.csv"


def test_what_is_wrong_is_told_by_line_and_nothing_stays(worlds: BroughtWorlds) -> None:
    with pytest.raises(WorldFileError) as caught:
        worlds.keep("mine.csv", GOOD.replace(b"50000", b"many"))
    assert str(caught.value).startswith("mine.csv: 1 problem\n  line 3: ")
    assert [path for path in worlds.folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n1\n", b"\x00" * 10, "name,country\nÄ,Kenya\n".encode("latin-1")])
def test_no_content_breaks_it(content: bytes, worlds: BroughtWorlds) -> None:
    with pytest.raises(WorldFileError) as caught:
        worlds.keep("mine.csv", content)
    assert str(worlds.folder) not in str(caught.value)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\x.csv", "/etc/x.csv", "", "..", "default", "a\x00b.csv", "x" * 50 + "/y.csv"]
)
def test_no_name_leads_out_of_the_folder(name: str, worlds: BroughtWorlds) -> None:
    path = worlds.keep(name, GOOD)
    assert path.resolve().parent.parent == worlds.folder.resolve()
    assert path.name not in ("default", ".", "..")


def test_two_of_one_name_do_not_replace_each_other(worlds: BroughtWorlds) -> None:
    first, second = worlds.keep("a.csv", GOOD), worlds.keep("a.csv", GOOD.replace(b"One", b"Three"))
    assert first.read_bytes() != second.read_bytes()


def test_one_that_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(WorldFileError, match=r"mine\.csv: 1 problem\n  the file has 51 MB"):
        require_size("mine.csv", TABLE_BYTES + 1_000_000)


def test_all_of_it_is_gone_in_the_end() -> None:
    worlds = BroughtWorlds()
    path: Path = worlds.keep("mine.csv", GOOD)
    worlds.close()
    assert not path.exists()
    assert not worlds.folder.exists()
