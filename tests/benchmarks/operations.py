"""How much arithmetic a run is: the text of the engine is run as Python, with each operation on real numbers written as a call that counts.

    python -m tests.benchmarks.operations 100 20 '{"budget": 0.0}'        # utilities, years, parameters: prints JSON

In a process of its own, because the text of rules and engine is read otherwise than everybody else reads it. Additions, multiplications,
divisions, roots and exponentials are counted by the part of the engine in which they are done; comparisons, minima, whole numbers,
reading and writing are not, nor is the drawing of chance. So what comes of it is a lower limit of the work.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.abc
import importlib.machinery
import json
import operator
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
KINDS = ("addition", "multiplication", "division", "root", "exponential")
READ_OTHERWISE = ("wopsim.rules.", "wopsim.engines.")
AS_THEY_ARE = (
    *("wopsim.rules.portable_math", "wopsim.engines.compiled", "wopsim.engines.agents"),
    *("wopsim.engines.buffer_pool", "wopsim.engines.entry_points"),
)
"""The first is counted as a whole where it is called; the others do no arithmetic of the model."""
_OPERATIONS: dict[type[ast.operator], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Add: ("addition", operator.add),
    ast.Sub: ("addition", operator.sub),
    ast.Mult: ("multiplication", operator.mul),
    ast.Div: ("division", operator.truediv),
}
_CALLS = {"sqrt": ("root", 1), "exp": ("exponential", 1), "log": ("exponential", 1), "power": ("exponential", 2)}
"""Functions that are counted where they are called: as what, and how many; a power is a logarithm and an exponential."""


class Tally:
    """What was counted: operations by part of the engine and kind."""

    def __init__(self) -> None:
        self.found: Counter[tuple[str, str]] = Counter()
        self.parts = ["start"]

    def take(self, kind: str, value: Any, times: int = 1) -> Any:
        """Count what gave a value, and return the value: once for a real number, once for each of an array."""
        if isinstance(value, float):
            self.found[self.parts[-1], kind] += times
        elif isinstance(value, np.ndarray) and value.dtype.kind == "f":
            self.found[self.parts[-1], kind] += times * value.size
        return value

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count for a part of the engine from here to the end of the block."""
        self.parts.append(name)
        try:
            yield
        finally:
            self.parts.pop()


TALLY = Tally()


def counted(kind: str, one: Any, other: Any) -> Any:
    """Return what an operation gives, counted."""
    return TALLY.take(kind, _BY_KIND[kind](one, other))


def subtracted(one: Any, other: Any) -> Any:
    """Return a difference, counted as an addition."""
    return TALLY.take("addition", one - other)


def called(name: str, function: Callable[..., Any], *values: Any) -> Any:
    """Return what a function gives, counted as a whole."""
    kind, times = _CALLS[name]
    return TALLY.take(kind, function(*values), times)


_BY_KIND = {kind: operation for kind, operation in _OPERATIONS.values() if operation is not operator.sub}
_NAMES = {"_counted": counted, "_subtracted": subtracted, "_called": called, "_tally": TALLY}


class _Counting(ast.NodeTransformer):
    """Writes each operation as a call that counts; `part`: whose operations they are, or of whoever calls."""

    def __init__(self, part: str | None) -> None:
        self.part = part

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.body = [self.visit(line) for line in node.body]
        if self.part:
            within = ast.parse(f"with _tally.part({self.part!r}):\n    pass").body[0]
            assert isinstance(within, ast.With)
            within.body, node.body = node.body, [within]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Sub):
            return _call("_subtracted", node.left, node.right)
        if type(node.op) in _OPERATIONS:
            return _call("_counted", ast.Constant(_OPERATIONS[type(node.op)][0]), node.left, node.right)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        if type(node.op) in _OPERATIONS:
            node.value = ast.Call(ast.parse("_tally.take", mode="eval").body, [ast.Constant(_OPERATIONS[type(node.op)][0]), node.value], [])
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if name in _CALLS:
            return _call("_called", ast.Constant(name), node.func, *node.args)
        return node


def _call(name: str, *values: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(values), [])


def counting(text: str, name: str) -> CodeType:
    """Return the code of a module in which operations are counted; those of rules for the part that asks them."""
    part = name.removeprefix("wopsim.engines.") if name.startswith("wopsim.engines.") else None
    tree = _Counting(part).visit(ast.parse(text))
    return compile(ast.fix_missing_locations(tree), f"{name} (counting)", "exec")


class _Reader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        return counting(self.get_data(self.path).decode("utf-8"), fullname)

    def exec_module(self, module: ModuleType) -> None:
        vars(module).update(_NAMES)
        super().exec_module(module)


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> Any:
        if not fullname.startswith(READ_OTHERWISE) or fullname.startswith(AS_THEY_ARE):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if spec is not None and spec.origin is not None and spec.submodule_search_locations is None:
            spec.loader = _Reader(fullname, spec.origin)
        return spec


def count(utilities: int, years: int, **parameters: Any) -> tuple[dict[str, dict[str, int]], str]:
    """Run a world in another process, counting; return operations by part and kind, and a hash of what was recorded."""
    line = [sys.executable, "-m", "tests.benchmarks.operations", str(utilities), str(years), json.dumps(parameters)]
    done = subprocess.run(line, capture_output=True, text=True, check=True, cwd=ROOT)
    found = json.loads(done.stdout)
    return found["operations"], found["recorded"]


def _count_here(utilities: int, years: int, parameters: dict[str, Any]) -> dict[str, Any]:
    """Run a world as Python in this process, in which nothing of the engine was read before."""
    sys.meta_path.insert(0, _Finder())
    from tests.helpers.in_python import run_in_python
    from tests.helpers.runs import all_bytes
    from tests.helpers.sizes import SEED, a_world
    from wopsim import compile as compiling
    from wopsim.declare import Parameters

    def in_python(self: Any, *values: Any) -> Any:
        if any(isinstance(value, np.ndarray) for value in values):
            return np.vectorize(self.py_func, otypes=[float])(*values)
        return self.py_func(*values)

    compiling.Rule.__call__ = in_python  # type: ignore[method-assign]
    from wopsim.engines import entry_points
    from wopsim.engines.agents import model

    run_in_python(model, entry_points)
    record = model.run(a_world(utilities), Parameters(**parameters), SEED, 0, years)
    found: dict[str, dict[str, int]] = {}
    for (part, kind), times in TALLY.found.items():
        found.setdefault(part, dict.fromkeys(KINDS, 0))[kind] += times
    return {"operations": found, "recorded": hashlib.sha256(all_bytes(record)).hexdigest()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_count_here(int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3]))))
