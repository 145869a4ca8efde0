"""Rules are pure elementwise functions, and the same machine code serves arrays and compiled loops."""

from __future__ import annotations

import ast
import dis
import importlib
import inspect
import pkgutil
import re
import textwrap
from pathlib import Path

import numpy as np
import pytest
from numba import njit

import wopsim.engines
import wopsim.rules
from wopsim.compile import DeviceFunction, Rule
from wopsim.streams import Stream, entity, uniform

MODULES = {m.name: importlib.import_module(f"wopsim.rules.{m.name}") for m in pkgutil.iter_modules(wopsim.rules.__path__)}
RULES = {
    f"{module}.{name}": value
    for module, contents in MODULES.items()
    for name, value in vars(contents).items()
    if isinstance(value, Rule) and value.__module__ == contents.__name__
}
TREES = {name: ast.parse(Path(contents.__file__).read_text(encoding="utf-8")) for name, contents in MODULES.items()}
TOOLS = {"portable_math", "theories"}
"""Files beside the rules."""

CHANCE = Stream("tests.rules", entity("tests.rules"))

# ranges in which an argument of this name is valid; all other arguments are shares
RANGES = {
    "z": (-3, 3), "previous": (-2, 2), "deviation": (-2, 2), "shift": (-5, 5), "change": (-1e6, 1e6), "by_finances": (-1, 1),
    "by_need": (-2, 2), "by_trust": (0, 5), "growth": (-0.1, 0.2), "persistence": (0, 0.999), "exponent": (-1, 3),
    "people": (1e3, 1e6), "connections": (10, 1e6), "most": (1, 1e6), "unserved": (0, 1e5), "staff": (0.5, 1e3), "experts": (1, 20),
    "persons": (2, 8), "consumption": (20, 300), "distance": (0, 2e4), "half": (100, 2e4), "days": (0, 500), "expert_days": (0, 100),
    "capacity_days": (1, 500), "days_given": (0, 2e3), "days_away": (1, 250), "days_per_year": (1, 500), "experience_days": (1, 1e3),
    "size": (1, 20), "counterpart_staff": (0.1, 100), "memory": (0.01, 20), "step": (0.01, 2), "span": (0.01, 2), "rate": (0, 3),
    "speed": (0, 5), "effect": (0, 10), "cost": (0, 1e7), "money": (-1e6, 1e7), "cash": (0, 1e7), "reserve": (0, 1e7), "fund": (0, 1e7),
    "wage": (100, 5e4), "other": (0, 500), "level": (0.5, 2), "tariff": (0.1, 3), "energy_price": (0.01, 1), "energy_intensity": (0, 3),
    "input_volume": (1, 1e6), "billed_volume": (1, 1e6), "capacity": (0, 1), "wanted": (1e-3, 1e6), "part": (0, 1e6), "whole": (1e-3, 1e6),
    "per_person": (1, 1e3), "day_cost": (0, 1e3), "travel_base": (0, 1e3), "travel_km": (0, 1), "grant": (0, 1e6),
    "treatment_cost": (1, 1e3),
    "volatility": (0.1, 3), "around_the_clock": (0, 1e6), "use": (1, 1e6), "leakage": (0, 1e6),
    "occr": (0, 3), "turnover": (0, 1), "median": (0, 3), "delay": (0, 3), "nrw_share": (0.01, 0.95), "supplied": (0.05, 1),
    "supplied_at_start": (0.05, 1), "sustaining": (0.01, 1), "share": (0.01, 0.99), "institutionalisation": (0, 10),
}  # fmt: skip


def arguments(name: str, count: int) -> list[np.ndarray]:
    """Random valid arguments of a rule, (count,) each."""
    columns = []
    for place, argument in enumerate(inspect.signature(RULES[name].py_func).parameters):
        low, high = RANGES.get(argument, (0, 1))
        columns.append(low + (high - low) * uniform(CHANCE, 0, place, entity(name), 0, np.arange(count)))
    return columns


