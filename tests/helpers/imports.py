"""Imports of the package as a graph: which file uses which, lazy imports and those for types only included.

python -m tests.helpers.imports        prints files, lines, arrows and circles
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from wopsim.data import PACKAGE

GROUND = "ground"
"""What the files of the first level are together."""

ROOMS: tuple[tuple[str, ...], ...] = (
    (
        "_version", "former_names", "allowed_numbers", "errors", "data", "durable", "foreign_text", "limits", "extras", "handed_out",
        "html_table", "counting", "csv_cells", "csv_rows", "readings", "languages", "processes", "threads",
        "compiled_sources", "compile_cache", "compile", "lean_arrays", "by_reference", "streams", "declare", "registry",
    ),
    ("rules",),
    ("strategies",),
    ("world",),
    ("engines", "declared"),
    ("testing",),
    ("study",),
    ("runs",),
    ("analysis", "inference"),
    ("report",),
    ("tracing",),
    ("results",),
    ("until_clear", "spend_all", "without_works"),
    ("api", "sweeps"),
    ("screening", "app"),
    ("cli",),
    ("wopsim", "__main__"),
)  # fmt: skip
"""Rooms (folders, and files beside them) from the ground up. A file uses files of its own room and of rooms below."""


def modules(package: Path = PACKAGE) -> dict[str, Path]:
    """Every module of a package by its dotted name."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        name = ".".join(path.relative_to(package.parent).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path
    return found


def arrows(files: dict[str, Path]) -> dict[str, set[str]]:
    """Which modules each module imports, wherever in its text."""
    return {name: {used for used in _imported(path, files) if used != name} for name, path in files.items()}


def _imported(path: Path, files: dict[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in files)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if inner in files:
                    yield inner
                elif node.module in files:
                    yield node.module


def room_of(module: str) -> str:
    """The room of a module: the name that follows the package's; the package itself is one."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


def level_of(module: str) -> int:
    """How high the room of a module lies."""
    return next(level for level, rooms in enumerate(ROOMS) if room_of(module) in rooms)


def uses_of_rooms() -> dict[str, set[str]]:
    """Which rooms each room uses; the files of the first level are one room, `GROUND`, and `declared` is one with `engines`."""
    found: dict[str, set[str]] = {room: set() for rooms in ROOMS[1:] for room in rooms if room != "declared"} | {GROUND: set()}

    def name(module: str) -> str:
        return GROUND if level_of(module) == 0 else room_of(module).replace("declared", "engines")

    for module, used in arrows(modules()).items():
        found[name(module)] |= {name(other) for other in used} - {name(module)}
    return found


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Modules that import each other in a circle; empty where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def summary() -> str:
    """Files, lines, arrows and circles in words."""
    files = modules()
    graph = arrows(files)
    lines = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in files.items()}
    rooms = Counter(room_of(name) for name in files)
    up = [(name, used) for name, of in graph.items() for used in of if level_of(used) > level_of(name)]
    rows = [
        f"{'room':<16} {'files':>6} {'lines':>7}",
        *(f"{room:<16} {count:>6} {sum(lines[name] for name in files if room_of(name) == room):>7}" for room, count in rooms.items()),
        f"{'all':<16} {len(files):>6} {sum(lines.values()):>7}",
        f"arrows: {sum(map(len, graph.values()))}; up: {len(up)}; circle: {' -> '.join(circle(graph)) or 'none'}",
    ]
    return "\n".join(rows)


if __name__ == "__main__":
    print(summary())
