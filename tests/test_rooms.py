"""The rooms of the package: what uses what runs one way, and no name stands twice."""

from __future__ import annotations

import runpy
from collections import defaultdict
from pathlib import Path

import pytest

import wopsim
from tests.helpers.imports import ROOMS, arrows, circle, level_of, modules, room_of

FILES = modules()
GRAPH = arrows(FILES)
DOCS = Path(__file__).parents[1] / "docs"

REGISTERED = {"by_need"}
"""A pairing and a funding strategy: files are called as study files call the strategy."""


def test_every_room_has_its_level() -> None:
    known = {room for rooms in ROOMS for room in rooms}
    assert {room_of(name) for name in FILES} == known


def test_no_file_uses_a_room_above_its_own() -> None:
    up = [f"{name} uses {used}" for name, of in sorted(GRAPH.items()) for used in sorted(of) if level_of(used) > level_of(name)]
    assert up == []


def test_no_files_use_each_other_in_a_circle() -> None:
    assert circle(GRAPH) == []


def test_rooms_beside_each_other_do_not_use_each_other() -> None:
    assert [name for name in FILES if room_of(name) == "analysis" and any(room_of(used) == "inference" for used in GRAPH[name])] == []
    assert [name for name in FILES if room_of(name) == "inference" and any(room_of(used) == "analysis" for used in GRAPH[name])] == []


def test_no_module_name_stands_twice() -> None:
    places = defaultdict(list)
    for name, path in FILES.items():
        if path.name != "__init__.py":
            places[path.stem].append(name)
    assert {stem for stem, names in places.items() if len(names) > 1} == REGISTERED


def test_no_test_file_name_stands_twice() -> None:
    """Of two files of tests with one name pytest collects the first only."""
    names = [path.name for path in Path(__file__).parent.rglob("test_*.py")]
    assert len(names) == len(set(names))


def test_no_room_has_the_name_of_a_public_call() -> None:
    """Importing a room would put it in the place of the call."""
    assert {name for name in wopsim.__all__ if f"wopsim.{name}" in FILES} == set()


@pytest.mark.parametrize(
    "text",
    [
        "import pack.b",
        "from pack import b",
        "from pack.b import X",
        "def f():\n    from pack.b import X",
        "if TYPE_CHECKING:\n    import pack.b",
    ],
)
def test_an_import_is_seen_wherever_it_stands(text: str, tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    for name, content in {"__init__": "", "a": text, "b": "import pack.a"}.items():
        (tmp_path / "pack" / f"{name}.py").write_text(content, encoding="utf-8")
    graph = arrows(modules(tmp_path / "pack"))
    assert graph["pack.a"] == {"pack.b"}
    assert set(circle(graph)) == {"pack.a", "pack.b"}


def test_the_picture_of_the_rooms_is_that_of_the_imports() -> None:
    """If this fails, a room uses another one than before: run `python docs/make_rooms.py`, and look at the picture."""
    make_rooms = runpy.run_path(str(DOCS / "make_rooms.py"))
    assert (DOCS / "figures" / "rooms.svg").read_text(encoding="utf-8") == make_rooms["drawing"]()