def bits(numbers: np.ndarray) -> list[int]:
    return np.asarray(numbers, dtype=np.float64).view(np.uint64).ravel().tolist()


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def test_the_rules_are_found():
    declared = {f"{module}.{function.name}" for module, tree in TREES.items() if module not in TOOLS for function in functions(tree)}
    assert set(RULES) == declared, "a function in a file of rules is not compiled, or a rule is hidden"
    assert len(RULES) > 40


@pytest.mark.parametrize("name", RULES)
def test_an_array_and_a_compiled_loop_give_the_same_bits(name):
    called = RULES[name]
    columns = arguments(name, 400)
    names = [f"a{n}" for n in range(len(columns))]
    row = ", ".join(f"{a}[i]" for a in names)
    source = f"def loop(out, {', '.join(names)}):\n    for i in range(out.size):\n        out[i] = called({row})\n"
    made = {"called": called}
    exec(source, made)
    in_loop = np.empty(400)
    njit(made["loop"])(in_loop, *columns)
    on_array = called(*columns)
    assert np.isfinite(on_array).all()
    assert bits(in_loop) == bits(on_array)
    one_by_one = [called(*(float(c[i]) for c in columns)) for i in range(40)]
    assert bits(one_by_one) == bits(on_array[:40])


@pytest.mark.parametrize("name", RULES)
def test_shapes_broadcast_and_rows_are_independent(name):
    called = RULES[name]
    columns = arguments(name, 30)
    flat = called(*columns)
    assert bits(called(*(c[::-1] for c in columns))) == bits(flat[::-1])
    assert bits(called(*(c.reshape(5, 6) for c in columns))) == bits(flat)
    first, rest = columns[0], [float(c[0]) for c in columns[1:]]
    broad = called(first[:, None], *(np.full((1, 4), value) for value in rest))
    assert broad.shape == (30, 4 if rest else 1)
    assert bits(broad[:, 0]) == bits([called(value, *rest) for value in first])


@pytest.mark.parametrize(
    ("name", "rows", "expected"),
    [
        ("background.shift_share", [[0.0, 1.0], [1.0, 1.0]], [0.0, 1.0]),
        ("commercial.gain_of", [[1.0, 0.0], [1.0, 0.0]], [0.0, 0.0]),
        ("scaling.zone_gain", [[1.0, 0.0], [1.0, 0.0]], [0.0, 0.0]),
        ("mentors.fatigue_after", [[0.0], [0.0], [0.0], [1.0], [1.0]], [0.0]),
        ("partnership_timing.application", [[0.0, 1.0, 0.0, 1.0], [1.0] * 4, [0.0, 0.0, 1.0, 1.0]], [0.0, 1.0, 0.0, 1.0]),
        ("routines.practice_score", [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]], [0.0, 0.0, 0.0]),
        ("routines.steady_capacity", [[0.5], [0.0], [0.0], [1.0]], [0.5]),
        ("scaling.cut_when_spread", [[0.0, 1.0], [0.0, 0.0], [0.0, 0.0]], [0.0, 0.0]),
        ("water.ratio", [[0.0, 1.0], [0.0, 0.0]], [0.0, 0.0]),
        ("water.share_of_day", [[0.0, 1.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 1.0]], [1.0, 1.0, 0.0]),
    ],
)
@pytest.mark.parametrize("times", [1, 16])
def test_what_is_excluded_is_not_divided_by(name, rows, expected, times):
    # compiled code may divide first and look at the condition afterwards, on long arrays above all: numpy would warn
    assert RULES[name](*(np.tile(row, times) for row in rows)).tolist() == expected * times


