"""Read the sweep of a study file: values of any parameter, as the combinations that are run."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator
from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence as AbstractSequence
from itertools import product
from typing import Literal

from wopsim.declare import PARAMETERS, Param, Value
from wopsim.errors import Problem, did_you_mean
from wopsim.limits import VARIANTS
from wopsim.study.keys import SWEEP
from wopsim.study.parameter_block import Settings, mapping_items, unfit, wrong_value
from wopsim.study.sampling import Range, spread
from wopsim.study.scenario import Scenario
from wopsim.study.yaml_reader import Entry, Mapping, Node, Scalar, Sequence, describe

Variant = dict[str, Value]
Variants = list[Variant]

ROUNDING = 1e-12
"""Relative difference of numbers that were meant to be one."""
PRIOR: Literal["prior"] = "prior"
_SPREAD = {"points", "ranges"}


def read_sweep(
    node: Node, scenarios: tuple[Scenario, ...], base: Settings, seed: int, problems: list[Problem]
) -> tuple[AbstractMapping[str, Value], ...]:
    """Return the combinations of swept values, in an order that depends on the file and the seed only.

    Parameters
    ----------
    node : what stands under `sweep`.
    scenarios : sound scenarios, the baseline first; base : what they share.
    seed : of the study; it places the points of random designs.
    problems : what is wrong is appended here.
    """
    before = len(problems)
    items = mapping_items(node, "sweep", problems)
    ways: list[Variants] = []
    taken: dict[str, str] = {}
    for key, entry in items.items():
        if key not in SWEEP:
            problems.append(Problem(f"unknown key {key!r} in sweep; known: {', '.join(SWEEP)}.{did_you_mean(key, SWEEP)}", entry.line))
            continue
        found = _READERS[key](key, entry, seed, problems)
        for name in found[0] if found else ():
            if name in taken:
                problems.append(Problem(f"{name!r} is swept by {taken[name]!r} and by {key!r}; keep it in one of them.", entry.line))
            taken[name] = key
            _check_free(name, scenarios, base, entry.line, problems)
        ways.append(found)
    if not items and isinstance(node, Mapping):
        problems.append(Problem(f"'sweep' is empty; give it one of {', '.join(SWEEP)}, or delete it.", node.line))
    if len(problems) > before or not _few(ways, node.line, problems):
        return ()
    variants = tuple({name: value for part in parts for name, value in part.items()} for parts in product(*ways))
    _check_fit(variants, scenarios, node.line, problems)
    return variants


def _few(ways: list[Variants], line: int, problems: list[Problem]) -> bool:
    count = 1
    for way in ways:
        count *= len(way)
    if count <= VARIANTS.high:
        return True
    problems.append(Problem(f"the sweep has {count} combinations; it may have {VARIANTS.high}. Take fewer values or points.", line))
    return False


def _grid(key: str, entry: Entry, seed: int, problems: list[Problem]) -> Variants:
    columns: list[list[tuple[str, Value]]] = []
    size = 1
    for name, values in mapping_items(entry.node, key, problems).items():
        declared = _parameter(name, key, values.line, problems)
        if not isinstance(values.node, Sequence) or not values.node.items:
            problems.append(Problem(f"{name!r} in {key} must be a list of values ([1, 2, 3]), not {_said(values.node)}.", values.line))
        elif declared is not None:
            column = [(name, value) for value in _values(declared, values.node.items, problems)]
            if len(column) == len(values.node.items):
                _check_repeats(name, [value for _, value in column], values.node.items, problems)
            columns.append(column)
            size *= max(len(column), 1)
    if isinstance(entry.node, Mapping) and not entry.node.items:
        problems.append(Problem(f"{key!r} names no parameter.", entry.line))
    if size > VARIANTS.high:
        problems.append(Problem(f"the grid has {size} combinations; a sweep may have {VARIANTS.high}. Take fewer values.", entry.line))
        return []
    return [dict(row) for row in product(*columns)]


def _list(key: str, entry: Entry, seed: int, problems: list[Problem]) -> Variants:
    node = entry.node
    if not isinstance(node, Sequence) or not node.items:
        problems.append(Problem(f"{key!r} must be a list of rows (- {{budget: 1e6}}), not {_said(node)}.", entry.line))
        return []
    before = len(problems)
    rows: Variants = []
    for item in node.items:
        row: Variant = {}
        for name, value in mapping_items(item, f"a row of {key}", problems).items():
            declared = _parameter(name, key, value.line, problems)
            if declared is not None:
                row.update((name, one) for one in _values(declared, (value.node,), problems))
        if rows and set(row) != set(rows[0]):
            names = ", ".join(sorted(rows[0])) or "none"
            problems.append(Problem(f"every row of {key} must set the same parameters; the first sets {names}.", item.line))
        rows.append(row)
    if len(problems) == before:
        _check_repeated_rows(key, rows, node.items, problems)
    return rows


def _spread(key: str, entry: Entry, seed: int, problems: list[Problem]) -> Variants:
    before = len(problems)
    items = mapping_items(entry.node, key, problems)
    for word, part in items.items():
        if word not in _SPREAD:
            problems.append(Problem(f"unknown key {word!r} in {key}; known: points, ranges.{did_you_mean(word, _SPREAD)}", part.line))
    for word in sorted(_SPREAD - set(items)):
        problems.append(Problem(f"{key!r} lacks {word!r}.", entry.line))
    if not _SPREAD <= set(items):
        return []
    points = _points(key, items["points"], problems)
    ranges: dict[Param, Range] = {}
    for name, part in mapping_items(items["ranges"].node, f"ranges of {key}", problems).items():
        declared = _parameter(name, key, part.line, problems)
        found = None if declared is None else _range(declared, part, problems)
        if declared is not None and found is not None:
            ranges[declared] = found
    if not ranges and len(problems) == before:
        problems.append(Problem(f"'ranges' of {key} names no parameter.", items["ranges"].line))
    return [] if len(problems) > before else spread(key, points, ranges, seed)


_READERS: dict[str, Callable[[str, Entry, int, list[Problem]], Variants]] = {
    "grid": _grid, "list": _list, "latin_hypercube": _spread, "sobol": _spread,
}  # fmt: skip


def _points(key: str, entry: Entry, problems: list[Problem]) -> int:
    value = entry.node.value if isinstance(entry.node, Scalar) else None
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= VARIANTS.high:
        wrong = f"'points' of {key} must be a whole number between 1 and {VARIANTS.high}, not {describe(entry.node)}."
        problems.append(Problem(wrong, entry.line))
        return 1
    if key == "sobol" and value & (value - 1):
        below = 1 << (value.bit_length() - 1)
        wrong = f"'points' of sobol is {value}; only a power of two fills the ranges evenly. Take {below} or {2 * below}."
        problems.append(Problem(wrong, entry.line))
    return value


def _range(declared: Param, entry: Entry, problems: list[Problem]) -> Range | None:
    """Return the range, or None with a problem."""
    name, node = declared.name, entry.node
    if declared.kind not in (int, float):
        problems.append(Problem(f"{name!r} has no range, it is one of some words; put it in grid or list.", entry.line))
    elif isinstance(node, Scalar) and node.value == PRIOR:
        if declared.prior is not None:
            return PRIOR
        problems.append(Problem(f"{name!r} is {declared.role} and has no prior; give its range as [low, high].", entry.line))
    elif not isinstance(node, Sequence) or len(node.items) != 2:
        prior = " or the word 'prior'" if declared.prior is not None else ""
        problems.append(Problem(f"the range of {name!r} must be [low, high]{prior}, not {_said(node)}.", entry.line))
    else:
        values = _values(declared, node.items, problems)
        if len(values) == 2:
            low, high = float(values[0]), float(values[1])
            if low < high:
                return low, high
            problems.append(Problem(f"the range of {name!r} must begin below its end: {low:g} is not below {high:g}.", entry.line))
    return None


def _parameter(name: str, key: str, line: int, problems: list[Problem]) -> Param | None:
    import wopsim.declared  # noqa: F401  (declares every parameter)

    declared = PARAMETERS.get(name)
    if declared is None:
        problems.append(Problem(f"no parameter {name!r} (in {key} of sweep).{did_you_mean(name, PARAMETERS)}", line))
    return declared


def _values(declared: Param, nodes: tuple[Node, ...], problems: list[Problem]) -> list[Value]:
    found = []
    for node in nodes:
        wrong = wrong_value(declared, node)
        if wrong:
            problems.append(Problem(wrong, node.line))
        elif isinstance(node, Scalar) and node.value is not None:
            found.append(declared.kind(node.value))
    return found


def _check_repeats(name: str, values: list[Value], nodes: tuple[Node, ...], problems: list[Problem]) -> None:
    for first, second in _repeated(_one_value(values)):
        both = "a value" if values[first] == values[second] else f"{values[first]!r} and {values[second]!r}, one value,"
        problems.append(Problem(f"{name!r} lists {both} twice; it would only be run twice.", nodes[second].line))


def _check_repeated_rows(key: str, rows: Variants, nodes: tuple[Node, ...], problems: list[Problem]) -> None:
    columns = [_one_value([row[name] for row in rows]) for name in rows[0]]
    for first, second in _repeated(list(zip(*columns, strict=True))):
        where = f"in {key}, the row of line {nodes[second].line} is that of line {nodes[first].line} again"
        problems.append(Problem(f"{where}; it would only be run twice. Delete one of them.", nodes[second].line))


def _one_value(values: AbstractSequence[Value]) -> list[Value]:
    """Return the values, those that differ by no more than rounding made equal: 0.1 + 0.2 is meant to be 0.3."""
    last: Value | None = None
    meant: dict[Value, Value] = {}
    for value in sorted(set(values), key=lambda value: (str(type(value)), value)):
        rounded = isinstance(value, float) and isinstance(last, float) and math.isclose(value, last, rel_tol=ROUNDING)
        last = last if rounded and last is not None else value
        meant[value] = last
    return [meant[value] for value in values]


def _repeated(values: AbstractSequence[Hashable]) -> Iterator[tuple[int, int]]:
    """Yield the place of each value that stood before, after the place where it first stood."""
    seen: dict[Hashable, int] = {}
    for place, value in enumerate(values):
        if seen.setdefault(value, place) != place:
            yield seen[value], place


def _check_free(name: str, scenarios: tuple[Scenario, ...], base: Settings, line: int, problems: list[Problem]) -> None:
    """A swept value overlays every scenario, so none may have one of its own: it would be lost in silence."""
    shared = base[name].value if name in base else PARAMETERS[name].default
    for scenario in scenarios[1:]:
        if scenario.settings.get(name, shared) != shared:
            where = f"scenario {scenario.name!r} sets {name!r} itself, to {scenario.settings[name]!r}, which the sweep would replace"
            problems.append(Problem(f"{where}; keep it in one of them.", line))


def _check_fit(variants: tuple[Variant, ...], scenarios: tuple[Scenario, ...], line: int, problems: list[Problem]) -> None:
    if not any(name.startswith("objective_") for name in variants[0]):
        return
    for variant in variants:
        for scenario in scenarios:
            misfit = unfit({**scenario.settings, **variant})
            if misfit:
                values = ", ".join(f"{name} = {value}" for name, value in variant.items())
                problems.append(Problem(f"scenario {scenario.name!r} with {values}: {misfit}", line))
                return


def _said(node: Node) -> str:
    return "an empty list" if isinstance(node, Sequence) and not node.items else describe(node)
