"""Functions of salabim that the clock replaces are there, and are asked."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import pytest
from salabim import salabim as internals

import wopsim.engines.agents.clock as clock_module
from wopsim.engines.agents.clock import Clock


def load_clock_again() -> object:
    spec = importlib.util.spec_from_file_location("clock_again", clock_module.__file__)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def salabim_untouched() -> Iterator[None]:
    kept = {name: getattr(internals, name) for name in ("_get_caller_frame", "_check_overlapping_parameters")}
    yield
    for name, function in kept.items():
        setattr(internals, name, function)


@pytest.mark.usefixtures("salabim_untouched")
@pytest.mark.parametrize("name", ["_get_caller_frame", "_check_overlapping_parameters"])
def test_a_salabim_without_a_function_we_replace_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    load_clock_again()
    monkeypatch.delattr(internals, name)
    with pytest.raises(ImportError, match=name):
        load_clock_again()


def test_salabim_still_asks_for_the_frame_where_we_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(internals, "_get_caller_frame", lambda: asked.append(1) or clock_module._calling_frame())
    Clock().run_to(1.0)
    assert asked