@pytest.mark.parametrize("name", ["water.ratio", "missions.cohort_days"])
def test_numbers_of_any_kind_are_taken_for_what_they_are(name):
    called = RULES[name]
    shares = [np.arange(1.0, 5.0) / 8.0 + place / 16.0 for place in range(len(inspect.signature(called.py_func).parameters))]
    expected = bits(called(*shares))
    read_only = [np.broadcast_to(share, (3, 4)) for share in shares]
    assert bits(called(*read_only)) == expected * 3
    assert bits(called(*(share.astype(np.float32) for share in shares))) == expected  # sixteenths: exact in both
    assert bits(called(*(np.repeat(share, 2)[::2] for share in shares))) == expected
    one = called(*(np.array(share[0]) for share in shares))
    assert type(one) is np.float64
    assert bits(one) == expected[:1]
    assert bits(called(*([1] * len(shares)))) == bits(called(*([1.0] * len(shares))))


def test_no_columns_give_no_numbers():
    assert RULES["water.ratio"](np.empty((0, 3)), 1.0).shape == (0, 3)


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="broadcast"):
        RULES["water.ratio"](np.ones(3), np.ones(2))


@pytest.mark.parametrize("name", RULES)
def test_a_rule_takes_floats_and_returns_a_float(name):
    signature = inspect.signature(RULES[name].py_func)
    assert signature.return_annotation == "float"
    assert {p.annotation for p in signature.parameters.values()} == {"float"}
    assert all(p.default is p.empty for p in signature.parameters.values())


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_described_with_units(name):
    called = RULES[name].py_func
    text = inspect.getdoc(called)
    summary = text.split("\n")[0]
    assert re.search(r"[.;:]", summary), "the first line is a sentence"
    assert re.search(r"\[[^\]]+\]", text), "no unit in brackets"
    if "Parameters\n" in text:
        known = set(inspect.signature(called).parameters)
        section = text.split("-\n", 1)[1]
        assert {a for a in known if not re.search(rf"\b{a}\b", section)} == set(), "an argument is not described"
        heads = {word for head in re.findall(r"(?m)^([a-z_, ]+) : ", section) for word in head.split(", ")}
        assert heads <= known, "something is described that is no argument"


@pytest.mark.parametrize("module", [m for m in TREES if m not in TOOLS])
def test_a_file_of_rules_needs_nothing_but_declarations(module):
    homes = set()
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            homes |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            homes.add(node.module)
    assert homes <= {"__future__", "math", "wopsim.declare", "wopsim.compile", "wopsim.rules.portable_math"}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_no_state_no_loop_and_no_rule_inside(name):
    module, own = name.split(".")
    (function,) = [f for f in functions(TREES[module]) if f.name == own]
    assert [ast.unparse(d) for d in function.decorator_list] == ["rule"]
    assert [type(n).__name__ for n in ast.walk(function) if isinstance(n, ast.For | ast.While | ast.Global | ast.Nonlocal | ast.Try)] == []
    known = {a.arg for a in function.args.args} | {
        n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    used = {n.id for part in function.body for n in ast.walk(part) if isinstance(n, ast.Name)}
    allowed = {"min", "max", "exp", "log", "power"}
    assert used - known <= {"math"} | allowed, "a rule uses its arguments only"
    called = {ast.unparse(n.func) for n in ast.walk(function) if isinstance(n, ast.Call)} - allowed
    # other functions of the system differ between machines in the last digit
    assert called - {"rule"} <= {"math.sqrt", "math.floor"}


COMPILED = {
    f"{module.__name__}.{name}": value
    for module in (importlib.import_module(one.name) for one in pkgutil.walk_packages(wopsim.engines.__path__, "wopsim.engines."))
    for name, value in vars(module).items()
    if isinstance(value, DeviceFunction)
} | RULES


@pytest.mark.parametrize("name", COMPILED)
def test_a_function_for_compiled_functions_raises_nothing(name):
    # those that call it do not ask; a range of steps of zero would raise
    function = COMPILED[name].py_func
    assert [one.opname for one in dis.get_instructions(function) if one.opname == "RAISE_VARARGS"] == []
    calls = [node for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))) if isinstance(node, ast.Call)]
    assert [ast.unparse(call) for call in calls if ast.unparse(call.func) == "range" and len(call.args) > 2] == []
