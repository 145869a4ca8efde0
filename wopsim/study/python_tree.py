"""What somebody wrote in Python, as the tree that a study file is read into: so both go through the same checks."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as AbstractMapping
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

import numpy as np

from wopsim.errors import Problem
from wopsim.study.yaml_reader import MAX_DEPTH, Entry, Mapping, Node, Scalar, Sequence, Unread

if TYPE_CHECKING:
    import pandas as pd

FROM_PYTHON = "from Python"
"""Stands where the name of a file stands in messages."""
NO_LINE = 0
"""What comes from Python stands on no line of a file."""


def entries(values: AbstractMapping[str, Any], problems: list[Problem]) -> dict[str, Entry]:
    """Return values by key as entries of a study file; what cannot be one is appended to `problems`."""
    return {str(key): Entry(NO_LINE, node_of(value, problems)) for key, value in values.items()}


def node_of(value: Any, problems: list[Problem], depth: int = 1) -> Node:
    """Return a value as a node: a mapping, a list, or one value, those of numpy as Python's own."""
    if depth > MAX_DEPTH:
        problems.append(Problem(f"something is nested more than {MAX_DEPTH} deep; no study is."))
        return Unread(NO_LINE)
    if isinstance(value, AbstractMapping):
        items = {str(key): Entry(NO_LINE, node_of(inner, problems, depth + 1)) for key, inner in value.items()}
        return Mapping(NO_LINE, items)
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0):
        value = value.item()
    if isinstance(value, PathLike):
        value = fspath(value)
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return Sequence(NO_LINE, tuple(node_of(inner, problems, depth + 1) for inner in value))
    if value is not None and not isinstance(value, bool | int | float | str):
        problems.append(Problem(f"{value!r} is neither a number, a text, true or false, nor a list or mapping of those."))
        return Unread(NO_LINE)
    return Scalar(NO_LINE, value, quoted=isinstance(value, str))


def rows_of_table(table: pd.DataFrame, problems: list[Problem]) -> list[dict[Any, Any]]:
    """Return the rows of a table, each by column."""
    columns = list(table.columns)
    twice = [name for name in dict.fromkeys(columns) if columns.count(name) > 1]
    problems += [Problem(f"the table has {columns.count(name)} columns {name!r}; keep one.") for name in twice]
    return [] if twice else table.to_dict("records")
