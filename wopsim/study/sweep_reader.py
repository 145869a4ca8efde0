"""Read the sweep of a study file: values of any parameter, as the combinations that are run."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator
from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence as AbstractSequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal

from wopsim.declare import PARAMETERS, Param, Value
from wopsim.errors import Problem, did_you_mean
from wopsim.limits import VARIANTS
from wopsim.study.keys import SWEEP
from wopsim.study.parameter_block import mapping_items, wrong_value
from wopsim.study.row_file import rows_of_file
from wopsim.study.sampling import Method, Range, spread
from wopsim.study.sensitivity_design import rows_together
from wopsim.study.study_parts import Sampled, Sampling, Scenario
from wopsim.study.variants import misfits, would_be_replaced
from wopsim.study.yaml_reader import Entry, Mapping, Node, Scalar, Sequence, describe

Variant = dict[str, Value]
Variants = list[Variant]

ROUNDING = 1e-12
"""Relative difference of numbers that were meant to be one."""
PRIOR: Literal["prior"] = "prior"
SPREADS: dict[str, Method] = {"latin_hypercube": "latin_hypercube", "sobol": "sobol", "saltelli": "saltelli", "morris": "morris"}
"""Ways that place points in ranges."""
_SPREAD = {"points", "ranges"}
_SAMPLINGS: dict[str, Sampling] = {"saltelli": "saltelli", "morris": "morris"}
"""Ways whose points belong together, so that sensitivity can be read from them."""


@dataclass(frozen=True)
class Swept:
    """What a sweep means.

    Parameters
    ----------
    variants : the combinations of swept values.
    sampled : how they were sampled, where sensitivity can be read from them.
    """

    variants: tuple[AbstractMapping[str, Value], ...] = ()
    sampled: Sampled | None = None


@dataclass(frozen=True)
class _Way:
    """One way to sweep: its key and what stands under it, the seed that places points, and the folder where paths start."""

    key: str
    entry: Entry
    seed: int
    folder: Path


def read_sweep(
    node: Node,
    scenarios: tuple[Scenario, ...],
    base: AbstractMapping[str, Value],
    seed: int,
    folder: Path,
    problems: list[Problem],
) -> Swept:
    """Return the combinations of swept values, in an order that depends on the file and the seed only.

    Parameters
    ----------
    node : what stands under `sweep`.
    scenarios : sound scenarios, the baseline first; base : what they share.
    seed : of the study; it places the points of random designs.
    folder : where paths start.
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
        found = _READERS[key](_Way(key, entry, seed, folder), problems)
        for name in found[0] if found else ():
            if name in taken:
                problems.append(Problem(f"{name!r} is swept by {taken[name]!r} and by {key!r}; keep it in one of them.", entry.line))
            taken[name] = key
            problems += [Problem(wrong, entry.line) for wrong in would_be_replaced(name, scenarios, base)]
        ways.append(found)
    if not items and isinstance(node, Mapping):
        problems.append(Problem(f"'sweep' is empty; give it one of {', '.join(SWEEP)}, or delete it.", node.line))
    alone = next((key for key in items if key in _SAMPLINGS), None)
    if alone is not None and len(items) > 1:
        problems.append(Problem(f"{alone!r} stands alone in a sweep: its points belong together. Take the others away.", items[alone].line))
    if len(problems) > before or not _few(ways, node.line, problems):
        return Swept()
    variants = tuple({name: value for part in parts for name, value in part.items()} for parts in product(*ways))
    if not variants or not variants[0]:  # something in it was told before and could not be read
        return Swept()
    problems += [Problem(wrong, node.line) for wrong in misfits(variants, scenarios)]
    if alone is None:
        return Swept(variants)
    kind, names = _SAMPLINGS[alone], tuple(variants[0])
    return Swept(variants, Sampled(kind, len(variants) // rows_together(kind, len(names)), seed, names))


def _few(ways: list[Variants], line: int, problems: list[Problem]) -> bool:
    count = 1
    for way in ways:
        count *= len(way)
    if count <= VARIANTS.high:
        return True
    problems.append(Problem(f"the sweep has {count} combinations; it may have {VARIANTS.high}. Take fewer values or points.", line))
    return False


def _grid(way: _Way, problems: list[Problem]) -> Variants:
    key, entry = way.key, way.entry
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


def _list(way: _Way, problems: list[Problem]) -> Variants:
    key, node = way.key, way.entry.node
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return _list_of_file(way, node.value, problems)
    if not isinstance(node, Sequence) or not node.items:
        problems.append(
            Problem(f"{key!r} must be a list of rows (- {{budget: 1e6}}) or the path of a CSV file, not {_said(node)}.", way.entry.line)
        )
        return []
    return _rows(key, node.items, problems)


def _list_of_file(way: _Way, name: str, problems: list[Problem]) -> Variants:
    """Return the rows of a CSV file; what is wrong with it is told with its name and its own lines, at the line that names it."""
    wrong: list[Problem] = []
    rows: Variants = []
    nodes = rows_of_file(way.folder / name, wrong)
    if not wrong:
        rows = _rows(way.key, nodes, wrong)
    for problem in sorted(wrong, key=lambda problem: problem.line or 0):
        where = f"{name}, line {problem.line}" if problem.line else name
        problems.append(Problem(f"{where}: {problem.message}", way.entry.line))
    return rows


def _rows(key: str, nodes: tuple[Node, ...], problems: list[Problem]) -> Variants:
    before = len(problems)
    rows: Variants = []
    first: AbstractMapping[str, Entry] | None = None
    for item in nodes:
        row: Variant = {}
        items = mapping_items(item, f"a row of {key}", problems)
        first = items if first is None else first
        for name, value in items.items():
            declared = _parameter(name, key, value.line, problems)
            if declared is not None:
                row.update((name, one) for one in _values(declared, (value.node,), problems))
        if set(items) != set(first):
            names = ", ".join(sorted(first)) or "none"
            problems.append(Problem(f"every row of {key} must set the same parameters; the first sets {names}.", item.line))
        rows.append(row)
    if len(problems) == before:
        _check_repeated_rows(key, rows, nodes, problems)
    return rows


def _spread(way: _Way, problems: list[Problem]) -> Variants:
    key, entry = way.key, way.entry
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
    if key in _SAMPLINGS and (rows := points * rows_together(_SAMPLINGS[key], len(ranges))) > VARIANTS.high:
        problems.append(Problem(f"{key} makes {rows} combinations; a sweep may have {VARIANTS.high}. Take fewer points.", entry.line))
    return [] if len(problems) > before else spread(SPREADS[key], points, ranges, way.seed)


_READERS: dict[str, Callable[[_Way, list[Problem]], Variants]] = {
    "grid": _grid, "list": _list, **dict.fromkeys(SPREADS, _spread),
}  # fmt: skip


def _points(key: str, entry: Entry, problems: list[Problem]) -> int:
    value = VARIANTS.held_by(entry.node.value) if isinstance(entry.node, Scalar) else None
    if value is None:
        problems.append(Problem(f"'points' of {key} must be {VARIANTS}, not {describe(entry.node)}.", entry.line))
        return 1
    if key in ("sobol", "saltelli") and value & (value - 1):
        below = 1 << (value.bit_length() - 1)
        wrong = f"'points' of {key} is {value}; only a power of two fills the ranges evenly. Take {below} or {2 * below}."
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
        one, other = (f"the row of line {nodes[place].line}" if nodes[place].line else f"row {place}" for place in (first, second))
        where = f"in {key}, {other} is that of line {nodes[first].line} again" if nodes[first].line else f"in {key}, {other} is {one} again"
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


def _said(node: Node) -> str:
    return "an empty list" if isinstance(node, Sequence) and not node.items else describe(node)
