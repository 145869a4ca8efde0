"""What a test takes the place of in one module only: other threads of the process keep the true one."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

import pytest


def only_there(monkeypatch: pytest.MonkeyPatch, where: ModuleType, whole: ModuleType, **instead: Any) -> None:
    """Let one module find something else in another one that it imports.

    Parameters
    ----------
    where : the module.
    whole : what it imports.
    instead : by name in that.
    """
    monkeypatch.setattr(where, whole.__name__, SimpleNamespace(**{**vars(whole), **instead}))
