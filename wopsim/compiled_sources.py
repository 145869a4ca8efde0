"""Which files compiled code can see: constants and functions of all of them are compiled in, so another text is another program.

Found by import: from every file that compiles a function, along every import inside the package. What is imported for its types
only is left out, because nothing of it is there when the code is compiled.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_COMPILERS = (b"import numba", b"from numba ", b"from numba.", b"from wopsim.compile import ")
"""One of these stands in every file that compiles a function."""


@lru_cache(maxsize=1)
def sources_sha256(package: Path = PACKAGE) -> str:
    """Return a hash of everything that compiled code can see of the package."""
    return files_sha256(compiled_sources(package), package)


def files_sha256(paths: Iterable[Path], folder: Path) -> str:
    """Return a hash of what files hold, and of where each lies in a folder."""
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(f"{path.relative_to(folder).as_posix()}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def compiled_sources(package: Path = PACKAGE) -> list[Path]:
    """Return the files that compiled code can see, sorted."""
    files = {_module(path.relative_to(package.parent)): path for path in package.rglob("*.py")}
    waiting = [path for path in files.values() if any(word in path.read_bytes() for word in _COMPILERS)]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imported(path, files)
    return sorted(found)


def _module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _imported(path: Path, files: dict[str, Path]) -> Iterator[Path]:
    """Yield those of the files, named by module, that a file imports names from, wherever in it."""
    for name, of in _names(ast.parse(path.read_bytes())):
        found = files.get(f"{of}.{name}" if of else name) or files.get(of)
        if found is not None:
            yield found


def _names(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield what is imported below a node: a name and the module that it comes from, or a module and nothing."""
    if isinstance(node, ast.Import):
        yield from ((alias.name, "") for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from ((alias.name, node.module or "") for alias in node.names)
    elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        yield from (name for child in node.orelse for name in _names(child))
    elif isinstance(node, ast.stmt | ast.Module | ast.ExceptHandler | ast.match_case):
        yield from (name for child in ast.iter_child_nodes(node) for name in _names(child))
