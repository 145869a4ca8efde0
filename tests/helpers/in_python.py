"""Run the one text of the engines as the Python that it is, the steps of a quarter included: slowly, and nothing is compiled."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

ENTRY_POINTS = ("begin_worlds", "take_step", "find_applicants", "fill_views", "predict_gains", "fill_paired", "open_partnerships")


def readable(value: Any) -> Any:
    """The same memory, with fields of records by name."""
    if isinstance(value, np.ndarray) and value.dtype.names:
        return value.view(np.recarray)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return type(value)(**{name: readable(item) for name, item in value._asdict().items()})
    return value


def as_python(function: Any) -> Callable[..., Any]:
    """What compiled code was made from, on records that Python can read."""

    def called(*words: Any) -> Any:
        return function.py_func(*map(readable, words))

    return called


def run_in_python(model: ModuleType, entry_points: ModuleType, put: Callable[[Any, str, Any], None] = setattr) -> None:
    """Let a model's entry points be Python, and nothing be compiled; `put` sets attributes, as `monkeypatch.setattr` does."""
    for name in ENTRY_POINTS:
        put(entry_points, name, as_python(getattr(entry_points, name)))
    put(model, "prepare", lambda: None)
